"""A problem laid out for the compiled kernels."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np

from matching.engine.arrays import Array, Bools, Floats, Ints, Items
from matching.engine.criteria import STORES, Criterion, Kind
from matching.engine.problem import Problem
from matching.engine.ranking.layout import (
    BIAS,
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
    Fields,
    Halves,
    Mentees,
    Mentors,
    Question,
    Steps,
)
from matching.engine.ranking.sets import ROWS, SharedSet
from matching.engine.scoring import TOLERANCE, Weighted, in_order, passes
from matching.engine.sides import GRID, SLOTS, Lists
from matching.engine.values import Values, answered, credit_table, stepped

_OPS = {
    Kind.SAME: SAME,
    Kind.DIFFERENT: DIFFERENT,
    Kind.GAP: GAP,
    Kind.BIAS: BIAS,
    Kind.HOURS: HOURS,
    Kind.MIN_HOURS: MIN_HOURS,
    Kind.OVERLAP: OVERLAP,
    Kind.NETWORK: SHARED,
    Kind.LANGUAGE: SHARED,
    Kind.COVERAGE: COVERAGE,
    Kind.PREFER: PREFER,
    Kind.TEXT: TEXT,
}
_UNKNOWN, _ELSEWHERE = 0xFFFF, 0xFFFE  # codes of a category that equal no other: of a mentor, of a mentee


def question(problem: Problem, criteria: Sequence[Weighted], chunk: int) -> Question:
    """The arrays for ranking by `criteria` under the rules of the problem, in chunks of `chunk` mentors."""
    rules = [Weighted(criterion, 0.0) for criterion in problem.criteria if criterion.rule]
    return _Layout(problem, in_order([*criteria, *rules]), chunk).question()


def units(part: Floats) -> Halves:
    """What bounds a part of a score, in units."""
    return np.ceil(np.asarray(part, dtype=np.float64) * UNITS + 1e-3).astype(np.uint16)


class _Layout:
    """One problem and its criteria in order, and the distinct fields that they look at."""

    def __init__(self, problem: Problem, entries: list[Weighted], chunk: int) -> None:
        self.problem = problem
        self.entries = entries
        self.criteria = [entry.criterion for entry in entries]
        self.chunk = chunk
        self.places = -(-problem.mentors.size // self.chunk)
        self.fields = {store: self._fields(store) for store in sorted(set(STORES.values()))}
        self.shares = list(
            dict.fromkeys(
                criterion.params["share"] for criterion in self.criteria if criterion.kind is Kind.COVERAGE
            )
        )
        self.known = [answered(problem, criterion, slice(None), slice(None)) for criterion in self.criteria]
        self.sets = [
            SharedSet(problem.mentees.sets[ours], problem.mentors.sets[theirs])
            for ours, theirs in self.fields["sets"]
        ]
        rungs = [problem.mentees.ordinals[ours] for ours, _ in self.fields["ordinals"]]
        self.rungs = [np.unique(column[~np.isnan(column)]) for column in rungs]

    def _fields(self, store: str) -> list[Fields]:
        looked_at = [
            (criterion.mentee_field, criterion.mentor_field)
            for criterion in self.criteria
            if STORES.get(criterion.kind) == store
        ]
        return list(dict.fromkeys(looked_at))

    def question(self) -> Question:
        moved = np.zeros(self.problem.mentors.size, dtype=np.float32)
        for entry in self.entries:
            if entry.criterion.kind is Kind.BIAS and not entry.criterion.rule:
                number = np.nan_to_num(self.problem.mentors.numbers[entry.criterion.mentor_field])
                moved += number * np.float32(entry.share)
        return Question(
            _alike(self._steps()),
            _alike(self._mentees()),
            _alike(self._mentors(moved)),
            self.fields["texts"],
            units(moved),
        )

    def _steps(self) -> Steps:
        criteria = self.criteria
        lengths = [self.problem.mentors.texts[name].vectors.shape[1] for _, name in self.fields["texts"]]
        columns = [0, *np.cumsum(lengths, dtype=int).tolist()]
        places = [self._place(criterion) for criterion in criteria]
        texts = [criterion.kind is Kind.TEXT for criterion in criteria]
        pairs = list(zip(places, texts, strict=True))
        return Steps(
            op=np.array([_OPS[criterion.kind] for criterion in criteria], dtype=np.int32),
            which=np.array([columns[place] if text else place for place, text in pairs], dtype=np.int32),
            length=np.array([lengths[place] if text else 0 for place, text in pairs], dtype=np.int32),
            share=np.array([entry.share for entry in self.entries], dtype=np.float32),
            rule=np.array([criterion.rule for criterion in criteria], dtype=np.uint8),
            evidence=np.array([criterion.is_evidence for criterion in criteria], dtype=np.uint8),
            minimum=np.array([criterion.minimum for criterion in criteria], dtype=np.float32) - TOLERANCE,
            positive=np.array([criterion.minimum == 0 for criterion in criteria], dtype=np.uint8),
            strict=np.array([criterion.strict for criterion in criteria], dtype=np.uint8),
            least=np.array([_least(criterion) for criterion in criteria], dtype=np.uint16),
            params=np.array([_params(criterion) for criterion in criteria], dtype=np.float32).reshape(-1, 3),
            mean=np.float32(self.problem.prior_mean),
        )

    def _place(self, criterion: Criterion) -> int:
        store = STORES.get(criterion.kind)
        if store:
            return self.fields[store].index((criterion.mentee_field, criterion.mentor_field))
        return self.shares.index(criterion.params["share"]) if criterion.kind is Kind.COVERAGE else 0

    def _mentors(self, moved: Floats) -> Mentors:
        theirs, size = self.problem.mentors, self.problem.mentors.size
        known = _rows([mentors for _, mentors in self.known], np.bool_, size)
        names = {store: [name for _, name in fields] for store, fields in self.fields.items()}
        starts, items = _joined([theirs.sets[name] for name in names["sets"]], size)
        owner_starts, owners = self._owners()
        rungs = np.nan_to_num(_rows([theirs.ordinals[name] for name in names["ordinals"]], np.float32, size))
        numbers = np.nan_to_num(_rows([theirs.numbers[name] for name in names["numbers"]], np.float32, size))
        categories = _rows([theirs.categories[name] for name in names["categories"]], np.int64, size)
        codes = _rows([_coded(column, column, _UNKNOWN) for column in categories], np.uint16, size)
        rows_of_sets = [one.rows() for one in self.sets if one.as_rows]
        week = np.zeros((SLOTS // 8, size), dtype=np.uint8)
        if theirs.availability is not None:
            week = theirs.availability.T
        codes_of = self.problem.offers.code if self.shares else np.zeros((0, size), dtype=np.uint8)
        level, near = np.divmod(codes_of, np.uint8(5))
        masks = [one.bits(one.people, one.place, size) for one in self.sets]
        whole = [*theirs.week.view(np.int64), *categories, *masks, self.problem.mentor_key]
        gap_row, gap = self._gaps()
        vectors = [theirs.texts[name].vectors * np.float32(GRID) for name in names["texts"]]
        return Mentors(
            chunk=self.chunk,
            known=np.ascontiguousarray(known.T, dtype=np.uint8),
            all_known=np.asarray(known.all(axis=1), dtype=np.uint8),
            key=self.problem.mentor_key,
            whole=np.stack(whole, axis=1),
            categories=len(theirs.week),
            masks=len(theirs.week) + len(categories),
            part=np.stack([*rungs, *numbers, moved], axis=1),
            numbers=len(rungs),
            code_of=np.ascontiguousarray(codes_of.T),
            item_start=starts,
            item=items,
            text=np.concatenate([np.zeros((size, 0), dtype=np.int16), *vectors], axis=1).astype(np.int16),
            credit=_rows([credit_table(share) for share in self.shares], np.float32, 125),
            open_mask=self._chunked(_masks((self.problem.capacity_left > 0)[None]))[:, 0],
            known_mask=self._chunked(_masks(known)),
            code=self._chunked(codes),
            gap_row=gap_row,
            gap=self._chunked(gap),
            week_bytes=self._chunked(week),
            offer=self._chunked(level << np.uint8(3) | near),
            as_rows=np.array([one.as_rows for one in self.sets], dtype=np.uint8),
            item_mask=self._chunked(
                _masks(np.concatenate([np.zeros((0, size), dtype=np.bool_), *rows_of_sets]))
            ),
            owner_start=owner_starts,
            owner=owners,
        )

    def _chunked(self, rows: Array) -> Array:
        """[rows, M] as [chunks, rows, chunk], the last chunk filled with noughts."""
        padded = np.zeros((len(rows), self.places * self.chunk), dtype=rows.dtype)
        padded[:, : rows.shape[1]] = rows
        shaped = padded.reshape(len(rows), self.places, self.chunk)
        return np.ascontiguousarray(shaped.swapaxes(0, 1))

    def _gaps(self) -> tuple[Items, Halves]:
        """The rows of `Mentors.gap` by step and rung, and what stands in them."""
        most = max((len(rungs) for rungs in self.rungs), default=0)
        where = np.full((len(self.entries), max(most, 1)), -1, dtype=np.int32)
        rows = [np.zeros((0, self.problem.mentors.size), dtype=np.uint16)]
        count = 0
        for step, (entry, (_, known)) in enumerate(zip(self.entries, self.known, strict=True)):
            criterion = entry.criterion
            if criterion.kind is not Kind.GAP:
                continue
            rungs = self.rungs[self._place(criterion)]
            if len(rungs) > ROWS:
                continue
            theirs = np.nan_to_num(self.problem.mentors.ordinals[criterion.mentor_field])
            found = Values(
                stepped(theirs - rungs[:, None], criterion), np.ones(len(rungs), dtype=np.bool_), known
            )
            if criterion.rule:
                rows.append(_masks(passes(criterion, found)))
            else:
                rows.append(np.where(known, units(found.value * np.float32(entry.share)), np.uint16(0)))
            where[step, : len(rungs)] = np.arange(count, count + len(rungs))
            count += len(rungs)
        return where, np.concatenate(rows)

    def _owners(self) -> tuple[Items, Items]:
        """Starts by item and chunk, and the mentors themselves, of the sets that have no rows."""
        starts, owners, before = [np.zeros((0, self.places + 1), dtype=np.int64)], [], 0
        edges = np.minimum(np.arange(self.places + 1) * self.chunk, self.problem.mentors.size)
        for one in self.sets:
            if not one.as_rows:
                cells = np.sort(one.place * one.theirs.size + one.people)
                first = np.arange(len(one.items))[:, None] * one.theirs.size + edges
                starts.append(np.searchsorted(cells, first) + before)
                owners.append(cells % one.theirs.size)
                before += len(cells)
        joined = np.concatenate([np.zeros(0, dtype=np.int64), *owners])
        return np.concatenate(starts).astype(np.int32), joined.astype(np.int32)

    def _mentees(self) -> Mentees:
        ours, size = self.problem.mentees, self.problem.mentees.size
        known = _rows([mentees for mentees, _ in self.known], np.uint8, size)
        categories = _rows([ours.categories[name] for name, _ in self.fields["categories"]], np.int64, size)
        theirs = [self.problem.mentors.categories[name] for _, name in self.fields["categories"]]
        codes = [_coded(column, like, _ELSEWHERE) for column, like in zip(categories, theirs, strict=True)]
        rungs = np.nan_to_num(
            _rows([ours.ordinals[name] for name, _ in self.fields["ordinals"]], np.float32, size)
        )
        rung_places = [
            np.minimum(np.searchsorted(distinct, column), max(len(distinct) - 1, 0))
            for distinct, column in zip(self.rungs, rungs, strict=True)
        ]
        lists = [ours.sets[name] for name, _ in self.fields["sets"]]
        starts, items = _joined(lists, size)
        held_starts, held = self._held(size)
        excluded_start, excluded = _by_mentee(self.problem.excluded.pairs, size)
        said = self.problem.preferences
        said_start, said_order = _by_mentee(said.pairs, size)
        value = np.float32(0.5) + np.float32(0.25) * (said.by_mentee + said.by_mentor).astype(np.float32)
        wanted = ours.offered
        week = (
            np.zeros((size, SLOTS // 8), dtype=np.uint8) if ours.availability is None else ours.availability
        )
        return Mentees(
            known=np.ascontiguousarray(known.T),
            category=np.ascontiguousarray(categories.T),
            code=np.ascontiguousarray(_rows(codes, np.uint16, size).T),
            rung=np.ascontiguousarray(rungs.T),
            rung_place=np.ascontiguousarray(_rows(rung_places, np.int32, size).T),
            week=np.ascontiguousarray(ours.week.view(np.int64).T),
            mask=np.ascontiguousarray(_rows([one.own_bits(size) for one in self.sets], np.int64, size).T),
            availability=week,
            item_start=starts,
            item=items,
            asked=np.maximum(
                _rows([np.diff(own.ptr) for own in lists], np.float32, size), np.float32(1)
            ).T.copy(),
            held_start=held_starts,
            held=held,
            wanted_start=wanted.ptr,
            wanted=self.problem.offers.place[wanted.skill],
            level=wanted.level,
            priority=wanted.priority.astype(np.float32),
            priority_sum=np.maximum(wanted.priority_sum, np.float32(1)),
            excluded_start=excluded_start,
            excluded=self.problem.excluded.pairs[excluded, 1].astype(np.int32),
            said_start=said_start,
            said=said.pairs[said_order, 1].astype(np.int32),
            said_value=value[said_order],
            said_bound=self._said_bound(value[said_order]),
        )

    def _said_bound(self, value: Floats) -> Halves:
        """What a wish adds to the bound of one with nothing said; less than nought wraps around."""
        total = np.zeros(len(value), dtype=np.uint16)
        for entry in self.entries:
            if entry.criterion.kind is Kind.PREFER and not entry.criterion.rule:
                total += units(value * entry.share) - units(np.full(len(value), 0.5 * entry.share))
        return total

    def _held(self, size: int) -> tuple[Ints, Items]:
        starts, held, rows, owner_rows, before = [], [np.zeros(0, dtype=np.int64)], 0, 0, 0
        for one in self.sets:
            own_starts, places = one.held(size)
            starts.append(own_starts + before)
            held.append(places + (rows if one.as_rows else owner_rows))
            before += len(places)
            if one.as_rows:
                rows += len(one.items)
            else:
                owner_rows += len(one.items)
        return _rows(starts, np.int64, size + 1), np.concatenate(held).astype(np.int32)


def _alike(part: Any) -> Any:
    """The same with every array contiguous and read-only, so that all problems are of one type to the compiler."""
    arrays = {}
    for name, value in part._asdict().items():
        if isinstance(value, np.ndarray):
            arrays[name] = np.ascontiguousarray(value).view()
            arrays[name].flags.writeable = False
    return part._replace(**arrays)


def _rows(columns: Sequence[Array], dtype: type, size: int) -> Array:
    """Columns of one store as the rows of one array [columns, size], also where there are none."""
    return np.array(columns, dtype=dtype).reshape(len(columns), size)


def _masks(chosen: Bools) -> Halves:
    return np.where(chosen, np.uint16(0xFFFF), np.uint16(0))


def _coded(column: Ints, like: Ints, missing: int) -> Ints:
    """A category as its position among those of `like`, `missing` where it is not there or unknown."""
    distinct = np.unique(like[like >= 0])
    if not len(distinct):
        return np.full(len(column), missing, dtype=np.int64)
    place = np.minimum(np.searchsorted(distinct, column), len(distinct) - 1)
    return np.where(distinct[place] == column, place, missing)


def _joined(lists: Sequence[Lists], size: int) -> tuple[Ints, Items]:
    """Lists of several sets end to end: starts int64[sets, size + 1] and items."""
    before = np.cumsum([0, *(len(one.item) for one in lists)])
    starts = [one.ptr + first for one, first in zip(lists, before, strict=False)]
    return _rows(starts, np.int64, size + 1), np.concatenate(
        [np.zeros(0, dtype=np.int32), *(one.item for one in lists)]
    )


def _by_mentee(pairs: Ints, size: int) -> tuple[Ints, Ints]:
    """The starts of each mentee's pairs, and the order that sorts them."""
    starts = np.concatenate([[0], np.cumsum(np.bincount(pairs[:, 0], minlength=size))]).astype(np.int64)
    return starts, np.argsort(pairs[:, 0], kind="stable")


def _least(criterion: Criterion) -> int:
    """The half hours that a rule or a criterion about hours asks for; 0 where it asks for none."""
    if criterion.kind is Kind.MIN_HOURS:
        enough = criterion.minimum == 0 or criterion.minimum > TOLERANCE or not criterion.rule
        return ceil(2 * criterion.params["hours"] - 1e-3) if enough else 0
    if criterion.kind is Kind.HOURS:
        asked = 2 * criterion.params["full_hours"] * (criterion.minimum - float(TOLERANCE))
        return 1 if criterion.minimum == 0 else max(ceil(asked - 1e-3), 0)
    return 0


def _params(criterion: Criterion) -> tuple[np.float32, np.float32, np.float32]:
    nought = np.float32(0)
    given = {name: np.float32(value) for name, value in criterion.params.items()}
    match criterion.kind:
        case Kind.COVERAGE:
            return given["share"], nought, nought
        case Kind.TEXT:
            return given["low"], given["high"] - given["low"], nought
        case Kind.GAP:
            return given["best_from"], given["best_to"], given["fade"]
        case Kind.HOURS:
            return given["full_hours"], nought, nought
        case Kind.MIN_HOURS:
            return given["hours"], nought, nought
        case _:
            return nought, nought, nought
