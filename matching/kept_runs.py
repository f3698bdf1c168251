"""A run read again: its problem, the people behind its positions as far as they are still here, and words for any pair.

What is shown is made of a problem without what people said privately. Who was erased since has no name: what was said of
the pair is gone with them, and its score stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Network, Person, User
from matching import engine
from matching.engine.facts import Reason as Code
from matching.enums import DecisionKind, RunAim
from matching.figures import AIMS, Question, solve
from matching.fit import NOT_LISTED, PairFit, fit_for_each, fit_of, network_ids
from matching.models import MatchRun, ProposedPair, RunDecision, Solution
from matching.snapshot import Snapshot, shown, stored
from matching.snapshot.legend import read_by
from matching.words import Pair
from matching.words.obstacles import InTheWay, in_the_way
from matching.words.relaxations import Cast, Unmatched, unmatched
from programmes.models import Enrolment, Goal

Places = tuple[int, int]


def folder_of(run: MatchRun) -> str:
    """The folder of its snapshot below stored.RUNS."""
    return f"{run.pk.hex}/{run.version}"


@lru_cache(maxsize=3)
def _read(folder: str, digest: str) -> tuple[stored.Stored, engine.Problem]:
    """What was stored, and the problem as it is shown. Both look much up once, and keep it."""
    found = stored.read(folder, digest, root=stored.RUNS)
    return found, shown(found.problem)


def opened(run: MatchRun) -> KeptRun:
    """The run with its snapshot, which this process keeps mapped. Raises stored.DamagedSnapshot where it is not there or
    not what was written."""
    return KeptRun(run, *_read(folder_of(run), run.digest))


@dataclass(frozen=True)
class KeptRun:
    """What is shown is made of `problem`. `solver` is the one with what only the solver may see: nothing that is made of it
    is shown but who comes together."""

    run: MatchRun
    stored: stored.Stored
    problem: engine.Problem

    @property
    def solver(self) -> engine.Problem:
        return self.stored.problem

    @property
    def mentee_ids(self) -> list[UUID]:
        """The enrolments by position."""
        return self.stored.mentees

    @property
    def mentor_ids(self) -> list[UUID]:
        return self.stored.mentors

    @cached_property
    def snapshot(self) -> Snapshot:
        """For words alone: it has no rows of people, see `people`."""
        return read_by(self.stored.legend, self.run.programme, self.problem)

    def question(self, decisions: Iterable[RunDecision]) -> Question:
        """What the run asks after these decisions."""
        made = [(one.kind, (one.mentee_place, one.mentor_place)) for one in decisions]
        return Question(
            seed=self.run.seed,
            minimum_score=self.run.minimum_score,
            levels=self.run.levels,
            locked=tuple(sorted(pair for kind, pair in made if kind == DecisionKind.LOCK)),
            forbidden=tuple(sorted(pair for kind, pair in made if kind == DecisionKind.FORBID)),
        )

    def links(self, pairs: Iterable[Places]) -> dict[UUID, UUID]:
        """The enrolments behind these pairs that are still there. One query."""
        ids = {pk for pair in pairs for pk in (self.mentee_ids[pair[0]], self.mentor_ids[pair[1]])}
        return {pk: pk for pk in Enrolment.objects.filter(pk__in=ids).values_list("pk", flat=True)}

    def people(self, mentees: Iterable[int], mentors: Iterable[int]) -> Cohort:
        """The people behind these positions. One query."""
        ours, theirs = set(mentees), set(mentors)
        ids = {self.mentee_ids[place] for place in ours} | {self.mentor_ids[place] for place in theirs}
        found = Enrolment.objects.select_related("person__user").in_bulk(ids)
        here = {pk: row for pk, row in found.items() if row.person.erased_at is None}
        return Cohort(
            {place: here.get(self.mentee_ids[place]) or _erased() for place in ours},
            {place: here.get(self.mentor_ids[place]) or _erased() for place in theirs},
        )


@dataclass(frozen=True)
class Cohort:
    """Enrolments by position; a stand-in for whoever was erased."""

    mentees: Mapping[int, Enrolment]
    mentors: Mapping[int, Enrolment]

    def has_both(self, pair: Places) -> bool:
        """Whether neither of the two was erased."""
        return is_here(self.mentees[pair[0]]) and is_here(self.mentors[pair[1]])


def _erased() -> Enrolment:
    """Somebody of whom nothing is known any more. The row is not in the database."""
    return Enrolment(person=Person(user=User(), name=_("Somebody erased")))


def is_here(enrolment: Enrolment) -> bool:
    """Whether it is somebody's, and not the stand-in for somebody erased."""
    return not enrolment._state.adding


