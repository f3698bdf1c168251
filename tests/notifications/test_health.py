"""What is said to be wrong: causes first, and nothing that only follows from another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from notifications import replica
from notifications.enums import Part
from notifications.health import Area, Facts, Fault, Sign, cautions, faults, moment, standings

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


def test_a_backup_of_last_week_is_a_caution_and_none_at_all_is_not() -> None:
    day = 24 * 60
    assert cautions(but(sign(Part.BACKUP, 7 * day))) == []
    (old,) = cautions(but(sign(Part.BACKUP, 9 * day)))
    assert old.startswith("The last backup was made at 15 November, 10:02 UTC.")
    assert faults(but(sign(Part.BACKUP, 9 * day))) == []


def test_a_sign_of_life_that_is_not_yet_tells_of_a_clock() -> None:
    assert cautions(but(sign(Part.BEAT, -1))) == []  # machines need not agree to the second
    (words,) = cautions(but(sign(Part.BEAT, -60)))
    assert words.startswith("Clocks disagree, or one was set back: a sign of life was given at 11:02 UTC")
    assert cautions(but(sign(Part.MAIL, -60))) == []  # given once, and true again in an hour


def test_letters_that_were_given_up_are_a_caution() -> None:
    assert cautions(but(failed=1))[0].startswith("1 letter was given up.")
    assert cautions(but(failed=3))[0].startswith("3 letters were given up.")


def test_a_moment_of_another_day_bears_its_day() -> None:
    assert moment(NOW - timedelta(hours=1), NOW) == "09:02 UTC"
    assert moment(NOW - timedelta(days=2), NOW) == "22 November, 10:02 UTC"


QUEUES = ("mail", "matching", "housekeeping")


def worker(name: str, *hears: str, minutes: float = 0.5) -> Sign:
    return Sign(f"{name}@host-7", Part.WORKER, NOW - timedelta(minutes=minutes), hears=hears)


@pytest.mark.parametrize(
    ("workers", "unheard"),
    [
        ([worker("all", *QUEUES)], []),
        ([worker("short", "mail", "housekeeping"), worker("long", "matching")], []),
        ([worker("short", "mail", "housekeeping")], ["matching"]),
        ([worker("long", "matching")], ["mail", "housekeeping"]),
        # One that fell silent hears nothing any more.
        ([worker("short", "mail", "housekeeping"), worker("long", "matching", minutes=3)], ["matching"]),
        # Those of the release before do not say what they hear.
        ([worker("old"), worker("long", "matching")], []),
    ],
)
def test_a_queue_that_nobody_hears_is_told(workers: list[Sign], unheard: list[str]) -> None:
    facts = but(*workers, queues=QUEUES)
    found = faults(facts, [Area.WORKER])
    assert [fault.words.partition(":")[0] for fault in found] == [
        f"No worker hears the queue {queue}" for queue in unheard
    ]
    assert faults(facts) == found
    assert not any("host-7" in fault.words for fault in found)


def test_a_queue_that_nobody_hears_is_a_cause() -> None:
    """What waits for it, the round and the letters, is not told beside it; and it is not told where no worker lives."""
    late = {"oldest_due": NOW - timedelta(hours=1), "queues": QUEUES}
    (only,) = faults(but(worker("some", "mail", "matching"), sign(Part.TICK, 90), **late))
    assert only.words == (
        "No worker hears the queue housekeeping: nothing comes due, so that reminders and copies of data wait. Start one with "
        "--queues=housekeeping."
    )
    (none,) = faults(but(worker("gone", "matching", minutes=5), **late))
    assert none.words.startswith("No worker is there since")
    (away,) = faults(but(worker("some", "matching"), queue=False, queues=QUEUES))
    assert away.area == Area.WEB


def test_workers_stand_with_what_they_hear() -> None:
    facts = but(worker("short", "housekeeping", "mail"), worker("long", "matching"), queues=QUEUES)
    (found,) = [one for one in standings(facts) if one.area == Area.WORKER]
    assert list(found.details) == ["short@host-7: housekeeping, mail", "long@host-7: matching"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"replica": replica.Standing.AWAY}, "The replica of the database does not answer"),
        ({"replica": replica.Standing.LATE}, "The replica of the database lags by more than 30 seconds"),
        ({"replica": replica.Standing.NO_REPLICA}, "MENTORSHIP_REPLICA_URL leads to a server that is no"),
        ({"patient": True}, "A page may wait for another for ever"),
    ],
)
def test_what_the_site_goes_on_without_is_a_caution(facts: dict[str, Any], words: str) -> None:
    assert cautions(but(replica=replica.Standing.SERVES)) == []
    (found,) = cautions(but(**facts))
    assert found.startswith(words)
    assert len(cautions(but(failed=1, **facts))) == 2
    assert faults(but(**facts)) == []
