"""The pairs that a run proposes, each with the parts of its score, so that it can be explained for good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from matching import engine
from matching.engine.scoring import QUANTA
from matching.figures import Matching, Solved, valued
from matching.kept_runs import KeptRun, Places, compact
from matching.models import MatchRun, ProposedPair
from matching.operations.copying import copy_in, lines_of
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

    def made(self, pairs: Iterable[Places]) -> Iterator[ProposedPair]:
        """The rows of these pairs, by mentee."""
        grouped = by_mentee(pairs)
        best = self._best(list(grouped))
        for mentee, mentors in grouped.items():
            for explanation in engine.explain_many(self.problem, mentee, mentors):
                yield self._row(explanation, best[mentee])

    def _best(self, mentees: list[int]) -> dict[int, list[tuple[int, float]]]:
        """The two mentors who fit each of these mentees best, with a place free, and how well."""
        found = engine.rank(self.problem, mentees, 2)
        return {
            mentee: list(zip(mentors, scores, strict=True))
            for mentee, mentors, scores in zip(
                mentees, found.mentor.tolist(), found.score.tolist(), strict=True
            )
        }

    def _row(self, explanation: engine.Explanation, best: Sequence[tuple[int, float]]) -> ProposedPair:
        near, near_score = _near(explanation, best)
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


def _near(
    explanation: engine.Explanation, best: Sequence[tuple[int, float]]
) -> tuple[int | None, float | None]:
    """The mentor, other than this one, who fits the mentee best, if nearly as well as this one or better."""
    for mentor, score in best:
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


def scored(kept: KeptRun, matching: Matching) -> tuple[Solved, list[ProposedPair]]:
    """What a matching comes to, and the proposals in it that the run does not have yet."""
    known = {
        (mentee, mentor): score
        for mentee, mentor, score in ProposedPair.objects.filter(run=kept.run).values_list(
            "mentee_place", "mentor_place", "score"
        )
    }
    rows = list(Proposals.of(kept).made(pair for pair in matching.pairs if pair not in known))
    known.update({(row.mentee_place, row.mentor_place): row.score for row in rows})
    return valued(matching, known), rows


def keep(rows: Sequence[ProposedPair]) -> None:
    """Writes proposals that are new. Somebody else may have written one of them meanwhile, which is the same."""
    _unlink(rows)
    ProposedPair.objects.bulk_create(rows, ignore_conflicts=True)


def copy(rows: Sequence[ProposedPair]) -> None:
    """Writes the proposals of a new run, in the present transaction."""
    _unlink(rows)
    copy_in(ProposedPair, COLUMNS, lines_of(rows, COLUMNS))


def _unlink(rows: Sequence[ProposedPair]) -> None:
    """People whose enrolment went meanwhile have no link."""
    here = _here(rows)
    for row in rows:
        row.mentee_id = row.mentee_id if row.mentee_id in here else None
        row.mentor_id = row.mentor_id if row.mentor_id in here else None


def _here(rows: Iterable[ProposedPair]) -> set[UUID]:
    wanted: set[UUID] = set()
    for row in rows:
        wanted |= {row.mentee_id, row.mentor_id}  # type: ignore[arg-type]
    return set(Enrolment.objects.filter(pk__in=wanted).values_list("pk", flat=True))
