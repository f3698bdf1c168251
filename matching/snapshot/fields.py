"""One field of both sides as the arrays the engine wants: sets, categories, rungs, hours, skills and vectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

import numpy as np
import numpy.typing as npt

from accounts.models import HALF_HOURS_A_WEEK
from matching.engine.sides import Lists, SkillLists, pack_week
from matching.snapshot.people import People
from matching.snapshot.week import utc_slots

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Codes:
    """Numbers for words, 1 or more, the same on both sides."""

    words: tuple[str, ...]
    number: dict[str, int]

    @classmethod
    def of(cls, words: Iterable[str]) -> Codes:
        return cls((), {}).extended(words)

    def extended(self, words: Iterable[str]) -> Codes:
        """These numbers, and new ones after them for the words that have none yet."""
        every = (*self.words, *sorted(set(words) - set(self.words)))
        return Codes(every, {word: number for number, word in enumerate(every, start=1)})

    def word(self, number: int) -> str:
        return self.words[number - 1]

    def lists(self, rows: Sequence[Sequence[str]]) -> Lists:
        """One set of words a person as Lists of their numbers."""
        owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        return lists(owners, [self.number[word] for word in chain.from_iterable(rows)], len(rows))


def lists(owners: npt.ArrayLike, items: npt.ArrayLike, size: int) -> Lists:
    """Lists of `size` people from pairs (position of the person, id), in any order; repetitions are left out."""
    pairs = np.stack([np.asarray(owners, dtype=np.int64), np.asarray(items, dtype=np.int64)], axis=1)
    pairs = np.unique(pairs, axis=0) if len(pairs) else pairs.reshape(0, 2)
    return Lists(starts(pairs[:, 0], size), pairs[:, 1].astype(np.int32))


def starts(owners: Ints, size: int) -> Ints:
    """Where the entries of each of `size` people begin, for entries sorted by person: int64[size + 1]."""
    return np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=size))]).astype(np.int64)


def skill_lists(entries: Sequence[tuple[int, int, int, int, int]], size: int) -> SkillLists:
    """From (person's position, skill, level, priority, level now), in any order."""
    table = np.array(entries, dtype=np.int64).reshape(-1, 5)
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    level, priority, now = table[:, 2:].astype(np.uint8).T
    return SkillLists(starts(table[:, 0], size), table[:, 1].astype(np.int32), level, priority, now)


def availability(people: People, monday: date) -> npt.NDArray[np.uint8]:
    """Everybody's ticked half-hours in UTC of the week of `monday`, packed: uint8[n, 42]."""
    zones = sorted({row.zone for row in people.rows})
    table = (
        np.stack([utc_slots(zone, monday) for zone in zones])
        if zones
        else np.zeros((0, HALF_HOURS_A_WEEK), int)
    )
    zone_of = {zone: number for number, zone in enumerate(zones)}
    lengths = [len(row.availability) for row in people.rows]
    owners = np.repeat(np.arange(len(people.rows)), lengths)
    zone = np.repeat(np.array([zone_of[row.zone] for row in people.rows], dtype=np.int64), lengths)
    ticked = np.fromiter(
        chain.from_iterable(row.availability for row in people.rows), dtype=np.int64, count=sum(lengths)
    )
    week = np.zeros((len(people.rows), HALF_HOURS_A_WEEK), dtype=bool)
    week[owners, table[zone, ticked]] = True
    return pack_week(week)
