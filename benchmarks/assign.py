"""A cohort matched from a sparse graph, against what others have for it.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.assign a3|a4 [--short]

a3: `total` with its certificate, checking of the input included, against SciPy's sparse matching of the same graph, each
mentor once for every seat. 100,000 mentees, 20,000 mentors, the best 50 of each mentee; a tenth of it with --short.
a4: `stable` with everything, against the hospital-residents algorithm of algmatch on the same preferences. 5,000 mentees,
1,500 mentors, the best 50; 2,000 and 600 with --short.

The least of three repetitions, between which the slow peer has its one turn; compare ratios, not seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from matching.engine import Assignment, Candidates, assign

TOPICS, DIMENSIONS = 16, 24
SEEN = 4  # each mentee's candidates are the best out of this many times as many
REPETITIONS = 3


class Cohort(NamedTuple):
    ptr: np.ndarray
    mentor: np.ndarray
    score: np.ndarray
    mentor_score: np.ndarray
    capacity: np.ndarray

    def candidates(self) -> Candidates:
        return Candidates(self.ptr, self.mentor, self.score, self.mentor_score)


def cohort(*, mentees: int, mentors: int, each: int, seed: int = 1) -> Cohort:
    """Random people around latent topics, some mentors liked by all, 1 to 5 seats a mentor. Each mentee looks at mentors
    at random, twice as often at those of the own topic, and keeps the best `each`."""
    random = np.random.default_rng(seed)
    centre = random.normal(size=(TOPICS, DIMENSIONS))
    popularity = 0.06 * np.minimum(random.pareto(3, size=mentors), 2)

    def side(people: int) -> tuple[np.ndarray, np.ndarray]:
        topic = random.integers(TOPICS, size=people)
        vectors = centre[topic] + 1.6 * random.normal(size=(people, DIMENSIONS))
        return topic, (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    topic, ours = side(mentees)
    field, theirs = side(mentors)
    by_topic = np.argsort(field, kind="stable")
    first = np.searchsorted(field[by_topic], np.arange(TOPICS + 1))
    mentor = np.empty((mentees, each), dtype=np.int32)
    score = np.empty((mentees, each), dtype=np.float32)
    for start in range(0, mentees, 1000):
        rows = np.arange(start, min(start + 1000, mentees))
        own = first[topic[rows], None], first[topic[rows] + 1, None]
        near = by_topic[random.integers(*own, size=(len(rows), SEEN * each // 2))]
        seen = np.sort(np.hstack([near, random.integers(mentors, size=near.shape)]), axis=1)
        value = np.einsum("ij,ikj->ik", ours[rows], theirs[seen]) * 0.35 + 0.4 + popularity[seen]
        value += 0.05 * random.random(size=value.shape)
        value[:, 1:][seen[:, 1:] == seen[:, :-1]] = -1
        best = np.sort(np.argpartition(-value, each - 1, axis=1)[:, :each], axis=1)
        mentor[rows] = np.take_along_axis(seen, best, axis=1)
        score[rows] = np.take_along_axis(value, best, axis=1).clip(0, 1)
    liked = 0.7 * score + 0.3 * random.random(size=score.shape)
    return Cohort(
        np.arange(0, mentees * each + 1, each),
        mentor.ravel(),
        score.ravel(),
        liked.ravel().astype(np.float32),
        random.integers(1, 6, size=mentors),
    )


def scipy_matching(given: Cohort) -> tuple[int, float]:
    """The same by SciPy: a column for every seat and one for every mentee who stays out; mentees matched, and the sum."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    candidates = given.candidates()
    seats = given.capacity[given.mentor]
    first = np.cumsum(given.capacity) - given.capacity
    row = np.repeat(candidates.mentee, seats)
    place = np.arange(len(row)) - np.repeat(np.cumsum(seats) - seats, seats)
    column = np.repeat(first[given.mentor], seats) + place
    out = int(given.capacity.sum())
    people = np.arange(candidates.mentees)
    cost = np.concatenate(
        [np.repeat(2_000_000 - candidates.quanta, seats), np.full(len(people), (len(people) + 2) * 1_000_000)]
    )
    graph = csr_array(
        (cost.astype(np.float64), (np.concatenate([row, people]), np.concatenate([column, out + people]))),
        shape=(len(people), out + len(people)),
    )
    rows, columns = min_weight_full_bipartite_matching(graph)
    matched = columns < out
    worth = 2_000_000 - graph[rows[matched], columns[matched]]
    return int(matched.sum()), float(worth.sum()) / 1_000_000


