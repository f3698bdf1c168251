"""A mentee invites somebody who is not here yet to be their mentor, takes it back, and what the clock does. What the invited
person does with it stands in `invited`.

The letter is queued whether or not the address has an account: what the mentee sees is the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState
from matching.enums import MentorInvitationState
from matching.models import MentorInvitation, MentorInvitationEvent, Mentorship
from matching.operations.invitation_steps import (
    INVITED_MAIL,
    account_for,
    forget_account,
    move_on,
    note,
    tell,
)
from matching.queries.entrance import Wait, waits_for
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.domains import may_join, shown
from programmes.models import Enrolment
from ui.words import join_words

REMINDER = "reminder"
MOST_OPEN = 3
MOST_A_MONTH = 10
MONTH = timedelta(days=30)
OPEN_FOR = timedelta(days=30)
REMINDED_AFTER = timedelta(days=7)


class CannotInvite(Exception):
    """Why somebody cannot be invited, in words for the mentee, with a code for tests and templates. `about_address` where
    another address would do."""

    def __init__(self, code: str, words: str, *, about_address: bool = False) -> None:
        self.code, self.about_address = code, about_address
        super().__init__(words)


def check_can_invite(*, mentee: Enrolment, now: datetime) -> None:
    """Raises CannotInvite where `mentee` can invite nobody now. The codes, from the most lasting on, are minors, those of Wait,
    then matched, too_many_open, too_many."""
    if mentee.programme.for_minors:
        raise CannotInvite(
            "minors",
            _("This programme is for people under age: its organisers choose the mentors and screen them."),
        )
    wait = waits_for(mentee)
    if wait == Wait.COHORT:
        raise CannotInvite(
            wait,
            _("In this programme the organisers bring people together. Tell them whom you have in mind."),
        )
    if wait is not None:
        raise CannotInvite(wait, str(wait.label))
    if mentee.places_left < 1:
        raise CannotInvite("matched", _("You have a mentor in this programme already."))
    mine = MentorInvitation.objects.filter(mentee=mentee)
    if mine.filter(state=MentorInvitationState.SENT, expires_at__gt=now).count() >= MOST_OPEN:
        raise CannotInvite(
            "too_many_open",
            ngettext(
                "%(n)d invitation of yours is open. Wait for an answer, or take it back to invite somebody else.",
                "%(n)d invitations of yours are open. Wait for an answer, or take one back to invite somebody else.",
                MOST_OPEN,
            )
            % {"n": MOST_OPEN},
        )
    if mine.filter(sent_at__gt=now - MONTH).count() >= MOST_A_MONTH:
        raise CannotInvite(
            "too_many",
            ngettext(
                "You sent %(n)d invitation within a month, which is the most. The next is possible in some days.",
                "You sent %(n)d invitations within a month, which is the most. The next is possible in some days.",
                MOST_A_MONTH,
            )
            % {"n": MOST_A_MONTH},
        )


def check_address(*, mentee: Enrolment, email: str, now: datetime) -> None:
    """Raises CannotInvite for what the mentee knows of `email` (small letters) themself, and for nothing else: whether it has
    an account here, and what its reader thinks of the mentee, is never told. The codes are yourself, manager, elsewhere,
    together, open, answered."""
    programme = mentee.programme
    if email == mentee.person.user.email:
        raise CannotInvite("yourself", _("This is your own address."), about_address=True)
    if email == mentee.line_manager_email.lower() and not programme.manager_may_mentor:
        raise CannotInvite(
            "manager",
            _("This is your line manager. In this programme a mentor is somebody else."),
            about_address=True,
        )
    if not may_join(programme.join_domains, [email]):
        raise CannotInvite(
            "elsewhere",
            _("In this programme people have an address at %(domains)s. Its organisers can invite others.")
            % {"domains": join_words(shown(programme.join_domains))},
            about_address=True,
        )
    if Mentorship.objects.open().filter(mentee=mentee, mentor__person__user__email=email).exists():
        raise CannotInvite("together", _("You two are together already."), about_address=True)
    sent = MentorInvitation.objects.filter(mentee=mentee, email=email)
    if sent.filter(state=MentorInvitationState.SENT, expires_at__gt=now).exists():
        raise CannotInvite(
            "open", _("You have invited them already. The answer is on its way."), about_address=True
        )
    if sent.filter(state__in=[MentorInvitationState.DECLINED, MentorInvitationState.WAITING]).exists():
        raise CannotInvite("answered", _("They have answered you already."), about_address=True)


@transaction.atomic
def invite_mentor(
    *, mentee: Enrolment, name: str, email: str, message: str, by: Person, now: datetime
) -> MentorInvitation:
    """Writes to `email`, open for OPEN_FOR. Raises CannotInvite."""
    # Held, so that two presses at once cannot both be the last that is allowed.
    held = (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("programme", "person__user")
        .get(pk=mentee.pk)
    )
    email = email.strip().lower()
    check_can_invite(mentee=held, now=now)
    check_address(mentee=held, email=email, now=now)
    # One whose time ran out, and which no sweep has closed yet, makes way.
    for stale in MentorInvitation.objects.filter(mentee=held, email=email, state=MentorInvitationState.SENT):
        move_on(stale, MentorInvitationState.EXPIRED, by=None, now=now, closed_at=now)
    invitation = MentorInvitation.objects.create(
        mentee=held,
        name=name,
        email=email,
        message=message,
        sent_at=now,
        remind_at=now + REMINDED_AFTER,
        expires_at=now + OPEN_FOR,
    )
    MentorInvitationEvent.objects.create(
        invitation=invitation, at=now, by=by, to_state=MentorInvitationState.SENT
    )
    audit.record("mentor_invitation.send", invitation, by=by, now=now, programme_id=held.programme_id)
    user = account_for(email, name=name, now=now).user
    queue(Draft(INVITED_MAIL, user.pk, invitation.pk, once_for(INVITED_MAIL, invitation.pk)), now=now)
    return invitation


@transaction.atomic
def withdraw_mentor_invitation(invitation: MentorInvitation, *, by: Person, now: datetime) -> None:
    """The mentee takes it back: the link ends, and nobody is written to. Raises StaleState where it is not open any more."""
    move_on(invitation, MentorInvitationState.WITHDRAWN, by=by, now=now, closed_at=now, remind_at=None)
    note("withdraw", invitation, by=by, now=now)
    forget_account(invitation)


def remind_due(*, now: datetime, limit: int = 500) -> int:
    """Reminds, once, those who have not answered after REMINDED_AFTER; returns how many."""
    due = MentorInvitation.objects.filter(state=MentorInvitationState.SENT, remind_at__lte=now)
    return sum(_remind(pk, now=now) for pk in due.order_by("remind_at").values_list("pk", flat=True)[:limit])


@transaction.atomic
def _remind(pk: UUID, *, now: datetime) -> bool:
    reminded = MentorInvitation.objects.filter(pk=pk, state=MentorInvitationState.SENT, remind_at__lte=now)
    if reminded.update(remind_at=None) != 1:
        return False
    invitation = MentorInvitation.objects.get(pk=pk)
    if invitation.expires_at <= now:
        return False
    user = account_for(invitation.email, name=invitation.name, now=now).user
    queue(Draft(INVITED_MAIL, user.pk, pk, once_for(INVITED_MAIL, pk, REMINDER)), now=now)
    return True


def expire_due(*, now: datetime, limit: int = 500) -> int:
    """Closes the invitations whose time ran out, each in its own transaction; returns how many."""
    due = MentorInvitation.objects.filter(state=MentorInvitationState.SENT, expires_at__lte=now)
    return sum(_expire(pk, now=now) for pk in due.order_by("expires_at").values_list("pk", flat=True)[:limit])


@transaction.atomic
def _expire(pk: UUID, *, now: datetime) -> bool:
    invitation = MentorInvitation.objects.select_related("mentee__person").get(pk=pk)
    try:
        move_on(invitation, MentorInvitationState.EXPIRED, by=None, now=now, closed_at=now, remind_at=None)
    except StaleState:
        return False
    tell(invitation, now=now)
    forget_account(invitation)
    return True
