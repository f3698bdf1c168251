"""What every step of an invitation to a mentor writes: its state with the history, the audit log, the letter to the mentee, and
the account of an address that nobody has signed in with yet."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Person, User
from accounts.operations import audit
from accounts.operations.accounts import open_accounts
from accounts.operations.people import create_person
from accounts.transitions import move
from matching.enums import MENTOR_INVITATION_TRANSITIONS, MentorInvitationState
from matching.models import MentorInvitation, MentorInvitationEvent
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.models import Enrolment, Invitation

INVITED_MAIL = "mentor_invited"
ANSWER_MAIL = "mentor_invitation_answer"


def move_on(
    invitation: MentorInvitation,
    to: MentorInvitationState,
    *,
    by: Person | None,
    now: datetime,
    **changes: object,
) -> None:
    left = move(invitation, to=to, table=MENTOR_INVITATION_TRANSITIONS, **changes)
    MentorInvitationEvent.objects.create(invitation=invitation, at=now, by=by, from_state=left, to_state=to)


def note(verb: str, invitation: MentorInvitation, *, by: Person | None, now: datetime) -> None:
    audit.record(
        f"mentor_invitation.{verb}",
        invitation,
        by=by,
        now=now,
        programme_id=invitation.mentee.programme_id,
        fields=["state"],
    )


def tell(invitation: MentorInvitation, *, now: datetime) -> None:
    """One letter to the mentee for each answer."""
    key = once_for(ANSWER_MAIL, invitation.pk, invitation.state)
    queue(Draft(ANSWER_MAIL, invitation.mentee.person.user_id, invitation.pk, key), now=now)


def account_for(email: str, *, name: str, now: datetime) -> Person:
    """The person of this address; an account is opened where there is none. In the caller's transaction."""
    for _attempt in range(2):
        user = User.objects.filter(email=email).first()
        if user is not None:
            return create_person(user=user, name=name[:120], zone="", language=None, now=now)
        try:
            with transaction.atomic():
                return open_accounts({email: name[:120]}, now=now)[email]
        except IntegrityError:
            continue  # somebody else invited the same address at this moment
    raise AssertionError("an address is neither free nor taken")


def _unused() -> QuerySet[User]:
    """Accounts that somebody opened for an address, and that nobody ever came in by or uses for anything."""
    enrolled = Enrolment.objects.filter(person__user=OuterRef("pk"))
    invited = Invitation.objects.filter(person__user=OuterRef("pk"))
    named = MentorInvitation.objects.filter(
        email=OuterRef("email"), state__in=[MentorInvitationState.SENT, MentorInvitationState.WAITING]
    )
    return User.objects.filter(
        ~Exists(enrolled),
        ~Exists(invited),
        ~Exists(named),
        last_login__isnull=True,
        is_staff=False,
        is_superuser=False,
        password__startswith=UNUSABLE_PASSWORD_PREFIX,
        person__organises__isnull=True,
        mail_choices__isnull=True,
    )


def forget_account(invitation: MentorInvitation) -> bool:
    """The account that was opened for an invitation goes with it, where nobody came. Whether there was one."""
    user = _unused().filter(email=invitation.email).first()
    if user is None:
        return False
    user.delete()
    return True
