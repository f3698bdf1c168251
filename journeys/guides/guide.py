"""What a conversation guide is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from programmes.enums import StageName

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORDS_A_MINUTE = 200


@dataclass(frozen=True)
class Part:
    """A part of the agenda of one conversation, so many minutes long."""

    minutes: int
    what: StrOrPromise


@dataclass(frozen=True)
class Timed:
    """A part with the clock at its beginning, such as 0:10."""

    clock: str
    what: StrOrPromise


@dataclass(frozen=True)
class Guide:
    """One guide. `mentee` and `mentor` are what each side does, a sentence or two a line; `questions` are to be asked word
    for word; `trap` is the one mistake to avoid."""

    slug: str
    stage: StageName
    icon: str
    title: StrOrPromise
    summary: StrOrPromise
    opening: StrOrPromise
    mentee: tuple[StrOrPromise, ...]
    mentor: tuple[StrOrPromise, ...]
    questions: tuple[StrOrPromise, ...]
    agenda: tuple[Part, ...]
    trap: StrOrPromise

    @property
    def minutes(self) -> int:
        """How long the conversation takes."""
        return sum(part.minutes for part in self.agenda)

    @property
    def timed(self) -> tuple[Timed, ...]:
        return tuple(_clocked(self.agenda))

    @property
    def words(self) -> int:
        """How long it is to read, in words of the language that is active."""
        texts = [
            self.opening,
            *self.mentee,
            *self.mentor,
            *self.questions,
            *(p.what for p in self.agenda),
            self.trap,
        ]
        return sum(len(str(text).split()) for text in texts)

    @property
    def reading_minutes(self) -> int:
        return max(round(self.words / WORDS_A_MINUTE), 1)


def _clocked(agenda: Iterable[Part]) -> Iterator[Timed]:
    passed = 0
    for part in agenda:
        yield Timed(f"{passed // 60}:{passed % 60:02}", part.what)
        passed += part.minutes
