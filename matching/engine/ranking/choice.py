"""The best of each mentee, exactly: the pairs are gone through from the highest bound down, until the k-th best is above
all bounds that are left.

The worth of a pair is made by the float32 operations of `values` and `scoring.combine` in the same order, so that both
paths agree bit for bit.
"""

from math import floor
from typing import Any

import numpy as np

from matching.engine.arrays import Array, Ints, Items
from matching.engine.ranking.compiling import compiled, fetch, inlined, ones
from matching.engine.ranking.layout import (
    BIAS,
    BLOCK,
    COVERAGE,
    DIFFERENT,
    GAP,
    HOURS,
    MIN_HOURS,
    OVERLAP,
    PREFER,
    SAME,
    SHARED,
    TEXT,
    UNITS,
    Halves,
    Mentees,
    Mentors,
    Steps,
)

_ZERO, _HALF, _ONE = np.float32(0), np.float32(0.5), np.float32(1)
_SMALL = np.float32(1e-30)
_COSINE = np.float32(1 / 2048**2)
FINE = 64  # units a step of the histogram of bounds
BINS = 64  # in which bounds are sorted
AHEAD = 6  # mentors whose memory is asked for before their turn
LEVELS, SEEDS = 3, 4  # how often bounds are gone through, and how many times as many blocks each time


@inlined
def _value(row: int, mentor: int, step: int, text: Any, steps: Any, ours: Any, theirs: Any) -> Any:
    """The value of a step, 0 to 1, of one pair."""
    op, which = steps.op[step], steps.which[step]
    if op in (SAME, DIFFERENT):
        equal = ours.category[row, which] == theirs.whole[mentor, theirs.categories + which]
        return _ONE if equal == (op == SAME) else _ZERO
    if op == GAP:
        gap = theirs.part[mentor, which] - ours.rung[row, which]
        rising = gap / steps.params[step, 0]
        fading = _ONE - steps.params[step, 2] * (gap - steps.params[step, 1])
        return _within(rising if rising < fading else fading)
    if op == BIAS:
        return theirs.part[mentor, theirs.numbers + which]
    if op in (HOURS, MIN_HOURS):
        count = 0
        for word in range(6):
            count += int(ones(ours.week[row, word] & theirs.whole[mentor, word]))
        hours = np.float32(count) * _HALF
        if op == MIN_HOURS:
            return _ONE if hours >= steps.params[step, 0] else _ZERO
        return _within(hours / steps.params[step, 0])
    if op in (OVERLAP, SHARED):
        common = np.float32(ones(ours.mask[row, which] & theirs.whole[mentor, theirs.masks + which]))
        if not theirs.as_rows[which]:
            common = _common(row, mentor, which, ours, theirs)
        return common / ours.asked[row, which] if op == OVERLAP else _within(common)
    if op == COVERAGE:
        return _coverage(row, mentor, theirs.credit[which], ours, theirs)
    if op == PREFER:
        for entry in range(ours.said_start[row], ours.said_start[row + 1]):
            if ours.said[entry] == mentor:
                return ours.said_value[entry]
        return _HALF
    first, last = which, which + steps.length[step]
    cosine = np.float32(_dot(text[first:last], theirs.text[mentor, first:last])) * _COSINE
    return _within((cosine - steps.params[step, 0]) / steps.params[step, 1])


@inlined
def _common(row: int, mentor: int, which: int, ours: Any, theirs: Any) -> Any:
    """How many items two rising lists have in common."""
    one, one_end = ours.item_start[which, row], ours.item_start[which, row + 1]
    other, other_end = theirs.item_start[which, mentor], theirs.item_start[which, mentor + 1]
    common = _ZERO
    while one < one_end and other < other_end:
        if ours.item[one] == theirs.item[other]:
            common += _ONE
        if ours.item[one] <= theirs.item[other]:
            one += 1
        else:
            other += 1
    return common


@inlined
def _within(value: Any) -> Any:
    value = value if value > _ZERO else _ZERO
    return value if value < _ONE else _ONE


@inlined
def _coverage(row: int, mentor: int, credit: Any, ours: Any, theirs: Any) -> Any:
    codes = theirs.code_of[mentor]
    gained = _ZERO
    for entry in range(ours.wanted_start[row], ours.wanted_start[row + 1]):
        code = 25 * np.int64(ours.level[entry]) + np.int64(codes[ours.wanted[entry]])
        gained += credit[code] * ours.priority[entry]
    return gained / ours.priority_sum[row]


