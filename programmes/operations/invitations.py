"""Asking people to come to a programme, or telling them that they were enrolled, each by one letter with one link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import AuditEvent, Person, User
from accounts.operations.accounts import open_accounts
from accounts.operations.audit import record
from accounts.transitions import move
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.enums import (
    ENROLMENT_TRANSITIONS,
    INVITATION_TRANSITIONS,
    UNDER_WAY,
    EnrolmentState,
    InvitationKind,
    InvitationState,
    Role,
)
from programmes.links import LONGEST
from programmes.models import Enrolment, EnrolmentEvent, Invitation, Programme
from programmes.operations.conduct import agree_to_conduct
from programmes.operations.joining import enrol
from programmes.operations.leaving import withdraw_enrolment

INVITATION_MAIL = "invitation"
MOST_AT_ONCE = 2000
TAKES_PART = frozenset({EnrolmentState.APPLIED, EnrolmentState.APPROVED, EnrolmentState.WAITLISTED})


class CannotInvite(Exception):
    """The programme takes nobody: it is a draft, or it has ended."""


class LinkOver(Exception):
    """The invitation was withdrawn, its time ran out, or its programme takes nobody any more."""


@dataclass(frozen=True)
class Invited:
    """An address in small letters, and the name that stood before it; empty: none."""

    email: str
    name: str = ""


@dataclass(frozen=True)
class Sent:
    """The invitations that go out, and the addresses to which none does: they take part already, have an open invitation,
    cannot sign in here any more, or left and were to be enrolled without being asked."""

    invitations: tuple[Invitation, ...]
    there: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def _check(programme: Programme, closes_at: datetime, now: datetime) -> None:
    if programme.state not in UNDER_WAY:
        raise CannotInvite
    if not now < closes_at <= now + LONGEST:
        raise ValueError("an invitation is open for a month at most")


@transaction.atomic
def invite_many(
    *,
    programme: Programme,
    invited: Sequence[Invited],
    role: Role,
    kind: InvitationKind,
    message: str,
    closes_at: datetime,
    by: Person | None,
    now: datetime,
) -> Sent:
    """Invites every address once, opening accounts for those not known here; a fixed number of queries.

    With InvitationKind.ENROLLED they are enrolled at once and may opt out until `closes_at`. Raises CannotInvite for a
    programme that takes nobody, ValueError for more than MOST_AT_ONCE or a time over a month away."""
    _check(programme, closes_at, now)
    if len(invited) > MOST_AT_ONCE:
        raise ValueError(f"more than {MOST_AT_ONCE} at once")
    people, barred = _people(invited, now=now)
    states = dict(
        Enrolment.objects.filter(programme=programme, role=role, person__in=people).values_list(
            "person_id", "state"
        )
    )
    waiting = set(
        Invitation.objects.filter(
            programme=programme, role=role, person__in=people, state=InvitationState.OPEN, closes_at__gt=now
        ).values_list("person_id", flat=True)
    )
    there, already, left, chosen = [], [], [], []
    for pk, person in people.items():
        state = states.get(pk)
        if state in TAKES_PART:
            there.append(person.user.email)
        elif pk in waiting:
            already.append(person.user.email)
        elif state is not None and kind == InvitationKind.ENROLLED:
            left.append(person.user.email)
        else:
            chosen.append(person)
    if kind == InvitationKind.ENROLLED:
        _enrol_all(programme, chosen, role, by=by, now=now)
    fixed = {"programme": programme, "role": role, "kind": kind, "message": message, "closes_at": closes_at}
    invitations = _invite([(person, fixed) for person in chosen], by=by, now=now)
    return Sent(tuple(invitations), tuple(there), tuple(already), tuple(barred), tuple(left))


def _people(invited: Sequence[Invited], *, now: datetime) -> tuple[dict[UUID, Person], list[str]]:
    """The people of these addresses by their id, and the addresses whose accounts are closed."""
    names = {one.email: one.name or one.email.split("@")[0] for one in invited}
    users = {user.email: user for user in User.objects.filter(email__in=names)}
    found = {p.user_id: p for p in Person.objects.select_related("user").filter(user__email__in=names)}
    # An operator's account has no person yet; taking part makes one.
    bare = [
        Person(user=user, name=names[user.email][:120], created_at=now)
        for user in users.values()
        if user.is_active and user.pk not in found
    ]
    made = Person.objects.bulk_create(bare)
    fresh = open_accounts({email: name[:120] for email, name in names.items() if email not in users}, now=now)
    everybody = [*found.values(), *made, *fresh.values()]
    by_email = {person.user.email: person for person in everybody if person.user.is_active}
    barred = [email for email, user in users.items() if not user.is_active]
    return {by_email[one.email].pk: by_email[one.email] for one in invited if one.email in by_email}, barred


def _enrol_all(
    programme: Programme, people: Iterable[Person], role: Role, *, by: Person | None, now: datetime
) -> None:
    """Enrols people who were never in the programme in that role."""
    capacity = programme.mentors_a_mentee if role == Role.MENTEE else 1
    rows = Enrolment.objects.bulk_create(
        [
            Enrolment(
                programme=programme,
                person=person,
                role=role,
                state=EnrolmentState.APPROVED,
                created_at=now,
                decided_at=now,
                decided_by=by,
                capacity=capacity,
            )
            for person in people
        ]
    )
    EnrolmentEvent.objects.bulk_create(
        [EnrolmentEvent(enrolment=row, at=now, by=by, to_state=EnrolmentState.APPROVED) for row in rows]
    )


def _invite(
    people: Sequence[tuple[Person, dict[str, Any]]], *, by: Person | None, now: datetime
) -> list[Invitation]:
    """Writes the invitations with their letters and audit rows. One whose time ran out is closed by the new one."""
    for programme in {fixed["programme"] for _person, fixed in people}:
        stale = Invitation.objects.filter(
            programme=programme, person__in=[person for person, _fixed in people], closes_at__lte=now
        )
        stale.filter(state=InvitationState.OPEN).update(state=InvitationState.WITHDRAWN)
    rows = Invitation.objects.bulk_create(
        [Invitation(person=person, invited_at=now, invited_by=by, **fixed) for person, fixed in people]
    )
    queue(*(_draft(row, "first") for row in rows), now=now)
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                at=now,
                actor_id=by.pk if by else None,
                action="invitation.send",
                object_kind=Invitation._meta.label_lower,
                object_id=str(row.pk),
                programme_id=row.programme_id,
                fields=[],
            )
            for row in rows
        ]
    )
    return rows


def _draft(invitation: Invitation, turn: str) -> Draft:
    key = once_for(INVITATION_MAIL, invitation.pk, turn)
    return Draft(INVITATION_MAIL, invitation.person.user_id, invitation.pk, key)


@transaction.atomic
def invite_imported(
    *, programme: Programme, message: str, closes_at: datetime, by: Person | None, now: datetime
) -> int:
    """Asks imported people of the programme who never signed in to finish their profile, MOST_AT_ONCE at a time and each
    person once; returns how many. Raises as `invite_many`."""
    _check(programme, closes_at, now)
    people: list[tuple[Person, dict[str, Any]]] = []
    asked: set[UUID] = set()
    for enrolment in uninvited(programme, now=now)[:MOST_AT_ONCE]:
        if enrolment.person_id in asked:
            continue
        asked.add(enrolment.person_id)
        fixed = {
            "programme": programme,
            "role": enrolment.role,
            "kind": InvitationKind.PROFILE,
            "message": message,
            "closes_at": closes_at,
        }
        people.append((enrolment.person, fixed))
    return len(_invite(people, by=by, now=now))


def uninvited(programme: Programme, *, now: datetime) -> Any:
    """The enrolments of imported people who never signed in and hold no open invitation, in a fixed order."""
    held = Invitation.objects.answerable(now).filter(programme=programme).values("person")
    return (
        Enrolment.objects.enrolled()
        .filter(
            programme=programme,
            person__user__last_login__isnull=True,
            person__user__is_active=True,
            person__in=programme.imported_people.values("person"),
        )
        .exclude(person__in=held)
        .select_related("person__user")
        .order_by("person", "role")
    )


@transaction.atomic
def send_again(*, invitation: Invitation, closes_at: datetime, by: Person | None, now: datetime) -> bool:
    """Sends the letter of an open invitation once more, open until `closes_at`; False where one went out within the hour.

    Raises LinkOver where it is answered or withdrawn, CannotInvite and ValueError as `invite_many`."""
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.state != InvitationState.OPEN:
        raise LinkOver
    _check(invitation.programme, closes_at, now)
    if not queue(_draft(invitation, f"{now:%Y%m%d%H}"), now=now):
        return False
    Invitation.objects.filter(pk=held.pk).update(closes_at=closes_at, invited_at=now, invited_by=by)
    record(
        "invitation.send",
        held,
        by=by,
        now=now,
        programme_id=held.programme_id,
        fields=["closes_at", "invited_at"],
    )
    return True


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Person | None, now: datetime) -> None:
    """Takes an open invitation back: its link ends, and nobody is written to. Whoever was enrolled by it stays enrolled.
    Raises StaleState where it is answered or was taken back before."""
    move(invitation, to=InvitationState.WITHDRAWN, table=INVITATION_TRANSITIONS)
    record(
        "invitation.withdraw",
        invitation,
        by=by,
        now=now,
        programme_id=invitation.programme_id,
        fields=["state"],
    )


def _held(invitation: Invitation, now: datetime) -> Invitation:
    """The invitation as it is now, held, if its link still works."""
    held = (
        Invitation.objects.select_for_update(of=["self"])
        .select_related("programme", "person__user", "invited_by")
        .get(pk=invitation.pk)
    )
    if held.closes_at <= now or held.state == InvitationState.WITHDRAWN:
        raise LinkOver
    if held.programme.state not in UNDER_WAY:
        raise LinkOver
    return held


def _check_no_later_no(held: Invitation) -> None:
    """Raises LinkOver where an organiser took the person out, or said no to them, after this invitation."""
    known = Enrolment.objects.filter(
        programme=held.programme_id,
        person=held.person_id,
        role=held.role,
        state__in=[EnrolmentState.WITHDRAWN, EnrolmentState.DECLINED],
    ).first()
    last = known.history.order_by("-at", "-pk").first() if known else None
    if last is not None and last.at > held.invited_at and last.by_id != held.person_id:
        raise LinkOver


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, accepted_version: str, by_link: bool, now: datetime
) -> Enrolment:
    """The invited person comes: they are in the programme in that role, and consent to that version of the guidelines.

    Where they came `by_link`, without signing in, their address is proved by it. An organiser's no of before is lifted,
    since the organiser asked; one of after stands. Doing it twice changes nothing. Raises LinkOver."""
    held = _held(invitation, now)
    person = held.person
    _check_no_later_no(held)
    agree_to_conduct(person=person, programme=held.programme, version=accepted_version, by=person, now=now)
    enrolment = enrol(held.programme, person, Role(held.role), by=person, now=now)
    lifts = enrolment.state == EnrolmentState.DECLINED or (
        enrolment.state == EnrolmentState.APPLIED and held.kind != InvitationKind.JOIN
    )
    if lifts:
        left = move(
            enrolment,
            to=EnrolmentState.APPROVED,
            table=ENROLMENT_TRANSITIONS,
            decided_at=now,
            decided_by=held.invited_by,
        )
        EnrolmentEvent.objects.create(
            enrolment=enrolment, at=now, by=held.invited_by, from_state=left, to_state=enrolment.state
        )
    if by_link:
        EmailAddress.objects.filter(user=person.user, email=person.user.email).update(verified=True)
    if held.state != InvitationState.ACCEPTED:
        move(held, to=InvitationState.ACCEPTED, table=INVITATION_TRANSITIONS, answered_at=now)
        record(
            "invitation.accept", held, by=person, now=now, programme_id=held.programme_id, fields=["state"]
        )
    return enrolment


@transaction.atomic
def decline_invitation(*, invitation: Invitation, now: datetime) -> None:
    """The invited person says no; whoever was enrolled without being asked is out of the programme again. Doing it twice
    changes nothing. Raises LinkOver, and StaleState where they accepted before."""
    held = _held(invitation, now)
    if held.state == InvitationState.DECLINED:
        return
    move(held, to=InvitationState.DECLINED, table=INVITATION_TRANSITIONS, answered_at=now)
    record(
        "invitation.decline", held, by=held.person, now=now, programme_id=held.programme_id, fields=["state"]
    )
    if held.kind == InvitationKind.JOIN:
        return
    enrolled = Enrolment.objects.filter(
        programme=held.programme_id, person=held.person_id, role=held.role, state=EnrolmentState.APPROVED
    ).first()
    if enrolled is not None:
        withdraw_enrolment(enrolled, by=held.person, now=now)
