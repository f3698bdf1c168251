"""Introductions: one of a pair offers one, the other one says yes, then the contact does, and then both know each other's
address. Who said no is told to nobody: for a while it looks as if it waited, and then it did not come about."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState, move
from journeys.enums import INTRODUCTION_TRANSITIONS, IntroductionOutcome, IntroductionState
from journeys.models import Introduction, IntroductionEvent
from journeys.operations.exchanges import Apart, TooMany, held_open, other_of, reached
from journeys.queries.introductions import SETTLES, outwardly_open
from matching.models import Mentorship
from notifications.kinds import once_for
from notifications.operations.addresses import refuse
from notifications.operations.outbox import Draft, queue

OFFERED_MAIL = "introduction_offered"  # to the one who would be introduced
ASKED_MAIL = "introduction_asked"  # to a contact who has an account here
OUTSIDE_MAIL = "introduction_outside"  # to a contact who has none
MADE_MAIL = "introduction_made"
CLOSED_MAIL = "introduction_closed"
OUTCOME_MAIL = "introduction_outcome"

LASTS = timedelta(days=21)
REMINDS_AFTER = timedelta(days=7)
ASKS_AFTER = timedelta(days=21)
MOST_OPEN = 5  # in a mentorship
A_DAY, MOST_A_DAY = timedelta(days=1), 5  # by one person, in all their mentorships
# To whom one was offered, the same one is not offered again so soon.
RESTS = timedelta(days=90)
# What a mail server says of an address that nothing may be sent to (RFC 3463), for one whose owner said so themselves.
NEVER_AGAIN, NEVER_AGAIN_WORDS = 550, "asked on a page of this site never to be written to"


class NamedBefore(Exception):
    """In this mentorship the same address was named not long ago."""


class TooManyOpen(Exception):
    """As many introductions of this mentorship are open as can be."""


@transaction.atomic
def offer_introduction(
    mentorship: Mentorship, *, name: str, email: str, about: str, reason: str, by: Person, now: datetime
) -> Introduction:
    """Offers to introduce the other one of the pair to somebody, who is not written to before the other one says yes.
    Whether somebody of this site has the address makes no difference that could be seen.

    Raises StaleState where the mentorship is over, Apart where no words may go from one of the two to the other or nobody's
    address may reach anybody (a programme for people under age), NamedBefore,
    TooManyOpen, TooMany after five in a day, and ValueError for an address of the two themselves."""
    held = held_open(mentorship)
    introduced = reached(held, by=by)
    if held.programme.for_minors:
        raise Apart
    address = email.strip().lower()
    if address in {by.user.email.lower(), introduced.user.email.lower()}:
        raise ValueError("nobody is introduced to themself")
    here = Introduction.objects.filter(mentorship=held)
    if here.filter(contact_email=address, offered_at__gt=now - RESTS).exists():
        raise NamedBefore
    if outwardly_open(here, now=now).count() >= MOST_OPEN:
        raise TooManyOpen
    if Introduction.objects.filter(offered_by=by, offered_at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise TooMany
    contact = Person.objects.filter(user__email=address, user__is_active=True, erased_at__isnull=True).first()
    introduction = Introduction.objects.create(
        mentorship=held,
        offered_by=by,
        offered_at=now,
        contact=contact,
        contact_name=name,
        contact_email=address,
        contact_about=about,
        reason=reason,
        expires_at=now + LASTS,
        remind_at=now + REMINDS_AFTER,
    )
    IntroductionEvent.objects.create(
        introduction=introduction, at=now, by=by, to_state=IntroductionState.OFFERED
    )
    _tell(OFFERED_MAIL, introduction, introduced, now=now)
    audit.record("introduction.offer", introduction, by=by, now=now, programme_id=held.programme_id)
    return introduction


def introduced_of(introduction: Introduction) -> Person:
    """Who would be introduced: the one of the two who did not offer it. Load the people before."""
    return other_of(introduction.mentorship, introduction.offered_by)


@transaction.atomic
def answer_as_introduced(
    introduction: Introduction, *, agrees: bool, about: str = "", by: Person, now: datetime
) -> None:
    """Says yes, with what the contact may read `about` oneself, and then the contact is asked; or no, and then nobody is.

    Raises StaleState where the mentorship is over or no answer is awaited, ValueError for anybody but the introduced."""
    held_open(introduction.mentorship)
    row = _held(introduction)
    if introduced_of(row).pk != by.pk:
        raise ValueError("only who is introduced answers")
    if row.state != IntroductionState.OFFERED or row.introduced_said_at or row.expires_at <= now:
        raise StaleState(introduction, row.state)
    row.introduced_said_at, row.introduced_agrees = now, agrees
    if agrees:
        row.introduced_about = about
        row.expires_at, row.remind_at = now + LASTS, now + REMINDS_AFTER
        row.save(
            update_fields=[
                "introduced_said_at", "introduced_agrees", "introduced_about", "expires_at", "remind_at"
            ]
        )  # fmt: skip
        ask_contact(row, now=now)
    else:
        row.save(update_fields=["introduced_said_at", "introduced_agrees"])
        _close(row, by=by, now=now)
    audit.record("introduction.answer", row, by=by, now=now, programme_id=row.mentorship.programme_id)


def ask_contact(introduction: Introduction, *, now: datetime, again: bool = False) -> None:
    """Queues the letter that asks the contact: to their account, or where they have none to their address alone, in the name
    of whoever offers it."""
    if introduction.contact is not None:
        _tell(ASKED_MAIL, introduction, introduction.contact, now=now, again=again)
    else:
        _tell(OUTSIDE_MAIL, introduction, introduction.offered_by, now=now, again=again)


@transaction.atomic
def answer_as_contact(
    introduction: Introduction, *, agrees: bool, never_again: bool = False, now: datetime
) -> None:
    """The contact says yes, and all three learn that they are introduced; or no. With `never_again` nothing more is sent to
    their address; who has an account chooses their letters there. Raises StaleState where no answer is awaited."""
    row = _held(introduction)
    awaited = row.state == IntroductionState.OFFERED and row.introduced_agrees and not row.contact_said_at
    if not awaited or row.expires_at <= now:
        raise StaleState(introduction, row.state)
    row.contact_said_at, row.contact_agrees = now, agrees
    row.save(update_fields=["contact_said_at", "contact_agrees"])
    if agrees:
        left = move(
            row,
            to=IntroductionState.SHARED,
            table=INTRODUCTION_TRANSITIONS,
            shared_at=now,
            remind_at=now + ASKS_AFTER,
        )
        _note(row, left, by=row.contact, now=now)
        for reader in filter(None, [introduced_of(row), row.offered_by, row.contact]):
            _tell(MADE_MAIL, row, reader, now=now)
        if row.contact is None:
            queue(
                Draft(
                    OUTSIDE_MAIL,
                    row.offered_by.user_id,
                    row.pk,
                    once_for(OUTSIDE_MAIL, row.pk, "made"),
                ),
                now=now,
            )
    else:
        _close(row, by=row.contact, now=now)
    if never_again and row.contact is None:
        refuse(row.contact_email, code=NEVER_AGAIN, reason=NEVER_AGAIN_WORDS, now=now)
    programme_id = row.mentorship.programme_id
    audit.record("introduction.reply", row, by=row.contact, now=now, programme_id=programme_id)


@transaction.atomic
def take_back_introduction(introduction: Introduction, *, by: Person, now: datetime) -> None:
    """Takes back what one offered, while it waits or looks so. Raises StaleState where it does not any more, or where the
    mentorship is over, and ValueError for somebody else's."""
    held_open(introduction.mentorship)
    row = _held(introduction)
    if row.offered_by_id != by.pk:
        raise ValueError("people take back what they offered")
    if row.closed_at is not None and row.closed_at <= now - SETTLES:
        raise StaleState(introduction, row.state)
    left = move(
        row,
        to=IntroductionState.WITHDRAWN,
        table=INTRODUCTION_TRANSITIONS,
        closed_at=now,
        remind_at=None,
    )
    _note(row, left, by=by, now=now)
    audit.record("introduction.take_back", row, by=by, now=now, programme_id=row.mentorship.programme_id)


