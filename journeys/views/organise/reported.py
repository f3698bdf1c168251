"""A safeguarding contact opens the messages of two people because of a report, for an hour, and it is kept that they did."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.limits import limited
from journeys.queries.reported import conversation_of, reading_of
from programmes.enums import PrivateContent
from programmes.operations.readings import open_private
from programmes.safety_access import report_for
from programmes.views.organise.care import for_carers


@require_http_methods(["GET", "HEAD", "POST"])
@limited("reading")
@for_carers
def conversation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The messages, while they are open to whoever asks; before that, what opening them means."""
    report, now = report_for(request, pk), timezone.now()
    reader = getattr(request, "person", None)
    if request.method == "POST":
        if reader is None:
            raise PermissionDenied(
                _(
                    "What is private is opened by somebody with a name. This account belongs to nobody who takes part."
                )
            )
        open_private(
            programme=report.programme,
            person=report.about,
            what=PrivateContent.MESSAGES,
            reason=_("Because of a report: %(reason)s") % {"reason": report.get_reason_display()},
            by=reader,
            now=now,
            report=report,
        )
        return HttpResponseRedirect(request.path)
    reading = reading_of(report, reader=reader, now=now)
    shown = conversation_of(report, number=request.GET.get("page")) if reading else None
    context = {"report": report, "reading": reading, "shown": shown, "can_open": reader is not None}
    return TemplateResponse(request, "journeys/reported/messages.html", context)
