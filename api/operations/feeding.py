"""What a system may change by the API: it asks people to come, and takes out those who leave. Whatever is asked twice is done
once, so that a nightly job need not know what the last one did.

The log has what an organiser would have caused, with nobody as its actor, and beside it a row that names the token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, models, transaction

from accounts.operations.audit import record
from accounts.transitions import StaleState
from api.enums import Outcome
from api.models import Token
from programmes.enums import EnrolmentState, InvitationKind, InvitationState, Role
from programmes.models import Enrolment, Invitation, Programme
from programmes.operations.invitations import TAKES_PART, Invited, invite_many, withdraw_invitation
from programmes.operations.leaving import withdraw_enrolment

TRIES = 2
OF_INVITATION = {
    InvitationState.DECLINED: Outcome.SAID_NO,
    InvitationState.WITHDRAWN: Outcome.TAKEN_BACK,
}


class ClosedAccount(Exception):
    """Who signs in with this address cannot sign in any more."""


class NotEnrolledAgain(Exception):
    """Somebody who left is asked to join, and not enrolled without being asked."""


@dataclass(frozen=True)
class Asking:
    """Whom a system asks to come, as what and how. `email` is in small letters."""

    email: str
    name: str
    role: Role
    kind: InvitationKind
    message: str
    closes_at: datetime


@dataclass(frozen=True)
class Asked:
    """How they stand after it."""

    outcome: Outcome
    invitation: Invitation | None
    enrolment: Enrolment | None


def ask(*, token: Token, programme: Programme, asking: Asking, again: bool, now: datetime) -> Asked:
    """Asks somebody to come to `programme`, once: whoever has an invitation, takes part, or did and said no is left alone,
    unless the last of these is asked `again`.

    Raises ClosedAccount, NotEnrolledAgain, and CannotInvite and ValueError as programmes' `invite_many`."""
    for _rival in range(TRIES - 1):
        try:
            return _ask(token=token, programme=programme, asking=asking, again=again, now=now)
        except IntegrityError:
            # Another request wrote the same account, enrolment or invitation meanwhile: by now it can be seen.
            continue
    return _ask(token=token, programme=programme, asking=asking, again=again, now=now)


@transaction.atomic
def _ask(*, token: Token, programme: Programme, asking: Asking, again: bool, now: datetime) -> Asked:
    found = _standing(programme, asking, now=now)
    may_ask = found is None or (again and found.outcome not in {Outcome.TAKES_PART, Outcome.WAITING})
    if found is not None and not may_ask:
        return found
    sent = invite_many(
        programme=programme,
        invited=[Invited(asking.email, asking.name)],
        role=asking.role,
        kind=asking.kind,
        message=asking.message,
        closes_at=asking.closes_at,
        by=None,
        now=now,
    )
    if sent.barred:
        raise ClosedAccount
    if sent.left:
        raise NotEnrolledAgain
    if not sent.invitations:
        # Another request asked them between the look above and this one.
        stands = _standing(programme, asking, now=now)
        assert stands is not None
        return stands
    _note("token.invite", token, sent.invitations[0], programme, now=now)
    asked = _standing(programme, asking, now=now)
    return Asked(Outcome.INVITED, sent.invitations[0], asked.enrolment if asked else None)


def _standing(programme: Programme, asking: Asking, *, now: datetime) -> Asked | None:
    """How somebody stands by what is there; None if they were never asked. Two queries."""
    place = {"programme": programme, "person__user__email": asking.email, "role": asking.role}
    enrolment = Enrolment.objects.filter(**place).first()
    last = (
        Invitation.objects.select_related("person__user")
        .filter(**place)
        .order_by("-invited_at", "-pk")
        .first()
    )
    if enrolment is not None and enrolment.state in TAKES_PART:
        return Asked(Outcome.TAKES_PART, last, enrolment)
    if last is not None and last.state == InvitationState.OPEN:
        answerable = last.closes_at > now
        return Asked(Outcome.WAITING if answerable else Outcome.NO_ANSWER, last, enrolment)
    if last is not None and last.state in OF_INVITATION:
        return Asked(OF_INVITATION[InvitationState(last.state)], last, enrolment)
    if enrolment is not None:
        return Asked(Outcome.LEFT, last, enrolment)
    return None


@transaction.atomic
def take_back(*, token: Token, invitation: Invitation, now: datetime) -> None:
    """Takes an open invitation back; nothing where that is done. Raises StaleState where it was answered."""
    if invitation.state == InvitationState.WITHDRAWN:
        return
    try:
        withdraw_invitation(invitation=invitation, by=None, now=now)
    except StaleState as stale:
        if stale.found != InvitationState.WITHDRAWN:
            raise
        invitation.state = InvitationState.WITHDRAWN
        return
    _note("token.take_back", token, invitation, invitation.programme, now=now)


@transaction.atomic
def end(*, token: Token, enrolment: Enrolment, reason: str, now: datetime) -> None:
    """Takes somebody out of a programme, as an organiser does: they are told, and what they have there is ended by the sweeps.
    Nothing where they have left. Raises StaleState where they were told that there is no room."""
    if enrolment.state == EnrolmentState.WITHDRAWN:
        return
    try:
        withdraw_enrolment(enrolment, by=None, now=now, reason=reason)
    except StaleState as stale:
        if stale.found == EnrolmentState.WITHDRAWN:
            return
        raise
    _note("token.end", token, enrolment, enrolment.programme, now=now)


def _note(action: str, token: Token, row: models.Model, programme: Programme, *, now: datetime) -> None:
    """By which token, and to which row: an id, no words of anybody."""
    which = f"{row._meta.label_lower} {row.pk}"
    record(action, token, by=None, now=now, programme_id=programme.pk, reason=which)
