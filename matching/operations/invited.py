"""What an invited person does with the invitation of a mentee: they come, or say no.

Whoever accepts locks in the order of the house: the invitation, the programme where its places are limited, the mentee, the
mentor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from accounts.blocks import are_blocked
from accounts.enums import ConsentPurpose
from accounts.models import Person, User
from accounts.operations import audit
from accounts.operations.consents import give_consent
from accounts.operations.profile import change_person
from accounts.transitions import move
from matching.enums import OPEN_REQUEST_STATES, MentorInvitationState, MentorshipState
from matching.models import MentorInvitation, Mentorship, MentorshipEvent, Request
from matching.operations import requests, rivals
from matching.operations.invitation_steps import INVITED_MAIL, forget_account, move_on, note, tell
from notifications.enums import Delivery
from notifications.operations.addresses import refuse
from notifications.operations.choices import choose
from programmes.enums import ENROLMENT_TRANSITIONS, UNDER_WAY, EnrolmentState, MatchingMode, Role
from programmes.models import Enrolment, EnrolmentEvent
from programmes.operations.clearance import hold_clear
from programmes.operations.conduct import agree_to_conduct
from programmes.operations.enrolments import NoPlace, is_at_cap, take_place
from programmes.operations.joining import enrol
from programmes.operations.places import hold_place

DIRECTORY_VERSION = "1"
# What stands in for a mail server's reply where the reader of an address asked for no more letters.
ASKED_TO_STOP = 550


class LinkOver(Exception):
    """The invitation was answered or taken back, its time ran out, or its programme or its mentee take nobody any more."""


class Barred(Exception):
    """The organisers said no to this person as a mentor, which no mentee lifts."""


@dataclass(frozen=True)
class NewMentor:
    """What somebody says of themself who comes as a mentor; `capacity` is how many mentees at once, this one among them."""

    headline: str
    capacity: int
    name: str = ""


def _held(invitation: MentorInvitation, now: datetime) -> MentorInvitation:
    """The invitation as it is now, held, if its link still works."""
    held = (
        MentorInvitation.objects.select_for_update(of=("self",))
        .select_related("mentee__programme", "mentee__person")
        .get(pk=invitation.pk)
    )
    programme = held.mentee.programme
    if held.state != MentorInvitationState.SENT or held.expires_at <= now:
        raise LinkOver
    if programme.state not in UNDER_WAY or programme.mode == MatchingMode.COHORT or programme.for_minors:
        raise LinkOver
    if held.mentee.state != EnrolmentState.APPROVED:
        raise LinkOver
    return held


@transaction.atomic
def accept_mentor_invitation(
    *,
    invitation: MentorInvitation,
    person: Person,
    mentor: NewMentor,
    accepted_version: str,
    by_link: bool,
    now: datetime,
) -> MentorInvitation:
    """`person`, whose address was invited, says yes: they are a mentor of the programme, and the mentorship begins, or waits
    until the organisers approve of them. Returns the invitation, accepted with its mentorship, or waiting.

    Where they came `by_link`, without signing in, their address is proved by it. Raises LinkOver, Barred, NoPlace (of the
    mentee, or of a mentor who is full), with nothing written."""
    held = _held(invitation, now)
    mentee = held.mentee
    has_place = hold_place(mentee.programme_id, Role.MENTOR)
    _hold_mentee(mentee)
    if mentee.places_left < 1:
        raise NoPlace(mentee)
    agree_to_conduct(person=person, programme=mentee.programme, version=accepted_version, by=person, now=now)
    if by_link:
        EmailAddress.objects.filter(user=person.user, email=held.email).update(verified=True)
        change_person(person=person, changes={"name": mentor.name or person.name}, by=person, now=now)
    enrolment = _enrolled(held, person, mentor, has_place=has_place, now=now)
    answered = {"closed_at": now, "accepted_at": now, "accepted_by": person, "remind_at": None}
    if enrolment.state == EnrolmentState.APPROVED:
        mentorship = _begin(mentee, enrolment, by=person, now=now)
        move_on(held, MentorInvitationState.ACCEPTED, by=person, now=now, mentorship=mentorship, **answered)
    else:
        move_on(held, MentorInvitationState.WAITING, by=person, now=now, **answered)
        tell(held, now=now)
    note("accept", held, by=person, now=now)
    return held


def _hold_mentee(mentee: Enrolment) -> None:
    """Holds the mentee's row before the mentor's, as whoever fills places does, and reads its places anew."""
    Enrolment.objects.select_for_update(no_key=True).get(pk=mentee.pk)
    mentee.refresh_from_db(fields=["capacity", "active_mentorships", "state"])


def _enrolled(
    invitation: MentorInvitation, person: Person, new: NewMentor, *, has_place: bool, now: datetime
) -> Enrolment:
    """The person's enrolment as a mentor, with what they said of themself where they are new."""
    programme = invitation.mentee.programme
    known = Enrolment.objects.of(person).mentors().filter(programme=programme).first()
    if known is not None and known.state == EnrolmentState.DECLINED:
        raise Barred
    taken_out = known is not None and known.state == EnrolmentState.WITHDRAWN and not _left_by_self(known)
    enrolment = enrol(programme, person, Role.MENTOR, by=person, now=now)
    if enrolment.state != EnrolmentState.APPLIED:
        return enrolment
    changes = {"headline": new.headline, "capacity": max(new.capacity, enrolment.active_mentorships)}
    for name, value in {**changes, "submitted_at": enrolment.submitted_at or now}.items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=[*changes, "submitted_at"])
    audit.record("enrolment.submit", enrolment, by=person, now=now, programme_id=programme.pk, fields=changes)
    give_consent(
        person=person,
        purpose=ConsentPurpose.DIRECTORY,
        subject=str(programme.pk),
        version=DIRECTORY_VERSION,
        by=person,
        now=now,
    )
    if not programme.reviews_applications and not taken_out:
        to = EnrolmentState.APPROVED if has_place else EnrolmentState.WAITLISTED
        left = move(enrolment, to=to, table=ENROLMENT_TRANSITIONS, decided_at=now)
        EnrolmentEvent.objects.create(enrolment=enrolment, at=now, from_state=left, to_state=to)
    return enrolment


