"""The flat arrays that the compiled kernels read: the criteria as steps, and what the steps look at on either side."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.engine.arrays import Array, Bytes, Floats, Ints, Items

SAME, DIFFERENT, GAP, BIAS, HOURS, MIN_HOURS, OVERLAP, SHARED, COVERAGE, PREFER, TEXT = range(11)
UNITS = 15000  # of a bound make a score of 1; four times as many fit a uint16, and so do a score and two of prices
BLOCK = 16  # mentors whose highest bound is kept
CHUNK = 2048  # mentors at a time: what the kernels read of so many stays in the second-level cache
Fields = tuple[str, str]
Halves = npt.NDArray[np.uint16]


class Steps(NamedTuple):
    """The criteria in the order of `scoring.in_order`, S of them. `which` is a step's column in the store that it reads, or
    the first column of a text, which has `length` columns. `minimum` has the tolerance taken off; where it is nought,
    `positive` says that the value must be above it. `least` is the same for hours, in half hours. `params` float32[S, 3] are those of the
    kind, in the order of `_params`."""

    op: Items
    which: Items
    length: Items
    share: Floats
    rule: Bytes
    evidence: Bytes
    minimum: Floats
    positive: Bytes
    strict: Bytes
    least: Halves
    params: Floats
    mean: np.float32


class Mentors(NamedTuple):
    """What is read of M mentors. In rows by mentor, for one at a time, and few of them, because most of the time goes into
    waiting for memory: `known` [M, S]; `whole` int64, the six words of the week, then from `categories` the categories, from `masks`
    the sets with few items (`as_rows`) as bits, last the key; `part` float32, the rungs, from `numbers` the numbers, last
    what these add to a score; `code_of` the codes of `Offers` by wanted skill; `text` int16[M, columns], vectors in steps of
    the grid of `snap`; and the lists of the other sets, `item[item_start[s, j]:item_start[s, j + 1]]`.

    In chunks of `chunk` mentors, [chunks, rows, chunk], for all of them at once: masks (0 or 65535) of who is open and
    known and, for sets `as_rows`, of who has an item; `code` of a category; `gap`, the points or the passes of
    a gap by `gap_row` [S, rungs], -1 where there are too many rungs; `week_bytes`; `offer` of wanted skills, 8 · level + best level in the
    group. `owner[owner_start[i, c]:owner_start[i, c + 1]]` are those of chunk c who have item i of the larger sets."""

    chunk: int
    known: Bytes
    all_known: Bytes
    key: Ints
    whole: Ints
    categories: int
    masks: int
    part: Floats
    numbers: int
    code_of: Bytes
    text: Array
    item_start: Ints
    item: Items
    credit: Floats
    open_mask: Halves
    known_mask: Halves
    code: Halves
    gap_row: Items
    gap: Halves
    week_bytes: Bytes
    offer: Bytes
    as_rows: Bytes
    item_mask: Halves
    owner_start: Items
    owner: Items


class Mentees(NamedTuple):
    """What is read of N mentees, in rows by mentee. `held` are the items of a set that a mentor has too, as rows of
    `Mentors.item_mask` or `owner_start`; `code` and `rung_place` say the same of categories and rungs."""

    known: Bytes
    category: Ints
    code: Halves
    rung: Floats
    rung_place: Items
    week: Ints
    mask: Ints
    availability: Bytes
    item_start: Ints
    item: Items
    asked: Floats
    held_start: Ints
    held: Items
    wanted_start: Ints
    wanted: Items
    level: Bytes
    priority: Floats
    priority_sum: Floats
    excluded_start: Ints
    excluded: Items
    said_start: Ints
    said: Items
    said_value: Floats
    said_bound: Halves


class Question(NamedTuple):
    """`text_fields` are the fields of the text steps, side by side in `Mentors.text`; `moved_bound` uint16[M] bounds
    what numbers add to a score."""

    steps: Steps
    mentees: Mentees
    mentors: Mentors
    text_fields: list[Fields]
    moved_bound: Halves
