"""What differs between two texts, word by word, in an order in which people can read it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A word with the space behind it, or a sign; so that a changed word takes its space along.
WORDS = re.compile(r"(?:\w+(?:['’.\-]\w+)*|[^\w\s])[^\S\n]*|\n|[^\S\n]+")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Two texts that share less than this are told apart as wholes: confetti of old and new words reads worse than both.
ALIKE = 0.35
# Word by word the work grows with the product of the lengths; beyond this, lines are compared.
MOST_PAIRS = 90_000


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    change: Change
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """How `before` became `after`: their texts are what is not new, and what is not gone, one after the other."""
    if before == after:
        return (Piece(Change.SAME, after),) if after else ()
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        old, new = LINES.findall(before), LINES.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
        return _joined([(Change.GONE, before), (Change.NEW, after)])
    found: list[tuple[Change, str]] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            found.append((Change.SAME, "".join(new[new_from:new_to])))
        else:
            found.append((Change.GONE, "".join(old[old_from:old_to])))
            found.append((Change.NEW, "".join(new[new_from:new_to])))
    return _joined(_without_islands(found))


def _without_islands(found: list[tuple[Change, str]]) -> list[tuple[Change, str]]:
    """A lone space or sign that stayed between changes joins them: it holds nothing that anybody reads."""
    calm: list[tuple[Change, str]] = []
    for place, (change, text) in enumerate(found):
        is_inner = 0 < place < len(found) - 1
        if (
            change == Change.SAME
            and is_inner
            and not any(sign.isalnum() for sign in text)
            and "\n" not in text
        ):
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
