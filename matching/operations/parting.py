"""What ends between two people when one of them blocks the other: invitations, requests, mentorships.

Rows are held in the order of the house: invitations, mentorships, mentees, mentors, requests. Whoever brings the two together
holds the same enrolments and looks for a block under that lock, and what they wrote before is looked for here once it is
held. So however the two presses fall, no request and no mentorship stays open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from accounts.models import Person
from matching.enums import (
    OPEN_MENTORSHIP_STATES,
    CloseReason,
    EndReason,
    MentorInvitationState,
    RequestState,
)
from matching.models import MentorInvitation, Mentorship, Request, RequestEvent
from matching.operations import cohort_places, rivals
from matching.operations.invitation_steps import move_on
from matching.operations.mentorships import end_mentorship
from programmes.enums import Role
from programmes.models import Enrolment

OPEN_INVITATION_STATES = [MentorInvitationState.SENT, MentorInvitationState.WAITING]


def part(*, one: Person, other: Person, now: datetime) -> None:
    """Ends what stands open between `one`, who wants it, and `other`, in the caller's transaction. An open mentorship ends as
    any does whose end needs no reason, and `other` gets the letter about it; of the rest nobody is written to."""
    _end_invitations(one, other, now=now)
    _hold_mentorships(one, other)
    _hold_enrolments(one, other)
    _close_requests(rivals.hold_open(_between(one, other)), now=now)
    for mentorship in Mentorship.objects.open().filter(_between(one, other)).with_people().order_by("pk"):
        end_mentorship(mentorship, reason=EndReason.OTHER, by=one, now=now)


def open_between(one: Person, other: Person) -> list[Mentorship]:
    """The open mentorships of the two, which a block would end, with their people and programme. One query."""
    return list(Mentorship.objects.open().filter(_between(one, other)).with_people().order_by("started_at"))


def _between(one: Person, other: Person) -> Q:
    return Q(mentee__person=one, mentor__person=other) | Q(mentee__person=other, mentor__person=one)


def _end_invitations(one: Person, other: Person, *, now: datetime) -> None:
    """Of an invitation to a mentor `one` takes back their own; theirs looks as if its time had run out."""
    found = MentorInvitation.objects.filter(state__in=OPEN_INVITATION_STATES).filter(
        (Q(mentee__person=one) & (Q(email=other.user.email) | Q(accepted_by=other)))
        | (Q(mentee__person=other) & (Q(email=one.user.email) | Q(accepted_by=one)))
    )
    held = found.select_for_update(of=("self",)).select_related("mentee").order_by("pk")
    for invitation in held:
        is_own = invitation.mentee.person_id == one.pk and invitation.state == MentorInvitationState.SENT
        to = MentorInvitationState.WITHDRAWN if is_own else MentorInvitationState.EXPIRED
        # One that waits for the organisers has its end noted already.
        ended = invitation.closed_at or now
        move_on(invitation, to, by=one if is_own else None, now=now, closed_at=ended, remind_at=None)


def _hold_mentorships(one: Person, other: Person) -> None:
    """As whoever ends one does: the mentorship before the places of its people."""
    rows = Mentorship.objects.filter(_between(one, other), state__in=OPEN_MENTORSHIP_STATES)
    list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))


def _hold_enrolments(one: Person, other: Person) -> None:
    """Every part that either has in a programme of both: a mentorship or a request may begin there at this moment."""
    theirs = Enrolment.objects.filter(person=other).values("programme")
    mine = Enrolment.objects.filter(person=one).values("programme")
    shared = Enrolment.objects.filter(
        Q(person=one, programme__in=theirs) | Q(person=other, programme__in=mine)
    )
    roles = list(shared.values_list("pk", "role"))
    cohort_places.hold(
        [pk for pk, role in roles if role == Role.MENTEE], [pk for pk, role in roles if role == Role.MENTOR]
    )


def _close_requests(held: Sequence[Request], *, now: datetime) -> None:
    Request.objects.filter(pk__in=[request.pk for request in held]).update(
        state=RequestState.CLOSED, close_reason=CloseReason.PERSON_LEFT, closed_at=now
    )
    RequestEvent.objects.bulk_create(
        RequestEvent(request=request, at=now, from_state=request.state, to_state=RequestState.CLOSED)
        for request in held
    )
