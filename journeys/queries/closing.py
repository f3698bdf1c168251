"""Reads of the end: what its pages show, and what it tells of a mentorship (see journeys/story.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from journeys.enums import GoalState, MeetingState
from journeys.models import ClosingAnswer, Meeting, PairGoal
from journeys.queries.contributions import Contributions, contributions
from journeys.queries.length import ends_of
from journeys.stages import stage_at
from journeys.story import Ahead, Happened
from matching.enums import OPEN_MENTORSHIP_STATES, EndReason, PreferenceValue
from matching.models import Mentorship, Preference
from notifications.prepared import prepared
from programmes.enums import UNDER_WAY, EnrolmentState, MatchingMode, StageName
from programmes.models import Enrolment, Organiser

ANSWER, FINISH = "closing_answers", "finish"
# So long the home page asks to look back; the pages of the mentorship always do.
ASKED_FOR = timedelta(days=60)


@dataclass(frozen=True)
class Card:
    """What the overview of one mentorship shows of it (templates/journeys/overview/closing.html). `last_stage` is whether the
    time of the mentorship runs out; `answered` whether `reader` looked back, `asks` whether they are asked to; `brought` what
    the two did, once it is over."""

    mentorship: Mentorship
    is_mentee: bool
    is_over: bool
    last_stage: bool
    asks: bool
    answered: bool
    brought: Contributions | None


@dataclass(frozen=True)
class Before:
    """What an end would change: `goals` that are open and the reader sees, and how many meetings are `planned`. Where
    `other_organises`, the other one could see the reason as an organiser of the programme."""

    goals: tuple[PairGoal, ...]
    planned: int
    other_organises: bool


@dataclass(frozen=True)
class After:
    """What comes next for the reader. `enrolment` is theirs; `may_choose` where they can ask another mentor themself,
    `is_matched` where the organisers do it; `takes_part` where the programme goes on for them; `not_again` is their wish."""

    enrolment: Enrolment
    is_mentee: bool
    takes_part: bool
    not_again: bool

    @property
    def may_choose(self) -> bool:
        mode = self.enrolment.programme.mode
        return self.is_mentee and self.takes_part and mode != MatchingMode.COHORT

    @property
    def is_matched(self) -> bool:
        return self.is_mentee and self.takes_part and not self.may_choose


def card(mentorship: Mentorship, *, reader: Person, now: datetime) -> Card | None:
    """The card of the overview, or None where it has nothing to say to `reader`; one query while the mentorship goes on, six
    afterwards."""
    is_over = mentorship.state not in OPEN_MENTORSHIP_STATES
    if mentorship.end_reason == EndReason.TAKEN_BACK:
        return None
    answer = answer_of(mentorship, reader) if is_over else None
    only = Mentorship.objects.filter(pk=mentorship.pk)
    return Card(
        mentorship=mentorship,
        is_mentee=mentorship.mentee.person_id == reader.pk,
        is_over=is_over,
        last_stage=not is_over and mentorship.pk in _in_last_stage([mentorship], reader, now),
        asks=is_over,
        answered=answer is not None and answer.answered_at is not None,
        brought=contributions(only) if is_over else None,
    )


def happened(mentorship: Mentorship, *, reader: Person) -> list[Happened]:
    """What of it the story of `mentorship` tells `reader`: nothing. That it ended is the mentorship's own news, and what
    somebody answers is theirs."""
    return []


def ahead(mentorships: Sequence[Mentorship], *, reader: Person, now: datetime) -> dict[UUID, list[Ahead]]:
    """What of it comes or waits for `reader` in each of `mentorships`, by its id; those without are left out. Two queries at
    most: the closing questions of those that are over, and the last stage of those that go on."""
    going_on = [one for one in mentorships if one.state in OPEN_MENTORSHIP_STATES]
    over = [one.pk for one in mentorships if one.state not in OPEN_MENTORSHIP_STATES]
    waiting = _unanswered(over, reader) if over else set()
    found: dict[UUID, list[Ahead]] = {}
    for one in mentorships:
        other = (one.mentor if one.mentee.person_id == reader.pk else one.mentee).person
        if one.pk in waiting:
            found[one.pk] = [_question(one, other)]
    for pk in _in_last_stage(going_on, reader, now) if going_on else ():
        found[pk] = [
            Ahead(
                key=FINISH,
                icon="flag",
                text=_("Finish well"),
                line=_(
                    "An end that is named is better than one that fades: say what was reached, and what comes after."
                ),
                url=reverse("journeys:close", args=[pk]),
                label=_("See how to finish"),
                waits=True,
                rank=30,
            )
        ]
    return found


def to_look_back_on(person: Person, *, now: datetime) -> list[tuple[Mentorship, Ahead]]:
    """The mentorships that ended lately and on which `person` was asked to look back and has not, the latest first, each with
    what waits; one query. For the home page, whose mentorships are those that go on."""
    found = []
    for row in _asked(person, now - ASKED_FOR):
        one = row.mentorship
        other = (one.mentor if one.mentee.person_id == person.pk else one.mentee).person
        found.append((one, _question(one, other)))
    return found


@prepared
def _asked(person: Person, since: datetime) -> QuerySet[ClosingAnswer]:
    return (
        ClosingAnswer.objects.filter(person=person, answered_at__isnull=True, asked_at__gt=since)
        .select_related(
            "mentorship__programme", "mentorship__mentee__person__user", "mentorship__mentor__person__user"
        )
        .order_by("-asked_at")
    )


def answer_of(mentorship: Mentorship, person: Person) -> ClosingAnswer | None:
    """The closing questions of `person`, answered or not, if they were asked; one query."""
    return ClosingAnswer.objects.filter(mentorship=mentorship, person=person).first()


def before_the_end(mentorship: Mentorship, reader: Person, *, now: datetime) -> Before:
    """What an end would change; three queries."""
    goals = PairGoal.objects.filter(mentorship=mentorship, state=GoalState.OPEN).order_by("created_at", "pk")
    if mentorship.mentee.person_id != reader.pk:
        goals = goals.filter(private=False)
    planned = Meeting.objects.filter(
        Q(state=MeetingState.PROPOSED) | Q(state=MeetingState.AGREED, starts_at__gt=now),
        mentorship=mentorship,
    )
    other = (mentorship.mentor if mentorship.mentee.person_id == reader.pk else mentorship.mentee).person_id
    organises = Organiser.objects.filter(programme=mentorship.programme_id, person=other)
    return Before(tuple(goals), planned.count(), organises.exists())


def after_the_end(mentorship: Mentorship, reader: Person) -> After:
    """What comes next for `reader`; two queries."""
    is_mentee = mentorship.mentee.person_id == reader.pk
    side, other = (
        (mentorship.mentee, mentorship.mentor) if is_mentee else (mentorship.mentor, mentorship.mentee)
    )
    enrolment = Enrolment.objects.select_related("programme", "person").get(pk=side.pk)
    return After(
        enrolment=enrolment,
        is_mentee=is_mentee,
        takes_part=enrolment.state == EnrolmentState.APPROVED and enrolment.programme.state in UNDER_WAY,
        not_again=Preference.objects.filter(
            by__person=reader, about__person=other.person_id, value=PreferenceValue.NOT_AGAIN
        ).exists(),
    )


def _question(mentorship: Mentorship, other: Person) -> Ahead:
    return Ahead(
        key=ANSWER,
        icon="message-circle",
        text=_("Look back on your time with %(name)s") % {"name": other.first_name},
        line=_("Five short questions, two minutes; you may leave out any of them."),
        url=reverse("journeys:closing_answers", args=[mentorship.pk]),
        label=_("Look back"),
        waits=True,
        rank=20,
    )


def _unanswered(mentorships: Sequence[UUID], reader: Person) -> set[UUID]:
    rows = ClosingAnswer.objects.filter(
        mentorship__in=mentorships, person=reader, answered_at__isnull=True
    ).values_list("mentorship", flat=True)
    return set(rows)


def _in_last_stage(mentorships: Sequence[Mentorship], reader: Person, now: datetime) -> set[UUID]:
    """Those of `mentorships` whose time runs out, on the reader's day; one query."""
    zone = ZoneInfo(reader.zone)
    today = now.astimezone(zone).date()
    ends = ends_of(mentorships)
    return {
        one.pk
        for one in mentorships
        if stage_at(one.started_at.astimezone(zone).date(), ends[one.pk], today) == StageName.CLOSING
    }
