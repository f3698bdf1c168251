"""A bound for every pair, in whole numbers: what each criterion can give at most, in units of 1 / UNITS rounded up, so that
one vector instruction serves 16 to 64 pairs."""

from math import ceil, floor
from typing import Any

import numpy as np

from matching.engine.arrays import Bytes, Ints
from matching.engine.ranking.compiling import compiled, inlined, ones
from matching.engine.ranking.layout import (
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

_ALL, _NONE = np.uint16(0xFFFF), np.uint16(0)
_BYTES = 31  # of eight bits each, whose sum fits a byte


@inlined
def _up(part: float) -> Any:
    return np.uint16(ceil(part * UNITS + 1e-3))


@inlined
def _copy(to: Any, given: Any) -> None:
    for j in range(len(to)):
        to[j] = given[j]


@inlined
def _common_slots(count: Any, some: Any, ours: Any, week: Any) -> None:
    """Half hours in common, uint16[chunk]; `ours` uint8[42], `week` uint8[42, chunk], `some` a row to work in."""
    count[:] = 0
    pending = 0
    for place in range(len(ours)):
        mine = ours[place]
        if mine:
            theirs = week[place]
            if pending == 0:
                for j in range(len(some)):
                    some[j] = ones(np.uint8(mine & theirs[j]))
            else:
                for j in range(len(some)):
                    some[j] = np.uint8(some[j] + ones(np.uint8(mine & theirs[j])))
            pending += 1
        if pending == _BYTES or (pending and place == len(ours) - 1):
            for j in range(len(some)):
                count[j] = np.uint16(count[j] + np.uint16(some[j]))
            pending = 0


@inlined
def _choice(total: Any, mask: Any, then: Any, otherwise: Any) -> None:
    for j in range(len(total)):
        total[j] = np.uint16(total[j] + ((mask[j] & then) | (~mask[j] & otherwise)))


@inlined
def _base(total: Any, row: int, place: int, steps: Any, ours: Any, theirs: Any) -> None:
    """What does not depend on the mentee's answers, only on which there are."""
    for step in range(len(steps.op)):
        if steps.rule[step]:
            continue
        op, share = steps.op[step], np.float64(steps.share[step])
        imputed = _up(share * steps.mean)
        if not ours.known[row, step]:
            for j in range(len(total)):
                total[j] = np.uint16(total[j] + imputed)
            continue
        sure = _NONE
        if op in (TEXT, DIFFERENT) or (op == GAP and theirs.gap_row[step, 0] < 0):
            sure = _up(share)
        elif op == PREFER:
            sure = _up(0.5 * share)
        if sure or not theirs.all_known[step]:
            _choice(total, theirs.known_mask[place, step], sure, imputed)


@inlined
def _coverage_bound(total: Any, row: int, share: float, near: float, ours: Any, offer: Any) -> None:
    for entry in range(ours.wanted_start[row], ours.wanted_start[row + 1]):
        part = share * ours.priority[entry] / ours.priority_sum[row]
        level = ours.level[entry]
        most, most_near = _up(part), _up(part * near)
        each, each_near = _up(part / level), _up(part * near / level)
        code = offer[ours.wanted[entry]]
        for j in range(len(total)):
            packed = np.uint16(code[j])
            direct = np.uint16(np.uint16(packed >> 3) * each)
            direct = direct if direct < most else most
            through = np.uint16(np.uint16(packed & 7) * each_near)
            through = through if through < most_near else most_near
            total[j] = np.uint16(total[j] + (direct if direct > through else through))


@inlined
def _sets_bound(
    total: Any, mask: Any, row: int, step: int, place: int, low: int, steps: Any, ours: Any, theirs: Any
) -> None:
    """Points of a set; with a rule, `mask` of who has an item in common."""
    which, op, share = steps.which[step], steps.op[step], np.float64(steps.share[step])
    first, last = ours.held_start[which, row], ours.held_start[which, row + 1]
    if theirs.as_rows[which]:
        if op == SHARED:
            mask[:] = 0
            for entry in range(first, last):
                has = theirs.item_mask[place, ours.held[entry]]
                for j in range(len(mask)):
                    mask[j] |= has[j]
            if not steps.rule[step]:
                _choice(total, mask, _up(share), _NONE)
        else:
            each = _up(share / ours.asked[row, which])
            for entry in range(first, last):
                _choice(total, theirs.item_mask[place, ours.held[entry]], each, _NONE)
    elif not steps.rule[step]:
        each = _up(share if op == SHARED else share / ours.asked[row, which])
        for entry in range(first, last):
            item = ours.held[entry]
            for position in range(theirs.owner_start[item, place], theirs.owner_start[item, place + 1]):
                j = theirs.owner[position] - low
                total[j] = np.uint16(total[j] + each)


@inlined
def _points_bound(
    total: Any,
    mask: Any,
    count: Any,
    row: int,
    step: int,
    place: int,
    low: int,
    steps: Any,
    ours: Any,
    theirs: Any,
) -> None:
    op, which, share = steps.op[step], steps.which[step], np.float64(steps.share[step])
    if op in (SAME, DIFFERENT):
        code = theirs.code[place, which]
        mine = ours.code[row, which]
        # Whoever differs has the whole already.
        more = _up(share) if op == SAME else np.uint16(-np.int64(max(floor(share * UNITS - 1e-3), 0.0)))
        for j in range(len(total)):
            total[j] = np.uint16(total[j] + (more if code[j] == mine else _NONE))
    elif op == GAP:
        gap = theirs.gap_row[step, ours.rung_place[row, which]]
        if gap >= 0:
            points = theirs.gap[place, gap]
            for j in range(len(total)):
                total[j] = np.uint16(total[j] + points[j])
    elif op == HOURS:
        full = 2 * np.float64(steps.params[step, 0])
        most, each = np.uint16(ceil(full)), _up(share / full)
        for j in range(len(total)):
            total[j] = np.uint16(total[j] + np.uint16((count[j] if count[j] < most else most) * each))
    elif op == MIN_HOURS:
        least, all_of_it = steps.least[step], _up(share)
        for j in range(len(total)):
            total[j] = np.uint16(total[j] + (all_of_it if count[j] >= least else _NONE))
    elif op == COVERAGE:
        _coverage_bound(total, row, share, np.float64(steps.params[step, 0]), ours, theirs.offer[place])
    elif op in (OVERLAP, SHARED):
        _sets_bound(total, mask, row, step, place, low, steps, ours, theirs)


@inlined
def _refuse(
    allowed: Any,
    mask: Any,
    count: Any,
    row: int,
    step: int,
    place: int,
    low: int,
    steps: Any,
    ours: Any,
    theirs: Any,
) -> None:
    """Takes out whom a rule refuses, as far as whole rows can tell; `choose` looks at every rule again."""
    op, which = steps.op[step], steps.which[step]
    if not ours.known[row, step]:
        if steps.strict[step]:
            allowed[:] = 0
        return
    unknown = _NONE if steps.strict[step] else _ALL
    known = theirs.known_mask[place, step]
    if op in (HOURS, MIN_HOURS):
        least = steps.least[step]
        for j in range(len(allowed)):
            allowed[j] &= (_ALL if count[j] >= least else _NONE) | (~known[j] & unknown)
    elif not (steps.positive[step] or steps.minimum[step] > 0):
        return
    elif op in (SAME, DIFFERENT):
        code = theirs.code[place, which]
        mine = ours.code[row, which]
        equal, other = (_ALL, _NONE) if op == SAME else (_NONE, _ALL)
        for j in range(len(allowed)):
            allowed[j] &= (known[j] & (equal if code[j] == mine else other)) | (~known[j] & unknown)
    elif op == GAP:
        gap = theirs.gap_row[step, ours.rung_place[row, which]]
        if gap >= 0:
            passes = theirs.gap[place, gap]
            for j in range(len(allowed)):
                allowed[j] &= passes[j]
    elif op == SHARED and theirs.as_rows[which]:
        _sets_bound(allowed, mask, row, step, place, low, steps, ours, theirs)
        for j in range(len(allowed)):
            allowed[j] &= mask[j] | (~known[j] & unknown)


@inlined
def _folded(higher: Any, pairs: Any) -> None:
    """The higher of each two numbers that stand side by side; `pairs` uint32 holds two a word."""
    for j in range(len(higher)):
        low, high = np.uint32(pairs[j] & np.uint32(0xFFFF)), np.uint32(pairs[j] >> np.uint32(16))
        higher[j] = np.uint16(low if low > high else high)


@inlined
def _tops(top: Any, bound: Any, room: Any) -> None:
    """The highest bound of each block of 16."""
    half = len(bound) // 2
    _folded(room[:half], bound.view(np.uint32))
    _folded(room[half : half + half // 2], room[:half].view(np.uint32))
    _folded(room[: half // 4], room[half : half + half // 2].view(np.uint32))
    _folded(top, room[: half // 4].view(np.uint32))


@compiled
def sketch(
    rows: Ints,
    fresh: Bytes,
    start: Halves,
    steps: Steps,
    ours: Mentees,
    theirs: Mentors,
    bound: Halves,
    top: Halves,
    working: Halves,
    some: Bytes,
) -> None:
    """What each pair is worth at most, less its price, uint16 in units: `bound` [B, padded M] and `top`, the highest of each
    block; 0 where it is not eligible. `fresh` marks the mentees `rows` [B] who answered other questions than the one in
    front; `start` [chunks, chunk] is what every mentee has to begin with. `working` [4, chunk] and `some` [chunk] are room to work in."""
    chunk = theirs.chunk
    base, count, allowed, mask = working[0], working[1], working[2], working[3]
    timed = False
    for step in range(len(steps.op)):
        timed = timed or steps.op[step] == HOURS or steps.op[step] == MIN_HOURS
    for place in range(len(start)):
        low = place * chunk
        for line in range(len(rows)):
            row = rows[line]
            if fresh[line]:
                _copy(base, start[place])
                _base(base, row, place, steps, ours, theirs)
            total = bound[line, low : low + chunk]
            _copy(total, base)
            _copy(allowed, theirs.open_mask[place])
            if timed:
                _common_slots(count, some, ours.availability[row], theirs.week_bytes[place])
            for step in range(len(steps.op)):
                if steps.rule[step]:
                    _refuse(allowed, mask, count, row, step, place, low, steps, ours, theirs)
                elif ours.known[row, step]:
                    _points_bound(total, mask, count, row, step, place, low, steps, ours, theirs)
            for entry in range(ours.said_start[row], ours.said_start[row + 1]):
                if low <= ours.said[entry] < low + chunk:
                    total[ours.said[entry] - low] += ours.said_bound[entry]
            for j in range(chunk):
                total[j] &= allowed[j]
            for entry in range(ours.excluded_start[row], ours.excluded_start[row + 1]):
                if low <= ours.excluded[entry] < low + chunk:
                    total[ours.excluded[entry] - low] = 0
            _tops(top[line, low // BLOCK : (low + chunk) // BLOCK], total, mask)
