"""Ranking with NumPy alone: the same bounds as `bounds` makes, a row of mentors at a time, then the exact worth of those
whose bound is high."""

from collections.abc import Callable
from math import ceil, floor

import numpy as np

from matching.engine.arrays import Array, Ints, Items
from matching.engine.ranking import dense
from matching.engine.ranking.answers import Edges, Wanted
from matching.engine.ranking.asking import Costs, by_answers, costs_of, has_codes, laid_out, too_many
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
    Question,
)
from matching.engine.ranking.pairs import text_value, worth_of

BATCH = 64  # mentees at a time
SINGLE = 16  # mentees for whom the layout is not worth its making
SEEDS = 3  # times k: how many of the highest bounds set the limit for the others
_KEPT = 2000  # rows of mentors that are kept to be used again
_BYTES = 31  # of eight bits each, whose sum fits a byte
_ALL = np.uint16(0xFFFF)


def best(wanted: Wanted) -> Edges:
    """The best edges; see `Wanted`. Few mentees, and those whom bounds spare too little, are done by `dense`."""
    if len(wanted.rows) < SINGLE or too_many(0, 0, wanted) or not has_codes(wanted.problem):
        return dense.best(wanted)
    found = wanted.none_found()
    asked = laid_out(wanted, wanted.problem.mentors.size + BLOCK)
    order, _ = by_answers(asked, wanted.rows)
    costs = costs_of(wanted, asked)
    sketch = _Sketch(asked, costs)
    looked_at = 0
    for first in range(0, len(order), BATCH):
        if too_many(looked_at, first, wanted):
            rest = order[first:]
            part = dense.best(wanted.part(rest))
            found.mentor[rest], found.quanta[rest] = part.mentor, part.quanta
            break
        lines = order[first : first + BATCH]
        choice = _Choice(wanted.part(lines), asked, costs, sketch)
        looked_at += choice.looked_at
        found.mentor[lines], found.quanta[lines] = choice.edges.mentor, choice.edges.quanta
    return found


def _up(part: float) -> np.uint16:
    """What bounds a part of a score, in units."""
    return np.uint16(ceil(part * UNITS + 1e-3))


