"""A storm is decided by its seed before it begins."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.faults.storm import EVERYTHING, NO_SENDER, Order
from tests.faults.verdict import Victim


def test_the_same_seed_is_the_same_storm_and_another_is_not() -> None:
    assert Order(10, 60, seed=1).plan() == Order(10, 60, seed=1).plan()
    assert Order(10, 60, seed=1).plan() != Order(10, 60, seed=2).plan()


@pytest.mark.parametrize("kills", [5, 12, 60, 200])
def test_every_kind_is_struck_and_the_queue_forgets_once(kills: int) -> None:
    struck = Counter(strike.victim for strike in Order(10, kills, seed=3).plan())
    assert struck.pop(Victim.FLUSH) == 1
    assert struck.total() == kills
    assert set(struck) == set(EVERYTHING)


def test_a_calm_storm_spares_the_senders() -> None:
    struck = {strike.victim for strike in Order(10, 20, seed=3, victims=NO_SENDER).plan()}
    assert struck == {Victim.BEAT, Victim.QUEUE, Victim.FLUSH}


def test_some_kills_are_aimed_at_a_letter_and_some_come_at_any_moment() -> None:
    senders = [
        s for s in Order(10, 200, seed=3).plan() if s.victim in {Victim.WORKER, Victim.POOL, Victim.DATABASE}
    ]
    assert 0.3 < sum(strike.aimed for strike in senders) / len(senders) < 0.8


def test_no_kills_are_no_storm() -> None:
    assert Order(10, 0, seed=3).plan() == []