def repeats(run: MatchRun) -> bool:
    """Whether solving the kept snapshot once more, with what the run was made with, gives what it gave then. Raises
    stored.DamagedSnapshot where the snapshot is not what was written."""
    kept = opened(run)
    question = kept.question(run.decisions.filter(revision=0))
    return all(
        solve(kept.solver, question, RunAim(solution.aim)).mentors == tuple(solution.mentors)
        for solution in run.solutions.filter(revision=0)
    )


# --- the parts of a pair, as they are kept


def compact(explanation: engine.Explanation) -> dict[str, Any]:
    """What an explanation says, as plain values for ProposedPair.parts."""
    return {
        "raw": explanation.raw,
        "answered": explanation.answered,
        "parts": [
            [part.criterion, part.value, part.points, part.possible, part.reason.value, part.facts]
            for part in explanation.parts
        ],
        "failed": [rule.criterion for rule in explanation.rules if rule.failed],
    }


def _explained(kept: KeptRun, row: ProposedPair) -> engine.Explanation:
    """The explanation that a proposal keeps, without the rules."""
    by_key = {criterion.key: criterion for criterion in kept.problem.criteria}
    parts = tuple(
        engine.Part(key, by_key[key].kind, by_key[key].weight, value, points, possible, Code(reason), facts)
        for key, value, points, possible, reason, facts in row.parts["parts"]
    )
    return engine.Explanation(
        mentee=row.mentee_place,
        mentor=row.mentor_place,
        listed=True,
        eligible=row.eligible,
        score=row.score,
        raw=row.parts["raw"],
        answered=row.parts["answered"],
        little_known=row.little_known,
        parts=parts,
        rules=(),
    )


# --- words


def fits(run: MatchRun, pairs: Sequence[Places]) -> list[PairFit]:
    """The fits of these pairs, from what the proposals keep, else from the snapshot. At most five queries. Of a pair of
    which somebody was erased the score is all that is left."""
    return fits_of(opened(run), pairs)


