"""The mentorships of a programme that need a person: the facts of all of them in two queries, and what organisers did.

An organiser who is one of the two sees nothing of their own mentorship here: a call for help is unknown to the other
side, whatever else that is. Another organiser looks after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Page, Paginator
from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery, Value

from accounts.models import Person
from journeys.enums import CheckInState, HelpActionKind, HelpOutcome, HelpRuleKey, MeetingState
from journeys.help_rules import (
    DEFAULTS,
    Cause,
    Facts,
    Looked,
    Run,
    Setting,
    Settings,
    causes,
    still_loud,
    urgency,
)
from journeys.models import (
    Agreement,
    CheckIn,
    GoalUpdate,
    HelpAction,
    HelpRequest,
    HelpRule,
    Meeting,
    Message,
)
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from matching.models import Mentorship, Pause
from matching.models.mentorship import MentorshipQuerySet
from programmes.enums import Cadence
from programmes.models import Organiser, Programme

A_PAGE = 30
ASK_LATER = 12  # actions whose outcome is asked at once
LOW = 2  # of 5


@dataclass(frozen=True)
class Named:
    """A mentorship that rules name, with its causes, the most urgent first, and what was last done about it."""

    mentorship: Mentorship
    causes: tuple[Cause, ...]
    facts: Facts
    last: HelpAction | None = None


@dataclass(frozen=True)
class HelpQueue:
    """`named` wait for an organiser; `quiet` counts those that one looked at lately; `resting` are paused; `open_outcomes`
    are actions of which nobody has noted yet how it went."""

    named: Page[Named]
    quiet: int
    resting: tuple[Mentorship, ...]
    open_outcomes: tuple[HelpAction, ...]


def settings_of(programme: Programme) -> Settings:
    """The rules of a programme: what it set, and the defaults for the rest; one query."""
    rows = HelpRule.objects.filter(programme=programme)
    own = {HelpRuleKey(row.key): Setting(row.enabled, row.threshold, row.since) for row in rows}
    return {**DEFAULTS, **own}


def low_answers_that_tell(programme: Programme) -> int | None:
    """How many low answers in a row tell the organisers that somebody should ask, None where none do; one query."""
    setting = settings_of(programme)[HelpRuleKey.LOW_PULSE]
    return setting.threshold if setting.enabled else None


def cared_for(programme: Programme, reader: Person | None) -> MentorshipQuerySet:
    """The mentorships of `programme` that `reader` may look after: all but their own."""
    rows = Mentorship.objects.filter(programme=programme)
    if reader is None:
        return rows
    return rows.exclude(Q(mentee__person=reader) | Q(mentor__person=reader))


def named_in(programme: Programme, *, now: datetime) -> int:
    """How many mentorships wait for an organiser, counting those that every one of them may see; four queries."""
    organisers = Organiser.objects.filter(programme=programme).values("person")
    own = Q(mentee__person__in=organisers) | Q(mentor__person__in=organisers)
    settings = settings_of(programme)
    facts = facts_of(Mentorship.objects.filter(programme=programme).exclude(own), settings)
    return len(_loud(facts, settings, _looked(programme, now), now)[0])


def help_queue(programme: Programme, *, reader: Person | None, number: object, now: datetime) -> HelpQueue:
    """Page `number` of the queue as `reader` sees it, in a fixed number of queries."""
    settings, rows = settings_of(programme), cared_for(programme, reader)
    facts = facts_of(rows, settings)
    loud, quiet = _loud(facts, settings, _looked(programme, now), now)
    page: Page[Any] = Paginator(sorted(loud, key=lambda pk: (*urgency(loud[pk]), str(pk))), A_PAGE).get_page(
        number  # type: ignore[arg-type]
    )
    pairs = rows.with_people().in_bulk(list(page.object_list))
    last = _last_actions(pairs)
    page.object_list = [Named(pairs[pk], loud[pk], facts[pk], last.get(pk)) for pk in page.object_list]
    open_outcomes = (
        HelpAction.objects.filter(mentorship__in=rows, outcome=HelpOutcome.OPEN)
        .exclude(kind=HelpActionKind.LEAVE)
        .filter(Q(returns_at__isnull=True) | Q(returns_at__lte=now))
        .select_related("mentorship__mentee__person", "mentorship__mentor__person", "taken_by")
    )
    return HelpQueue(
        named=page,
        quiet=quiet,
        resting=tuple(rows.with_people().filter(state=MentorshipState.PAUSED).order_by("started_at", "pk")),
        open_outcomes=tuple(open_outcomes[:ASK_LATER]),
    )


def why_named(mentorship: Mentorship, *, now: datetime) -> Named:
    """What the rules of its programme say of one mentorship, those included that were looked at; three queries. It needs
    its programme loaded."""
    settings = settings_of(mentorship.programme)
    facts = facts_of(Mentorship.objects.filter(pk=mentorship.pk), settings).get(mentorship.pk)
    if facts is None:
        return Named(mentorship, (), Facts(mentorship.started_at, _cadence(mentorship)))
    return Named(mentorship, causes(facts, settings, now=now), facts)


def history_of(mentorship: Mentorship) -> Sequence[HelpAction]:
    """What organisers did about a mentorship, the latest first; one query."""
    return list(
        HelpAction.objects.filter(mentorship=mentorship).select_related("taken_by").order_by("-taken_at")
    )


@dataclass(frozen=True)
class Preview:
    """Whom other rules would name: how many now and then, and the pairs that come and go (the first of each)."""

    now: int
    then: int
    come: tuple[Mentorship, ...]
    go: tuple[Mentorship, ...]


def preview(
    programme: Programme, settings: Settings, *, reader: Person | None, now: datetime, most: int = 12
) -> Preview:
    """What `settings` would change, in a fixed number of queries."""
    current, rows = settings_of(programme), cared_for(programme, reader)
    facts, looked = facts_of(rows, current), _looked(programme, now)
    before = _loud(facts, current, looked, now)[0]
    after = _loud(facts, settings, looked, now)[0]
    come = sorted(set(after) - set(before), key=lambda pk: urgency(after[pk]))[:most]
    go = sorted(set(before) - set(after), key=lambda pk: urgency(before[pk]))[:most]
    pairs = rows.with_people().in_bulk([*come, *go])
    return Preview(len(before), len(after), tuple(pairs[pk] for pk in come), tuple(pairs[pk] for pk in go))


# --- facts


def facts_of(mentorships: QuerySet[Mentorship], settings: Settings) -> dict[UUID, Facts]:
    """The facts of the open ones of `mentorships` by their ids, in two queries. What people answered before the rule about
    low pulse was turned on is not looked at."""
    low = settings[HelpRuleKey.LOW_PULSE]
    rows = _pairs(mentorships.filter(state__in=OPEN_MENTORSHIP_STATES))
    sides: dict[UUID, list[_Side]] = defaultdict(list)
    for row in _sides(
        mentorships.filter(state__in=OPEN_MENTORSHIP_STATES), low.since if low.enabled else None
    ):
        sides[row.mentorship].append(row)
    return {row["pk"]: _facts(row, sides[row["pk"]]) for row in rows}


@dataclass(frozen=True)
class _Side:
    """The check-ins of one of the two: numbers and days of those missed and of low answers, and the last number that ends
    a run of either."""

    mentorship: UUID
    person: UUID
    heard_at: datetime | None
    met_at: datetime | None
    next_at: datetime | None
    answered: int | None
    missed: list[int]
    missed_at: list[datetime]
    due_at: list[datetime]
    high: int | None = None
    low: Sequence[int] = ()
    low_at: Sequence[datetime] = ()


def _pairs(mentorships: QuerySet[Mentorship]) -> Iterable[Mapping[str, Any]]:
    calls = HelpRequest.objects.filter(mentorship=OuterRef("pk"), handled_at__isnull=True).order_by(
        "asked_at"
    )
    rests = Pause.objects.filter(mentorship=OuterRef("pk"), resumed_at__isnull=False).order_by("-resumed_at")
    meetings = Meeting.objects.filter(mentorship=OuterRef("pk"))
    held = _last(meetings.filter(state=MeetingState.HELD), "starts_at")
    agreed = _last(Agreement.objects.filter(mentorship=OuterRef("pk"), signed_at__isnull=False), "signed_at")
    # What the mentee keeps to themself tells nobody anything.
    news = GoalUpdate.objects.filter(goal__mentorship=OuterRef("pk"), goal__private=False)
    return mentorships.order_by().values(
        "pk",
        "state",
        "started_at",
        "cadence",
        "programme__cadence",
        held_at=held,
        planned_at=_last(meetings.filter(state=MeetingState.AGREED), "starts_at"),
        agreed_at=agreed,
        written_at=_last(Message.objects.filter(mentorship=OuterRef("pk")), "sent_at"),
        news_at=_last(news, "at"),
        called_at=Subquery(calls.values("asked_at")[:1]),
        called_by=Subquery(calls.values("asked_by")[:1]),
        resumed_at=Subquery(rests.values("resumed_at")[:1]),
    )


def _last(rows: QuerySet[Any], moment: str) -> Subquery:
    return Subquery(rows.order_by(f"-{moment}").values(moment)[:1])


def _sides(mentorships: QuerySet[Mentorship], since: datetime | None) -> Iterator[_Side]:
    """A row for each of the two people of each mentorship who was asked or is going to be."""
    answered, missed = Q(state=CheckInState.ANSWERED), Q(state=CheckInState.MISSED)
    facts: dict[str, Any] = {
        "heard_at": Max("answered_at", filter=answered),
        "met_at": Max("answered_at", filter=answered & Q(met=True)),
        "next_at": Min("due_at", filter=Q(state=CheckInState.SCHEDULED)),
        "answered": Max("number", filter=answered),
        "missed": _listed("number", missed),
        "missed_at": _listed("due_at", missed),
        "due_at": _listed("due_at", Q(state=CheckInState.DUE)),
    }
    if since is not None:
        low = answered & Q(pulse__lte=LOW, answered_at__gte=since)
        facts |= {
            "high": Max("number", filter=answered & Q(pulse__gt=LOW)),
            "low": _listed("number", low),
            "low_at": _listed("due_at", low),
        }
    rows = CheckIn.objects.filter(mentorship__in=mentorships.values("pk")).order_by()
    for row in rows.values_list("mentorship", "person").annotate(
        **{f"{name}_": fact for name, fact in facts.items()}
    ):
        yield _Side(*row)


def _listed(field: str, which: Q) -> ArrayAgg:
    return ArrayAgg(field, filter=which, order_by="number", default=Value([]))


def _facts(row: Mapping[str, Any], sides: Sequence[_Side]) -> Facts:
    facts = Facts(
        started_at=row["started_at"],
        cadence=Cadence(row["cadence"] or row["programme__cadence"]),
        paused=row["state"] == MentorshipState.PAUSED,
        resumed_at=row["resumed_at"],
        called_at=row["called_at"],
        called_by=row["called_by"],
        met_at=_latest(row["held_at"], *(side.met_at for side in sides)),
        heard_at=_latest(
            row["held_at"],
            row["agreed_at"],
            row["written_at"],
            row["news_at"],
            *(side.heard_at for side in sides),
        ),
        next_at=min((side.next_at for side in sides if side.next_at), default=None),
        missed=_longest([_run(side.missed, side.missed_at, side.answered, side.person) for side in sides]),
        # Whose it is stays unknown from here on.
        low=_longest([_run(side.low, side.low_at, side.high, None) for side in sides]),
        planned_at=row["planned_at"],
        agreed_at=row["agreed_at"],
    )
    unanswered = [at for side in sides for at in (*side.missed_at, *side.due_at) if at > facts.stirred_at]
    return replace(facts, unanswered_at=min(unanswered, default=None))


def _latest(*moments: datetime | None) -> datetime | None:
    return max((at for at in moments if at is not None), default=None)


def _run(
    numbers: Sequence[int], days: Sequence[datetime], after: int | None, person: UUID | None
) -> Run | None:
    """Those behind the number `after`, which ended the run before."""
    found = [at for number, at in zip(numbers, days, strict=True) if number > (after or 0)]
    return Run(len(found), found[0], found[-1], person) if found else None


def _longest(runs: Sequence[Run | None]) -> Run | None:
    return max((run for run in runs if run is not None), key=lambda run: run.number, default=None)


def _cadence(mentorship: Mentorship) -> Cadence:
    return Cadence(mentorship.cadence or mentorship.programme.cadence)


def _looked(programme: Programme, now: datetime) -> dict[UUID, Looked]:
    """The latest look at each mentorship that still keeps its rules quiet; one query."""
    rows = (
        HelpAction.objects.filter(mentorship__programme=programme, returns_at__gt=now)
        .order_by("taken_at")
        .values_list("mentorship", "taken_at", "returns_at", "evidence")
    )
    return {
        pk: Looked(at, until, frozenset(evidence)) for pk, at, until, evidence in rows if until is not None
    }


def _loud(
    facts: Mapping[UUID, Facts], settings: Settings, looked: Mapping[UUID, Looked], now: datetime
) -> tuple[dict[UUID, tuple[Cause, ...]], int]:
    """The causes of each mentorship that waits for somebody, and how many are quiet because somebody looked."""
    named = {pk: found for pk, one in facts.items() if (found := causes(one, settings, now=now))}
    loud = {pk: left for pk, found in named.items() if (left := still_loud(found, looked.get(pk), now=now))}
    return loud, len(named) - len(loud)


def _last_actions(pairs: Mapping[UUID, Mentorship]) -> dict[UUID, HelpAction]:
    rows = (
        HelpAction.objects.filter(mentorship__in=pairs)
        .select_related("taken_by")
        .order_by("mentorship_id", "-taken_at")
        .distinct("mentorship_id")
    )
    return {row.mentorship_id: row for row in rows}