def _left_by_self(enrolment: Enrolment) -> bool:
    last = enrolment.history.order_by("-at", "-pk").first()
    return last is not None and last.by_id == enrolment.person_id


def _begin(mentee: Enrolment, mentor: Enrolment, *, by: Person, now: datetime) -> Mentorship:
    """The mentorship of the two: the one they have, the one of the request that is open between them, or a new one. Raises
    NoPlace."""
    together = Mentorship.objects.open().filter(mentee=mentee, mentor=mentor).first()
    if together is not None:
        return together
    asked = (
        Request.objects.with_people()
        .filter(mentee=mentee, mentor=mentor, state__in=OPEN_REQUEST_STATES)
        .first()
    )
    if asked is not None:
        return requests.accept(asked, by=by, now=now)
    hold_clear(mentee, mentor, now=now)
    take_place(mentee)
    take_place(mentor)
    if are_blocked(mentee.person_id, mentor.person_id):
        raise NoPlace(mentee)
    falling = rivals.hold_open(_falls(mentee, mentor))
    mentorship = Mentorship.objects.create(
        programme_id=mentee.programme_id, mentee=mentee, mentor=mentor, started_at=now, started_by=by
    )
    MentorshipEvent.objects.create(mentorship=mentorship, at=now, by=by, to_state=MentorshipState.ACTIVE)
    matched = {mentee.pk} if mentee.places_left < 1 else set()
    rivals.close(falling, matched=matched, now=now)
    return mentorship


