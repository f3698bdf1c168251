"""Ranking by compiled kernels: the driver that cuts the mentees into batches."""

import numpy as np

from matching.engine.arrays import Array, Ints
from matching.engine.problem import Problem
from matching.engine.ranking import dense
from matching.engine.ranking.answers import Edges, Wanted
from matching.engine.ranking.asking import by_answers, costs_of, has_codes, laid_out, too_many
from matching.engine.ranking.bounds import sketch
from matching.engine.ranking.choice import BINS, FINE, LEVELS, choose
from matching.engine.ranking.layout import BLOCK, CHUNK, Question
from matching.engine.sides import GRID

BATCH = 64  # mentees at a time, who share what the caches hold of a chunk of mentors


def best(wanted: Wanted) -> Edges:
    """The best edges; see `Wanted`. Where bounds leave too many pairs to look at, the rest is done by `dense`."""
    if too_many(0, 0, wanted) or not has_codes(wanted.problem):
        return dense.best(wanted)
    found = wanted.none_found()
    asked = laid_out(wanted, CHUNK)
    order, fresh = by_answers(asked, wanted.rows)
    costs = costs_of(wanted, asked)
    padded = costs.start.size
    bound = np.empty((BATCH, padded), dtype=np.uint16)
    top = np.empty((BATCH, padded // BLOCK), dtype=np.uint16)
    working = np.empty((4, asked.mentors.chunk), dtype=np.uint16)
    some = np.empty(asked.mentors.chunk, dtype=np.uint8)
    heap = np.empty((2, wanted.depth), dtype=np.int64)
    histogram = np.empty(65536 // FINE, dtype=np.int64)
    room = np.empty(BINS + 1 + LEVELS, dtype=np.int64)
    candidate = np.empty((2, padded), dtype=np.int32)
    looked_at = 0
    for first in range(0, len(order), BATCH):
        lines = order[first : first + BATCH]
        if too_many(looked_at, first, wanted):
            rest = order[first:]
            part = dense.best(wanted.part(rest))
            found.mentor[rest], found.quanta[rest] = part.mentor, part.quanta
            break
        rows = wanted.rows[lines]
        begins = fresh[first : first + BATCH].copy()
        begins[0] = 1
        mentor = np.empty((len(lines), wanted.depth), dtype=np.int32)
        worth = np.empty((len(lines), wanted.depth), dtype=np.int64)
        above = np.full(len(lines), np.iinfo(np.int64).min) if wanted.above is None else wanted.above[lines]
        floor = (
            np.zeros(len(lines), dtype=np.int64)
            if wanted.least is None
            else np.maximum(wanted.least[lines], 0)
        )
        sketch(
            rows, begins, costs.start, asked.steps, asked.mentees, asked.mentors, bound, top, working, some
        )
        looked_at += choose(
            rows,
            wanted.depth,
            above,
            floor,
            costs.price,
            costs.origin,
            _texts(wanted.problem, asked, rows),
            asked.steps,
            asked.mentees,
            asked.mentors,
            bound,
            top,
            mentor,
            worth,
            heap,
            histogram,
            room,
            candidate,
        )
        found.mentor[lines], found.quanta[lines] = mentor, worth
    return found


def _texts(problem: Problem, asked: Question, rows: Ints) -> Array:
    """The vectors of `rows` in steps of the grid: int16[n, columns]."""
    whole = [np.zeros((len(rows), 0), dtype=np.int16)]
    whole += [
        (problem.mentees.texts[name].vectors[rows] * np.float32(GRID)).astype(np.int16)
        for name, _ in asked.text_fields
    ]
    return np.concatenate(whole, axis=1)
