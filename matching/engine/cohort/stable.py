"""Stable matchings: deferred acceptance, and the pairs that would undo a matching."""

import numpy as np

from matching.engine.arrays import Bools, Ints
from matching.engine.cohort.flow import ranges
from matching.engine.cohort.question import Question
from matching.engine.scoring import QUANTA

WINDOW = 8  # edges of a mentee that are looked at together: the next that is open is seldom further away
LIKING_BITS = QUANTA.bit_length()


def stable(question: Question) -> Ints:
    """The edge of each mentee, int64[N] and -1 for none, in the stable matching that is best for every mentee.

    Mentees prefer by `quanta`, mentors by `mentor_quanta`; equal ones by the lower rank, so the answer is unique.
    """
    return _accepted(question, question.mentor_quanta)


def first_come(question: Question) -> Ints:
    """The edge of each mentee, int64[N] and -1 for none, if they choose one after another in the order of their rank,
    each the best mentor who has a seat left. It is what is stable when all mentors prefer whoever comes first."""
    return _accepted(question, np.zeros(len(question.quanta), dtype=np.int64))


def blocking(question: Question, edge: Ints) -> Bools:
    """Which edges block a matching, bool[E]: both people would rather have each other, by scores, not by ties. `edge`
    int64[N] is the edge of each mentee, -1 for none. Nobody blocks who is locked, nor by a seat that is."""
    graph = question.graph
    taken = edge[edge >= 0]
    own = np.full(graph.mentees, -1, dtype=np.int64)
    own[edge >= 0] = question.quanta[taken]
    least = np.full(len(graph.capacity), QUANTA, dtype=np.int64)
    np.minimum.at(least, graph.mentor[taken], question.mentor_quanta[taken])
    load = np.bincount(graph.mentor[taken], minlength=len(graph.capacity))
    least[load < graph.capacity] = -1
    return np.asarray((question.quanta > own[graph.mentee]) & (question.mentor_quanta > least[graph.mentor]))


def _accepted(question: Question, liking: Ints) -> Ints:
    """The edge of each mentee, int64[N], when mentees propose (Gale and Shapley, 1962) and mentors keep by `liking`
    int64[E], from 0 to a million, then by rank.

    The order of proposals changes nothing, so all who are without a mentor propose at once, and pass over whoever is
    full of people who are liked better: such a mentor only becomes harder to please.
    """
    graph = question.graph
    capacity = np.minimum(graph.capacity, np.bincount(graph.mentor, minlength=len(graph.capacity)))
    edge = _best_first(question)
    mentor = graph.mentor[edge]
    person_at = np.argsort(-question.mentee_rank)
    bits = len(person_at).bit_length()
    # An offer in one number: to whom, how well liked, by whom. A seat that is free holds the lowest of its mentor.
    offer = mentor.astype(np.int64) << LIKING_BITS
    offer |= liking[edge] + 1
    offer <<= bits
    offer |= len(person_at) - 1 - question.mentee_rank[graph.mentee]
    seat = np.cumsum(capacity) - capacity
    held = np.repeat(np.arange(len(capacity)) << (LIKING_BITS + bits), capacity)
    bar = np.arange(len(capacity)) << (LIKING_BITS + bits)
    bar[capacity == 0] = np.iinfo(np.int64).max

    following, end = graph.ptr[:-1].copy(), graph.ptr[1:]
    proposed = np.full(graph.mentees, -1, dtype=np.int64)
    free = np.flatnonzero(following < end)
    while len(free):
        start = following[free]
        near = np.minimum(end[free] - start, WINDOW)
        seen = ranges(start, near)
        following[free] = start + near
        seen = seen[offer[seen] > bar[mentor[seen]]]
        who = graph.mentee[seen]
        first = np.ones(len(seen), dtype=np.bool_)
        first[1:] = who[1:] != who[:-1]
        seen, who = seen[first], who[first]
        following[who] = seen + 1
        proposed[free] = -1
        proposed[who] = seen
        idle = free[proposed[free] < 0]

        offers = np.bincount(mentor[seen], minlength=len(capacity))
        to = np.flatnonzero(offers)
        seats = ranges(seat[to], capacity[to])
        pool = np.sort(np.concatenate([held[seats], offer[seen]]))
        kept = np.cumsum(capacity[to] + offers[to]) - capacity[to]
        held[seats] = pool[ranges(kept, capacity[to])]
        bar[to] = pool[kept]
        lost = pool[ranges(kept - offers[to], offers[to])]
        lost = lost[(lost >> bits) & ((1 << LIKING_BITS) - 1) > 0]
        lost = person_at[lost & ((1 << bits) - 1)]
        proposed[lost] = -1
        free = np.concatenate([lost, idle])
        free = free[following[free] < end[free]]
    found = np.full(graph.mentees, -1, dtype=np.int64)
    found[proposed >= 0] = edge[proposed[proposed >= 0]]
    return found


def _best_first(question: Question) -> Ints:
    """The edges of each mentee from the best down, int64[E]; equal ones by the lower rank of the mentor.

    Rows are sorted as lines of a matrix with those of about their length, which NumPy does ten times faster than all at once.
    """
    graph = question.graph
    bits = len(graph.capacity).bit_length()
    worse = ((QUANTA - question.quanta) << bits) + question.mentor_rank[graph.mentor]
    length = np.diff(graph.ptr)
    order = np.empty(len(worse), dtype=np.int64)
    group = np.frexp(length - 0.5)[1]
    for size in np.unique(group[length > 0]).tolist():
        rows = np.flatnonzero((group == size) & (length > 0))
        width = int(length[rows].max())
        edges = ranges(graph.ptr[rows], length[rows])
        first = np.repeat(graph.ptr[rows], length[rows])
        cell = ranges(np.arange(len(rows)) * width, length[rows])
        lines = np.full(len(rows) * width, np.iinfo(np.int64).max)
        lines[cell] = (worse[edges] << bits) | (edges - first)
        lines.reshape(-1, width).sort(axis=1)
        order[edges] = (lines[cell] & ((1 << bits) - 1)) + first
    return order