@transaction.atomic
def say_outcome(
    introduction: Introduction, *, outcome: IntroductionOutcome, by: Person, now: datetime
) -> None:
    """Says what came of an introduction, as often as it changes, after the end too. Raises StaleState before the two are
    introduced, and ValueError for anybody but the introduced."""
    row = _held(introduction)
    if introduced_of(row).pk != by.pk:
        raise ValueError("only who was introduced says what came of it")
    if row.state != IntroductionState.SHARED:
        raise StaleState(introduction, row.state)
    Introduction.objects.filter(pk=row.pk).update(outcome=outcome, outcome_at=now, remind_at=None)
    introduction.outcome, introduction.outcome_at = outcome, now
    audit.record("introduction.outcome", row, by=by, now=now, programme_id=row.mentorship.programme_id)


def tend_introductions_due(*, now: datetime, limit: int = 500) -> int:
    """Reminds, once, whoever has not answered; closes what nobody answered in time; asks what came of those that were made.
    Returns how many it dealt with. One query where nothing is due; each in its own transaction."""
    due = Introduction.objects.filter(remind_at__lte=now).order_by("remind_at").values_list("pk", flat=True)
    return sum(_tend(pk, now=now) for pk in due[:limit])


@transaction.atomic
def _tend(pk: UUID, *, now: datetime) -> bool:
    row = _rows(skip_locked=True).filter(pk=pk, remind_at__lte=now).first()
    if row is None:
        return False
    if row.state == IntroductionState.SHARED:
        row.remind_at = None
        _tell(OUTCOME_MAIL, row, introduced_of(row), now=now)
    elif row.state != IntroductionState.OFFERED:
        row.remind_at = None
    elif row.expires_at <= now:
        _close(row, by=None, now=now)
        return True
    else:
        row.remind_at = row.expires_at
        if row.introduced_agrees:
            ask_contact(row, now=now, again=True)
        else:
            _tell(OFFERED_MAIL, row, introduced_of(row), now=now, again=True)
    row.save(update_fields=["remind_at"])
    return True


