"""What a cohort is asked: the candidates after the organiser's decisions, checked once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.arrays import Bools, Ints, Items, Words, checked, refuse
from matching.engine.cohort.candidates import Candidates
from matching.engine.cohort.flow import Graph, ranges
from matching.engine.scoring import QUANTA

# Deferred acceptance packs a mentor, a score and a mentee into one int64.
MOST_MENTEES, MOST_MENTORS = 1 << 22, 1 << 21


@dataclass(frozen=True, eq=False)
class Question:
    """The pairs that are still open, in the rows and positions of the candidates that they are from.

    `graph` holds the open edges and the seats that locks leave: no edge of a locked mentee, of a forbidden pair or of one
    below the minimum score. `quanta` and `mentor_quanta` int64[E] are what each is worth to mentee and mentor, in millionths.
    `locked` int64[K, 2] are the pairs (mentee, mentor) kept whatever the aim, `locked_quanta` int64[K] their scores, 0
    where the pair is not among the candidates.
    `mentee_rank` int64[N] and `mentor_rank` int64[M] decide ties, lower first: people by their key, mixed with the seed.
    `mentee_mix` uint64[N] and `mentor_mix` uint64[M] are those mixtures.
    """

    graph: Graph
    quanta: Ints
    mentor_quanta: Ints
    locked: Ints
    locked_quanta: Ints
    mentee_rank: Ints
    mentor_rank: Ints
    mentee_mix: Words
    mentor_mix: Words

    def chance(self, mentee: Items, mentor: Items) -> Ints:
        """A number from 1 to 2^20 for each edge between these people, int64[E], that looks like chance and is made of
        their keys and the seed alone."""
        mixed = _mixed(self.mentee_mix[mentee] ^ (self.mentor_mix[mentor] * np.uint64(0x9E3779B97F4A7C15)))
        return (mixed >> np.uint64(44)).astype(np.int64) + 1


def question(
    candidates: Candidates,
    capacity: npt.ArrayLike,
    *,
    locked: npt.ArrayLike | None = None,
    forbidden: npt.ArrayLike | None = None,
    minimum_score: float | None = None,
    seed: int = 0,
) -> Question:
    """The question that `assign` answers; see there for what each argument means and what is refused."""
    seats: Ints = checked("capacity", capacity, np.int64, (None,))
    refuse("capacity", seats < 0, seats, "a number of seats of 0 or more")
    mentees, mentors = candidates.mentees, len(seats)
    refuse(
        "mentor", candidates.mentor >= mentors, candidates.mentor, f"a position below {mentors}, the mentors"
    )
    for name, people, most in (("ptr", mentees, MOST_MENTEES), ("capacity", mentors, MOST_MENTORS)):
        if people >= most:
            raise ValueError(f"{name}: expected fewer than {most} people, got {people}")
    mentee_key, mentor_key = _keys(candidates, mentors)
    least = _minimum(minimum_score)
    kept = _pairs("locked", locked, mentees, mentors)
    refused = _pairs("forbidden", forbidden, mentees, mentors)
    left = np.minimum(_seats_left(kept, refused, seats, mentors), mentees)

    open_to = np.ones(candidates.edges, dtype=np.bool_)
    if least:
        open_to &= candidates.quanta >= least
    open_to[_edges_of(candidates, refused, mentors)] = False
    locks = _edges_of(candidates, kept, mentors)
    worth = np.zeros(len(kept), dtype=np.int64)
    place = np.zeros(mentees, dtype=np.int64)
    place[kept[:, 0]] = np.arange(len(kept))
    worth[place[candidates.mentee[locks]]] = candidates.quanta[locks]
    open_to[ranges(candidates.ptr[kept[:, 0]], np.diff(candidates.ptr)[kept[:, 0]])] = False
    mentee_mix, mentor_mix = _mixes(mentee_key, seed, 1), _mixes(mentor_key, seed, 2)
    graph = Graph(candidates.ptr, candidates.mentor, candidates.mentee, left).only(open_to)
    return Question(
        graph=graph,
        quanta=candidates.quanta[open_to],
        mentor_quanta=candidates.mentor_quanta[open_to],
        locked=kept,
        locked_quanta=worth,
        mentee_rank=_ranks(mentee_mix),
        mentor_rank=_ranks(mentor_mix),
        mentee_mix=mentee_mix,
        mentor_mix=mentor_mix,
    )


def _minimum(given: float | None) -> int:
    if given is None:
        return 0
    if not 0 <= given <= 1:
        raise ValueError(f"minimum_score: expected a number from 0 to 1, got {given}")
    return round(given * QUANTA)


def _keys(candidates: Candidates, mentors: int) -> tuple[Ints, Ints]:
    mentee_key, mentor_key = candidates.mentee_key, candidates.mentor_key
    if mentee_key is None:
        mentee_key = np.arange(candidates.mentees, dtype=np.int64)
    if mentor_key is None:
        mentor_key = np.arange(mentors, dtype=np.int64)
    if len(mentor_key) != mentors:
        raise ValueError(
            f"mentor_key: expected {mentors} keys, one for each of capacity, got {len(mentor_key)}"
        )
    return mentee_key, mentor_key


def _pairs(name: str, given: npt.ArrayLike | None, mentees: int, mentors: int) -> Ints:
    source = np.zeros((0, 2), dtype=np.int64) if given is None or np.size(given) == 0 else given
    pairs: Ints = checked(name, source, np.int64, (None, 2))
    outside = (pairs < 0) | (pairs >= [mentees, mentors])
    refuse(name, outside, pairs, f"a mentee below {mentees} and a mentor below {mentors}, both 0 or more")
    return pairs


def _seats_left(locked: Ints, forbidden: Ints, seats: Ints, mentors: int) -> Ints:
    """The seats that locks leave, int64[M]; refuses locks that cannot all be kept."""
    order = np.argsort(locked[:, 0], kind="stable")
    again = np.zeros(len(locked), dtype=np.bool_)
    again[order[1:]] = np.diff(locked[order, 0]) == 0
    _refuse_pair(again, locked, "one lock a mentee")
    clash = np.isin(_codes(locked, mentors), _codes(forbidden, mentors))
    _refuse_pair(clash, locked, "a pair that is not forbidden")
    left = seats - np.bincount(locked[:, 1], minlength=mentors)
    _refuse_pair(left[locked[:, 1]] < 0, locked, "no more locks of a mentor than seats")
    return np.asarray(left, dtype=np.int64)


def _refuse_pair(bad: Bools, pairs: Ints, expected: str) -> None:
    if bad.any():
        index = int(np.flatnonzero(bad)[0])
        raise ValueError(f"locked[{index}]: expected {expected}, got {tuple(pairs[index].tolist())}")


def _codes(pairs: Ints, mentors: int) -> Ints:
    return np.asarray(pairs[:, 0] * mentors + pairs[:, 1], dtype=np.int64)


def _edges_of(candidates: Candidates, pairs: Ints, mentors: int) -> Ints:
    """The edges that are among `pairs`, in rising order."""
    rows = np.unique(pairs[:, 0])
    edges = ranges(candidates.ptr[rows], np.diff(candidates.ptr)[rows])
    ends = np.stack([candidates.mentee[edges], candidates.mentor[edges]], axis=1).astype(np.int64)
    return edges[np.isin(_codes(ends, mentors), _codes(pairs, mentors))]


def _mixes(key: Ints, seed: int, side: int) -> Words:
    """The keys of a side, mixed with the seed; the two sides differ even where their keys are the same."""
    salt = _mixed(np.array([seed & 0xFFFF_FFFF_FFFF_FFFF], dtype=np.uint64)) + np.uint64(side)
    return _mixed(key.astype(np.uint64) ^ _mixed(salt))


def _ranks(mix: Words) -> Ints:
    rank = np.empty(len(mix), dtype=np.int64)
    rank[np.argsort(mix)] = np.arange(len(mix))
    return rank


def _mixed(words: Words) -> Words:
    """Each word scattered over all 64 bits, one to one (the finalizer of SplitMix64; Steele, Lea and Flood, 2014)."""
    words = words + np.uint64(0x9E3779B97F4A7C15)
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
