"""Turns patterns into sentences: [a|b] is a choice, {slot} a fact, {n} and {month} a new draw at each place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Generic, TypeVar

CHOICE = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")
NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty twenty-one twenty-two twenty-three twenty-four twenty-five twenty-six "
    "twenty-seven twenty-eight"
).split()
MONTHS = "January February March April May June July August September October November December".split()
TRIES = 200

Item = TypeVar("Item")


class Deck(Generic[Item]):
    """Deals all its cards before one comes twice, so that a small demo repeats as little as it can."""

    def __init__(self, cards: Iterable[Item], random: Random) -> None:
        self._cards = list(cards)
        self._random = random
        self._left: list[Item] = []

    def deal(self) -> Item:
        if not self._left:
            self._left = self._random.sample(self._cards, len(self._cards))
        return self._left.pop()


class Writer:
    """Writes sentences and, where asked to, never the same one twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._written: set[str] = set()

    def write(self, pattern: str, facts: Mapping[str, str]) -> str:
        """One wording of `pattern`. Raises KeyError for a slot that `facts` does not know."""

        def fill(slot: re.Match[str]) -> str:
            if slot[1] == "n":
                return NUMBERS[self._random.randint(3, 9)]
            if slot[1] == "month":
                return self._random.choice(MONTHS)
            return facts[slot[1]]

        chosen = CHOICE.sub(lambda match: self._random.choice(match[1].split("|")), pattern)
        return SLOT.sub(fill, chosen)

    def write_new(self, compose: Callable[[int], str]) -> str:
        """The first text of `compose(attempt)` that was not written before. Raises RuntimeError if there is none."""
        for attempt in range(TRIES):
            text = compose(attempt)
            if text not in self._written:
                self._written.add(text)
                return text
        raise RuntimeError(f"no new wording in {TRIES} tries: {text}")


def weighted(random: Random, choices: Sequence[tuple[Item, int]]) -> Item:
    """One of `choices`, each (item, weight)."""
    return random.choices([item for item, _ in choices], [weight for _, weight in choices])[0]


def shuffled(items: Sequence[Item], random: Random) -> list[Item]:
    return random.sample(items, len(items))


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