class _Sketch:
    """The bounds of one mentee at a time. Rows of mentors that many mentees share are kept."""

    def __init__(self, asked: Question, costs: Costs) -> None:
        self.asked = asked
        self.start = costs.start[0]
        self.kept: dict[object, Array] = {}
        self.some = np.empty(asked.mentors.chunk, dtype=np.uint8)
        self.timed = bool(np.isin(asked.steps.op, (HOURS, MIN_HOURS)).any())

    def bound(self, row: int, total: Halves) -> None:
        """What the pairs of a mentee are worth at most, less their price, into `total` uint16[padded M]."""
        steps, ours, theirs = self.asked.steps, self.asked.mentees, self.asked.mentors
        known = ours.known[row]
        np.copyto(total, self._keep(("base", known.tobytes()), lambda: self._base(row)))
        allowed = theirs.open_mask[0]
        count = self._common_slots(row) if self.timed else self.some
        for step in range(len(steps.op)):
            if not steps.rule[step]:
                if known[step]:
                    self._add(total, row, step, count)
            elif known[step]:
                passes = self._passes(row, step, count)
                allowed = allowed if passes is None else allowed & passes
            elif steps.strict[step]:
                allowed = np.zeros_like(allowed)
        said = slice(ours.said_start[row], ours.said_start[row + 1])
        total[ours.said[said]] += ours.said_bound[said]
        total &= allowed
        total[ours.excluded[ours.excluded_start[row] : ours.excluded_start[row + 1]]] = 0

    def _keep(self, key: object, make: Callable[[], Array]) -> Array:
        row = self.kept.get(key)
        if row is None:
            if len(self.kept) >= _KEPT:
                self.kept.clear()
            row = self.kept[key] = make()
        return row

    def _base(self, row: int) -> Array:
        steps, theirs = self.asked.steps, self.asked.mentors
        total: Array = self.start.copy()
        for step in np.flatnonzero(steps.rule == 0).tolist():
            op, share = steps.op[step], np.float64(steps.share[step])
            imputed = _up(share * steps.mean)
            if not self.asked.mentees.known[row, step]:
                total += imputed
                continue
            sure = np.uint16(0)
            if op in (TEXT, DIFFERENT) or (op == GAP and theirs.gap_row[step, 0] < 0):
                sure = _up(share)
            elif op == PREFER:
                sure = _up(0.5 * share)
            total += np.where(theirs.known_mask[0, step] > 0, sure, imputed)
        return total

    def _common_slots(self, row: int) -> Array:
        mine = self.asked.mentees.availability[row]
        places = np.flatnonzero(mine)
        count = np.zeros(len(self.some), dtype=np.uint8 if len(places) <= _BYTES else np.uint16)
        for place in places.tolist():
            np.bitwise_and(self.asked.mentors.week_bytes[0, place], mine[place], out=self.some)
            np.bitwise_count(self.some, out=self.some)
            np.add(count, self.some, out=count)
        return count

    def _add(self, total: Halves, row: int, step: int, count: Array) -> None:
        steps, ours, theirs = self.asked.steps, self.asked.mentees, self.asked.mentors
        op, which, share = steps.op[step], int(steps.which[step]), np.float64(steps.share[step])
        if op in (SAME, DIFFERENT):
            mine = int(ours.code[row, which])
            more = int(_up(share)) if op == SAME else -max(floor(share * UNITS - 1e-3), 0)
            total += self._keep(
                (step, mine), lambda: np.where(theirs.code[0, which] == mine, more, 0).astype(np.uint16)
            )
        elif op == GAP:
            gap = theirs.gap_row[step, ours.rung_place[row, which]]
            if gap >= 0:
                total += theirs.gap[0, gap]
        elif op == HOURS:
            most = 2 * np.float64(steps.params[step, 0])
            points = np.ceil(np.minimum(np.arange(337) / most, 1) * share * UNITS + 1e-3).astype(np.uint16)
            total += points.take(count)
        elif op == MIN_HOURS:
            total += (count >= steps.least[step]) * _up(share)
        elif op == COVERAGE:
            self._cover(total, row, step, share)
        elif op in (OVERLAP, SHARED):
            self._share(total, row, step, share)

    def _cover(self, total: Halves, row: int, step: int, share: float) -> None:
        ours, theirs, which = self.asked.mentees, self.asked.mentors, int(self.asked.steps.which[step])
        entries = range(ours.wanted_start[row], ours.wanted_start[row + 1])
        whole = np.zeros(len(total), dtype=np.uint16)
        # A credit is a byte: sums of more than 255 in priorities would not fit, and then the bound is the whole share.
        if ours.priority[entries.start : entries.stop].sum() > 255:
            total += _up(share)
            return
        for entry in entries:
            place, level = int(ours.wanted[entry]), int(ours.level[entry])

            def credit(place: int = place, level: int = level) -> Array:
                code = np.arange(64)
                worth = theirs.credit[which, 25 * level + np.minimum(5 * (code >> 3) + (code & 7), 24)]
                table: Array = np.ceil(255 * worth.astype(np.float64)).astype(np.uint8)
                return np.asarray(table.take(theirs.offer[0, place]))

            row_of = self._keep(("credit", which, place, level), credit)
            for _ in range(int(ours.priority[entry])):
                whole += row_of
        factor = np.float32(share * UNITS / (255 * ours.priority_sum[row]) * (1 + 1e-6))
        total += np.ceil(whole * factor).astype(np.uint16)

    def _share(self, total: Halves, row: int, step: int, share: float) -> None:
        ours, theirs = self.asked.mentees, self.asked.mentors
        op, which = self.asked.steps.op[step], int(self.asked.steps.which[step])
        held = ours.held[ours.held_start[which, row] : ours.held_start[which, row + 1]]
        each = _up(share if op == SHARED else share / ours.asked[row, which])
        if not theirs.as_rows[which]:
            for item in held.tolist():
                total[theirs.owner[theirs.owner_start[item, 0] : theirs.owner_start[item, -1]]] += each
        elif op == SHARED:
            total += self._any_of(which, held) & each
        else:
            for item in held.tolist():
                total += theirs.item_mask[0, item] & each

    def _any_of(self, which: int, held: Items) -> Array:
        rows = self.asked.mentors.item_mask[0]
        return self._keep(
            ("any", which, held.tobytes()),
            lambda: np.bitwise_or.reduce(rows[held], axis=0, dtype=np.uint16),
        )

    def _passes(self, row: int, step: int, count: Array) -> Array | None:
        """Whom a rule lets through, as far as whole rows can tell; None where they cannot."""
        steps, ours, theirs = self.asked.steps, self.asked.mentees, self.asked.mentors
        op, which = steps.op[step], int(steps.which[step])
        known = theirs.known_mask[0, step]
        unknown: Array = np.zeros_like(known) if steps.strict[step] else ~known
        if op in (HOURS, MIN_HOURS):
            return np.asarray((count >= steps.least[step]) * _ALL | unknown)
        if not (steps.positive[step] or steps.minimum[step] > 0):
            return None
        if op in (SAME, DIFFERENT):
            mine = int(ours.code[row, which])
            equal = (theirs.code[0, which] == mine) == (op == SAME)
            return self._keep(("rule", step, mine), lambda: (equal * _ALL & known) | unknown)
        if op == GAP:
            gap = theirs.gap_row[step, ours.rung_place[row, which]]
            return theirs.gap[0, gap] if gap >= 0 else None
        if op == SHARED and theirs.as_rows[which]:
            held = ours.held[ours.held_start[which, row] : ours.held_start[which, row + 1]]
            return self._keep(("rule", step, held.tobytes()), lambda: self._any_of(which, held) | unknown)
        return None


