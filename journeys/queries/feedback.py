"""Reads of feedback and how it goes: what its pages show, and what it tells of a mentorship (see journeys/story.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from journeys.enums import FeedbackPoint, FeedbackReaders, ReviewPoint
from journeys.models import Feedback, FeedbackWish
from journeys.queries.check_ins import parted
from journeys.queries.help_queue import cared_for
from journeys.queries.length import ends_of, ends_on
from journeys.queries.reviews import ReviewRow, reviews_page
from journeys.queries.room import Room
from journeys.queries.trend import Trend, trend_of
from journeys.review_dates import review_dates
from journeys.story import Ahead, Happened
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from matching.models import Mentorship
from notifications.prepared import prepared
from programmes.models import Programme

A_PAGE = 20
# Feedback given shortly before a set point is that point's; so long after it, nothing is suggested any more.
EARLY, LATE = timedelta(days=7), timedelta(days=21)
POINTS = {
    ReviewPoint.FIRST_MONTH: FeedbackPoint.FIRST_MONTH,
    ReviewPoint.HALF_WAY: FeedbackPoint.HALF_WAY,
    ReviewPoint.BEFORE_END: FeedbackPoint.END,
}
SUGGESTIONS = {
    FeedbackPoint.FIRST_MONTH: gettext_lazy("You have had a month together. What helps so far?"),
    FeedbackPoint.HALF_WAY: gettext_lazy("You are half-way. What should stay, and what could be better?"),
    FeedbackPoint.END: gettext_lazy("The end is near. What will you remember of each other?"),
}


@dataclass(frozen=True)
class Given:
    """Feedback as one of the two reads it."""

    feedback: Feedback
    is_mine: bool

    @property
    def is_widened(self) -> bool:
        return self.feedback.readers == FeedbackReaders.ORGANISERS


@dataclass(frozen=True)
class Suggestion:
    """A set point for which the reader has given none yet."""

    point: FeedbackPoint

    @property
    def text(self) -> str:
        return str(SUGGESTIONS[self.point])


@dataclass(frozen=True)
class LookBack:
    """The page "Look back" of one of the two."""

    trend: Trend
    received: tuple[Given, ...]
    given: tuple[Given, ...]
    my_wish: FeedbackWish | None
    their_wish: FeedbackWish | None
    suggestion: Suggestion | None
    reviews: tuple[ReviewRow, ...]
    can_give: bool


def look_back(room: Room, *, now: datetime) -> LookBack:
    """Nine queries at most, at any number of check-ins and feedback."""
    mentorship, reader, other = room.mentorship, room.reader, room.other
    rows = [
        Given(row, row.author_id == reader.pk)
        for row in Feedback.objects.filter(mentorship=mentorship).order_by("-given_at", "pk")
    ]
    mine = [row.feedback for row in rows if row.is_mine]
    wishes = {wish.asked_by_id: wish for wish in FeedbackWish.objects.filter(mentorship=mentorship, answered_at__isnull=True)}  # fmt: skip
    can_give = room.is_open and can_reach(reader, other)
    end, moments = ends_on(mentorship), [one.given_at for one in mine]
    point = point_due(mentorship, end, reader, moments, now=now) if can_give else None
    return LookBack(
        trend=trend_of(mentorship, reader=reader, other=other),
        received=tuple(row for row in rows if not row.is_mine),
        given=tuple(row for row in rows if row.is_mine),
        my_wish=wishes.get(reader.pk),
        their_wish=wishes.get(other.pk),
        suggestion=Suggestion(point) if point else None,
        reviews=reviews_page(mentorship, reader=reader, now=now).rows,
        can_give=can_give,
    )


def can_reach(reader: Person, other: Person) -> bool:
    """Whether words of one may go to the other; one query."""
    left = other.erased_at is not None or not other.user.is_active
    return not left and not parted([frozenset({reader.pk, other.pk})])


def wish_to(room: Room) -> FeedbackWish | None:
    """What the other one would like to hear of the reader; one query."""
    return FeedbackWish.objects.filter(
        mentorship=room.mentorship, asked_by=room.other, answered_at__isnull=True
    ).first()


def point_due(
    mentorship: Mentorship, end: date | None, reader: Person, given: Collection[datetime], *, now: datetime
) -> FeedbackPoint | None:
    """The set point that came last, in a mentorship whose last day is `end`, while it is near and `reader`, who has given
    feedback at the moments `given`, gave none for it. Pure."""
    zone = ZoneInfo(reader.zone)
    today = now.astimezone(zone).date()
    dates = review_dates(mentorship.started_at.astimezone(zone).date(), end)
    come = [(day, point) for point, day in dates.items() if day <= today]
    if mentorship.state != MentorshipState.ACTIVE or not come:
        return None
    day, point = max(come)
    said: list[date] = [moment.astimezone(zone).date() for moment in given]
    if today - day > LATE or any(on >= day - EARLY for on in said):
        return None
    return POINTS[point]


@dataclass(frozen=True)
class Card:
    """What the overview of one mentorship shows of it (templates/journeys/overview/feedback.html)."""

    mentorship: Mentorship
    latest: Feedback | None
    their_wish: FeedbackWish | None
    suggestion: Suggestion | None
    is_open: bool


def card(mentorship: Mentorship, *, reader: Person, now: datetime) -> Card | None:
    """The card of the overview, or None where it has nothing to say to `reader`; a fixed number of queries."""
    rows = _given([mentorship])
    wish = next(iter(_wishes([mentorship], reader)), None)
    is_open = mentorship.state in OPEN_MENTORSHIP_STATES
    mine = [row.given_at for row in rows if row.author_id == reader.pk]
    point = point_due(mentorship, ends_on(mentorship), reader, mine, now=now) if is_open else None
    latest = next((row for row in rows if row.author_id != reader.pk), None)
    wish = wish if is_open else None
    if not (latest or wish or point):
        return None
    return Card(mentorship, latest, wish, Suggestion(point) if point else None, is_open)


def happened(mentorship: Mentorship, *, reader: Person) -> list[Happened]:
    """What of it the story of `mentorship` tells `reader`: that there was some, and nothing of what it said."""
    is_mentee = mentorship.mentee.person_id == reader.pk
    other = (mentorship.mentor if is_mentee else mentorship.mentee).person
    page = reverse("journeys:reflect", args=[mentorship.pk])
    return [
        Happened(
            row.given_at,
            "message-circle",
            _("You gave %(name)s feedback") % {"name": other.first_name}
            if row.author_id == reader.pk
            else _("%(name)s gave you feedback") % {"name": other.first_name},
            f"{page}#feedback-{row.pk}",
        )
        for row in _given([mentorship])
    ]


def ahead(mentorships: Sequence[Mentorship], *, reader: Person, now: datetime) -> dict[UUID, list[Ahead]]:
    """What of it comes or waits for `reader` in each of `mentorships`, by its id; those without are left out. Three queries."""
    wishes = {wish.mentorship_id: wish for wish in _wishes(list(mentorships), reader)}
    given: dict[UUID, list[datetime]] = defaultdict(list)
    for mentorship_id, given_at in _moments(list(mentorships), reader):
        given[mentorship_id].append(given_at)
    found, ends = {}, ends_of(mentorships)
    for mentorship in mentorships:
        pk = mentorship.pk
        one = _ahead(mentorship, ends[pk], reader, wishes.get(pk), given[pk], now)
        if one is not None:
            found[pk] = [one]
    return found


@prepared
def _given(mentorships: Sequence[Mentorship]) -> QuerySet[Feedback]:
    return Feedback.objects.filter(mentorship__in=mentorships).order_by("-given_at", "pk")


@prepared
def _moments(mentorships: Sequence[Mentorship], author: Person) -> QuerySet[Feedback, tuple[UUID, datetime]]:
    own = Feedback.objects.filter(mentorship__in=mentorships, author=author)
    return own.values_list("mentorship_id", "given_at")


@prepared
def _wishes(mentorships: Sequence[Mentorship], reader: Person) -> QuerySet[FeedbackWish]:
    """What the other one of each would like to hear."""
    open_ones = FeedbackWish.objects.filter(mentorship__in=mentorships, answered_at__isnull=True)
    return open_ones.exclude(asked_by=reader)


def _ahead(
    mentorship: Mentorship,
    end: date | None,
    reader: Person,
    wish: FeedbackWish | None,
    given: Collection[datetime],
    now: datetime,
) -> Ahead | None:
    is_mentee = mentorship.mentee.person_id == reader.pk
    other = (mentorship.mentor if is_mentee else mentorship.mentee).person
    url = reverse("journeys:feedback", args=[mentorship.pk])
    label = _("Give feedback")
    name = {"name": other.first_name}
    if wish is not None:
        return Ahead(
            key=f"feedback-wish-{wish.pk}",
            icon="message-circle",
            text=_("%(name)s would like to hear how you see it") % name,
            url=url,
            line=wish.question or _("A few honest, kind sentences are plenty."),
            label=label,
            waits=True,
            rank=20,
        )
    point = point_due(mentorship, end, reader, given, now=now)
    if point is None:
        return None
    return Ahead(
        key=f"feedback-{point}",
        icon="message-circle",
        text=_("Tell %(name)s how you see it") % name,
        url=f"{url}?point={point}",
        line=str(SUGGESTIONS[point]),
        label=label,
        waits=True,
        rank=40,
    )


def widened_feedback(programme: Programme, *, reader: Person | None, number: str | None) -> Page[Feedback]:
    """What authors let the organisers of `programme` read, the newest first; nothing of a mentorship of `reader`, who would
    read of themself what was not meant for them as an organiser. Two queries."""
    rows = (
        Feedback.objects.filter(
            mentorship__in=cared_for(programme, reader), readers=FeedbackReaders.ORGANISERS
        )
        .select_related("author", "mentorship__mentee__person", "mentorship__mentor__person")
        .order_by("-given_at", "pk")
    )
    return Paginator(rows, A_PAGE).get_page(number)