def _rows(*, skip_locked: bool = False) -> QuerySet[Introduction]:
    return Introduction.objects.select_for_update(
        no_key=True, of=("self",), skip_locked=skip_locked
    ).select_related(
        "mentorship__programme",
        "mentorship__mentee__person__user",
        "mentorship__mentor__person__user",
        "offered_by__user",
        "contact__user",
    )


def _held(introduction: Introduction) -> Introduction:
    return _rows().get(pk=introduction.pk)


def _close(row: Introduction, *, by: Person | None, now: datetime) -> None:
    """It did not come about. Those who did not say so learn it once it has settled."""
    left = move(
        row, to=IntroductionState.CLOSED, table=INTRODUCTION_TRANSITIONS, closed_at=now, remind_at=None
    )
    _note(row, left, by=by, now=now)
    told = [row.offered_by, *([introduced_of(row)] if row.introduced_agrees else [])]
    drafts = [
        Draft(
            CLOSED_MAIL,
            reader.user_id,
            row.pk,
            once_for(CLOSED_MAIL, row.pk, reader.user_id),
            not_before=now + SETTLES,
        )
        for reader in told
    ]
    queue(*drafts, now=now)


def _note(row: Introduction, left: str, *, by: Person | None, now: datetime) -> None:
    IntroductionEvent.objects.create(introduction=row, at=now, by=by, from_state=left, to_state=row.state)


def _tell(kind: str, row: Introduction, reader: Person, *, now: datetime, again: bool = False) -> None:
    key = once_for(kind, row.pk, reader.user_id, *(["again"] if again else []))
    queue(Draft(kind, reader.user_id, row.pk, key), now=now)
