"""A task that queues letters is killed after its commit and before its end, and the queue hands it out again: its second
round queues the same letters. What makes them one is the unique key."""

from __future__ import annotations

import time

from tests.faults.careless import NO_UNIQUE_KEY
from tests.faults.site import Site, gone, kill
from tests.faults.verdict import Kill, Verdict, Victim, judge
from tests.servers.processes import eventually

PATIENCE = 120


def redelivered(site: Site, *, reminders: int, unique: bool) -> Verdict:
    """The verdict on one such task with so many letters; `unique`: whether the unique key is there."""
    site.begin(seed=1, lease=60, refusing=0)  # no tick takes up what is refused for now
    if not unique:
        with site.asking() as ask:
            ask(NO_UNIQUE_KEY)
    site.start(beats=0, workers=1, pool=2)
    try:
        due = site.run("manage.py", "seed_storm", str(reminders), "0", "--ask").split()
        assert eventually(lambda: len(site.letters()) >= reminders, PATIENCE), site.said("worker-1")
        killed = _kill_whoever_stands_still(site)
        expected = reminders if unique else 2 * reminders
        assert eventually(lambda: _all_sent(site, expected), PATIENCE), (site.states(), site.said("worker-1"))
    finally:
        site.end()
    return judge(due=due, letters=site.letters(), kills=[killed], rows=site.rows(), workers=2)


def _kill_whoever_stands_still(site: Site) -> Kill:
    """The process that queued: the other one has sent the letters."""
    sender = site.letters()[-1].pid
    pids = frozenset(set(site.pools()) - {sender})
    at = time.monotonic()
    kill(pids)
    assert eventually(lambda: gone(pids), 20)
    return Kill(at, time.monotonic(), Victim.POOL, pids)


def _all_sent(site: Site, expected: int) -> bool:
    """Whether the task came to its end, which only its second round does, and everything that it queued is sent."""
    said = site.said("worker-1", 1000).splitlines()
    done = any("ask_everybody" in line and "succeeded" in line for line in said)
    return done and site.states() == {"sent": expected}
