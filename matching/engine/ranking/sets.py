"""Who of the mentors has which item of a set, for the layout of a problem."""

import numpy as np

from matching.engine.arrays import Bools, Ints
from matching.engine.sides import Lists

ROWS = 64  # at most: items of a set, or rungs, that have a row of their own


class SharedSet:
    """Who of the mentors has which item of one set. `people` and `place`, the position in the distinct `items`, of each
    entry."""

    def __init__(self, ours: Lists, theirs: Lists) -> None:
        self.ours, self.theirs = ours, theirs
        self.items, self.place = np.unique(theirs.item, return_inverse=True)
        self.people = np.repeat(np.arange(theirs.size, dtype=np.int64), np.diff(theirs.ptr))
        self.as_rows = len(self.items) <= ROWS

    def rows(self) -> Bools:
        has = np.zeros((len(self.items), self.theirs.size), dtype=np.bool_)
        has[self.place, self.people] = True
        return has

    def bits(self, people: Ints, place: Ints, size: int) -> Ints:
        """The items of each as bits; nought where they are too many."""
        mask = np.zeros(size, dtype=np.uint64)
        if self.as_rows:
            np.bitwise_or.at(mask, people, np.uint64(1) << place.astype(np.uint64))
        return mask.view(np.int64)

    def own_bits(self, size: int) -> Ints:
        starts, place = self.held(size)
        return self.bits(np.repeat(np.arange(size, dtype=np.int64), np.diff(starts)), place, size)

    def held(self, size: int) -> tuple[Ints, Ints]:
        """The starts of each mentee's items that a mentor has, and their positions in `items`."""
        item = self.ours.item
        place = np.minimum(np.searchsorted(self.items, item), max(len(self.items) - 1, 0))
        common = self.items[place] == item if len(self.items) else np.zeros(len(item), dtype=np.bool_)
        people = np.repeat(np.arange(size, dtype=np.int64), np.diff(self.ours.ptr))[common]
        starts = np.concatenate([[0], np.cumsum(np.bincount(people, minlength=size))])
        return starts.astype(np.int64), place[common]
