"""Why a pair scores what it scores: parts that add up to the score, and the rules with their outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from matching.engine.arrays import Ints
from matching.engine.criteria import Criterion, Kind
from matching.engine.facts import Facts, Reason, teller, unanswered
from matching.engine.problem import UNNAMED, ExclusionReason, Problem
from matching.engine.scoring import (
    KNOWN_ENOUGH,
    Weighted,
    as_score,
    combine,
    passes,
    positions,
    shown_criteria,
    stage,
)
from matching.engine.values import Values, values

T = TypeVar("T")

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
    if not len(columns):
        return []
    entries = shown_criteria(problem)
    found = [values(problem, entry.criterion, rows, columns) for entry in entries]
    ordered = sorted(zip(entries, found, strict=True), key=lambda pair: stage(pair[0].criterion))
    scores = combine(ordered, (1, len(columns)), problem.prior_mean)
    rules = [criterion for criterion in problem.criteria if criterion.rule]
    ruled = [values(problem, criterion, rows, columns) for criterion in rules]
    passed = [passes(criterion, of)[0].tolist() for criterion, of in zip(rules, ruled, strict=True)]
    parts = _Parts(problem, entries, found, mentee, columns, scores.imputed[0].tolist())
    told = [
        _Rules(problem, criterion, of, mentee, columns, outcome)
        for criterion, of, outcome in zip(rules, ruled, passed, strict=True)
        if not criterion.private
    ]
    unnamed = [outcome for criterion, outcome in zip(rules, passed, strict=True) if criterion.private]
    answered = scores.answered[0].tolist()
    shown = as_score(scores.quanta)[0].tolist()
    places = problem.capacity_left[columns].tolist()
    excluded = problem.excluded.by_mentee.get(mentee, {})
    explanations = []
    for line, mentor in enumerate(columns.tolist()):
        reasons = excluded.get(mentor, ())
        if not UNNAMED.isdisjoint(reasons) or not all(outcome[line] for outcome in unnamed):
            explanations.append(_not_listed(mentee, mentor))
            continue
        shown_parts, raw = parts.of(line)
        rules_of = (*_standing_rules(places[line], reasons), *[rule.of(line) for rule in told])
        explanations.append(
            _made(
                Explanation,
                {
                    "mentee": mentee,
                    "mentor": mentor,
                    "listed": True,
                    "eligible": not any(rule.failed for rule in rules_of),
                    "score": shown[line],
                    "raw": raw,
                    "answered": answered[line],
                    "little_known": answered[line] < KNOWN_ENOUGH,
                    "parts": shown_parts,
                    "rules": rules_of,
                },
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


class _Parts:
    """The parts of one mentee's scores, what is the same for all mentors looked up once."""

    def __init__(
        self,
        problem: Problem,
        entries: list[Weighted],
        found: list[Values],
        mentee: int,
        columns: Ints,
        imputed: list[float],
    ) -> None:
        self.imputed = imputed
        self.looked_up = [
            (
                entry.share,
                entry.criterion.is_evidence,
                {
                    "criterion": entry.criterion.key,
                    "kind": entry.criterion.kind,
                    "weight": entry.criterion.weight,
                    "possible": entry.share,
                },
                bool(of.mentee_known[0]),
                of.mentor_known.tolist(),
                of.value[0].tolist(),
                teller(problem, entry.criterion, mentee, columns),
            )
            for entry, of in zip(entries, found, strict=True)
        ]

    def of(self, line: int) -> tuple[tuple[Part, ...], float]:
        """The parts, and the score over the answered ones alone."""
        parts = []
        gained = weight = 0.0
        for share, is_evidence, fixed, our_known, their_known, values_of, tell in self.looked_up:
            if our_known and their_known[line]:
                value = values_of[line]
                reason, facts = tell(line, value)
                points = share * value
                if is_evidence:
                    gained += points
                    weight += share
            else:
                value, reason, facts = None, Reason.UNANSWERED, unanswered((our_known, their_known[line]))
                points = share * self.imputed[line]
            told = {"value": value, "points": points, "reason": reason, "facts": facts}
            parts.append(_made(Part, {**fixed, **told}))
        return tuple(parts), gained / weight if weight else 0.0


class _Rules:
    """The outcomes of one rule for one mentee, what is the same for all mentors looked up once."""

    def __init__(
        self,
        problem: Problem,
        criterion: Criterion,
        of: Values,
        mentee: int,
        columns: Ints,
        passed: list[bool],
    ) -> None:
        self.fixed = {"criterion": criterion.key, "kind": criterion.kind, "minimum": criterion.minimum}
        self.our_known, self.their_known = bool(of.mentee_known[0]), of.mentor_known.tolist()
        self.values = of.value[0].tolist()
        self.passed = passed
        self.tell = teller(problem, criterion, mentee, columns)

    def of(self, line: int) -> Rule:
        passed = self.passed[line]
        if self.our_known and self.their_known[line]:
            outcome = Outcome.PASSED if passed else Outcome.FAILED
            reason, facts = self.tell(line, self.values[line])
        else:
            outcome, reason = Outcome.UNKNOWN, Reason.UNANSWERED
            facts = unanswered((self.our_known, self.their_known[line]))
        return _made(
            Rule, {**self.fixed, "outcome": outcome, "failed": not passed, "reason": reason, "facts": facts}
        )


def _made(kind: type[T], fields: dict[str, Any]) -> T:
    """A frozen dataclass from all of its fields. Its own constructor sets them one by one, past the guard that freezes
    it, and that would take half the time of an explanation."""
    made = object.__new__(kind)
    object.__setattr__(made, "__dict__", fields)
    return made


def _standing_rules(places: int, reasons: Sequence[ExclusionReason]) -> list[Rule]:
    """The rules that always hold: places left, and the exclusions that may be named."""
    reason = Reason.PLACES_LEFT if places > 0 else Reason.NO_PLACE_LEFT
    standing = [_standing("capacity", reason, {"places": max(places, 0)})]
    standing += [_standing("excluded", _NAMED[excluded], {}) for excluded in sorted(set(reasons))]
    return standing


def _standing(name: str, reason: Reason, facts: Facts) -> Rule:
    failed = reason is not Reason.PLACES_LEFT
    return _made(
        Rule,
        {
            "criterion": name,
            "kind": None,
            "outcome": Outcome.FAILED if failed else Outcome.PASSED,
            "failed": failed,
            "minimum": 0.0,
            "reason": reason,
            "facts": facts,
        },
    )
