"""The pairs that a run proposes, each with the parts of its score, so that it can be explained for good."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from uuid import UUID

from django.db import connection

from matching import engine
from matching.engine.scoring import QUANTA
from matching.kept_runs import KeptRun, Places, compact
from matching.models import MatchRun, ProposedPair
from programmes.models import Enrolment

NEAR = 0.98  # of a pair's score, from which on another mentor is as good for the mentee
COLUMNS = (
    "run_id",
    "mentee_place",
    "mentor_place",
    "mentee_id",
    "mentor_id",
    "score",
    "eligible",
    "little_known",
    "near_mentor_place",
    "near_score",
    "parts",
)


@dataclass(frozen=True)
class Proposals:
    """Makes the proposals of one run. `problem` is the one that what is shown is made of."""

    run: MatchRun
    problem: engine.Problem
    mentees: Sequence[UUID]
    mentors: Sequence[UUID]

    @classmethod
    def of(cls, kept: KeptRun) -> Proposals:
        return cls(kept.run, kept.problem, kept.mentee_ids, kept.mentor_ids)

    @cached_property
    def best(self) -> engine.Ranking:
        """The two mentors who fit each mentee best, with a place free."""
        return engine.rank(self.problem, slice(None), 2)

    def made(self, pairs: Iterable[Places]) -> Iterator[ProposedPair]:
        """The rows of these pairs, by mentee."""
        for mentee, mentors in by_mentee(pairs).items():
            for explanation in engine.explain_many(self.problem, mentee, mentors):
                yield self._row(explanation)

    def _row(self, explanation: engine.Explanation) -> ProposedPair:
        near, near_score = self._near(explanation)
        return ProposedPair(
            run=self.run,
            mentee_place=explanation.mentee,
            mentor_place=explanation.mentor,
            mentee_id=self.mentees[explanation.mentee],
            mentor_id=self.mentors[explanation.mentor],
            score=round(explanation.score * QUANTA) / QUANTA,
            eligible=explanation.eligible,
            little_known=explanation.little_known,
            near_mentor_place=near,
            near_score=near_score,
            parts=compact(explanation),
        )

    def _near(self, explanation: engine.Explanation) -> tuple[int | None, float | None]:
        """The mentor, other than this one, who fits the mentee best, if nearly as well as this one or better."""
        mentee = explanation.mentee
        for mentor, score in zip(
            self.best.mentor[mentee].tolist(), self.best.score[mentee].tolist(), strict=True
        ):
            if mentor >= 0 and mentor != explanation.mentor:
                if round(score * QUANTA) >= NEAR * round(explanation.score * QUANTA):
                    return mentor, round(score * QUANTA) / QUANTA
                break
        return None, None


def by_mentee(pairs: Iterable[Places]) -> Mapping[int, list[int]]:
    """Each mentee of these pairs with their mentors, in rising order and each pair once."""
    found: dict[int, list[int]] = {}
    for mentee, mentor in sorted(set(pairs)):
        found.setdefault(mentee, []).append(mentor)
    return found


def pairs_of(*solutions: Sequence[int]) -> list[Places]:
    """The pairs of these solutions (a mentor's position for each mentee, -1 for none), each once."""
    found: set[Places] = set()
    for mentors in solutions:
        found.update((mentee, mentor) for mentee, mentor in enumerate(mentors) if mentor >= 0)
    return sorted(found)


def keep_new(kept: KeptRun, mentors: Sequence[int]) -> int:
    """Writes the proposals of a solution that are not there yet; how many."""
    known = set(ProposedPair.objects.filter(run=kept.run).values_list("mentee_place", "mentor_place"))
    new = [pair for pair in pairs_of(mentors) if pair not in known]
    if not new:
        return 0
    rows = list(Proposals.of(kept).made(new))
    here = _here(row for row in rows)
    for row in rows:
        row.mentee_id = row.mentee_id if row.mentee_id in here else None
        row.mentor_id = row.mentor_id if row.mentor_id in here else None
    ProposedPair.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def copy(rows: Sequence[ProposedPair]) -> None:
    """Copies the proposals of a new run into the table, in the present transaction. People whose enrolment went meanwhile
    have no link."""
    here = _here(rows)
    lines = StringIO()
    for row in rows:
        values = [getattr(row, name) for name in COLUMNS[:-1]]
        values[3] = values[3] if values[3] in here else None
        values[4] = values[4] if values[4] in here else None
        cells = [_cell(value) for value in values]
        # COPY takes a backslash for a mark of its own.
        cells.append(json.dumps(row.parts, ensure_ascii=False, allow_nan=False).replace("\\", "\\\\"))
        lines.write("\t".join(cells) + "\n")
    lines.seek(0)
    table = connection.ops.quote_name(ProposedPair._meta.db_table)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN", lines)


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    return repr(value) if isinstance(value, float) else str(value)


def _here(rows: Iterable[ProposedPair]) -> set[UUID]:
    wanted: set[UUID] = set()
    for row in rows:
        wanted |= {row.mentee_id, row.mentor_id}  # type: ignore[arg-type]
    return set(Enrolment.objects.filter(pk__in=wanted).values_list("pk", flat=True))
