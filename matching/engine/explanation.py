"""Why a pair scores what it scores: parts that add up to the score, and the rules with their outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.criteria import Criterion, Kind
from matching.engine.facts import Facts, Reason, facts_of, unanswered
from matching.engine.problem import UNNAMED, ExclusionReason, Problem
from matching.engine.scoring import (
    KNOWN_ENOUGH,
    QUANTA,
    Weighted,
    combine,
    passes,
    positions,
    shown_criteria,
)
from matching.engine.values import Values, values

_NAMED = {
    ExclusionReason.LINE_MANAGER: Reason.LINE_MANAGER,
    ExclusionReason.OWN_SELF: Reason.OWN_SELF,
    ExclusionReason.ALREADY_TOGETHER: Reason.ALREADY_TOGETHER,
}


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Part:
    """One criterion of the score. `possible` is its share of the whole score (all parts of a pair sum to 1),
    `points` what it gave (they sum to the score), `missing` the difference. `value` is from 0 to 1, or None where
    a side gave no answer: then the points are the programme's mean at most, and the reason is `unanswered`."""

    criterion: str
    kind: Kind
    weight: float
    value: float | None
    points: float
    possible: float
    reason: Reason
    facts: Facts

    @property
    def missing(self) -> float:
        return self.possible - self.points


@dataclass(frozen=True)
class Rule:
    """One rule. `criterion` is the key of the criterion, or "capacity" or "excluded" for what always holds.
    `outcome` unknown with `failed`: a strict rule that a side did not answer."""

    criterion: str
    kind: Kind | None
    outcome: Outcome
    failed: bool
    minimum: float
    reason: Reason
    facts: Facts


@dataclass(frozen=True)
class Explanation:
    """`score` (0 to 1) is the one that `rank` gives. `raw` is the score over the answered criteria alone,
    `answered` the share of the weight that rests on answers; below half the pair is `little_known`. `eligible` says
    whether the two may come together. If not `listed`, nobody may know more than that, and nothing is said."""

    mentee: int
    mentor: int
    listed: bool
    eligible: bool
    score: float
    raw: float
    answered: float
    little_known: bool
    parts: tuple[Part, ...]
    rules: tuple[Rule, ...]


def explain(problem: Problem, mentee: int, mentor: int) -> Explanation:
    """The explanation of one pair. Raises ValueError for a position out of range."""
    return explain_many(problem, mentee, [mentor])[0]


def explain_many(problem: Problem, mentee: int, mentors: Ints | Sequence[int]) -> list[Explanation]:
    """The explanations of one mentee with several mentors, in the order given. Values are computed together."""
    rows = positions([mentee], problem.mentees.size, "mentee")
    columns = positions(mentors, problem.mentors.size, "mentors")
    found = [(entry, values(problem, entry.criterion, rows, columns)) for entry in shown_criteria(problem)]
    ruled = [
        (criterion, values(problem, criterion, rows, columns))
        for criterion in problem.criteria
        if criterion.rule
    ]
    scores = combine(found, (1, len(columns)), problem.prior_mean)
    explanations = []
    for line, mentor in enumerate(columns.tolist()):
        if _unnamed(problem, mentee, mentor, ruled, line):
            explanations.append(_not_listed(mentee, mentor))
            continue
        imputed = float(scores.imputed[0, line])
        parts = tuple(_part(problem, entry, of, line, mentee, mentor, imputed) for entry, of in found)
        rules = (
            *_standing_rules(problem, mentee, mentor),
            *(
                _rule(problem, criterion, of, line, mentee, mentor)
                for criterion, of in ruled
                if not criterion.private
            ),
        )
        answered = float(scores.answered[0, line])
        explanations.append(
            Explanation(
                mentee=mentee,
                mentor=mentor,
                listed=True,
                eligible=not any(rule.failed for rule in rules),
                score=float(np.float32(scores.quanta[0, line] / QUANTA)),
                raw=_raw(found, parts),
                answered=answered,
                little_known=answered < KNOWN_ENOUGH,
                parts=parts,
                rules=rules,
            )
        )
    return explanations


def _not_listed(mentee: int, mentor: int) -> Explanation:
    return Explanation(
        mentee=mentee,
        mentor=mentor,
        listed=False,
        eligible=False,
        score=0.0,
        raw=0.0,
        answered=0.0,
        little_known=True,
        parts=(),
        rules=(),
    )


def _unnamed(
    problem: Problem, mentee: int, mentor: int, ruled: list[tuple[Criterion, Values]], line: int
) -> bool:
    """Whether something stands between the two that is never named."""
    reasons = problem.excluded.by_mentee.get(mentee, {}).get(mentor, ())
    return bool(UNNAMED.intersection(reasons)) or any(
        criterion.private and not passes(criterion, of)[0, line] for criterion, of in ruled
    )


def _part(
    problem: Problem, entry: Weighted, of: Values, line: int, mentee: int, mentor: int, imputed: float
) -> Part:
    known = bool(of.mentee_known[0]), bool(of.mentor_known[line])
    if all(known):
        value = float(of.value[0, line])
        reason, facts = facts_of(problem, entry.criterion, mentee, mentor, value)
        points = entry.share * value
    else:
        value, reason, facts = None, Reason.UNANSWERED, unanswered(known)
        points = entry.share * imputed
    return Part(
        criterion=entry.criterion.key,
        kind=entry.criterion.kind,
        weight=entry.criterion.weight,
        value=value,
        points=points,
        possible=entry.share,
        reason=reason,
        facts=facts,
    )


def _raw(found: list[tuple[Weighted, Values]], parts: tuple[Part, ...]) -> float:
    known = [
        part
        for (entry, _), part in zip(found, parts, strict=True)
        if part.value is not None and entry.criterion.is_evidence
    ]
    weight = sum(part.possible for part in known)
    return sum(part.points for part in known) / weight if weight else 0.0


def _standing_rules(problem: Problem, mentee: int, mentor: int) -> list[Rule]:
    """The rules that always hold: places left, and the exclusions that may be named."""
    places = int(problem.capacity_left[mentor])
    reason = Reason.PLACES_LEFT if places > 0 else Reason.NO_PLACE_LEFT
    reasons = sorted(set(problem.excluded.by_mentee.get(mentee, {}).get(mentor, ())))
    return [
        _standing("capacity", reason, {"places": max(places, 0)}),
        *(_standing("excluded", _NAMED[excluded], {}) for excluded in reasons),
    ]


def _standing(name: str, reason: Reason, facts: Facts) -> Rule:
    failed = reason is not Reason.PLACES_LEFT
    return Rule(
        criterion=name,
        kind=None,
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        failed=failed,
        minimum=0.0,
        reason=reason,
        facts=facts,
    )


def _rule(problem: Problem, criterion: Criterion, of: Values, line: int, mentee: int, mentor: int) -> Rule:
    known = bool(of.mentee_known[0]), bool(of.mentor_known[line])
    failed = not bool(passes(criterion, of)[0, line])
    if all(known):
        outcome = Outcome.FAILED if failed else Outcome.PASSED
        reason, facts = facts_of(problem, criterion, mentee, mentor, float(of.value[0, line]))
    else:
        outcome, reason, facts = Outcome.UNKNOWN, Reason.UNANSWERED, unanswered(known)
    return Rule(criterion.key, criterion.kind, outcome, failed, criterion.minimum, reason, facts)
