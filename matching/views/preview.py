"""The mutual preview as those who are proposed see it: who, why, and what they think, privately."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person_of
from accounts.limits import limited
from matching.access import preview_for
from matching.forms.preview import PreviewForm
from matching.operations.previews import PreviewOver, answer_preview
from matching.queries.previews import preview_page


@require_http_methods(["GET", "HEAD", "POST"])
@limited("answer")
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    person, now, status = person_of(request), timezone.now(), 200
    enrolment, run = preview_for(person, pk)
    seen = preview_page(run, enrolment, now=now)
    form = PreviewForm(request.POST if request.method == "POST" else None, proposals=seen.proposals)
    if form.is_valid():
        try:
            answer_preview(run=run, enrolment=enrolment, answers=form.answers, by=person, now=now)
            messages.success(request, _("Kept. Nobody but you sees what you answered."))
            return HttpResponseRedirect(reverse("matching:preview", args=[enrolment.pk]))
        except PreviewOver:
            status = 409
    context = {"seen": seen, "form": form, "late": status == 409}
    return TemplateResponse(request, "matching/preview.html", context, status=status)
