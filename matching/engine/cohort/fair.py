"""Fairness: the worst match as good as possible, then the next worst, level by level."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from ortools.graph.python.max_flow import SimpleMaxFlow

from matching.engine.arrays import Bools, Ints
from matching.engine.cohort.face import Face
from matching.engine.cohort.flow import Graph


class Fairest(NamedTuple):
    """`face` are the matchings that remain; `levels` are the scores that are settled, worst first, one a mentee."""

    face: Face
    levels: tuple[int, ...]


def fairest(face: Face, quanta: Ints, matched: int, levels: int, near: Sequence[int] = ()) -> Fairest:
    """Of the matchings of `face`, those whose worst score is the highest; of these, those whose next worst is; and so on
    for `levels` scores, each of one mentee. `quanta` int64[E] are the scores of the edges that the face began with, and
    `matched` is how many mentees each of its matchings has.

    `near` are guesses at the levels, such as those of a matching before a small change: they save time and change nothing.

    Each turn finds the highest floor under all scores that are not settled, then how few must make do with just that.
    (Lexicographic bottleneck assignment: Burkard, Dell'Amico and Martello, Assignment Problems, 2009, chapter 6.)
    """
    found: list[int] = []
    while len(found) < min(levels, matched):
        settled = found[-1] if found else -1
        score = quanta[face.source]
        guess = near[len(found)] if len(found) < len(near) else None
        floor = _highest_floor(face, score, settled, guess)
        face = face.only((score <= settled) | (score >= floor))
        wanted = min(levels, matched) - len(found)
        if wanted > 1:
            at_floor = quanta[face.source] == floor
            fewest, edge = face.where(-at_floor.astype(np.int64))
            count = int(at_floor[edge[edge >= 0]].sum())
            if count < wanted:
                face, wanted = fewest, count
        found += [floor] * wanted
    return Fairest(face, tuple(found))


def _highest_floor(face: Face, score: Ints, settled: int, guess: int | None) -> int:
    """The highest score that can lie under all that are not settled, which are those above `settled`. With a `guess` the
    search goes out from there in steps that double, until it lies between two of them."""
    floors = np.unique(score[score > settled])
    low, high = 0, len(floors) - 1
    middle, step = (low + high + 1) // 2, 0
    if guess is not None:
        middle, step = int(np.clip(np.searchsorted(floors, guess), 1, max(high, 1))), 1
    while low < high:
        if _holds(face, (score <= settled) | (score >= floors[middle])):
            low = middle
            ahead = low + step
        else:
            high = middle - 1
            ahead = high + 1 - step
        step *= 2
        middle = ahead if step and low < ahead <= high else (low + high + 1) // 2
    return int(floors[low])


def _holds(face: Face, open_to: Bools) -> bool:
    """Whether the face has a matching on the edges that are `open_to`, bool[E].

    A matching that places all who are to be placed, and one that fills all who are to be filled, give one that does both
    (Mendelsohn and Dulmage, 1958), so two maximum flows decide.
    """
    graph = face.graph
    everybody = np.ones(graph.mentees, dtype=np.bool_)
    return _flows(graph, open_to, face.placed, graph.capacity, int(face.placed.sum())) and _flows(
        graph, open_to, everybody, filled := np.where(face.filled, graph.capacity, 0), int(filled.sum())
    )


def _flows(graph: Graph, open_to: Bools, people: Bools, seats: Ints, need: int) -> bool:
    """Whether `need` of the `people` bool[N] can have seats, `seats` int64[M], at once."""
    if not need:
        return True
    edges = np.flatnonzero(open_to & people[graph.mentee] & (seats[graph.mentor] > 0))
    mentees, mentors = graph.mentees, len(graph.capacity)
    source, sink = mentees + mentors, mentees + mentors + 1
    person, seat = np.flatnonzero(people), np.arange(mentees, source)
    solver = SimpleMaxFlow()
    solver.add_arcs_with_capacity(
        np.concatenate([graph.mentee[edges], np.full(len(person), source), seat]).astype(np.int32),
        np.concatenate([graph.mentor[edges] + mentees, person, np.full(mentors, sink)]).astype(np.int32),
        np.concatenate([np.ones(len(edges) + len(person), dtype=np.int64), seats]),
    )
    solver.solve(source, sink)
    if solver.optimal_flow() == need:
        return True
    # Whoever is behind the cut cannot all have seats, whatever the solver did: count it.
    behind = np.zeros(sink + 1, dtype=np.bool_)
    behind[solver.get_source_side_min_cut()] = True
    across = behind[graph.mentee[edges]] & ~behind[graph.mentor[edges] + mentees]
    most = int(across.sum()) + int((~behind[person]).sum()) + int(seats[behind[seat]].sum())
    if most >= need:
        raise RuntimeError(f"maximum flow: expected a cut below {need}, got one of {most}")
    return False