@inlined
def _dot(ours: Any, theirs: Any) -> Any:
    """On the grid of `snap` a dot product is a sum of whole numbers, exact in any order."""
    total = np.int32(0)
    for position in range(len(ours)):
        total = np.int32(total + np.int32(ours[position]) * np.int32(theirs[position]))
    return total


@inlined
def _worth(row: int, mentor: int, text: Any, steps: Any, ours: Any, theirs: Any) -> Any:
    """What a pair is worth, in millionths; -1 where a rule refuses it."""
    gained, evidence, other = _ZERO, _ZERO, _ZERO
    for step in range(len(steps.op)):
        rule = steps.rule[step]
        if not (ours.known[row, step] and theirs.known[mentor, step]):
            if rule and steps.strict[step]:
                return np.int64(-1)
            continue
        share = steps.share[step]
        if not rule and not steps.evidence[step]:
            other += share
            continue
        value = _value(row, mentor, step, text, steps, ours, theirs)
        if rule:
            if not (value > _ZERO if steps.positive[step] else value >= steps.minimum[step]):
                return np.int64(-1)
        else:
            gained += value * share
            evidence += share
    raw = gained / (evidence if evidence > _SMALL else _SMALL)
    imputed = raw if raw < steps.mean else steps.mean
    left = _ONE - evidence - other
    rest = left if left > _ZERO else _ZERO
    score = _within((gained + theirs.part[mentor, theirs.part.shape[1] - 1]) + rest * imputed)
    return np.int64(np.rint(np.float64(score) * 1e6))


@inlined
def _worse(one: Any, one_key: Any, other: Any, other_key: Any) -> Any:
    return one < other or (one == other and one_key > other_key)


@inlined
def _swap(net: Any, key: Any, mentor: Any, one: int, other: int) -> None:
    net[one], net[other] = net[other], net[one]
    key[one], key[other] = key[other], key[one]
    mentor[one], mentor[other] = mentor[other], mentor[one]


@inlined
def _down(net: Any, key: Any, mentor: Any, size: int) -> None:
    """Restores the heap, the worst on top, after its top has changed."""
    place = 0
    while 2 * place + 1 < size:
        child = 2 * place + 1
        if child + 1 < size and _worse(net[child + 1], key[child + 1], net[child], key[child]):
            child += 1
        if not _worse(net[child], key[child], net[place], key[place]):
            return
        _swap(net, key, mentor, place, child)
        place = child


@inlined
def _raise(net: Any, key: Any, mentor: Any, place: int) -> None:
    while place:
        parent = (place - 1) // 2
        if not _worse(net[place], key[place], net[parent], key[parent]):
            return
        _swap(net, key, mentor, place, parent)
        place = parent


@inlined
def _offer(
    row: int,
    mentor: int,
    k: int,
    size: int,
    least: int,
    lowest: int,
    text: Any,
    cost: Any,
    net: Any,
    key: Any,
    chosen: Any,
    steps: Any,
    ours: Any,
    theirs: Any,
) -> int:
    """Takes a mentor in among the best k if their worth is high enough; how many there are then."""
    worth = _worth(row, mentor, text, steps, ours, theirs)
    less, their_key = worth - cost[mentor], theirs.whole[mentor, theirs.whole.shape[1] - 1]
    if worth < lowest or less <= least:
        return size
    if size < k:
        net[size], key[size], chosen[size] = less, their_key, mentor
        _raise(net, key, chosen, size)
        return size + 1
    if _worse(net[0], key[0], less, their_key):
        net[0], key[0], chosen[0] = less, their_key, mentor
        _down(net, key, chosen, size)
    return size


@inlined
def _excess(row: int, mentor: int, text: Any, steps: Any, ours: Any, theirs: Any) -> int:
    """By how much a bound is too high, in units, now that the texts are looked at."""
    excess = 0
    for step in range(len(steps.op)):
        if (
            steps.op[step] == TEXT
            and not steps.rule[step]
            and ours.known[row, step]
            and theirs.known[mentor, step]
        ):
            value = _value(row, mentor, step, text, steps, ours, theirs)
            excess += int(np.float64(_ONE - value) * steps.share[step] * UNITS)
    return excess


@inlined
def _needed(net: Any, origin: float) -> Any:
    """The least bound of a pair that is worth `net` less its price; `origin` is the price that counts as nought."""
    units = floor(((net - 0.5) * 1e-6 + origin) * UNITS - 0.1)
    return np.int64(min(max(units, 1.0), 65536.0))