def fits_of(
    kept: KeptRun, pairs: Sequence[Places], *, to_keep: bool = False, cohort: Cohort | None = None
) -> list[PairFit]:
    """As `fits`; `to_keep`: each side in the language of its person, for whom it is kept; `cohort`: their people, where they are read
    already."""
    if cohort is None:
        cohort = kept.people([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    rows = _proposals(kept.run, pairs)
    explained: dict[Places, engine.Explanation] = {
        pair: _explained(kept, rows[pair])
        for pair in pairs
        if pair in rows and rows[pair].parts and cohort.has_both(pair)
    }
    for mentee, mentors in _by_mentee(pair for pair in pairs if pair not in rows).items():
        for explanation in engine.explain_many(kept.problem, mentee, mentors):
            explained[mentee, explanation.mentor] = explanation
    said = _Sayings.of(kept, cohort, list(explained.values()))
    return [
        said.fit(explained[pair], kept_for_both=to_keep)
        if pair in explained and cohort.has_both(pair)
        else _bare(rows.get(pair))
        for pair in pairs
    ]


def _bare(row: ProposedPair | None) -> PairFit:
    """What is left of a pair whose parts are gone."""
    if row is None:
        return NOT_LISTED
    return replace(
        NOT_LISTED,
        score=round(row.score * 100),
        listed=True,
        eligible=row.eligible,
        little_known=row.little_known,
    )


def _by_mentee(pairs: Iterable[Places]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for mentee, mentor in dict.fromkeys(pairs):
        found.setdefault(mentee, []).append(mentor)
    return found


def _proposals(run: MatchRun, pairs: Sequence[Places]) -> dict[Places, ProposedPair]:
    wanted = set(pairs)
    rows = ProposedPair.objects.filter(
        run=run,
        mentee_place__in={pair[0] for pair in wanted},
        mentor_place__in={pair[1] for pair in wanted},
    )
    places = ((row.mentee_place, row.mentor_place) for row in rows)
    return {pair: row for pair, row in zip(places, rows, strict=True) if pair in wanted}


@dataclass(frozen=True)
class _Sayings:
    kept: KeptRun
    cohort: Cohort
    goals: Mapping[UUID, tuple[str, ...]]
    networks: Mapping[int, Network]

    @classmethod
    def of(cls, kept: KeptRun, cohort: Cohort, explained: Sequence[engine.Explanation]) -> _Sayings:
        """Two queries."""
        goals: dict[UUID, tuple[str, ...]] = {}
        ours = [row.pk for row in cohort.mentees.values() if is_here(row)]
        for pk, text in Goal.objects.filter(enrolment__in=ours).values_list("enrolment_id", "text"):
            goals[pk] = (*goals.get(pk, ()), text)
        return cls(kept, cohort, goals, Network.objects.in_bulk(network_ids(explained)))

    def pair(self, mentee: int, mentor: int) -> Pair:
        ours = self.cohort.mentees[mentee]
        goals = self.goals.get(ours.pk, ())
        return Pair(ours, self.cohort.mentors[mentor], goals, self.kept.snapshot, self.networks)

    def fit(self, explanation: engine.Explanation, *, kept_for_both: bool) -> PairFit:
        pair = self.pair(explanation.mentee, explanation.mentor)
        if not kept_for_both:
            return fit_of(pair, explanation)
        return fit_for_each(pair.mentee, pair.mentor, lambda: fit_of(pair, explanation))


@dataclass(frozen=True)
class WhyNotPair:
    """Why two people of a run do not come together, in words to the mentee. `obstacles` are the rules in the way; without
    any, `position` (from 1) is the mentor's place among all who may be this mentee's. Of a pair whose `fit` is not listed
    nothing is said. `notes` are what the organiser decided about the two."""

    mentee: Enrolment
    mentor: Enrolment
    fit: PairFit
    obstacles: tuple[InTheWay, ...]
    position: int | None
    notes: tuple[str, ...]


def why_not(run: MatchRun, mentee_place: int, mentor_place: int, now: datetime) -> WhyNotPair:
    """What stands between two people of a run, and why they fit no better (the fit's `why_not_higher`). Seven queries at
    most; raises ValueError for a position that is not there."""
    kept = opened(run)
    found = engine.why_not(kept.problem, mentee_place, mentor_place)
    cohort = kept.people([mentee_place], [mentor_place])
    ours, theirs = cohort.mentees[mentee_place], cohort.mentors[mentor_place]
    if found is engine.NOT_LISTED or not cohort.has_both((mentee_place, mentor_place)):
        return WhyNotPair(ours, theirs, NOT_LISTED, (), None, ())
    (fit,) = fits_of(kept, [(mentee_place, mentor_place)])
    pair = Pair(ours, theirs, (), kept.snapshot, {})
    return WhyNotPair(
        mentee=ours,
        mentor=theirs,
        fit=fit,
        obstacles=tuple(in_the_way(pair, obstacle, now=now) for obstacle in found.obstacles),
        position=found.position,
        notes=tuple(_notes(run, mentee_place, mentor_place, found.score)),
    )


def _notes(run: MatchRun, mentee: int, mentor: int, score: float) -> Iterable[str]:
    decision = run.decisions.filter(
        mentee_place=mentee, mentor_place=mentor, undone_at__isnull=True, kind=DecisionKind.FORBID
    )
    if decision.exists():
        yield _("You decided that these two do not come together.")
    if run.minimum_score is not None and score < run.minimum_score:
        yield _("Their score of %(score)d is below the least of %(least)d that this run asks for.") % {
            "score": round(score * 100),
            "least": round(run.minimum_score * 100),
        }


def unmatched_words(run: MatchRun, solution: Solution, now: datetime) -> list[tuple[int, Unmatched]]:
    """Why each unmatched mentee of a solution is so, and the least change that would help. Four queries."""
    kept = opened(run)
    standing = run.decisions.filter(
        Q(undone_at__isnull=True) | Q(undone_revision__gt=solution.revision), revision__lte=solution.revision
    )
    question = kept.question(standing)
    found = engine.relaxations(
        kept.solver,
        _assignment(solution),
        aim=AIMS[RunAim(solution.aim)],
        locked=question.locked or None,
        forbidden=question.forbidden or None,
        minimum_score=question.minimum_score,
    )
    cohort = kept.people(*_named(found))
    said = _Sayings.of(kept, cohort, [])
    cast = Cast(
        mentee=lambda place: cohort.mentees[place].person.name,
        mentor=lambda place: cohort.mentors[place].person.name,
        pair=said.pair,
    )
    return [(one.mentee, unmatched(one, cast, now=now)) for one in found]


def _named(found: Sequence[engine.Relaxation]) -> tuple[set[int], set[int]]:
    """The positions of everybody who is named in these relaxations."""
    mentees = {one.mentee for one in found} | {move.mentee for one in found for move in one.moves}
    mentors = {place for one in found for place in (one.mentor, one.place_at) if place is not None}
    mentors |= {place for one in found for move in one.moves for place in (move.before, move.after)}
    return mentees, mentors


def _assignment(solution: Solution) -> engine.Assignment:
    return engine.Assignment(
        mentor=np.array(solution.mentors, dtype=np.int32),
        total=solution.total,
        worst=solution.worst,
        matched=solution.matched,
        blocking_pairs=solution.blocking_pairs,
        certified=solution.certified,
    )