def preferences(given: Cohort) -> dict[str, dict[int, object]]:
    """Everybody's preferences in algmatch's own form, from one on; it knows no ties, so scores must differ."""
    candidates = given.candidates()
    ours = np.lexsort((-candidates.quanta, candidates.mentee))
    theirs = np.lexsort((-candidates.mentor_quanta, candidates.mentor))
    first = np.searchsorted(candidates.mentor[theirs], np.arange(len(given.capacity) + 1))
    liked = candidates.mentor[ours] + 1
    liking = candidates.mentee[theirs] + 1
    residents = {i + 1: liked[given.ptr[i] : given.ptr[i + 1]].tolist() for i in range(candidates.mentees)}
    hospitals = {
        j + 1: {"capacity": int(seats), "preferences": liking[first[j] : first[j + 1]].tolist()}
        for j, seats in enumerate(given.capacity)
    }
    return {"residents": residents, "hospitals": hospitals}


def algmatch_matching(dictionary: dict[str, dict[int, object]]) -> tuple[dict[str, dict[str, str]], float]:
    """What algmatch makes of the preferences, and how many seconds it took once it had read them."""
    from algmatch import HR

    hospitals_and_residents = HR(dictionary=dictionary)
    start = perf_counter()
    return hospitals_and_residents.get_stable_matching(), perf_counter() - start


def a3(*, short: bool) -> None:
    share = 10 if short else 1
    given = cohort(mentees=100_000 // share, mentors=20_000 // share, each=50)
    found, ours, (peer, theirs) = interleaved(
        lambda: assign(given.candidates(), given.capacity, aim="total"), lambda: scipy_matching(given)
    )
    print(f"{len(given.ptr) - 1:,} mentees, {len(given.capacity):,} mentors, {len(given.mentor):,} edges")
    print(f"{'':<28}{'s':>9}{'matched':>10}{'total':>14}")
    print(f"{'assign, total, certified' if found.certified else 'assign, NOT CERTIFIED':<28}", end="")
    print(f"{ours:>9.2f}{found.matched:>10,}{found.total:>14,.3f}")
    print(f"{'SciPy, sparse matching':<28}{theirs:>9.2f}{peer[0]:>10,}{peer[1]:>14,.3f}")
    print(f"SciPy ÷ assign: {theirs / ours:.0f} (aim: 60 or more)")


def a4(*, short: bool) -> None:
    mentees, mentors = (2_000, 600) if short else (5_000, 1_500)
    given = cohort(mentees=mentees, mentors=mentors, each=50)
    dictionary = preferences(given)
    found, ours, ((peer, proposing), theirs) = interleaved(
        lambda: assign(given.candidates(), given.capacity, aim="stable"),
        lambda: algmatch_matching(dictionary),
    )
    pairs = {f"r{i + 1}": f"h{j + 1}" for i, j in enumerate(found.mentor.tolist()) if j >= 0}
    same = pairs == {who: whom for who, whom in peer["resident_sided"].items() if whom}
    print(f"{mentees:,} mentees, {mentors:,} mentors, {len(given.mentor):,} edges, {found.matched:,} matched")
    for name, seconds in (
        (f"assign, stable, {found.blocking_pairs} blocking pairs", ours),
        (f"algmatch, {'the same' if same else 'OTHER'} pairs", theirs),
        ("  of it after reading the preferences", proposing),
    ):
        print(f"{name:<40}{seconds * 1000:>12,.1f} ms")
    print(f"algmatch ÷ assign: {theirs / ours:,.0f} (aim: 1,000 or more)")


def interleaved(
    work: Callable[[], Assignment], peer: Callable[[], Any]
) -> tuple[Assignment, float, tuple[Any, float]]:
    """What `work` gives and its least time in seconds, over repetitions before and after the peer's one; then the peer's."""
    times = []
    for repetition in range(REPETITIONS):
        start = perf_counter()
        found = work()
        times.append(perf_counter() - start)
        if repetition == 0:
            start = perf_counter()
            answer = peer()
            theirs = perf_counter() - start
    return found, min(times), (answer, theirs)


def main(arguments: list[str]) -> int:
    benchmarks = {"a3": a3, "a4": a4}
    names = [name for name in arguments if name != "--short"]
    if len(names) != 1 or names[0] not in benchmarks:
        print(__doc__, file=sys.stderr)
        return 2
    benchmarks[names[0]](short="--short" in arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
