"""Writes numbered notes without a break, and afterwards says what became of them."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from tests.faults.running.visitor import Answer, Visitor

_numbers = count()  # no two notes are alike, whoever writes them
PAUSE = 0.1  # seconds between two notes of one writer


def broken(*, confirmed: Collection[str], refused: Collection[str], rows: Mapping[str, int]) -> list[str]:
    """What does not hold of notes that were answered as saved, and of those that were not; `rows` counts each as it is found."""
    lost = [f"lost: {note}" for note in confirmed if not rows.get(note)]
    twice = [f"twice: {note}" for note in {*confirmed, *refused} if rows.get(note, 0) > 1]
    unknown = [f"of nobody: {note}" for note in rows if note not in confirmed and note not in refused]
    return sorted([*lost, *twice, *unknown])


@dataclass
class Writers:
    """Several at once. `answers` has every answer in the order in which they came, by the note that was sent."""

    visitor: Visitor
    path: str
    answers: dict[str, Answer] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def at_work(self, number: int = 2) -> Iterator[None]:
        self.over.clear()
        hands = [threading.Thread(target=self._work, daemon=True) for _ in range(number)]
        for hand in hands:
            hand.start()
        try:
            yield
        finally:
            self.over.set()
            for hand in hands:
                hand.join()

    def write(self, **headers: str) -> str:
        """Sends one note; its text."""
        note = f"note number {next(_numbers)}"
        self.answers[note] = self.visitor.post(self.path, fields(note), **headers)
        return note

    @property
    def confirmed(self) -> list[str]:
        return [note for note, answer in self.answers.items() if answer.status == 302]

    @property
    def refused(self) -> list[str]:
        return [note for note, answer in self.answers.items() if answer.status != 302]

    def statuses(self) -> Counter[int]:
        return Counter(answer.status for answer in self.answers.values())

    def _work(self) -> None:
        while not self.over.is_set():
            self.write()
            time.sleep(PAUSE)


def fields(note: str) -> list[tuple[str, str]]:
    return [("note-text", note), ("note-readers", "me")]
