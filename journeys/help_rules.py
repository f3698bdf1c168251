"""Which mentorships need a person, and how urgently. Pure: facts in, reasons out, the time is given.

A rule never names a mentorship that rests, save where somebody asked for help: a call is a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from journeys.enums import HelpRuleKey
from journeys.schedule import DAYS
from programmes.enums import Cadence

A_DAY = timedelta(days=1)
# So long somebody may take over a check-in before the silence counts.
GRACE = 3 * A_DAY


@dataclass(frozen=True)
class Setting:
    """One rule as a programme uses it. `threshold` counts days (asked is at once), check-ins or answers; `since` is when
    it was turned on, None where it always was."""

    enabled: bool
    threshold: int
    since: datetime | None = None


Settings = Mapping[HelpRuleKey, Setting]

# Low pulse is off: how it goes is people's own, until a programme says openly that low answers call somebody. No agreement is
# off as well: whether two people need one in writing is for each programme to say.
DEFAULTS: Settings = {
    HelpRuleKey.ASKED: Setting(enabled=True, threshold=1),
    HelpRuleKey.NO_FIRST_MEETING: Setting(enabled=True, threshold=10),
    HelpRuleKey.IDLE: Setting(enabled=True, threshold=14),
    HelpRuleKey.MISSED_CHECK_INS: Setting(enabled=True, threshold=2),
    HelpRuleKey.LOW_PULSE: Setting(enabled=False, threshold=2),
    HelpRuleKey.NO_AGREEMENT: Setting(enabled=False, threshold=30),
}


@dataclass(frozen=True)
class Run:
    """Check-ins in a row: how many, when the first and the last of them fell due, and of whom (None: not said)."""

    number: int
    first_at: datetime
    last_at: datetime
    person: UUID | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of one open mentorship: moments and counts, no words and no answer but whether they met. `heard_at` is the
    last sign of life, be it an answer, a meeting, a message, news of a goal or a signed agreement; `planned_at` the last
    meeting that both agreed on, past or to come."""

    started_at: datetime
    cadence: Cadence
    paused: bool = False
    resumed_at: datetime | None = None
    called_at: datetime | None = None
    called_by: UUID | None = None
    met_at: datetime | None = None
    heard_at: datetime | None = None
    unanswered_at: datetime | None = None  # the first question since anything was heard
    next_at: datetime | None = None
    missed: Run | None = None
    low: Run | None = None
    planned_at: datetime | None = None
    agreed_at: datetime | None = None

    @property
    def stirred_at(self) -> datetime:
        """The last sign of life, the end of a rest among them, or the start."""
        return max(at for at in (self.started_at, self.resumed_at, self.heard_at) if at is not None)

    def meets_after(self, now: datetime) -> bool:
        """Whether the two have a date."""
        return self.planned_at is not None and self.planned_at > now


@dataclass(frozen=True)
class Cause:
    """Why a mentorship is named: the rule, the moment it counts from, and how much there is of it (days or check-ins)."""

    key: HelpRuleKey
    at: datetime
    amount: int
    until: datetime | None = None
    person: UUID | None = None


@dataclass(frozen=True)
class Looked:
    """An organiser looked at these rules at `at`; they are quiet until `until`."""

    at: datetime
    until: datetime
    keys: frozenset[str] = field(default_factory=frozenset)


def causes(facts: Facts, settings: Settings, *, now: datetime) -> tuple[Cause, ...]:
    """Every reason why this mentorship needs a person at `now`, the most urgent first."""
    found = [
        rule(facts, settings[key], now)
        for key, rule in _RULES.items()
        if settings[key].enabled and (key == HelpRuleKey.ASKED or not facts.paused)
    ]
    return tuple(cause for cause in found if cause is not None)


def still_loud(found: tuple[Cause, ...], looked: Looked | None, *, now: datetime) -> tuple[Cause, ...]:
    """The causes that nobody has looked at, or not for long enough. A call that came after the look is loud at once."""
    if looked is None or looked.until <= now:
        return found
    return tuple(
        cause
        for cause in found
        if cause.key not in looked.keys or (cause.key == HelpRuleKey.ASKED and cause.at > looked.at)
    )


def urgency(found: tuple[Cause, ...]) -> tuple[int, int, datetime]:
    """The ranking key of a mentorship in the queue, the smallest first: by its most urgent rule, then by how many rules
    name it, then by how long it has been so."""
    return (_ORDER.index(found[0].key), -len(found), found[0].at)


def _asked(facts: Facts, setting: Setting, now: datetime) -> Cause | None:
    if facts.called_at is None:
        return None
    return Cause(HelpRuleKey.ASKED, facts.called_at, _days(facts.called_at, now), person=facts.called_by)


def _low_pulse(facts: Facts, setting: Setting, now: datetime) -> Cause | None:
    """Says neither what was answered nor by whom."""
    if facts.low is None or facts.low.number < setting.threshold:
        return None
    return Cause(HelpRuleKey.LOW_PULSE, facts.low.first_at, setting.threshold, until=facts.low.last_at)


def _missed(facts: Facts, setting: Setting, now: datetime) -> Cause | None:
    run = facts.missed
    if run is None or run.number < setting.threshold:
        return None
    return Cause(HelpRuleKey.MISSED_CHECK_INS, run.first_at, run.number, until=run.last_at, person=run.person)


def _no_first_meeting(facts: Facts, setting: Setting, now: datetime) -> Cause | None:
    """Counts from the start, or from the end of the last rest; a date that both agreed on keeps it quiet until then."""
    if facts.met_at is not None or facts.meets_after(now):
        return None
    since = max(facts.started_at, facts.resumed_at or facts.started_at)
    days = _days(since, now)
    return Cause(HelpRuleKey.NO_FIRST_MEETING, since, days) if days >= setting.threshold else None


def _idle(facts: Facts, setting: Setting, now: datetime) -> Cause | None:
    """Silence counts once a check-in was asked and had its days of grace; where none was, after a whole period. Two who have
    a date are not silent."""
    if facts.meets_after(now):
        return None
    since = facts.stirred_at
    asked_at = facts.unanswered_at or since + DAYS[facts.cadence] * A_DAY
    days = _days(since, now)
    if days < setting.threshold or now < asked_at + GRACE:
        return None
    return Cause(HelpRuleKey.IDLE, since, days)


def _no_agreement(facts: Facts, setting: Setting, now: datetime) -> Cause | None:
    """Counts from the start, or from the end of the last rest."""
    if facts.agreed_at is not None:
        return None
    since = max(facts.started_at, facts.resumed_at or facts.started_at)
    days = _days(since, now)
    return Cause(HelpRuleKey.NO_AGREEMENT, since, days) if days >= setting.threshold else None


def _days(since: datetime, now: datetime) -> int:
    return max((now - since) // A_DAY, 0)


_RULES = {
    HelpRuleKey.ASKED: _asked,
    HelpRuleKey.LOW_PULSE: _low_pulse,
    HelpRuleKey.NO_FIRST_MEETING: _no_first_meeting,
    HelpRuleKey.MISSED_CHECK_INS: _missed,
    HelpRuleKey.IDLE: _idle,
    HelpRuleKey.NO_AGREEMENT: _no_agreement,
}
_ORDER = list(_RULES)
