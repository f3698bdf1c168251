"""How often check-ins come, and a pause: for the two of a pair, signed in or by a link of a letter (see from_mail.py)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person_of
from accounts.limits import limited
from accounts.models import Person
from accounts.transitions import StaleState
from journeys.access import mentorship_for
from journeys.forms.check_ins import CadenceForm, RestForm
from journeys.operations.cadence import HoldsAlready, ProposalClosed, answer_cadence, propose_cadence
from journeys.queries.cadence import CadencePage, cadence_page, pause_of
from journeys.views.check_ins import SIGNED_IN, Way
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from matching.models import Mentorship
from matching.operations.mentorships import pause_mentorship, resume_mentorship

AGREE, KEEP, TAKE_BACK = "agree", "keep", "take-back"


@require_http_methods(["GET", "HEAD", "POST"])
@limited("cadence")
def cadence(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_of(request)
    mentorship = mentorship_for(person, pk)
    if request.method != "POST" and mentorship.state not in OPEN_MENTORSHIP_STATES:
        return HttpResponseRedirect(reverse("journeys:mentorship", args=[pk]))
    return how_often(request, mentorship, person, SIGNED_IN)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("cadence")
def pause(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_of(request)
    mentorship = mentorship_for(person, pk)
    if request.method != "POST" and mentorship.state not in OPEN_MENTORSHIP_STATES:
        return HttpResponseRedirect(reverse("journeys:mentorship", args=[pk]))
    return rest(request, mentorship, person, SIGNED_IN)


def how_often(request: HttpRequest, mentorship: Mentorship, person: Person, way: Way) -> HttpResponse:
    """What holds, the proposal that is open, and the form to propose; a POST proposes, or answers the proposal."""
    page = cadence_page(mentorship, person)
    said = request.POST.get("answer", "")
    proposes = request.method == "POST" and not said
    form = CadenceForm(request.POST if proposes else None, holds=page.cadence)
    try:
        if said:
            answer_proposal(request, page, said, person)
            return HttpResponseRedirect(request.path)
        if form.is_bound and form.is_valid():
            propose_cadence(mentorship, cadence=form.cleaned_data["cadence"], by=person, now=timezone.now())
            return HttpResponseRedirect(request.path)
    except (StaleState, ProposalClosed, HoldsAlready):
        return meanwhile(request, mentorship, person, way)
    return way.page(request, "cadence", form=form, page=page, **_pair(mentorship, person))


def answer_proposal(request: HttpRequest, page: CadencePage, said: str, person: Person) -> None:
    """Agrees, keeps what holds, or takes one's own proposal back. Raises StaleState where the mentorship is over, and
    ProposalClosed where the proposal that was answered is not the open one, or the answer is none for this person."""
    proposal = page.proposal
    possible = {TAKE_BACK} if page.is_own else {AGREE, KEEP}
    if proposal is None or request.POST.get("proposal") != str(proposal.pk) or said not in possible:
        raise ProposalClosed
    answer_cadence(proposal, agreed=said == AGREE, by=person, now=timezone.now())
    words = {
        AGREE: _("Agreed: check-ins come so from now on."),
        KEEP: _("It stays as it is."),
        TAKE_BACK: _("Your proposal is taken back."),
    }
    messages.success(request, words[said])


def rest(request: HttpRequest, mentorship: Mentorship, person: Person, way: Way) -> HttpResponse:
    """How long the mentorship rests, or that it rests; a POST lets it rest, or takes it up again."""
    now = timezone.now()
    pause = pause_of(mentorship)
    takes_up = request.method == "POST" and "resume" in request.POST
    data = request.POST if request.method == "POST" and not takes_up else None
    form = RestForm(data, today=timezone.localdate(now))
    try:
        if takes_up:
            if pause is None or not pause.by_pair:
                raise StaleState(mentorship, mentorship.state)
            resume_mentorship(mentorship, by=person, now=now)
            return HttpResponseRedirect(request.path)
        if form.is_bound and form.is_valid():
            pause_mentorship(mentorship, until=form.cleaned_data["until"], by=person, now=now)
            return HttpResponseRedirect(request.path)
    except StaleState:
        return meanwhile(request, mentorship, person, way)
    return way.page(request, "rest", form=form, pause=pause, **_pair(mentorship, person))


def meanwhile(request: HttpRequest, mentorship: Mentorship, person: Person, way: Way) -> HttpResponse:
    """To whoever pressed too late (409): how it is now. Nothing was changed."""
    mentorship.refresh_from_db(fields=["state", "cadence"])
    shown = {"page": cadence_page(mentorship, person), "pause": pause_of(mentorship)}
    return way.page(request, "meanwhile", status=409, **shown, **_pair(mentorship, person))


def _pair(mentorship: Mentorship, person: Person) -> dict[str, Any]:
    is_mentee = mentorship.mentee.person_id == person.pk
    return {
        "mentorship": mentorship,
        "other": (mentorship.mentor if is_mentee else mentorship.mentee).person,
        "is_mentee": is_mentee,
        "is_active": mentorship.state == MentorshipState.ACTIVE,
        "is_over": mentorship.state not in OPEN_MENTORSHIP_STATES,
    }
