"""Long lists a piece at a time, so that what belongs to their rows is looked up for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
PIECE = 2000


def pieces(items: Iterable[Item], size: int = PIECE) -> Iterator[list[Item]]:
    each = iter(items)
    while piece := list(islice(each, size)):
        yield piece
