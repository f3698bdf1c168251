"""What is said to be wrong: causes first, and nothing that only follows from another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from notifications.enums import Part
from notifications.health import Area, Facts, Fault, Sign, cautions, faults, moment

NOW = datetime(2026, 11, 24, 10, 2, tzinfo=UTC)


def sign(part: Part, minutes: float = 0.5, fault: str = "", since: float | None = None) -> Sign:
    """A sign of life some minutes ago."""
    begun = None if since is None else NOW - timedelta(minutes=since)
    return Sign(f"{part}@host-7", part, NOW - timedelta(minutes=minutes), fault, begun)


WELL = Facts(
    now=NOW,
    database=True,
    queue=True,
    signs=(sign(Part.WORKER), sign(Part.BEAT), sign(Part.TICK), sign(Part.MAIL, 9000)),
)


def but(*changed: Sign, without: Part | None = None, **facts: Any) -> Facts:
    """All is well, but for these."""
    parts = {one.part for one in changed} | {without}
    signs = (*(one for one in WELL.signs if one.part not in parts), *changed)
    return replace(WELL, signs=signs, **facts)


def test_all_is_well() -> None:
    assert (faults(WELL), cautions(WELL)) == ([], [])


@pytest.mark.parametrize(
    ("facts", "area", "words"),
    [
        (replace(WELL, database=False, signs=()), Area.WEB, "The database does not answer"),
        (but(queue=False), Area.WEB, "The queue (Redis or Valkey) does not answer"),
        (but(without=Part.WORKER), Area.WORKER, "No worker is there. Mail"),
        (but(sign(Part.WORKER, 3)), Area.WORKER, "No worker is there since 09:59 UTC. Mail"),
        (but(without=Part.BEAT), Area.BEAT, "Beat has not rung yet. Reminders wait"),
        (but(sign(Part.BEAT, 62)), Area.BEAT, "Beat does not ring since 09:00 UTC. Reminders wait"),
        (but(without=Part.TICK), Area.WORKER, "no minute's round has ended yet"),
        (but(sign(Part.TICK, 6)), Area.WORKER, "no minute's round has ended since 09:56 UTC"),
        (
            but(sign(Part.TICK, 0.5, "expire_due (OperationalError)", 32)),
            Area.WORKER,
            "fails since 09:30 UTC: expire_due (OperationalError)",
        ),
        (
            but(sign(Part.MAIL, 1, "ConnectionRefusedError", 2)),
            Area.MAIL,
            "The mail server takes no letters since 10:00 UTC",
        ),
        (
            but(oldest_due=NOW - timedelta(minutes=16)),
            Area.MAIL,
            "A letter that could go waits since 09:46 UTC",
        ),
    ],
)
def test_one_thing_wrong_is_told_once_and_where_it_belongs(facts: Facts, area: Area, words: str) -> None:
    (found,) = faults(facts)
    assert found.area == area
    assert words in found.words
    assert "host-7" not in found.words
    assert faults(facts, [area]) == [found]


@pytest.mark.parametrize("area", [Area.WORKER, Area.BEAT, Area.MAIL])
def test_other_areas_are_well(area: Area) -> None:
    facts = but(sign(Part.WORKER, 3), sign(Part.BEAT, 62), sign(Part.MAIL, 1, "TimeoutError", 2))
    assert len(faults(facts)) == 3
    assert [fault.area for fault in faults(facts, [area])] == [area]
    assert faults(facts, [Area.WEB]) == []


def test_what_follows_from_a_cause_is_not_told() -> None:
    silent = (sign(Part.WORKER, 90), sign(Part.BEAT, 90), sign(Part.TICK, 90))
    late = {"oldest_due": NOW - timedelta(hours=1)}
    # Without the queue workers still give signs, beat cannot ring, and letters wait.
    assert [str(fault.area) for fault in faults(but(*silent[1:], queue=False, **late))] == ["web"]
    # No worker: then no round ends and no letter goes either.
    assert [str(fault.area) for fault in faults(but(*silent[::2], **late))] == ["worker"]
    # No beat: then there is no round.
    assert [str(fault.area) for fault in faults(but(*silent[1:]))] == ["beat"]


def test_a_cause_is_told_whatever_was_asked_for() -> None:
    (found,) = faults(but(queue=False), [Area.MAIL])
    assert found.area == Area.WEB


def test_one_living_worker_is_enough() -> None:
    gone = Sign("celery@old", Part.WORKER, NOW - timedelta(hours=5))
    facts = but(sign(Part.WORKER), gone)
    assert faults(facts) == []
    assert len(facts.workers) == 1


def test_what_the_machine_said_stands_beside_the_words() -> None:
    (fault,) = faults(but(sign(Part.MAIL, 1, "ConnectionRefusedError", 2)))
    assert str(fault) == f"{fault.words} (ConnectionRefusedError)"
    assert str(Fault(Area.WEB, "It is away.")) == "It is away."


def test_letters_that_were_given_up_are_a_caution() -> None:
    assert cautions(but(failed=1))[0].startswith("1 letter was given up.")
    assert cautions(but(failed=3))[0].startswith("3 letters were given up.")


def test_a_moment_of_another_day_bears_its_day() -> None:
    assert moment(NOW - timedelta(hours=1), NOW) == "09:02 UTC"
    assert moment(NOW - timedelta(days=2), NOW) == "22 November, 10:02 UTC"
