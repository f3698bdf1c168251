"""What either side does with a request: one page that says what will happen, and one press that does it.

Whoever comes too late, because somebody was faster or the clock ran out, gets a page (409) that says what happened
meanwhile and what to do next, with what they typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
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
from matching.access import check_is_mentee_of, check_is_mentor_of, request_for
from matching.enums import OPEN_REQUEST_STATES, DeclineReason, RequestState
from matching.forms.requests import AcceptForm, AskMoreForm, DeclineForm, ReplyForm, WithdrawForm
from matching.models import Request
from matching.operations import requests as operations
from matching.queries.requests import request_card, request_page
from programmes.operations.enrolments import NoPlace
from programmes.views.conduct import agreed_first

BOTH_WAYS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Step:
    """One thing that can be done with a request: who may, from which states, by which form, what it does and says."""

    check: Callable[[Person, Request], None]
    possible: frozenset[str]
    form: type[forms.Form]
    template: str
    do: Callable[[Request, forms.Form, Person, datetime], str]
    leads_to: str = ""


@require_http_methods(BOTH_WAYS)
@limited("answer")
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _take(request, pk, ACCEPT)


@require_http_methods(BOTH_WAYS)
@limited("answer")
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _take(request, pk, DECLINE)


@require_http_methods(BOTH_WAYS)
@limited("answer")
def ask_more(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _take(request, pk, ASK_MORE)


@require_http_methods(BOTH_WAYS)
@limited("answer")
def reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _take(request, pk, REPLY)


@require_http_methods(BOTH_WAYS)
@limited("answer")
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _take(request, pk, WITHDRAW)


def _take(request: HttpRequest, pk: UUID, step: Step) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    asked = request_for(person, pk)
    step.check(person, asked)
    if asked.state == step.leads_to or (request.method != "POST" and asked.state not in step.possible):
        return HttpResponseRedirect(
            _after(asked)
        )  # done already, or an old link: the page of the request says more
    if step is ACCEPT and (first := agreed_first(request, asked.programme)) is not None:
        return first
    form = step.form(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        card = request_card(asked, person=person, now=now)
        return TemplateResponse(request, step.template, {"card": card, "form": form, "now": now})
    try:
        if asked.state not in step.possible:
            raise StaleState(asked, asked.state)
        done = step.do(asked, form, person, now)
    except (StaleState, NoPlace):
        return _meanwhile(request, pk, form)
    messages.success(request, done)
    return HttpResponseRedirect(_after(asked))


def _after(asked: Request) -> str:
    """Where a request leads once it is dealt with: to the mentorship, or to its own page."""
    if asked.state == RequestState.ACCEPTED and hasattr(asked, "mentorship"):
        return reverse("journeys:mentorship", args=[asked.mentorship.pk])
    return reverse("matching:request", args=[asked.pk])


def _meanwhile(request: HttpRequest, pk: UUID, form: forms.Form) -> HttpResponse:
    """What happened while this person was thinking, from the rows as they are now, and what they typed."""
    person, now = person_of(request), timezone.now()
    page = request_page(request_for(person, pk), person=person, now=now)
    typed = [
        str(form.cleaned_data[name]) for name in ("note", "question", "text") if form.cleaned_data.get(name)
    ]
    context = {"page": page, "card": page.card, "typed": typed, "now": now}
    return TemplateResponse(request, "matching/request_stale.html", context, status=409)


def _accept(asked: Request, form: forms.Form, person: Person, now: datetime) -> str:
    operations.accept(asked, note=form.cleaned_data["note"], by=person, now=now)
    return _("You and %(name)s are a pair now.") % {"name": asked.mentee.person.first_name}


def _decline(asked: Request, form: forms.Form, person: Person, now: datetime) -> str:
    reason = DeclineReason(form.cleaned_data["reason"])
    operations.decline(asked, reason=reason, note=form.cleaned_data["note"], by=person, now=now)
    return _("%(name)s is told kindly, and shown who else could help.") % {
        "name": asked.mentee.person.first_name
    }


def _ask_more(asked: Request, form: forms.Form, person: Person, now: datetime) -> str:
    operations.ask_more(asked, question=form.cleaned_data["question"], by=person, now=now)
    return _("%(name)s has your question.") % {"name": asked.mentee.person.first_name}


def _reply(asked: Request, form: forms.Form, person: Person, now: datetime) -> str:
    operations.reply(asked, text=form.cleaned_data["text"], by=person, now=now)
    return _("%(name)s has your reply.") % {"name": asked.mentor.person.first_name}


def _withdraw(asked: Request, form: forms.Form, person: Person, now: datetime) -> str:
    operations.withdraw(asked, by=person, now=now)
    return _("The request is taken back. You can ask somebody else.")


OPEN = frozenset(OPEN_REQUEST_STATES)
ACCEPT = Step(
    check_is_mentor_of,
    OPEN,
    AcceptForm,
    "matching/request_accept.html",
    _accept,
    leads_to=RequestState.ACCEPTED,
)
DECLINE = Step(
    check_is_mentor_of,
    OPEN,
    DeclineForm,
    "matching/request_decline.html",
    _decline,
    leads_to=RequestState.DECLINED,
)
ASK_MORE = Step(
    check_is_mentor_of,
    frozenset({RequestState.PENDING}),
    AskMoreForm,
    "matching/request_ask_more.html",
    _ask_more,
)
REPLY = Step(
    check_is_mentee_of, frozenset({RequestState.NEEDS_INFO}), ReplyForm, "matching/request_reply.html", _reply
)
WITHDRAW = Step(
    check_is_mentee_of,
    OPEN,
    WithdrawForm,
    "matching/request_withdraw.html",
    _withdraw,
    leads_to=RequestState.WITHDRAWN,
)