class _Choice:
    """The best of a batch of mentees. First those with the highest bounds are looked at; the k-th best of them is a limit
    for the bounds of the others."""

    def __init__(self, wanted: Wanted, asked: Question, costs: Costs, sketch: _Sketch) -> None:
        self.wanted, self.asked, self.costs = wanted, asked, costs
        size, problem = len(wanted.rows), wanted.problem
        self.bounds = np.empty((size, asked.mentors.chunk), dtype=np.uint16)
        columns = {
            int(which): place
            for place, which in enumerate(dict.fromkeys(asked.steps.which[asked.steps.op == TEXT].tolist()))
        }
        self.ours = {
            column: problem.mentees.texts[asked.text_fields[place][0]].vectors
            for column, place in columns.items()
        }
        self.theirs = {
            column: problem.mentors.texts[asked.text_fields[place][1]].vectors
            for column, place in columns.items()
        }
        least = np.iinfo(np.int64).min if wanted.above is None else wanted.above
        self.need = np.broadcast_to(
            _needed(np.asarray(least, dtype=np.float64) + 1, costs.origin), size
        ).copy()
        levels = np.empty(size, dtype=np.int64)
        seeds = []
        for line, row in enumerate(wanted.rows.tolist()):
            sketch.bound(row, self.bounds[line])
            levels[line] = max(self._level(line), self.need[line])
            seeds.append(np.flatnonzero(self.bounds[line] >= levels[line]))
        first = self._looked_at(seeds)
        self._raise_need(*first)
        rest = [
            np.flatnonzero((self.bounds[line] >= self.need[line]) & (self.bounds[line] < levels[line]))
            if self.need[line] < levels[line]
            else np.zeros(0, dtype=np.int64)
            for line in range(size)
        ]
        second = self._looked_at(rest)
        self.looked_at = sum(len(one) for one in (*seeds, *rest))
        self.edges = self._sorted(*[np.concatenate(both) for both in zip(first, second, strict=True)])

    def _level(self, line: int) -> int:
        """A bound that enough mentors reach to set a limit."""
        folded = self.bounds[line].reshape(16, -1).max(axis=0)
        place = len(folded) - min(SEEDS * self.wanted.depth, len(folded))
        return int(np.partition(folded, place)[place])

    def _looked_at(self, mentors: list[Ints]) -> tuple[Ints, Ints, Ints]:
        """The line, mentor and worth of pairs that may be among the best: those that their texts leave with a bound that
        is high enough, and no rule refuses."""
        steps = self.asked.steps
        kept, cosines = [], []
        for line, (row, some) in enumerate(zip(self.wanted.rows.tolist(), mentors, strict=True)):
            found = {column: theirs[some] @ self.ours[column][row] for column, theirs in self.theirs.items()}
            bound = self.bounds[line][some].astype(np.int64)
            for step in np.flatnonzero((steps.op == TEXT) & (steps.rule == 0)).tolist():
                if self.asked.mentees.known[row, step]:
                    value = text_value(self.asked, step, found[int(steps.which[step])])
                    excess = np.floor((1 - value.astype(np.float64)) * steps.share[step] * UNITS)
                    bound -= excess.astype(np.int64) * self.asked.mentors.known[some, step]
            high = bound >= self.need[line]
            kept.append(some[high])
            cosines.append({column: one[high] for column, one in found.items()})
        lines = np.repeat(np.arange(len(kept)), [len(one) for one in kept])
        mentor = np.concatenate(kept)
        joined = {column: np.concatenate([one[column] for one in cosines]) for column in self.theirs}
        worth = worth_of(self.asked, self.wanted.rows[lines], mentor, joined)
        fine = worth >= 0
        if self.wanted.above is not None:
            fine &= worth - self.costs.price[mentor] > self.wanted.above[lines]
        if self.wanted.least is not None:
            fine &= worth >= self.wanted.least[lines]
        return lines[fine], mentor[fine], worth[fine]

    def _raise_need(self, line: Ints, mentor: Ints, worth: Ints) -> None:
        net = worth - self.costs.price[mentor]
        order = np.lexsort((-net, line))
        count = np.bincount(line, minlength=len(self.need))
        enough = np.flatnonzero(count >= self.wanted.depth)
        last = (np.cumsum(count) - count + self.wanted.depth - 1)[enough]
        limit = _needed(net[order[last]].astype(np.float64), self.costs.origin)
        self.need[enough] = np.maximum(self.need[enough], limit)

    def _sorted(self, line: Ints, mentor: Ints, worth: Ints) -> Edges:
        edges = self.wanted.none_found()
        key = self.asked.mentors.key[mentor]
        order = np.lexsort((key, self.costs.price[mentor] - worth, line))
        line, mentor, worth = line[order], mentor[order], worth[order]
        count = np.bincount(line, minlength=len(self.need))
        place = np.arange(len(line)) - (np.cumsum(count) - count)[line]
        there = place < self.wanted.depth
        edges.mentor[line[there], place[there]] = mentor[there]
        edges.quanta[line[there], place[there]] = worth[there]
        return edges


def _needed(net: Array, origin: float) -> Ints:
    """The least bound of a pair that is worth `net` less its price."""
    return np.clip(np.floor(((net - 0.5) * 1e-6 + origin) * UNITS - 0.1), 1, 65536).astype(np.int64)
