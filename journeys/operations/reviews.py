"""Reviews: at set points the two of a pair are asked how to go on, each alone.

Nothing of an answer is shown to the other one until both have answered; until then it can be changed. Then both read what
both wrote, and what each would like to do: go on, adjust, or finish. That somebody needs help is no part of it: whoever asks
for help says beside it how they would like to go on, and that alone is what the other one reads. So there is an open choice
in every answer, and nothing is missing from which a call for help could be read off. The call goes to the organisers, by the
operation that every other call takes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import move
from journeys.enums import REVIEW_TRANSITIONS, ReviewChoice, ReviewPoint, ReviewState
from journeys.models import Review, ReviewEvent, ReviewLook
from journeys.operations.help import AlreadyAsked, ask_for_help
from journeys.operations.open_pair import hold_open
from journeys.queries.length import agreed_or_programmes_end, ends_on
from journeys.review_dates import due_review, next_day, review_dates
from matching.enums import MentorshipState
from matching.models import Mentorship
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue

DUE_MAIL = "review_due"
REMINDER_MAIL = "review_reminder"
SHARED_MAIL = "review_shared"
REMIND_AFTER = timedelta(days=4)
GIVE_UP_AFTER = timedelta(days=14)
# A programme's end may move: so often each mentorship is looked at anew, whatever was reckoned before.
LOOK_AGAIN = timedelta(days=7)
MORNING = time(8)
BATCH = 500


class BothAnswered(Exception):
    """The other one has answered too, and has what was written: it stays as it is."""


@dataclass(frozen=True)
class Answer:
    """What somebody says at a review. `open_choice` is how they would like to go on, for the other one to read; with
    `needs_help` the organisers are called as well, with `for_organisers`."""

    open_choice: ReviewChoice
    goes_well: str = ""
    to_change: str = ""
    needs_help: bool = False
    for_organisers: str = ""


def ask_due(*, now: datetime, limit: int = BATCH) -> int:
    """Asks both of every pair whose review is due; returns of how many pairs. One query where there is nothing to look at, six
    where nothing is due, and two sweeps at once ask nobody twice."""
    return sum(_ask_if_due(pk, now=now) for pk in _look(now=now, limit=limit))


@transaction.atomic
def _look(*, now: datetime, limit: int) -> list[UUID]:
    """Looks at the mentorships whose time for it has come: the next look of those that need nothing is put off, and the others
    are returned."""
    looks = ReviewLook.objects.filter(look_at__lte=now).order_by("look_at", "pk")
    ids = list(looks.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
    if not ids:
        return []
    asked: dict[UUID, dict[ReviewPoint, datetime]] = {}
    reviews = Review.objects.filter(mentorship__in=ids).order_by()
    for pk, point, due_at in reviews.values_list("mentorship", "point", "due_at"):
        asked.setdefault(pk, {})[ReviewPoint(point)] = due_at
    resting = []
    put_off, wanted = [], []
    rows = Mentorship.objects.filter(pk__in=ids).select_related("programme").order_by()
    last_days: Mapping[UUID, date | None] = dict(rows.values_list("pk", agreed_or_programmes_end()))
    for mentorship in rows:
        if mentorship.state != MentorshipState.ACTIVE:
            resting.append(mentorship.pk)
            continue
        moment = _Moment.of(mentorship, last_days[mentorship.pk], asked.get(mentorship.pk, {}), now=now)
        if moment.due is not None:
            wanted.append(mentorship.pk)
        else:
            put_off.append(ReviewLook(mentorship_id=mentorship.pk, look_at=moment.next_look))
    # Whoever takes a mentorship up again has it looked at anew.
    ReviewLook.objects.filter(pk__in=resting).delete()
    ReviewLook.objects.bulk_update(put_off, ["look_at"])
    return wanted


@transaction.atomic
def _ask_if_due(pk: UUID, *, now: datetime) -> bool:
    """Asks both, under the lock of their mentorship: another sweep sees what this one did."""
    mentorship = Mentorship.objects.select_for_update(no_key=True, of=("self",)).with_people().get(pk=pk)
    reviews = Review.objects.filter(mentorship=mentorship)
    asked = {ReviewPoint(point): due_at for point, due_at in reviews.values_list("point", "due_at")}
    last_day = ends_on(mentorship)
    due = _Moment.of(mentorship, last_day, asked, now=now).due
    if due is None or mentorship.state != MentorshipState.ACTIVE:
        return False
    _ask(mentorship, due, now=now)
    next_look = _Moment.of(mentorship, last_day, {**asked, due: now}, now=now).next_look
    ReviewLook.objects.filter(pk=pk).update(look_at=next_look)
    return True


@dataclass(frozen=True)
class _Moment:
    """What a look at one mentorship finds: the review that is due, if any, and when to look next."""

    due: ReviewPoint | None
    next_look: datetime

    @classmethod
    def of(
        cls,
        mentorship: Mentorship,
        last_day: date | None,
        asked: Mapping[ReviewPoint, datetime],
        *,
        now: datetime,
    ) -> _Moment:
        zone = ZoneInfo(mentorship.programme.zone)
        dates = review_dates(mentorship.started_at.astimezone(zone).date(), last_day)
        today = now.astimezone(zone).date()
        days = {point: due_at.astimezone(zone).date() for point, due_at in asked.items()}
        return cls(
            due_review(dates, today, asked=days),
            _next_look(next_day(dates, today, asked=days), zone, now=now),
        )


def _next_look(day: date | None, zone: ZoneInfo, *, now: datetime) -> datetime:
    again = now + LOOK_AGAIN
    return again if day is None else min(again, datetime.combine(day, MORNING, zone))


def _ask(mentorship: Mentorship, point: ReviewPoint, *, now: datetime) -> None:
    made = Review.objects.bulk_create(
        Review(mentorship=mentorship, person=one, point=point, due_at=now, remind_at=now + REMIND_AFTER)
        for one in (mentorship.mentee.person, mentorship.mentor.person)
    )
    ReviewEvent.objects.bulk_create(
        ReviewEvent(review=review, at=now, to_state=ReviewState.DUE) for review in made
    )
    queue(*(_mail(DUE_MAIL, review) for review in made), now=now)


def look_at(mentorships: list[UUID], *, now: datetime) -> None:
    """Has the sweep look at these mentorships: they began, were taken up again, or last otherwise from now on. One query."""
    ReviewLook.objects.bulk_create(
        (ReviewLook(mentorship_id=pk, look_at=now) for pk in mentorships),
        update_conflicts=True,
        update_fields=["look_at"],
        unique_fields=["mentorship"],
    )


def remind_due(*, now: datetime, limit: int = BATCH) -> int:
    """Reminds everybody once who has not answered some days after a review was due, and gives up some days later; returns how
    many were reminded. One query where nothing is due."""
    due = Review.objects.filter(state=ReviewState.DUE, remind_at__lte=now).order_by("remind_at", "pk")
    return sum(_remind(pk, now=now) for pk in list(due.values_list("pk", flat=True)[:limit]))


@transaction.atomic
def _remind(pk: UUID, *, now: datetime) -> bool:
    review = (
        Review.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        .select_related("mentorship", "person")
        .filter(pk=pk, state=ReviewState.DUE, remind_at__lte=now)
        .first()
    )
    if review is None:
        return False
    if now >= review.due_at + GIVE_UP_AFTER:
        left = move(review, to=ReviewState.MISSED, table=REVIEW_TRANSITIONS, remind_at=None)
        ReviewEvent.objects.create(review=review, at=now, from_state=left, to_state=ReviewState.MISSED)
        return False
    Review.objects.filter(pk=pk).update(remind_at=review.due_at + GIVE_UP_AFTER)
    if review.mentorship.state != MentorshipState.ACTIVE:
        return False
    queue(_mail(REMINDER_MAIL, review), now=now)
    return True


@transaction.atomic
def answer_review(review: Review, *, said: Answer, by: Person, now: datetime) -> None:
    """Keeps what `by` answers to their own review, or puts it in the place of what they answered before; one that was missed
    can still be answered. Where both have answered by now, the other one gets a letter. Help is called quietly: a call that is
    open already stands for this one.

    Raises BothAnswered where there is nothing left to change, StaleState where the mentorship is over, and ValueError for an
    open choice that is none."""
    if said.open_choice == ReviewChoice.NEED_HELP:
        raise ValueError("a call for help is beside the choice that the other one reads")
    held = hold_open(review.mentorship)
    mine, other = _both(review)
    if mine.state == other.state == ReviewState.ANSWERED:
        raise BothAnswered
    # A call that went out with an earlier wording of the answer is not taken back by another wording.
    needs_help = said.needs_help or mine.choice == ReviewChoice.NEED_HELP
    values = {
        "choice": ReviewChoice.NEED_HELP if needs_help else said.open_choice,
        "open_choice": said.open_choice,
        "goes_well": said.goes_well,
        "to_change": said.to_change,
    }
    if mine.state == ReviewState.ANSWERED:
        Review.objects.filter(pk=mine.pk).update(**values)
    else:
        left = move(
            mine, to=ReviewState.ANSWERED, table=REVIEW_TRANSITIONS, answered_at=now, remind_at=None, **values
        )
        ReviewEvent.objects.create(review=mine, at=now, by=by, from_state=left, to_state=ReviewState.ANSWERED)
        if other.state == ReviewState.ANSWERED:
            queue(_mail(SHARED_MAIL, other), now=now)
    audit.record("review.answer", mine, by=by, now=now, programme_id=held.programme_id)
    if said.needs_help:
        with suppress(AlreadyAsked):
            ask_for_help(held, message=said.for_organisers, by=by, now=now)
    for name, value in {"state": ReviewState.ANSWERED, **values}.items():
        setattr(review, name, value)


def _both(review: Review) -> tuple[Review, Review]:
    """The review as it is now and that of the other one, while their mentorship is held."""
    rows = Review.objects.filter(mentorship=review.mentorship_id, point=review.point).select_related("person")
    by_person = {row.person_id: row for row in rows}
    mine = by_person.pop(review.person_id)
    (other,) = by_person.values()
    return mine, other


def _mail(kind: str, review: Review) -> Draft:
    return Draft(kind, review.person.user_id, review.pk, once_for(kind, review.pk))