@inlined
def _levels(tops: Any, histogram: Any, k: int, level: Any) -> None:
    """Bounds that the best of at least k blocks reach, then of SEEDS times as many, and so on; the last is 0."""
    for place in range(len(histogram)):
        histogram[place] = 0
    for block in range(len(tops)):
        histogram[tops[block] // FINE] += 1
    reached, wanted, place = 0, k, 0
    for step in range(len(histogram) - 1, 0, -1):
        reached += histogram[step]
        while place < len(level) - 1 and reached >= wanted:
            level[place] = step * FINE
            wanted *= SEEDS
            place += 1
    for rest in range(place, len(level)):
        level[rest] = 0


@inlined
def _gather(candidate: Any, count: Any, bounds: Any, tops: Any, low: int, high: int) -> int:
    """Who has a bound from `low` to below `high`, roughly from the highest down, into candidate[1]; how many they are."""
    width = (high - low) // BINS + 1
    for place in range(BINS + 1):
        count[place] = 0
    found = 0
    for block in range(len(tops)):
        if tops[block] >= low:
            for j in range(block * BLOCK, (block + 1) * BLOCK):
                if low <= bounds[j] < high:
                    candidate[0, found] = j
                    found += 1
                    count[(high - 1 - bounds[j]) // width + 1] += 1
    for place in range(BINS):
        count[place + 1] += count[place]
    for position in range(found):
        j = candidate[0, position]
        place = (high - 1 - bounds[j]) // width
        candidate[1, count[place]] = j
        count[place] += 1
    return found


@inlined
def _expect(row: int, mentor: int, ours: Any, theirs: Any) -> None:
    """Has the memory of a mentor brought near while others are looked at."""
    for position in range(0, theirs.text.shape[1], 32):
        fetch(theirs.text[mentor], position)
    for position in range(0, theirs.whole.shape[1], 8):
        fetch(theirs.whole[mentor], position)
    for entry in range(ours.wanted_start[row], ours.wanted_start[row + 1]):
        fetch(theirs.code_of[mentor], ours.wanted[entry])
    fetch(theirs.part[mentor], 0)
    fetch(theirs.known[mentor], 0)


@compiled
def choose(
    rows: Ints,
    k: int,
    above: Ints,
    lowest: Ints,
    cost: Ints,
    origin: float,
    texts: Array,
    steps: Steps,
    ours: Mentees,
    theirs: Mentors,
    bound: Halves,
    top: Halves,
    mentor: Items,
    worth: Ints,
    heap: Ints,
    histogram: Ints,
    room: Ints,
    candidate: Items,
) -> int:
    """The best `k` of each of `rows` by the bounds of `sketch`, into `mentor` and `worth` [B, k]; how many pairs were
    looked at. `texts` int16[B, columns] are the mentees' vectors; `heap` [2, k], `histogram` [65536 / FINE], `room` [BINS + 1 +
    levels] and `candidate` [2, padded M] are room to work in."""
    net, key, count, level = heap[0], heap[1], room[: BINS + 1], room[BINS + 1 :]
    looked_at = 0
    for line in range(len(rows)):
        row, tops, bounds, chosen, text, least = (
            rows[line],
            top[line],
            bound[line],
            mentor[line],
            texts[line],
            above[line],
        )
        if line + 1 < len(rows):
            for position in range(0, bound.shape[1], 32):
                fetch(bound[line + 1], position)
            for position in range(0, top.shape[1], 32):
                fetch(top[line + 1], position)
        size = 0
        need = _needed(np.float64(least) + 1.0, origin)
        # First those whose bounds are among the highest: they set a limit that spares most of the rest.
        _levels(tops, histogram, k, level)
        high = UNITS * 4 + 1
        for place in range(len(level)):
            low = max(level[place], need)
            if low >= high:
                continue
            found = _gather(candidate, count, bounds, tops, low, high)
            for position in range(found):
                if position + AHEAD < found:
                    _expect(row, candidate[1, position + AHEAD], ours, theirs)
                j = candidate[1, position]
                if bounds[j] < need:
                    continue
                looked_at += 1
                if bounds[j] - _excess(row, j, text, steps, ours, theirs) < need:
                    continue
                size = _offer(
                    row, j, k, size, least, lowest[line], text, cost, net, key, chosen, steps, ours, theirs
                )
                if size == k:
                    need = max(need, _needed(np.float64(net[0]), origin))
            high = low
        for last in range(size - 1, 0, -1):
            _swap(net, key, chosen, 0, last)
            _down(net, key, chosen, last)
        for place in range(size):
            worth[line, place] = net[place] + cost[chosen[place]]
        for place in range(size, k):
            chosen[place], worth[line, place] = -1, 0
    return looked_at
