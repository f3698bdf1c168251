"""Reads of reviews: what its pages show, and what it tells of a mentorship (see journeys/story.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from journeys.enums import ReviewChoice, ReviewPoint, ReviewState
from journeys.models import HelpRequest, Review
from journeys.queries.length import agreed_or_programmes_end
from journeys.review_dates import next_day, review_dates
from journeys.story import Ahead, Happened
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from matching.models import Mentorship
from notifications.prepared import prepared

ANSWERABLE = {ReviewState.DUE, ReviewState.MISSED}
FRESH = timedelta(days=21)  # so long the overview shows what both answered


@dataclass(frozen=True)
class ReviewRow:
    """A review as one of the two has it: theirs, and whether the other one has answered as well, which is known to whoever
    has answered, and to nobody before. `day` is when it comes or came; `mine` is None for one that is still to come."""

    point: ReviewPoint
    day: date
    mine: Review | None
    theirs: Review | None

    @property
    def waits(self) -> bool:
        return self.mine is not None and self.mine.state in ANSWERABLE

    @property
    def answered(self) -> bool:
        return self.mine is not None and self.mine.state == ReviewState.ANSWERED

    @property
    def both(self) -> bool:
        """Whether both may read both."""
        return self.answered and self.theirs is not None and self.theirs.state == ReviewState.ANSWERED


@dataclass(frozen=True)
class ReviewsPage:
    """All reviews of a mentorship in order, those that are still to come with their days."""

    rows: tuple[ReviewRow, ...]


@dataclass(frozen=True)
class ReviewPage:
    """One review. `theirs` is the other one's answer, None until both have answered; `step` is what to do then. `call` is the
    reader's own call for help that is open."""

    review: Review
    theirs: Review | None
    step: ReviewChoice | None
    call: HelpRequest | None

    @property
    def is_answered(self) -> bool:
        return self.review.state == ReviewState.ANSWERED


@dataclass(frozen=True)
class Counted:
    """How many reviews were asked for, one a person, and how many of them answered."""

    asked: int
    answered: int


def reviews_page(mentorship: Mentorship, *, reader: Person, now: datetime) -> ReviewsPage:
    """Two queries. `mentorship` needs its programme loaded."""
    return ReviewsPage(tuple(_rows(mentorship, _of(mentorship), _end(mentorship), reader=reader, now=now)))


def review_page(review: Review, *, reader: Person) -> ReviewPage:
    """Two queries."""
    theirs = (
        Review.objects.filter(mentorship=review.mentorship_id, point=review.point, state=ReviewState.ANSWERED)
        .exclude(person=reader)
        .first()
    )
    both = theirs if review.state == ReviewState.ANSWERED else None
    call = HelpRequest.objects.filter(
        mentorship=review.mentorship_id, asked_by=reader, handled_at__isnull=True
    ).first()
    return ReviewPage(review, both, next_step(review.open_choice, both.open_choice) if both else None, call)


def next_step(mine: str, theirs: str) -> ReviewChoice:
    """What the two do after a review, by what each can read of the other: finish where one would like to, or else adjust where
    one would, or else go on."""
    for choice in (ReviewChoice.FINISH, ReviewChoice.ADJUST):
        if choice in (mine, theirs):
            return choice
    return ReviewChoice.CONTINUE


def counted(mentorships: QuerySet[Mentorship]) -> Counted:
    """How many reviews of `mentorships` were asked for and answered: what organisers may know of them. One query."""
    found = Review.objects.filter(mentorship__in=mentorships).aggregate(
        asked=Count("pk"), answered=Count("pk", filter=Q(state=ReviewState.ANSWERED))
    )
    return Counted(found["asked"], found["answered"])


def _of(mentorship: Mentorship) -> list[Review]:
    return _reviews([mentorship])


@prepared
def _reviews(mentorships: Sequence[Mentorship]) -> QuerySet[Review]:
    return Review.objects.filter(mentorship__in=mentorships).order_by("due_at")


@prepared
def _ends(mentorships: Sequence[Mentorship]) -> QuerySet[Mentorship, tuple[UUID, date | None]]:
    rows = Mentorship.objects.filter(pk__in=[one.pk for one in mentorships]).order_by()
    return rows.values_list("pk", agreed_or_programmes_end())


def _end(mentorship: Mentorship) -> date | None:
    rows = Mentorship.objects.filter(pk=mentorship.pk).values_list(agreed_or_programmes_end(), flat=True)
    found: date | None = rows.get()
    return found


