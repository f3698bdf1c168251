"""A safeguarding contact ends a mentorship because of a report."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.limits import limited
from accounts.transitions import StaleState
from matching.enums import OPEN_MENTORSHIP_STATES, EndReason
from matching.operations.mentorships import end_mentorship
from matching.safeguarding import reported_mentorship
from programmes.safety_access import report_for
from programmes.views.organise.care import for_carers


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@for_carers
def end(request: HttpRequest, pk: UUID, mentorship: UUID) -> HttpResponse:
    """Says what happens, and then ends it; neither of the two is told why."""
    report = report_for(request, pk)
    found = reported_mentorship(report, mentorship)
    stale = found.state not in OPEN_MENTORSHIP_STATES
    if request.method == "POST" and not stale:
        by = getattr(request, "person", None)
        try:
            end_mentorship(found, reason=EndReason.OTHER, by=by, now=timezone.now())
        except StaleState:
            stale = True
        else:
            messages.success(request, _("The mentorship is over. Both get a letter that does not say why."))
            return HttpResponseRedirect(reverse("programmes:safeguarding_report", args=[report.pk]))
    context = {"report": report, "mentorship": found, "stale": stale}
    status = 409 if stale and request.method == "POST" else 200
    return TemplateResponse(request, "matching/safeguarding/end.html", context, status=status)
