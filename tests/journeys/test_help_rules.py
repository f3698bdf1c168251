"""Which mentorships need a person: each rule on both sides of its threshold, and the order of the queue."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from journeys.enums import HelpRuleKey
from journeys.help_rules import DEFAULTS, Cause, Facts, Looked, Run, Setting, causes, still_loud, urgency
from programmes.enums import Cadence
from tests.factories import NOW

DAY = timedelta(days=1)
SOMEBODY = uuid4()


def facts(**known: Any) -> Facts:
    """A fortnightly mentorship that began 40 days ago and goes well: they met, and answered yesterday."""
    well = {
        "started_at": NOW - 40 * DAY,
        "cadence": Cadence.FORTNIGHTLY,
        "met_at": NOW - DAY,
        "heard_at": NOW - DAY,
    }
    return Facts(**{**well, **known})


def named(one: Facts, **settings: Setting) -> list[HelpRuleKey]:
    chosen = {**DEFAULTS, **{HelpRuleKey(key): setting for key, setting in settings.items()}}
    return [cause.key for cause in causes(one, chosen, now=NOW)]


def test_one_that_goes_well_is_left_alone() -> None:
    assert named(facts()) == []


def test_a_call_names_it_at_once_and_says_who() -> None:
    called = facts(called_at=NOW - DAY / 2, called_by=SOMEBODY)
    (cause,) = causes(called, DEFAULTS, now=NOW)
    assert cause == Cause(HelpRuleKey.ASKED, NOW - DAY / 2, 0, person=SOMEBODY)


@pytest.mark.parametrize(("days", "expected"), [(9, []), (10, ["no_first_meeting"])])
def test_no_first_meeting_from_the_tenth_day(days: int, expected: list[str]) -> None:
    new = facts(started_at=NOW - days * DAY, met_at=None, heard_at=NOW - DAY)
    assert named(new) == expected


def test_the_days_of_a_rest_before_the_first_meeting_do_not_count() -> None:
    assert named(facts(met_at=None, resumed_at=NOW - 9 * DAY)) == []
    assert named(facts(met_at=None, resumed_at=NOW - 11 * DAY)) == ["no_first_meeting"]


@pytest.mark.parametrize(
    ("heard", "asked", "expected"),
    [
        (13, 4, []),  # not long enough
        (15, 1, []),  # long enough, but the check-in came yesterday
        (15, 3, ["idle"]),
        (15, None, []),  # nobody asked, and a period is not over
        (17, None, ["idle"]),  # nobody could be asked for a whole period and its grace
    ],
)
def test_idle_counts_from_the_last_sign_of_life_once_an_answer_is_late(
    heard: int, asked: int | None, expected: list[str]
) -> None:
    unanswered = None if asked is None else NOW - asked * DAY
    assert named(facts(heard_at=NOW - heard * DAY, unanswered_at=unanswered)) == expected


def test_a_monthly_pair_is_not_idle_between_two_check_ins() -> None:
    monthly = facts(cadence=Cadence.MONTHLY, heard_at=NOW - 20 * DAY)
    assert named(monthly) == []
    assert named(replace(monthly, heard_at=NOW - 31 * DAY)) == ["idle"]


def test_the_end_of_a_rest_is_a_sign_of_life() -> None:
    quiet = facts(heard_at=NOW - 30 * DAY, unanswered_at=NOW - 20 * DAY)
    assert named(quiet) == ["idle"]
    assert named(replace(quiet, resumed_at=NOW - 5 * DAY)) == []


@pytest.mark.parametrize(
    ("number", "expected"), [(1, []), (2, ["missed_check_ins"]), (5, ["missed_check_ins"])]
)
def test_two_missed_in_a_row(number: int, expected: list[str]) -> None:
    assert named(facts(missed=Run(number, NOW - 28 * DAY, NOW - 14 * DAY, SOMEBODY))) == expected


def test_low_pulse_is_off_until_the_programme_turns_it_on() -> None:
    low = facts(low=Run(3, NOW - 28 * DAY, NOW - 14 * DAY, SOMEBODY))
    assert named(low) == []
    assert named(low, low_pulse=Setting(enabled=True, threshold=2)) == ["low_pulse"]
    assert named(low, low_pulse=Setting(enabled=True, threshold=4)) == []


def test_low_pulse_tells_neither_who_nor_how_often() -> None:
    low = facts(low=Run(3, NOW - 28 * DAY, NOW - 14 * DAY, SOMEBODY))
    settings = {**DEFAULTS, HelpRuleKey.LOW_PULSE: Setting(enabled=True, threshold=2)}
    (cause,) = causes(low, settings, now=NOW)
    assert (cause.person, cause.amount) == (None, 2)


def test_one_that_rests_is_named_by_a_call_alone() -> None:
    resting = facts(
        paused=True,
        met_at=None,
        heard_at=None,
        missed=Run(3, NOW - 28 * DAY, NOW, SOMEBODY),
        unanswered_at=NOW - 20 * DAY,
    )
    assert named(resting) == []
    assert named(replace(resting, called_at=NOW)) == ["asked"]


def test_a_rule_that_is_off_names_nobody_and_thresholds_move() -> None:
    new = facts(started_at=NOW - 12 * DAY, met_at=None)
    assert named(new, no_first_meeting=Setting(enabled=False, threshold=10)) == []
    assert named(new, no_first_meeting=Setting(enabled=True, threshold=13)) == []


def test_everything_at_once_comes_the_most_urgent_first() -> None:
    worst = facts(
        called_at=NOW,
        met_at=None,
        heard_at=None,
        unanswered_at=NOW - 20 * DAY,
        missed=Run(2, NOW - 28 * DAY, NOW - 14 * DAY),
        low=Run(2, NOW - 28 * DAY, NOW - 14 * DAY),
    )
    assert named(worst, low_pulse=Setting(enabled=True, threshold=2)) == [
        "asked",
        "low_pulse",
        "no_first_meeting",
        "missed_check_ins",
        "idle",
    ]


def test_two_who_have_a_date_are_neither_idle_nor_without_a_first_meeting() -> None:
    new = facts(started_at=NOW - 20 * DAY, met_at=None, heard_at=None, unanswered_at=NOW - 6 * DAY)
    assert named(new) == ["no_first_meeting", "idle"]
    assert named(replace(new, planned_at=NOW + DAY)) == []
    assert named(replace(new, planned_at=NOW - DAY)) == ["no_first_meeting", "idle"], (
        "it went by, and nobody said"
    )


@pytest.mark.parametrize(("days", "expected"), [(29, []), (30, ["no_agreement"])])
def test_no_agreement_is_off_until_the_programme_turns_it_on(days: int, expected: list[str]) -> None:
    unsigned = facts(started_at=NOW - days * DAY)
    assert named(unsigned) == []
    on = Setting(enabled=True, threshold=30)
    assert named(unsigned, no_agreement=on) == expected
    assert named(replace(unsigned, agreed_at=NOW), no_agreement=on) == []
    assert named(replace(unsigned, resumed_at=NOW - 5 * DAY), no_agreement=on) == []


# --- what an organiser looked at


def quiet(key: HelpRuleKey, days: int = 10) -> Cause:
    return Cause(key, NOW - days * DAY, days)


def test_what_was_looked_at_is_quiet_until_its_day() -> None:
    idle, missed = quiet(HelpRuleKey.IDLE), quiet(HelpRuleKey.MISSED_CHECK_INS)
    looked = Looked(NOW - DAY, NOW + DAY, frozenset({"idle"}))
    assert still_loud((missed, idle), looked, now=NOW) == (missed,)
    assert still_loud((missed, idle), looked, now=NOW + DAY) == (missed, idle)
    assert still_loud((missed, idle), None, now=NOW) == (missed, idle)


def test_a_call_after_the_look_is_loud_at_once() -> None:
    looked = Looked(NOW - 5 * DAY, NOW + DAY, frozenset({"asked"}))
    old, new = quiet(HelpRuleKey.ASKED, 10), quiet(HelpRuleKey.ASKED, 1)
    assert still_loud((old,), looked, now=NOW) == ()
    assert still_loud((new,), looked, now=NOW) == (new,)


def test_the_queue_goes_by_rule_then_number_of_rules_then_age() -> None:
    call, idle = (quiet(HelpRuleKey.ASKED, 0),), (quiet(HelpRuleKey.IDLE, 30),)
    both = (quiet(HelpRuleKey.MISSED_CHECK_INS, 5), quiet(HelpRuleKey.IDLE, 5))
    older, newer = (quiet(HelpRuleKey.MISSED_CHECK_INS, 20),), (quiet(HelpRuleKey.MISSED_CHECK_INS, 6),)
    assert sorted([idle, newer, both, older, call], key=urgency) == [call, both, older, newer, idle]