def _rows(
    mentorship: Mentorship, reviews: Sequence[Review], end: date | None, *, reader: Person, now: datetime
) -> list[ReviewRow]:
    zone = ZoneInfo(mentorship.programme.zone)
    dates = review_dates(mentorship.started_at.astimezone(zone).date(), end)
    today = now.astimezone(zone).date()
    is_open = mentorship.state in OPEN_MENTORSHIP_STATES
    rows = []
    for point in ReviewPoint:
        mine = next((r for r in reviews if r.point == point and r.person_id == reader.pk), None)
        theirs = next((r for r in reviews if r.point == point and r.person_id != reader.pk), None)
        if mine is not None:
            rows.append(ReviewRow(point, mine.due_at.astimezone(zone).date(), mine, theirs))
        elif is_open and point in dates and dates[point] > today:
            rows.append(ReviewRow(point, dates[point], None, None))
    return rows


# --- what it tells of a mentorship


@dataclass(frozen=True)
class Card:
    """What the overview of one mentorship shows of it (templates/journeys/overview/reviews.html): the review that waits for
    the reader, that waits for the other one, or that both answered lately."""

    mentorship: Mentorship
    row: ReviewRow


def card(mentorship: Mentorship, *, reader: Person, now: datetime) -> Card | None:
    """The card of the overview, or None where it has nothing to say to `reader`; two queries at most."""
    if mentorship.state not in OPEN_MENTORSHIP_STATES:
        return None
    reviews = _of(mentorship)
    rows = [row for row in _rows(mentorship, reviews, None, reader=reader, now=now) if row.mine is not None]
    if not rows:
        return None
    last = rows[-1]
    assert last.mine is not None
    told = last.mine.state == ReviewState.DUE or now - last.mine.due_at < FRESH
    return Card(mentorship, last) if told else None


def happened(mentorship: Mentorship, *, reader: Person) -> list[Happened]:
    """What of it the story of `mentorship` tells `reader`: their own answers, and that both have answered. One query."""
    told = []
    reviews = _of(mentorship)
    for mine in reviews:
        if mine.person_id != reader.pk or mine.answered_at is None:
            continue
        theirs = next((r for r in reviews if r.point == mine.point and r.person_id != reader.pk), None)
        url = reverse("journeys:review", args=[mentorship.pk, mine.pk])
        said = {"review": ReviewPoint(mine.point).label}
        if theirs is not None and theirs.answered_at is not None:
            at = max(mine.answered_at, theirs.answered_at)
            told.append(Happened(at, "scale", _("You both looked back: %(review)s") % said, url))
        else:
            told.append(Happened(mine.answered_at, "scale", _("You looked back: %(review)s") % said, url))
    return told


def ahead(mentorships: Sequence[Mentorship], *, reader: Person, now: datetime) -> dict[UUID, list[Ahead]]:
    """What of it comes or waits for `reader` in each of `mentorships`, by its id; those without are left out. Two queries."""
    reviews: dict[UUID, list[Review]] = {}
    for row in _reviews(list(mentorships)):
        reviews.setdefault(row.mentorship_id, []).append(row)
    ends = dict(_ends(list(mentorships)))
    found: dict[UUID, list[Ahead]] = {}
    for one in mentorships:
        told = _coming(one, reviews.get(one.pk, ()), ends.get(one.pk), reader=reader, now=now)
        if told:
            found[one.pk] = told
    return found


def _coming(
    mentorship: Mentorship, reviews: Sequence[Review], end: date | None, *, reader: Person, now: datetime
) -> list[Ahead]:
    other = (mentorship.mentor if mentorship.mentee.person_id == reader.pk else mentorship.mentee).person
    due = next((r for r in reviews if r.person_id == reader.pk and r.state == ReviewState.DUE), None)
    if due is not None:
        return [
            Ahead(
                key="review",
                icon="scale",
                text=_("Look back: how do you and %(name)s go on?") % {"name": other.first_name},
                url=reverse("journeys:review", args=[mentorship.pk, due.pk]),
                line=_("Three questions. You see what %(name)s answered once you both have.")
                % {"name": other.first_name},
                label=_("Look back"),
                waits=True,
                rank=20,
            )
        ]
    if mentorship.state != MentorshipState.ACTIVE:
        return []
    zone = ZoneInfo(mentorship.programme.zone)
    dates = review_dates(mentorship.started_at.astimezone(zone).date(), end)
    asked = {ReviewPoint(r.point): r.due_at.astimezone(zone).date() for r in reviews}
    day = next_day(dates, now.astimezone(zone).date(), asked=asked)
    if day is None:
        return []
    point = next(each for each in dates if dates[each] == day)
    return [
        Ahead(
            key="review",
            icon="scale",
            text=_("You look back with %(name)s") % {"name": other.first_name},
            url=reverse("journeys:reviews", args=[mentorship.pk]),
            day=day,
            line=str(point.label),
            rank=40,
        )
    ]
