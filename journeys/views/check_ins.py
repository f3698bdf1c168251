"""One check-in: the question, thanks for the answer with a chance to say more, and asking again later.

What is shown here to people who are signed in is shown to whoever holds a link of a letter as well (see from_mail.py); a
`Way` is the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
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
from accounts.models import Person
from accounts.transitions import StaleState
from journeys.access import check_in_for
from journeys.enums import CheckInState
from journeys.forms.check_ins import CheckInForm, LaterForm, SayMoreForm, prefilled
from journeys.models import CheckIn
from journeys.operations.check_ins import answer, say_more
from journeys.operations.reminders import snooze
from journeys.queries.check_ins import next_after
from journeys.queries.help_queue import low_answers_that_tell
from journeys.schedule import hours_of
from journeys.snoozes import snoozes
from matching.enums import MentorshipState

ANSWERABLE = {CheckInState.DUE, CheckInState.MISSED}


@dataclass(frozen=True)
class Way:
    """How somebody came to a page: signed in, or by a link of a letter. `frame` is the template around it."""

    frame: str = "base.html"
    from_mail: bool = False
    context: Mapping[str, object] = field(default_factory=dict)

    def page(self, request: HttpRequest, template: str, status: int = 200, **context: object) -> HttpResponse:
        shown = {"frame": self.frame, "from_mail": self.from_mail, **self.context, **context}
        return TemplateResponse(request, f"journeys/{template}.html", shown, status=status)


SIGNED_IN = Way()


@require_http_methods(["GET", "HEAD", "POST"])
@limited("check_in")
def check_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form while an answer is awaited; thanks afterwards. A link of the e-mail fills it in and changes nothing."""
    person = person_of(request)
    return answer_page(request, check_in_for(person, pk), person, SIGNED_IN)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("check_in")
def later(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_of(request)
    asked = check_in_for(person, pk)
    if asked.state != CheckInState.DUE or asked.mentorship.state != MentorshipState.ACTIVE:
        return HttpResponseRedirect(reverse("journeys:check_in", args=[pk]))
    return later_page(request, asked, person, SIGNED_IN)


def answer_page(request: HttpRequest, asked: CheckIn, person: Person, way: Way) -> HttpResponse:
    is_mentee = asked.mentorship.mentee.person_id == person.pk
    if asked.state in ANSWERABLE:
        return _question(request, asked, person, way, is_mentee=is_mentee)
    if asked.state == CheckInState.ANSWERED:
        return _thanks(request, asked, person, way, is_mentee=is_mentee)
    return way.page(request, "check_in_early", **_about(asked, is_mentee=is_mentee))


def _question(
    request: HttpRequest, asked: CheckIn, person: Person, way: Way, *, is_mentee: bool
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = CheckInForm(data, is_mentee=is_mentee, initial=prefilled(request.GET))
    if form.is_bound and form.is_valid():
        said = {"pulse": None, "confidence": None, **form.cleaned_data}
        try:
            answer(asked, **said, by=person, now=timezone.now())
        except StaleState:
            _it_stands(request)
        return HttpResponseRedirect(request.path)
    return way.page(request, "check_in", form=form, **_about(asked, is_mentee=is_mentee))


def _thanks(
    request: HttpRequest, asked: CheckIn, person: Person, way: Way, *, is_mentee: bool
) -> HttpResponse:
    if request.method == "POST" and "met" in request.POST:
        _it_stands(request)  # the question, pressed twice or on two devices
        return HttpResponseRedirect(request.path)
    form = SayMoreForm(
        request.POST if request.method == "POST" else None, answered=asked, is_mentee=is_mentee
    )
    if form.is_bound and form.is_valid():
        say_more(asked, **form.said, by=person, now=timezone.now())
        messages.success(request, _("Added. Thank you."))
        return HttpResponseRedirect(request.path)
    shown = {"form": form, "next_at": next_after(asked), **_about(asked, is_mentee=is_mentee)}
    return way.page(request, "check_in_thanks", **shown)


def later_page(request: HttpRequest, asked: CheckIn, person: Person, way: Way) -> HttpResponse:
    """When a check-in that waits is asked again. It needs the check-in to be due and its mentorship to go on."""
    now = timezone.now()
    next_at = next_after(asked)
    offered = snoozes(hours_of(person), now=now, before=next_at)
    form = LaterForm(request.POST if request.method == "POST" else None, offered=offered)
    if form.is_bound and form.is_valid():
        try:
            snooze(asked, until=form.cleaned_data["at"], by=person, now=now)
        except StaleState:
            messages.info(request, _("This check-in is past; there is nothing left to put off."))
            return HttpResponseRedirect(request.path)
        except ValueError as fault:  # the hours were changed, or the next one came nearer, meanwhile
            form.add_error("at", str(fault))
        else:
            return HttpResponseRedirect(request.path)
    is_mentee = asked.mentorship.mentee.person_id == person.pk
    put_off_to = asked.remind_at if asked.snoozed_at and asked.remind_at and asked.remind_at > now else None
    shown: dict[str, Any] = {"form": form, "offered": offered, "next_at": next_at, "put_off_to": put_off_to}
    return way.page(request, "later", **shown, **_about(asked, is_mentee=is_mentee))


def _it_stands(request: HttpRequest) -> None:
    messages.info(request, _("This check-in was answered before; that answer stands."))


def _about(asked: CheckIn, *, is_mentee: bool) -> dict[str, Any]:
    mentorship = asked.mentorship
    return {
        "check_in": asked,
        "mentorship": mentorship,
        "other": (mentorship.mentor if is_mentee else mentorship.mentee).person,
        "is_mentee": is_mentee,
        "low_answers": low_answers_that_tell(mentorship.programme),
    }
