"""Telling answers apart by how long they take: measured in turn, in random order, so that whatever else the machine does falls
on all kinds alike."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter, thread_time

import numpy as np

Knock = Callable[[], object]


def interleaved(
    knocks: Mapping[str, Callable[[int], Knock]], *, rounds: int, seed: int
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Milliseconds of each kind, `rounds` times, by the clock on the wall and by the processor, which does not count what other
    programs of the machine do. A kind is given the number of the round, prepares untimed what it needs, and returns what is
    timed."""
    order, rng = list(knocks), random.Random(seed)
    taken: dict[str, list[float]] = {kind: [] for kind in order}
    worked: dict[str, list[float]] = {kind: [] for kind in order}
    for number in range(-2, rounds):
        rng.shuffle(order)
        for kind in order:
            knock = knocks[kind](number)
            gc.collect(0)
            gc.disable()
            began, began_work = perf_counter(), thread_time()
            knock()
            wall, work = perf_counter() - began, thread_time() - began_work
            gc.enable()
            if number >= 0:  # the first two fill caches
                taken[kind].append(wall * 1000)
                worked[kind].append(work * 1000)
    return taken, worked


@dataclass(frozen=True)
class Difference:
    """Of the medians of two kinds, in milliseconds: what was found, the interval in which it lies (99 %, by resampling), and the
    noise: as much as two halves of one kind differ in 99 of 100 random splits."""

    found: float
    low: float
    high: float
    noise: float
    median: float

    @property
    def shows(self) -> bool:
        """Whether the difference is more than chance."""
        return self.low > 0 or self.high < 0

    def within(self, *, ms: float, percent: float) -> bool:
        return abs(self.found) < max(ms, self.median * percent / 100)


def difference(one: Sequence[float], other: Sequence[float], *, seed: int = 1) -> Difference:
    rng = np.random.default_rng(seed)
    a, b = np.asarray(one), np.asarray(other)

    def medians(values: np.ndarray) -> np.ndarray:
        return np.median(rng.choice(values, (2000, len(values))), axis=1)

    low, high = np.quantile(medians(a) - medians(b), [0.005, 0.995])
    splits = [
        abs(np.median(mixed[::2]) - np.median(mixed[1::2]))
        for mixed in (rng.permutation(b) for _n in range(400))
    ]
    return Difference(
        found=float(np.median(a) - np.median(b)),
        low=float(low),
        high=float(high),
        noise=float(np.quantile(splits, 0.99)),
        median=float(np.median(b)),
    )
