"""The best mentors of each mentee, exactly and in a canonical order, on NumPy alone or on a compiled path.

Both paths give the same mentors, scores and ties, bit for bit. The compiled one needs numba (the extra `fast`). It takes
a second or more to load, and longer once after an upgrade, and a problem has to be laid out for it, so that `auto` takes
it for large questions, and for small ones about a problem of which a large one was asked before: a page for one person
never waits for a compiler.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Literal

import numpy as np

from matching.engine.arrays import Ints, checked
from matching.engine.problem import Problem
from matching.engine.ranking import plain
from matching.engine.ranking.answers import Edges, Ranking, Wanted
from matching.engine.ranking.asking import is_laid_out
from matching.engine.scoring import as_score, little_known, positions, shown_criteria, solver_criteria

__all__ = ["Edges", "Path", "Ranking", "best_edges", "path_for_all", "rank"]

Path = Literal["auto", "numpy", "compiled"]
MANY = 5_000_000  # pairs from which on the compiled path is worth its loading
_COMPILED = "matching.engine.ranking.compiled"


def rank(problem: Problem, mentees: Ints | slice | Sequence[int], k: int, *, path: Path = "auto") -> Ranking:
    """The best `k` eligible mentors of each of `mentees` (positions, or a slice of them).

    Exact: the highest scores, equal scores by the lower mentor key. Memory is bounded by the block, not by the
    number of mentees. Raises ValueError for a position out of range, a k below 1, or a path that is not installed.
    """
    rows = positions(mentees, problem.mentees.size, "mentees")
    edges = _best(problem, rows, k, path, shown=True)
    unsure = little_known(problem, rows, edges.mentor)
    return Ranking(rows, edges.mentor, as_score(edges.quanta), unsure, problem.prior_mean)


def best_edges(
    problem: Problem,
    mentees: Ints | slice | Sequence[int],
    k: int,
    *,
    price: Ints | None = None,
    above: Ints | None = None,
    least: Ints | None = None,
    path: Path = "auto",
) -> Edges:
    """The `k` eligible mentors of each of `mentees` whose value to the solver, private criteria included, less `price`
    (int64[M] in millionths; left out, nought) is highest; equal ones by the lower mentor key. With `above` (int64[n], a
    number for each of `mentees`) only those whose value less price is higher than it. With `least` (int64[n], a number for
    each of `mentees`) only those whose value itself, its price not taken off, is that much or more.

    For solvers alone: never show it to anybody. Raises ValueError for a position out of range, a k below 1, prices or
    limits of another shape, or a path that is not installed.
    """
    rows = positions(mentees, problem.mentees.size, "mentees")
    if price is not None:
        price = checked("price", price, np.int64, (problem.mentors.size,))
    if above is not None:
        above = checked("above", above, np.int64, (len(rows),))
    if least is not None:
        least = checked("least", least, np.int64, (len(rows),))
    return _best(problem, rows, k, path, shown=False, price=price, above=above, least=least)


def _best(
    problem: Problem,
    rows: Ints,
    k: int,
    path: Path,
    *,
    shown: bool,
    price: Ints | None = None,
    above: Ints | None = None,
    least: Ints | None = None,
) -> Edges:
    if k < 1:
        raise ValueError(f"k: expected 1 or more, got {k}")
    mentor = np.full((len(rows), k), -1, dtype=np.int32)
    quanta = np.zeros((len(rows), k), dtype=np.int64)
    depth = min(k, problem.mentors.size)
    compiled = _takes_compiled(path, problem, len(rows))
    if depth and len(rows):
        criteria = shown_criteria(problem) if shown else solver_criteria(problem)
        wanted = Wanted(problem, criteria, rows, depth, price, above, least)
        # The compiled path is loaded when it is first taken.
        found = import_module(_COMPILED).best(wanted) if compiled else plain.best(wanted)
        mentor[:, :depth] = found.mentor
        quanta[:, :depth] = found.quanta
    return Edges(mentor, quanta)


def path_for_all(problem: Problem) -> Path:
    """The path that `auto` takes for all mentees at once, for whoever asks for them in parts."""
    return "compiled" if _takes_compiled("auto", problem, problem.mentees.size) else "numpy"


def _takes_compiled(path: Path, problem: Problem, rows: int) -> bool:
    if path not in ("auto", "numpy", "compiled"):
        raise ValueError(f"path: expected 'auto', 'numpy' or 'compiled', got {path!r}")
    if path == "compiled" and not _installed():
        raise ValueError("path: expected numba to be installed (the extra 'fast') for 'compiled'")
    if path == "auto":
        many = rows * problem.mentors.size >= MANY
        return _installed() and (many or is_laid_out(problem))
    return path == "compiled"


@cache
def _installed() -> bool:
    return find_spec("numba") is not None
