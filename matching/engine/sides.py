"""The people of one side as arrays: their skills, sets, categories, rungs, hours and sentence vectors."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from matching.engine.arrays import (
    Array,
    Bools,
    Bytes,
    Floats,
    Ints,
    Items,
    Words,
    checked,
    refuse,
    refuse_unsorted,
    starts,
)

SLOTS = 336  # half hours in a week, from Monday 00:00 UTC of the reference week
LEVELS = 4
PRIORITIES = 3
GRID = 2048.0


def snap(vectors: npt.ArrayLike) -> Floats:
    """Unit rows (n, d) moved to the grid of 1/2048: float32[n, d].

    On this grid the products and sums of a dot product of two rows are exact in float32, so that a similarity is
    the same bit for bit in any order of summation, block or thread. It moves a cosine by about .0003, at most .002.
    """
    return np.asarray(np.rint(np.asarray(vectors, dtype=np.float64) * GRID) / GRID, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Lists:
    """A list of ids (1 or more, rising, each once) for each person, end to end: `item[ptr[i]:ptr[i + 1]]`.

    An empty list means that the person gave no answer. Leave 0, "unknown", out.
    """

    ptr: Ints
    item: Items

    def __post_init__(self) -> None:
        item = checked("item", self.item, np.int32, (None,))
        object.__setattr__(self, "item", item)
        object.__setattr__(
            self, "ptr", starts("ptr", self.ptr, max(len(np.atleast_1d(self.ptr)) - 1, 0), len(item))
        )
        refuse("item", item < 1, item, "an id of 1 or more")
        refuse_unsorted("item", item, self.ptr)

    @classmethod
    def of(cls, rows: Sequence[Iterable[int]]) -> Self:
        """From one collection of ids a person, in any order; 0 and repetitions are left out."""
        tidy = [sorted({item for item in row if item != 0}) for row in rows]
        return cls(_starts_of(tidy), np.array([item for row in tidy for item in row], dtype=np.int64))

    @property
    def size(self) -> int:
        return len(self.ptr) - 1

    @cached_property
    def known(self) -> Bools:
        return np.diff(self.ptr) > 0

    @cached_property
    def owners(self) -> dict[int, Ints]:
        """Who has an item: item id to the positions of its people, rising."""
        order = np.argsort(self.item, kind="stable")
        people = np.repeat(np.arange(self.size, dtype=np.int64), np.diff(self.ptr))[order]
        items, first = np.unique(self.item[order], return_index=True)
        return dict(zip(items.tolist(), np.split(people, first[1:]), strict=False)) if len(items) else {}

    def row(self, position: int) -> list[int]:
        ids: list[int] = self.item[self.ptr[position] : self.ptr[position + 1]].tolist()
        return ids


@dataclass(frozen=True, kw_only=True)
class Skill:
    """A skill of one person. For a mentee `level` (1-4) is the level aimed at, `now` (0-4, 0 = none) today's and
    `priority` 1-3; for a mentor `level` is the level offered and the rest is ignored."""

    skill: int
    level: int
    priority: int = 1
    now: int = 0


@dataclass(frozen=True, eq=False)
class SkillLists:
    """The skills of each person, end to end and rising by skill id (0 or more) within a person."""

    ptr: Ints
    skill: Items
    level: Bytes
    priority: Bytes
    now: Bytes

    def __post_init__(self) -> None:
        skill = checked("skill", self.skill, np.int32, (None,))
        object.__setattr__(self, "skill", skill)
        object.__setattr__(
            self, "ptr", starts("ptr", self.ptr, max(len(np.atleast_1d(self.ptr)) - 1, 0), len(skill))
        )
        for name, least, most in (("level", 1, LEVELS), ("priority", 1, PRIORITIES), ("now", 0, LEVELS)):
            array = checked(name, getattr(self, name), np.uint8, (len(skill),))
            object.__setattr__(self, name, array)
            refuse(name, (array < least) | (array > most), array, f"a number from {least} to {most}")
        refuse("skill", skill < 0, skill, "a skill id of 0 or more")
        refuse_unsorted("skill", skill, self.ptr)

    @classmethod
    def of(cls, rows: Sequence[Iterable[Skill]]) -> Self:
        """From one collection of skills a person, in any order, each skill once."""
        tidy = [sorted(row, key=lambda entry: entry.skill) for row in rows]
        flat = [entry for row in tidy for entry in row]
        return cls(
            _starts_of(tidy),
            np.array([entry.skill for entry in flat], dtype=np.int64),
            np.array([entry.level for entry in flat], dtype=np.int64),
            np.array([entry.priority for entry in flat], dtype=np.int64),
            np.array([entry.now for entry in flat], dtype=np.int64),
        )

    @property
    def size(self) -> int:
        return len(self.ptr) - 1

    @cached_property
    def known(self) -> Bools:
        return np.diff(self.ptr) > 0

    @cached_property
    def people(self) -> Ints:
        """The person of each entry."""
        return np.repeat(np.arange(self.size, dtype=np.int64), np.diff(self.ptr))

    @cached_property
    def priority_sum(self) -> Floats:
        return np.bincount(self.people, weights=self.priority, minlength=self.size).astype(np.float32)

    def row(self, position: int) -> list[Skill]:
        return [
            Skill(
                skill=int(self.skill[entry]),
                level=int(self.level[entry]),
                priority=int(self.priority[entry]),
                now=int(self.now[entry]),
            )
            for entry in range(self.ptr[position], self.ptr[position + 1])
        ]


@dataclass(frozen=True, eq=False)
class TextVectors:
    """Sentence vectors, float32[n, d]: unit rows on the grid of `snap`; `known` says who has one, the other rows
    are zero."""

    vectors: Floats
    known: Bools

    def __post_init__(self) -> None:
        vectors = checked("vectors", self.vectors, np.float32, (None, None))
        known = checked("known", self.known, np.bool_, (len(vectors),))
        object.__setattr__(self, "vectors", vectors)
        object.__setattr__(self, "known", known)
        length = np.einsum("ij,ij->i", vectors, vectors)
        near = (length > 0.98) & (length < 1.02)
        refuse("vectors", known & ~near, length, "a row of squared length 1")
        refuse("vectors", ~known & (length != 0), length, "zeros for a person without a text")
        scaled = vectors * np.float32(GRID)
        refuse("vectors", np.rint(scaled) != scaled, vectors, "a multiple of 1/2048, see snap()")

    @classmethod
    def of(cls, vectors: npt.ArrayLike, known: npt.ArrayLike | None = None) -> Self:
        """From unit rows off the grid. Without `known`, a row of zeros is a person without a text."""
        given = checked("vectors", vectors, np.float32, (None, None))
        snapped = snap(given)
        if known is None:
            return cls(snapped, np.asarray(given.any(axis=1), dtype=np.bool_))
        mask = checked("known", known, np.bool_, (len(given),))
        return cls(np.where(mask[:, None], snapped, np.float32(0)), mask)


def pack_week(week: npt.ArrayLike) -> Bytes:
    """bool[n, 336] half hours, from Monday 00:00 UTC of the reference week, as uint8[n, 42] for `Side.availability`."""
    slots: Bools = checked("week", week, np.bool_, (None, SLOTS))
    return np.packbits(slots, axis=1, bitorder="little")


@dataclass(frozen=True, eq=False, kw_only=True)
class Side:
    """Everything the engine may compare about the people of one side. A store that is left out is unknown for all.

    `size` people; `skills`; named `sets` (languages, topics, networks), `categories` (int64[n], -1 unknown),
    `ordinals` (float32[n], a rung on a ladder, nan unknown), `numbers` (float32[n] from 0 to 1, nan unknown),
    `texts`; `availability` is uint8[n, 42] made by `pack_week`, all zero for unknown.

    Raises ValueError naming the array and the index.
    """

    size: int
    skills: SkillLists | None = None
    sets: Mapping[str, Lists] = field(default_factory=dict)
    categories: Mapping[str, Ints] = field(default_factory=dict)
    ordinals: Mapping[str, Floats] = field(default_factory=dict)
    numbers: Mapping[str, Floats] = field(default_factory=dict)
    availability: Bytes | None = None
    texts: Mapping[str, TextVectors] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError(f"size: expected 0 or more people, got {self.size}")
        if self.skills is not None:
            self._refuse_length("skills", self.skills.size)
        for name, lists in self.sets.items():
            self._refuse_length(f"sets[{name!r}]", lists.size)
        for name, texts in self.texts.items():
            self._refuse_length(f"texts[{name!r}]", len(texts.known))
        object.__setattr__(self, "categories", self._columns("categories", self.categories, np.int64))
        object.__setattr__(self, "ordinals", self._columns("ordinals", self.ordinals, np.float32))
        object.__setattr__(self, "numbers", self._columns("numbers", self.numbers, np.float32))
        for name, array in self.categories.items():
            refuse(f"categories[{name!r}]", array < -1, array, "a category of 0 or more, or -1")
        for name, rungs in self.ordinals.items():
            refuse(f"ordinals[{name!r}]", np.isinf(rungs), rungs, "a finite number, or nan")
        for name, numbers in self.numbers.items():
            outside = (numbers < 0) | (numbers > 1)
            refuse(f"numbers[{name!r}]", outside, numbers, "a number from 0 to 1, or nan")
        if self.availability is not None:
            week = checked("availability", self.availability, np.uint8, (self.size, SLOTS // 8))
            object.__setattr__(self, "availability", week)

    def _refuse_length(self, name: str, length: int) -> None:
        if length != self.size:
            raise ValueError(f"{name}: expected {self.size} people, got {length}")

    def _columns(self, store: str, columns: Mapping[str, Array], dtype: npt.DTypeLike) -> dict[str, Array]:
        return {
            name: checked(f"{store}[{name!r}]", column, dtype, (self.size,))
            for name, column in columns.items()
        }

    @cached_property
    def offered(self) -> SkillLists:
        """The skills, empty lists where the side has none."""
        return SkillLists.of([[] for _ in range(self.size)]) if self.skills is None else self.skills

    @cached_property
    def week(self) -> Words:
        """The availability as uint64[6, n], a word at a time."""
        padded = np.zeros((self.size, 48), dtype=np.uint8)
        if self.availability is not None:
            padded[:, : SLOTS // 8] = self.availability
        return np.ascontiguousarray(padded.view(np.uint64).T)

    @cached_property
    def week_known(self) -> Bools:
        return np.asarray(self.week.any(axis=0), dtype=np.bool_)


def _starts_of(rows: Sequence[Sequence[object]]) -> Ints:
    return np.cumsum([0, *(len(row) for row in rows)], dtype=np.int64)
