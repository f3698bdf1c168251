"""The mentorships of a programme that need a person: the facts of all of them in one query, and what organisers did.

An organiser who is one of the two sees nothing of their own mentorship here: a call for help is unknown to the other
side, whatever else that is. Another organiser looks after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from accounts.models import Person
from journeys.enums import CheckInState, HelpActionKind, HelpOutcome, HelpRuleKey
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
from journeys.models import CheckIn, HelpAction, HelpRequest, HelpRule
from matching.enums import MentorshipState
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
    """How many mentorships wait for an organiser, counting those that every one of them may see; three queries."""
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
    """What the rules of its programme say of one mentorship, those included that were looked at; two queries. It needs
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
    """The facts of the open ones of `mentorships` by their ids, in one query. What people answered before the rule about
    low pulse was turned on is not looked at."""
    since = settings[HelpRuleKey.LOW_PULSE].since if settings[HelpRuleKey.LOW_PULSE].enabled else None
    rows = _with_facts(mentorships.filter(state__in=[MentorshipState.ACTIVE, MentorshipState.PAUSED]))
    if since is not None:
        rows = _with_run(rows, "low", _low_runs(since))
    return {row.pk: _facts(row, pulse=since is not None) for row in rows}


def _with_facts(rows: QuerySet[Mentorship]) -> QuerySet[Any]:
    check_ins = CheckIn.objects.filter(mentorship=OuterRef("pk")).order_by()
    calls = HelpRequest.objects.filter(mentorship=OuterRef("pk"), handled_at__isnull=True).order_by(
        "asked_at"
    )
    ended = Pause.objects.filter(mentorship=OuterRef("pk"), resumed_at__isnull=False).order_by("-resumed_at")
    answered = check_ins.filter(state=CheckInState.ANSWERED).order_by("-answered_at")
    unanswered = check_ins.filter(
        state__in=[CheckInState.DUE, CheckInState.MISSED], due_at__gt=OuterRef("stirred_at")
    ).order_by("due_at")
    known = rows.select_related("programme").annotate(
        called_at=Subquery(calls.values("asked_at")[:1]),
        called_by=Subquery(calls.values("asked_by")[:1]),
        resumed_at=Subquery(ended.values("resumed_at")[:1]),
        heard_at=Subquery(answered.values("answered_at")[:1]),
        met_at=Subquery(answered.filter(met=True).values("answered_at")[:1]),
        next_at=Subquery(check_ins.filter(state=CheckInState.SCHEDULED).values("due_at")[:1]),
        stirred_at=Greatest(
            "started_at", Coalesce("heard_at", "started_at"), Coalesce("resumed_at", "started_at")
        ),
    )
    return _with_run(
        known.annotate(unanswered_at=Subquery(unanswered.values("due_at")[:1])), "missed", _missed_runs()
    )


def _with_run(rows: QuerySet[Any], name: str, runs: QuerySet[Any]) -> QuerySet[Any]:
    """Adds the longest run of one of the two sides, as `<name>_n`, `_first`, `_last` and `_of`."""
    longest = runs.order_by("-n", "first", "person_id")
    added: QuerySet[Any] = rows.annotate(
        **{
            f"{name}_{key}": Subquery(longest.values(value)[:1])
            for key, value in {"n": "n", "first": "first", "last": "last", "of": "person"}.items()
        }
    )
    return added


def _by_side(rows: QuerySet[CheckIn]) -> QuerySet[Any]:
    runs: QuerySet[Any] = (
        rows.filter(mentorship=OuterRef("pk"))
        .order_by()
        .values("person")
        .annotate(n=Count("pk"), first=Min("due_at"), last=Max("due_at"))
    )
    return runs


def _later(**known: Any) -> QuerySet[CheckIn]:
    """The later check-ins of the same side."""
    return CheckIn.objects.filter(
        mentorship=OuterRef("mentorship"), person=OuterRef("person"), number__gt=OuterRef("number"), **known
    )


def _missed_runs() -> QuerySet[Any]:
    """Check-ins that one side missed since the last that they answered."""
    missed = CheckIn.objects.filter(state=CheckInState.MISSED)
    return _by_side(missed.exclude(Exists(_later(state=CheckInState.ANSWERED))))


def _low_runs(since: datetime) -> QuerySet[Any]:
    """Low answers of one side since `since`, with none above between them and now."""
    low = CheckIn.objects.filter(state=CheckInState.ANSWERED, pulse__lte=LOW, answered_at__gte=since)
    return _by_side(low.exclude(Exists(_later(state=CheckInState.ANSWERED, pulse__gt=LOW))))


def _facts(row: Any, *, pulse: bool) -> Facts:
    return Facts(
        started_at=row.started_at,
        cadence=_cadence(row),
        paused=row.state == MentorshipState.PAUSED,
        resumed_at=row.resumed_at,
        called_at=row.called_at,
        called_by=row.called_by,
        met_at=row.met_at,
        heard_at=row.heard_at,
        unanswered_at=row.unanswered_at,
        next_at=row.next_at,
        missed=Run(row.missed_n, row.missed_first, row.missed_last, row.missed_of) if row.missed_n else None,
        # Whose it is stays unknown from here on.
        low=Run(row.low_n, row.low_first, row.low_last) if pulse and row.low_n else None,
    )


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
