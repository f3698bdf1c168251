"""A cohort matched: locks, the aim, and a tie-break that does not depend on the order of rows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from matching.engine.arrays import Ints
from matching.engine.cohort.candidates import Assignment, Candidates
from matching.engine.cohort.face import Face
from matching.engine.cohort.fair import fairest
from matching.engine.cohort.flow import Graph
from matching.engine.cohort.question import Question, question
from matching.engine.cohort.stable import blocking, stable
from matching.engine.scoring import QUANTA

Aim = Literal["total", "fair", "stable"]
AIMS: tuple[Aim, ...] = ("total", "fair", "stable")


def assign(
    candidates: Candidates,
    capacity: npt.ArrayLike,
    *,
    aim: Aim,
    locked: npt.ArrayLike | None = None,
    forbidden: npt.ArrayLike | None = None,
    minimum_score: float | None = None,
    seed: int = 0,
    levels: int = 1,
) -> Assignment:
    """Matches the mentees of `candidates` with mentors who have `capacity`, int64[M] seats of 0 or more.

    `aim` is one of:
    total   most mentees matched; among those matchings the highest sum of scores
    fair    most mentees matched; then the worst score as high as possible, then the next worst, for `levels` scores of one
            mentee each (0 or more); then the highest sum
    stable  no two people would both rather have each other, and among such matchings the best for every mentee

    `locked` int[K, 2] are pairs (mentee, mentor) that are kept whatever the aim, one a mentee. A lock takes a seat before
    anybody else, may be a pair that is not among the candidates (it then counts as score 0) or below the minimum, and
    does not count as a level of `fair`. `forbidden` int[K, 2] are pairs that must not be. Pairs that score less than
    `minimum_score` (0 to 1) are left out.

    Among equally good matchings the people's keys and the `seed` decide, so that the same people give the same pairs in any
    order of rows; another seed may give another of them. Under `stable` everybody prefers, among people they like
    equally, those whose key, mixed with the seed, is lower.

    Raises ValueError naming the array, the index and what was expected.
    """
    refuse_aim(aim, levels)
    asked = question(
        candidates, capacity, locked=locked, forbidden=forbidden, minimum_score=minimum_score, seed=seed
    )
    return answer(asked, aim=aim, levels=levels)


def refuse_aim(aim: str, levels: int) -> None:
    """Raises ValueError for an aim that there is not, or fewer levels than none."""
    if aim not in AIMS:
        raise ValueError(f"aim: expected one of {', '.join(AIMS)}, got {aim!r}")
    if levels < 0:
        raise ValueError(f"levels: expected 0 or more, got {levels}")


def answer(asked: Question, *, aim: Aim, levels: int, near: tuple[float, ...] = ()) -> Assignment:
    """What `assign` gives for a question. `near` are guesses at the levels of `fair`: they save time and change nothing."""
    if aim == "stable":
        return assignment(asked, stable(asked))
    face, levelled = _best(asked, aim, levels, [round(level * QUANTA) for level in near])
    edge = canonical(asked, face)
    settled = aim == "fair" and len(levelled) == int((edge >= 0).sum())
    return replace(
        assignment(asked, edge),
        certified=True,
        levels=tuple(level / QUANTA for level in levelled),
        settled=settled,
    )


def assignment(asked: Question, edge: Ints) -> Assignment:
    """The matching `edge` (int64[N], an edge of the graph of `asked` for each mentee, -1 for none) and the locks, with
    what it comes to. It is certified if nothing blocks it."""
    mentor = asked.graph.mentors_of(edge)
    mentor[asked.locked[:, 0]] = asked.locked[:, 1]
    scores = np.concatenate([asked.quanta[edge[edge >= 0]], asked.locked_quanta])
    blocked = int(blocking(asked, edge).sum())
    return Assignment(
        mentor=mentor,
        total=int(scores.sum()) / QUANTA,
        worst=int(scores.min(initial=QUANTA)) / QUANTA if len(scores) else 0.0,
        matched=len(scores),
        blocking_pairs=blocked,
        certified=blocked == 0,
    )


def _best(asked: Question, aim: Aim, levels: int, near: Sequence[int]) -> tuple[Face, tuple[int, ...]]:
    """The matchings that are best for `total` or `fair`, and the scores that `fair` settled, in millionths."""
    graph, quanta = asked.graph, asked.quanta
    if aim == "total" or not levels:
        return Face.largest(graph, quanta)[0], ()
    largest, edge = Face.largest(graph, np.zeros(len(quanta), dtype=np.int64))
    face, found = fairest(largest, quanta, int((edge >= 0).sum()), levels, near)
    final, edge = face.where(quanta[face.source])
    reached = np.sort(quanta[face.source][edge[edge >= 0]])
    if tuple(reached[: len(found)].tolist()) != found:
        raise RuntimeError(f"fair: expected the scores {found} from the worst up, got others")
    return final, found


def canonical(asked: Question, face: Face) -> Ints:
    """One matching of `face`, int64[N] of edges of the graph of `asked`: the one that people's keys and the seed choose.

    Each edge counts a number that looks like chance, and the highest sum wins, which as a rule one matching alone has;
    if not, the solver sees people in the order of their rank and is deterministic.
    """
    graph = face.graph
    by_rank, mentors = np.argsort(asked.mentee_rank), np.argsort(asked.mentor_rank)
    order = np.lexsort((asked.mentor_rank[graph.mentor], asked.mentee_rank[graph.mentee]))
    ptr = np.concatenate([[0], np.cumsum(np.diff(graph.ptr)[by_rank])])
    ordered = Face(
        Graph.of(ptr, asked.mentor_rank[graph.mentor[order]].astype(np.int32), graph.capacity[mentors]),
        face.source[order],
        face.placed[by_rank],
        face.filled[mentors],
    )
    edge = ordered.where(asked.chance(graph.mentee[order], graph.mentor[order]))[1]
    found = np.full(graph.mentees, -1, dtype=np.int64)
    found[by_rank[edge >= 0]] = ordered.source[edge[edge >= 0]]
    return found
