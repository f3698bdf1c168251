"""Which mail a person gets, and what they can do where letters to them come back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import person_of
from accounts.forms.mail import MailForm
from accounts.operations.mail import TooSoon, arrives_again, choose_mail
from accounts.readers import hours_of
from accounts.returned import returned_of
from notifications.enums import Delivery
from notifications.hours import next_mail_hour
from ui.words import local_time

# What "stop everything" stopped, for Undo: how each kind came before. In the session, as only this press can be undone.
STOPPED = "mail_stopped"


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    form = MailForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_bound and form.is_valid():
        form.save(by=person, now=now)
        request.session.pop(STOPPED, None)
        messages.success(request, _("Your choices are saved."))
        return _back()
    hours = hours_of([person.user_id])[person.user_id]
    context = {
        "form": form,
        "own": person,
        "columns": [way.label for way in Delivery],
        "daily_at": next_mail_hour(hours, now),
        "returned": returned_of(person, now=now),
        "may_undo": bool(request.session.get(STOPPED)),
        "may_stop": bool(form.stoppable()),
    }
    return TemplateResponse(request, "accounts/mail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stop_everything(request: HttpRequest) -> HttpResponse:
    """Asks, then stops every kind that can be stopped."""
    person = person_of(request)
    kinds = MailForm(person=person).stoppable()
    if request.method != "POST":
        return TemplateResponse(request, "accounts/mail_stop.html", {"count": len(kinds)})
    off = dict.fromkeys(kinds, Delivery.OFF)
    before = choose_mail(person=person, choices=off, by=person, now=timezone.now())
    if before:
        request.session[STOPPED] = dict(before)
    messages.success(request, _("All letters that can be stopped are stopped."))
    return _back()


@require_POST
def undo_stop(request: HttpRequest) -> HttpResponse:
    """Brings back what "stop everything" stopped, as it came before; what was chosen since then stays."""
    person = person_of(request)
    before = request.session.pop(STOPPED, {})
    off = {kind for kind, way in MailForm(person=person).initial.items() if way == Delivery.OFF}
    choices = {kind: Delivery(way) for kind, way in before.items() if kind in off}
    choose_mail(person=person, choices=choices, by=person, now=timezone.now())
    messages.success(request, _("Your letters come as they did before."))
    return _back()


@require_POST
def works_again(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    try:
        arrives_again(person=person, by=person, now=timezone.now())
    except TooSoon as early:
        words = _("A letter came back less than a day ago. You can tell us from %(moment)s on.")
        messages.warning(request, words % {"moment": local_time(timezone.localtime(early.may_at))})
    else:
        messages.success(request, _("Thank you. Letters go to your address again."))
    return _back()


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:mail"))
