"""What differs between two texts, word by word, in an order in which people can read it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

# A word with the space behind it, or a sign; so that a changed word takes its space along.
WORDS = re.compile(r"(?:\w+(?:['’.\-]\w+)*|[^\w\s])[^\S\n]*|\n|[^\S\n]+")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Two texts that share less than this are told apart as wholes: confetti of old and new words reads worse than both.
ALIKE = 0.35
# The work is the product of the lengths: beyond this lines are compared, and beyond it still, nothing. Python's own difflib
# would take the cube of the length for words that repeat, which somebody could send to keep the site busy.
MOST_PAIRS = 250_000


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    change: Change
    text: str

    @property
    def words(self) -> str:
        """The text without the space behind it, which need not be marked."""
        return self.text.rstrip(" ")

    @property
    def space(self) -> str:
        return self.text[len(self.words) :]


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """How `before` became `after`: their texts are what is not new, and what is not gone, one after the other."""
    if before == after:
        return (Piece(Change.SAME, after),) if after else ()
    for parts in (WORDS, LINES):
        old, new = parts.findall(before), parts.findall(after)
        if len(old) * len(new) <= MOST_PAIRS:
            return _joined(_without_islands(_told(old, new)))
    return _joined([(Change.GONE, before), (Change.NEW, after)])


def _told(old: list[str], new: list[str]) -> list[tuple[Change, str]]:
    """What stayed, went and came: as much as can be stayed. Where that is little, all went and came."""
    shared = _longest_shared(old, new)
    found: list[tuple[Change, str]] = []
    here = there = stayed = 0
    while here < len(old) or there < len(new):
        if here < len(old) and there < len(new) and old[here] == new[there]:
            found.append((Change.SAME, new[there]))
            here, there, stayed = here + 1, there + 1, stayed + 1
        elif there == len(new) or (here < len(old) and shared[here + 1][there] >= shared[here][there + 1]):
            found.append((Change.GONE, old[here]))
            here += 1
        else:
            found.append((Change.NEW, new[there]))
            there += 1
    if 2 * stayed < ALIKE * (len(old) + len(new)):
        return [(Change.GONE, "".join(old)), (Change.NEW, "".join(new))]
    return found


def _longest_shared(old: list[str], new: list[str]) -> list[list[int]]:
    """How many parts the ends of both from each pair of places on have in common, in order."""
    below = [0] * (len(new) + 1)
    table = [below]
    for word in reversed(old):
        row = [0] * (len(new) + 1)
        for place in range(len(new) - 1, -1, -1):
            if word == new[place]:
                row[place] = below[place + 1] + 1
            else:
                after, under = row[place + 1], below[place]
                row[place] = after if after > under else under
        table.append(row)
        below = row
    table.reverse()
    return table


def _without_islands(found: list[tuple[Change, str]]) -> list[tuple[Change, str]]:
    """A lone space or sign that stayed between changes joins them: it holds nothing that anybody reads."""
    runs = [
        (change, "".join(text for _change, text in run)) for change, run in groupby(found, key=itemgetter(0))
    ]
    calm: list[tuple[Change, str]] = []
    for place, (change, text) in enumerate(runs):
        is_inner = 0 < place < len(runs) - 1
        if change == Change.SAME and is_inner and "\n" not in text and not any(map(str.isalnum, text)):
            calm += [(Change.GONE, text), (Change.NEW, text)]
        else:
            calm.append((change, text))
    return calm


def _joined(found: list[tuple[Change, str]]) -> tuple[Piece, ...]:
    """Neighbours of one kind as one; of a run of changes, what went before what came."""
    told: list[Piece] = []
    gone = new = ""

    def flush() -> None:
        nonlocal gone, new
        told.extend(Piece(change, text) for change, text in ((Change.GONE, gone), (Change.NEW, new)) if text)
        gone = new = ""

    for change, text in found:
        if not text:
            continue
        if change == Change.GONE:
            gone += text
        elif change == Change.NEW:
            new += text
        else:
            flush()
            if told and told[-1].change == Change.SAME:
                told[-1] = Piece(Change.SAME, told[-1].text + text)
            else:
                told.append(Piece(Change.SAME, text))
    flush()
    return tuple(told)