def _falls(mentee: Enrolment, mentor: Enrolment) -> Q:
    """The open requests that cannot be any more: of a mentee who is matched now, to a mentor who is full."""
    falls = Q(pk__in=[])
    if mentee.places_left < 1:
        falls |= Q(mentee_id=mentee.pk)
    if mentor.places_left < 1:
        falls |= Q(mentor_id=mentor.pk)
    if is_at_cap(mentor.person):
        falls |= Q(mentor__person_id=mentor.person_id)
    return falls


@transaction.atomic
def decline_mentor_invitation(*, invitation: MentorInvitation, answer: str = "", now: datetime) -> None:
    """The invited person says no, with a word for the mentee or without; the account that was opened for them goes. Raises
    LinkOver."""
    held = _held(invitation, now)
    _declined(held, answer=answer, now=now)
    forget_account(held)


@transaction.atomic
def never_again(*, invitation: MentorInvitation, now: datetime) -> None:
    """The invited person says no, and wants no such letter from anybody again: nothing goes to an address that nobody ever
    signed in with, and no invitation of this kind to somebody who is here. Doing it twice changes nothing more."""
    held = MentorInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if held.state == MentorInvitationState.SENT:
        _declined(held, answer="", now=now)
    others = MentorInvitation.objects.filter(email=held.email, state=MentorInvitationState.SENT)
    for other in others.select_for_update(of=("self",)).order_by("pk"):
        _declined(other, answer="", now=now)
    user = User.objects.filter(email=held.email).first()
    if user is None or forget_account(held):
        refuse(held.email, code=ASKED_TO_STOP, reason="asked for no more letters", now=now)
    else:
        choose(user_id=user.pk, kind=INVITED_MAIL, delivery=Delivery.OFF, now=now)


def _declined(held: MentorInvitation, *, answer: str, now: datetime) -> None:
    move_on(
        held,
        MentorInvitationState.DECLINED,
        by=None,
        now=now,
        closed_at=now,
        answer=answer,
        remind_at=None,
    )
    note("decline", held, by=None, now=now)
    tell(held, now=now)


def settle_waiting(*, now: datetime, limit: int = 500) -> int:
    """Begins the mentorships of invited people whom the organisers approved since, and closes the invitations of those who
    cannot come together any more; returns how many. One query where nothing is due."""
    mentor = Enrolment.objects.filter(
        programme=OuterRef("mentee__programme"), person=OuterRef("accepted_by"), role=Role.MENTOR
    )
    waiting = MentorInvitation.objects.filter(state=MentorInvitationState.WAITING).alias(
        mentor_state=Subquery(mentor.values("state")[:1])
    )
    still = Q(mentor_state__in=[EnrolmentState.APPLIED, EnrolmentState.WAITLISTED])
    due = waiting.exclude(still, mentee__state=EnrolmentState.APPROVED).order_by("pk")
    return sum(_settle(pk, now=now) for pk in due.values_list("pk", flat=True)[:limit])


@transaction.atomic
def _settle(pk: UUID, *, now: datetime) -> bool:
    held = (
        MentorInvitation.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("mentee__person", "accepted_by")
        .filter(pk=pk, state=MentorInvitationState.WAITING)
        .first()
    )
    if held is None:
        return False
    person = held.accepted_by
    mentor = (
        Enrolment.objects.mentors()
        .enrolled()
        .filter(programme=held.mentee.programme_id, person=person)
        .select_related("person")
        .first()
    )
    try:
        if person is None or mentor is None:
            raise NoPlace(held.mentee)
        _hold_mentee(held.mentee)
        with transaction.atomic():
            mentorship = _begin(held.mentee, mentor, by=person, now=now)
    except NoPlace:
        move_on(held, MentorInvitationState.EXPIRED, by=None, now=now, closed_at=now)
        return True
    move_on(held, MentorInvitationState.ACCEPTED, by=person, now=now, mentorship=mentorship)
    return True
