"""The mailbox of the demo: every e-mail that the site sent. Its routes exist in demo mode only."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from notifications.framing import framed
from notifications.models import DemoMail


@login_not_required
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest mail first; `?to=` narrows to one address. Open to everybody, as nobody has a password to the demo's mail."""
    to = request.GET.get("to", "").strip()
    mails = DemoMail.objects.defer("text", "html", "calendar")
    if to:
        mails = mails.filter(to__iexact=to)
    page = Paginator(mails, 30).get_page(request.GET.get("page"))
    return TemplateResponse(request, "notifications/mailbox.html", {"page": page, "to": to})


@login_not_required
@require_GET
def mailbox_message(request: HttpRequest, pk: int) -> HttpResponse:
    return TemplateResponse(
        request, "notifications/mailbox_message.html", {"mail": get_object_or_404(DemoMail, pk=pk)}
    )


@login_not_required
@require_GET
def mailbox_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML of one mail by itself, for a sandboxed frame."""
    return framed(get_object_or_404(DemoMail, pk=pk).html)


@login_not_required
@require_GET
def mailbox_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """What calendar programs read in one mail, as a file. Raises Http404 for a mail with nothing for them."""
    mail = get_object_or_404(DemoMail, pk=pk)
    if not mail.calendar:
        raise Http404(_("Nothing in this e-mail is for a calendar."))
    return HttpResponse(
        mail.calendar,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="invitation.ics"'},
    )
