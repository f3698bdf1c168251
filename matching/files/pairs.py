"""The pairs of a cohort as lines of a table, with the reasons in words for both sides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from matching import engine
from matching.engine.arrays import Items
from matching.engine.scoring import KNOWN_ENOUGH, as_score, eligible, score_block, shown_criteria
from matching.files.cohort import Cohort
from matching.files.tables import FileTables
from matching.fit import PairFit, fit_of
from matching.words.relaxations import Cast, Unmatched, unmatched

CELLS = 1 << 20  # pairs looked at together: bounds the memory


@dataclass(frozen=True)
class PairRow:
    """One mentee. Without a mentor, `mentor` and `mentor_name` are empty and `score` and `position` None; `score` is 0 to
    100 as the site shows it, `position` the mentor's place from 1 in the mentee's own list, where equal scores share a
    place; None where a locked pair breaks a rule."""

    mentee: str
    mentee_name: str
    mentor: str = ""
    mentor_name: str = ""
    score: int | None = None
    position: int | None = None
    note: str = ""
    for_mentee: tuple[str, ...] = ()
    for_mentor: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """What can be told of every pair: by mentee its score (0 to 100), its position in the mentee's list and whether
    less than half of its weight is answered. 0 and 0 where there is no mentor; a position of 0 breaks a rule."""

    score: Sequence[int]
    position: Sequence[int]
    little_known: Sequence[bool]

    @classmethod
    def of(cls, problem: engine.Problem, mentor: Items) -> Shown:
        score, position, little = (np.zeros(len(mentor), dtype=np.int64) for _ in range(3))
        criteria, height = shown_criteria(problem), max(1, CELLS // max(problem.mentors.size, 1))
        matched = np.flatnonzero(mentor >= 0)
        for start in range(0, len(matched), height):
            rows = matched[start : start + height]
            own = mentor[rows][:, None]
            scores = score_block(problem, criteria, rows, slice(None))
            allowed = eligible(problem, rows, slice(None))
            mine = np.take_along_axis(scores.quanta, own, axis=1)
            ahead = (scores.quanta > mine) & allowed
            score[rows] = np.rint(100 * as_score(mine[:, 0]).astype(np.float64))
            position[rows] = np.where(
                np.take_along_axis(allowed, own, axis=1)[:, 0], ahead.sum(axis=1) + 1, 0
            )
            little[rows] = np.take_along_axis(scores.answered, own, axis=1)[:, 0] < KNOWN_ENOUGH
        return cls(score.tolist(), position.tolist(), little.astype(bool).tolist())


def pair_rows(
    cohort: Cohort,
    assignment: engine.Assignment,
    relaxations: Sequence[engine.Relaxation],
    *,
    locked: Collection[tuple[int, int]],
    explain: int,
    now: datetime,
) -> list[PairRow]:
    """One row a mentee, by e-mail address, with at most `explain` reasons for each side."""
    why = {mentee: str(said) for mentee, said in unmatched_words(cohort, relaxations, now=now).items()}
    shown, kept = Shown.of(cohort.problem, assignment.mentor), set(locked)
    rows = []
    for mentee, mentor in enumerate(assignment.mentor.tolist()):
        email, name = _called(cohort.mentees, mentee)
        if mentor < 0:
            rows.append(PairRow(email, name, note=why.get(mentee, "")))
            continue
        position = shown.position[mentee] or None
        notes = [
            "locked" if (mentee, mentor) in kept else "",
            "" if position else "outside the rules",
            "little known" if shown.little_known[mentee] else "",
        ]
        fit = _fit(cohort, mentee, mentor) if explain else None
        rows.append(
            PairRow(
                email,
                name,
                *_called(cohort.mentors, mentor),
                score=shown.score[mentee],
                position=position,
                note=", ".join(note for note in notes if note),
                for_mentee=tuple(reason.text for reason in fit.for_mentee[:explain]) if fit else (),
                for_mentor=tuple(reason.text for reason in fit.for_mentor[:explain]) if fit else (),
            )
        )
    return rows


def unmatched_words(
    cohort: Cohort, relaxations: Sequence[engine.Relaxation], *, now: datetime
) -> Mapping[int, Unmatched]:
    """Why each unmatched mentee is so, by position."""
    cast = Cast(
        mentee=lambda position: _name(cohort.mentees, position),
        mentor=lambda position: _name(cohort.mentors, position),
        pair=cohort.pair,
    )
    return {one.mentee: unmatched(one, cast, now=now) for one in relaxations}


def _fit(cohort: Cohort, mentee: int, mentor: int) -> PairFit:
    return fit_of(cohort.pair(mentee, mentor), engine.explain(cohort.problem, mentee, mentor))


def _called(side: FileTables, position: int) -> tuple[str, str]:
    person = side.read[position][0]
    return person.email, str(person.fields["name"])


def _name(side: FileTables, position: int) -> str:
    email, name = _called(side, position)
    return f"{name} ({email})"


def columns(explain: int) -> list[str]:
    """The first line of the table. `mentee` and `mentor` hold e-mail addresses, so that lines of it can be locked."""
    reasons = [
        f"for the {side} {number}" for side in ("mentee", "mentor") for number in range(1, explain + 1)
    ]
    return ["mentee", "mentee name", "mentor", "mentor name", "score", "position", "note", *reasons]


def cells(row: PairRow, explain: int) -> list[object]:
    padded = [
        reason
        for reasons in (row.for_mentee, row.for_mentor)
        for reason in (*reasons, *[""] * (explain - len(reasons)))
    ]
    return [
        row.mentee, row.mentee_name, row.mentor, row.mentor_name, row.score, row.position, row.note, *padded
    ]  # fmt: skip
