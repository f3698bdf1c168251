"""What another choice of criteria would do to a cohort: two matchings of the same people, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from hashlib import blake2b

import numpy as np

from matching import engine
from matching.engine.cohort.assigning import Aim
from matching.engine.cohort.narrowing import quanta_of
from matching.engine.scoring import QUANTA
from matching.models import Criterion
from matching.snapshot.criteria import for_engine

AIMS: tuple[Aim, ...] = ("fair", "total", "stable")
OTHER = "~"  # what the key of a changed criterion ends in beside the one it was; no key has it
# Seconds for reading a programme and matching it twice, measured on two cores that others used as well.
SECONDS_A_PERSON, SECONDS_A_PAIR = 0.0002, 1.5e-6
SLOW, TOO_LONG = 3.0, 90.0


def both(before: Iterable[Criterion], after: Iterable[Criterion]) -> list[Criterion]:
    """The criteria in use before the change, and beside them those that look at something else after it: what one snapshot
    needs to answer for both. Where only weights differ these are the rows that it has anyway."""
    was = {row.key: row for row in before if row.enabled}
    other = [row for row in after if row.enabled and not (row.key in was and _alike(row, was[row.key]))]
    return [*was.values(), *(Criterion(**{**_values(row), "key": row.key + OTHER}) for row in other)]


def _alike(one: Criterion, other: Criterion) -> bool:
    """Whether two criteria differ in weight alone."""
    same = one.identity == other.identity
    return same and replace(for_engine(one), weight=1.0) == replace(for_engine(other), weight=1.0)


def _values(row: Criterion) -> dict[str, object]:
    return {f.attname: getattr(row, f.attname) for f in Criterion._meta.concrete_fields if f.name != "id"}


def problem_with(problem: engine.Problem, rows: Iterable[Criterion]) -> engine.Problem:
    """The problem that the snapshot of `both` holds, as it is with `rows`, and with the programme's mean for them. Rows
    that a snapshot leaves out, because they are private, are left out here too."""
    held = {criterion.key: criterion for criterion in problem.criteria}
    criteria = []
    for row in rows:
        found = held.get(row.key + OTHER) or held.get(row.key)
        if row.enabled and found is not None:
            criteria.append(replace(found, key=row.key, weight=row.weight))
    made = replace(problem, criteria=tuple(criteria))
    return replace(made, prior_mean=engine.mean_score(made))


@dataclass(frozen=True)
class Worst:
    """The mentee who fares worst of those with a mentor, and the score of the two, 0 to 1."""

    mentee: int
    mentor: int
    score: float


@dataclass(frozen=True)
class Outcome:
    """One matching: how many are matched, their mean score (0 to 1), the worst-off, and the mentees without a mentor."""

    matched: int
    average: float
    worst: Worst | None
    unmatched: tuple[int, ...]


@dataclass(frozen=True)
class Verdict:
    """The matching before a change and after it, by position, and what differs."""

    before: Outcome
    after: Outcome
    difference: engine.Difference


def verdict(
    before: engine.Problem, after: engine.Problem, *, solve: Callable[[engine.Problem], engine.Assignment]
) -> Verdict:
    """What becomes of the people of both problems, who are the same, as `solve` matches them."""
    was, now = solve(before), solve(after)
    return Verdict(outcome(before, was), outcome(after, now), engine.difference(was, now))


def outcome(problem: engine.Problem, found: engine.Assignment) -> Outcome:
    """What an assignment of this problem comes to."""
    placed = np.flatnonzero(found.mentor >= 0)
    scores = quanta_of(problem, np.stack([placed, found.mentor[placed]], axis=1).astype(np.int64))
    worst = None
    if len(placed):
        # Of equally low ones the same on every machine.
        place = int(np.lexsort((problem.mentee_key[placed], scores))[0])
        mentee = int(placed[place])
        worst = Worst(mentee, int(found.mentor[mentee]), int(scores[place]) / QUANTA)
    return Outcome(
        matched=len(placed),
        average=float(scores.mean()) / QUANTA if len(placed) else 0.0,
        worst=worst,
        unmatched=tuple(np.flatnonzero(found.mentor < 0).tolist()),
    )


def digest(problem: engine.Problem) -> str:
    """The same for the same question, whoever asks it and when."""
    found = blake2b(digest_size=16)
    _feed(found, problem)
    return found.hexdigest()


def _feed(found: blake2b, thing: object) -> None:
    if isinstance(thing, np.ndarray):
        found.update(f"{thing.dtype}{thing.shape}".encode())
        found.update(np.ascontiguousarray(thing).tobytes())
    elif is_dataclass(thing):
        for one in fields(thing):
            _feed(found, one.name)
            _feed(found, getattr(thing, one.name))
    elif isinstance(thing, Mapping):
        _feed(found, sorted(thing.items()))
    elif isinstance(thing, list | tuple):
        found.update(f"[{len(thing)}".encode())
        for one in thing:
            _feed(found, one)
    else:
        found.update(f"{thing!r};".encode())


def seconds_for(mentees: int, mentors: int) -> float:
    """About how long trying a change takes."""
    return (mentees + mentors) * SECONDS_A_PERSON + mentees * mentors * SECONDS_A_PAIR


def chosen_aim(text: str) -> Aim:
    """The aim of this name, the fairest where there is none."""
    return next((aim for aim in AIMS if aim == text), "fair")
