"""The promise under kill -9, against real servers and real processes (docs/reliability.md), and sites without care, which
must be caught. `make soak` runs the same storms in any size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.careless import NO_LEASE
from tests.faults.redelivery import redelivered
from tests.faults.site import Site
from tests.faults.storm import NO_SENDER, Order, Outcome, Storm
from tests.servers.processes import folder_for_servers

SEED = 1


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with folder_for_servers() as folder, Site(folder) as site:
        yield site


def weather(site: Site, order: Order) -> Outcome:
    """What came of a storm, and in the words of a worker if something is wrong."""
    outcome = Storm(site, order, say=print).run()
    print(outcome.as_json(), site.said("worker-1"), sep="\n")
    return outcome


def test_no_reminder_is_lost_and_copies_are_explained_by_deaths(site: Site) -> None:
    order = Order(reminders=300, kills=12, seed=SEED, gap=1)
    outcome = weather(site, order)
    assert outcome.verdict.broken == ()
    assert (outcome.verdict.reminders, outcome.verdict.missing, outcome.verdict.kills) == (300, 0, 12)
    assert outcome.verdict.copies == outcome.verdict.permitted
    assert {"worker", "pool", "beat", "queue", "database", "flush"} <= set(outcome.verdict.victims)
    assert outcome.kinds == 1


def test_nothing_is_sent_twice_where_no_sender_and_no_database_dies(site: Site) -> None:
    outcome = weather(site, Order(reminders=100, kills=6, seed=SEED, gap=1, victims=NO_SENDER))
    assert outcome.verdict.broken == ()
    assert (outcome.verdict.missing, outcome.verdict.duplicated, outcome.verdict.kills) == (0, 0, 6)


def test_a_site_without_the_lease_sends_twice_and_is_caught(site: Site) -> None:
    """The negative control: nobody is killed, and still there are copies."""
    outcome = weather(site, Order(reminders=100, kills=0, seed=SEED, beats=1, careless=NO_LEASE))
    doubled = [words for words in outcome.verdict.broken if words.startswith("doubled: <")]
    assert doubled, "the lease was off, and no letter arrived twice"
    assert outcome.verdict.duplicated > 0
    assert outcome.verdict.permitted == 0


def test_a_task_that_is_done_again_writes_nobody_twice(site: Site) -> None:
    verdict = redelivered(site, reminders=40, unique=True)
    assert verdict.broken == ()
    assert (verdict.reminders, verdict.missing, verdict.duplicated) == (40, 0, 0)


def test_a_site_without_the_unique_key_writes_twice_and_is_caught(site: Site) -> None:
    """The negative control of the one before."""
    verdict = redelivered(site, reminders=40, unique=False)
    two = [words for words in verdict.broken if words.startswith("two letters: ")]
    assert len(two) == 40, "the unique key was off, and a task that was done again wrote nobody twice"
