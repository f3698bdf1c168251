"""One side of the question made ready: the people, their arrays, and the words behind the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Protocol
from uuid import UUID

import numpy as np
import numpy.typing as npt

from matching import engine
from matching.snapshot.fields import Codes, availability
from matching.snapshot.people import People
from matching.snapshot.questions import PREFIX, Asked, Given, numbers
from matching.snapshot.vocabulary import Vocabulary

NETWORKS = "networks"
WORDED = frozenset({"languages", "formats", "topics", "qualities"})


class Hanging(Protocol):
    """What hangs on the people of one side, wherever it is read from: see Tables, and matching.files."""

    @property
    def people(self) -> People: ...

    def skills(self, place: dict[UUID, int]) -> engine.SkillLists: ...

    def networks(self, kind: str) -> engine.Lists: ...

    def answers(self, keys: Iterable[str]) -> Mapping[str, Mapping[int, Given]]: ...

    def vectors(self) -> engine.TextVectors: ...


@dataclass(frozen=True)
class Half:
    people: People
    side: engine.Side
    codes: Codes


@dataclass(frozen=True)
class Maker:
    """Makes a Half. `fields` are the fields to make, by the engine's store; `agreed` says who consented that their
    answer to a question about identity counts: everybody else's is unknown."""

    tables: Hanging
    fields: Mapping[str, set[str]]
    asked: Mapping[str, Asked]
    agreed: Mapping[str, frozenset[UUID]]
    vocabulary: Vocabulary
    monday: date

    def half(self, codes: Codes) -> Half:
        """`codes` are the numbers in use so far; new words of this side get numbers after them."""
        answers = self.tables.answers(sorted(self.asked))
        people = self.tables.people
        worded = sorted(self.fields["sets"] | self.fields["categories"])
        words = {name: self._words(name, answers) for name in worded if not _is_network(name)}
        codes = codes.extended(chain.from_iterable(chain.from_iterable(words.values())))
        sets = {
            name: self.tables.networks(name.partition(":")[2])
            if _is_network(name)
            else codes.lists(words[name])
            for name in worded
        }
        side = engine.Side(
            size=len(people.rows),
            skills=self.tables.skills(self.vocabulary.place),
            sets={name: sets[name] for name in self.fields["sets"]},
            categories={name: _only(sets[name]) for name in self.fields["categories"]},
            ordinals={name: self._numbers(name, answers) for name in self.fields["ordinals"]},
            numbers={name: np.clip(self._numbers(name, answers), 0, 1) for name in self.fields["numbers"]},
            availability=availability(people, self.monday),
            texts={name: self.tables.vectors() for name in self.fields["texts"]},
        )
        return Half(people, side, codes)

    def _words(self, name: str, answers: Mapping[str, Mapping[int, Given]]) -> list[list[str]]:
        """Everybody's words in a field, none where it is unknown."""
        rows = self.tables.people.rows
        if name in WORDED:
            return [getattr(row, name) for row in rows]
        if name == "seniority":
            return [[str(row.seniority)] if row.seniority else [] for row in rows]
        key = name.removeprefix(PREFIX)
        if key not in self.asked:
            return [[] for _ in rows]
        given = self._given(key, answers)
        return [self.asked[key].words(given.get(position)) for position in range(len(rows))]

    def _numbers(self, name: str, answers: Mapping[str, Mapping[int, Given]]) -> npt.NDArray[np.float32]:
        rows, key = self.tables.people.rows, name.removeprefix(PREFIX)
        if key in self.asked:
            return numbers(self.asked[key], self._given(key, answers), len(rows))
        rungs = [row.seniority if name == "seniority" else None for row in rows]
        return np.array([np.nan if rung is None else rung for rung in rungs], dtype=np.float32)

    def _given(self, key: str, answers: Mapping[str, Mapping[int, Given]]) -> Mapping[int, Given]:
        if not self.asked[key].identity:
            return answers[key]
        agreed, rows = self.agreed.get(key, frozenset()), self.tables.people.rows
        return {
            position: answer
            for position, answer in answers[key].items()
            if rows[position].person_id in agreed
        }


def _is_network(name: str) -> bool:
    return name.partition(":")[0] == NETWORKS


def _only(lists: engine.Lists) -> npt.NDArray[np.int64]:
    """The one item of each person, -1 where there is none or more than one: int64[n]."""
    single = np.diff(lists.ptr) == 1
    found = np.full(lists.size, -1, dtype=np.int64)
    found[single] = lists.item[lists.ptr[:-1][single]]
    return found
