"""What stands behind a value, as codes and ids, so that words can be made of it elsewhere and for both sides.

All facts are plain Python numbers, strings, lists and dicts, and can be stored as JSON. By kind:

coverage   skills: for each skill wanted {skill, priority, now, wanted, offered (0 = not), credit,
           through (the skill of the same group that gave the credit) or None, through_level}
text       similarity (-1 to 1), strength: "strong", "some" or "weak"
overlap    common: ids, missing: ids that only the mentee named
same, different   mentee, mentor: the two categories
gap        mentee, mentor: the two rungs, gap, best_from, best_to
hours, min_hours  slots: common half hours (0-335, from Monday 00:00 UTC), hours, wanted_hours
network    common: ids
language   common, mentee, mentor: ids
bias       number

A part or rule without an answer has the facts {unanswered: ["mentee", "mentor"]}, those sides that gave none.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import numpy as np

from matching.engine.criteria import Criterion, Kind
from matching.engine.problem import Problem
from matching.engine.sides import Skill
from matching.engine.values import credit_table, similarity

Facts = dict[str, Any]

STRONG, SOME = 2 / 3, 1 / 3


class Reason(StrEnum):
    """Why a part has the points it has, or why a rule failed."""

    COVERAGE_FULL = "coverage_full"
    COVERAGE_PART = "coverage_part"
    COVERAGE_NEAR = "coverage_near"
    COVERAGE_NONE = "coverage_none"
    TEXT_STRONG = "text_strong"
    TEXT_SOME = "text_some"
    TEXT_WEAK = "text_weak"
    OVERLAP_ALL = "overlap_all"
    OVERLAP_SOME = "overlap_some"
    OVERLAP_NONE = "overlap_none"
    SAME = "same"
    NOT_SAME = "not_same"
    DIFFERENT = "different"
    NOT_DIFFERENT = "not_different"
    GAP_BELOW = "gap_below"
    GAP_SHORT = "gap_short"
    GAP_BEST = "gap_best"
    GAP_ABOVE = "gap_above"
    HOURS_ENOUGH = "hours_enough"
    HOURS_FEW = "hours_few"
    HOURS_NONE = "hours_none"
    NETWORK_SHARED = "network_shared"
    NETWORK_NONE = "network_none"
    LANGUAGE_SHARED = "language_shared"
    LANGUAGE_NONE = "language_none"
    BIAS = "bias"
    UNANSWERED = "unanswered"
    PLACES_LEFT = "places_left"
    NO_PLACE_LEFT = "no_place_left"
    LINE_MANAGER = "line_manager"
    OWN_SELF = "own_self"
    ALREADY_TOGETHER = "already_together"
    NOT_LISTED = "not_listed"


def facts_of(
    problem: Problem, criterion: Criterion, mentee: int, mentor: int, value: float
) -> tuple[Reason, Facts]:
    """The reason and the facts behind the known `value` of a pair. `prefer` has none and raises KeyError."""
    return _FACTS[criterion.kind](problem, criterion, mentee, mentor, value)


def unanswered(known: tuple[bool, bool]) -> Facts:
    """The facts of a pair of which the mentee, the mentor, or both gave no answer."""
    return {
        "unanswered": [
            side for side, answered in zip(("mentee", "mentor"), known, strict=True) if not answered
        ]
    }


def _coverage(
    problem: Problem, criterion: Criterion, mentee: int, mentor: int, value: float
) -> tuple[Reason, Facts]:
    offered = {entry.skill: entry.level for entry in problem.mentors.offered.row(mentor)}
    table = credit_table(criterion.params["share"])
    skills = [
        _credit(problem, wanted, offered, table.tolist()) for wanted in problem.mentees.offered.row(mentee)
    ]
    if value >= 0.9995:
        reason = Reason.COVERAGE_FULL
    elif value <= 0:
        reason = Reason.COVERAGE_NONE
    elif any(entry["credit"] > 0 and entry["through"] is None for entry in skills):
        reason = Reason.COVERAGE_PART
    else:
        reason = Reason.COVERAGE_NEAR
    return reason, {"skills": skills}


def _credit(problem: Problem, wanted: Skill, offered: dict[int, int], table: list[float]) -> Facts:
    group = problem.skills.group
    level = offered.get(wanted.skill, 0)
    near = [
        (-other_level, other)
        for other, other_level in offered.items()
        if other != wanted.skill and group[wanted.skill] >= 0 and group[other] == group[wanted.skill]
    ]
    near_level, near_skill = min(near) if near else (0, -1)
    direct = table[25 * wanted.level + 5 * level]
    credit = table[25 * wanted.level + 5 * level + max(-near_level, level)]
    through = near_skill if near and credit > direct else None
    return {
        "skill": wanted.skill,
        "priority": wanted.priority,
        "now": wanted.now,
        "wanted": wanted.level,
        "offered": level,
        "credit": round(credit, 6),
        "through": through,
        "through_level": 0 if through is None else -near_level,
    }


def _text(
    problem: Problem, criterion: Criterion, mentee: int, mentor: int, value: float
) -> tuple[Reason, Facts]:
    cosine = similarity(problem, criterion, np.array([mentee]), np.array([mentor]))[0, 0]
    strength, reason = ("weak", Reason.TEXT_WEAK)
    if value >= STRONG:
        strength, reason = ("strong", Reason.TEXT_STRONG)
    elif value >= SOME:
        strength, reason = ("some", Reason.TEXT_SOME)
    return reason, {"similarity": round(float(cosine), 3), "strength": strength}


def _two_lists(
    problem: Problem, criterion: Criterion, mentee: int, mentor: int
) -> tuple[list[int], list[int]]:
    ours, theirs = problem.mentees.sets[criterion.mentee_field], problem.mentors.sets[criterion.mentor_field]
    return ours.row(mentee), theirs.row(mentor)


def _overlap(
    problem: Problem, criterion: Criterion, mentee: int, mentor: int, value: float
) -> tuple[Reason, Facts]:
    ours, theirs = _two_lists(problem, criterion, mentee, mentor)
    common = [item for item in ours if item in theirs]
    missing = [item for item in ours if item not in theirs]
    reason = (
        Reason.OVERLAP_SOME if common and missing else Reason.OVERLAP_ALL if common else Reason.OVERLAP_NONE
    )
    return reason, {"common": common, "missing": missing}


def _same(
    problem: Problem, criterion: Criterion, mentee: int, mentor: int, value: float
) -> tuple[Reason, Facts]:
    ours = int(problem.mentees.categories[criterion.mentee_field][mentee])
    theirs = int(problem.mentors.categories[criterion.mentor_field][mentor])
    met, unmet = (Reason.SAME, Reason.NOT_SAME)
    if criterion.kind is Kind.DIFFERENT:
        met, unmet = (Reason.DIFFERENT, Reason.NOT_DIFFERENT)
    return met if value > 0 else unmet, {"mentee": ours, "mentor": theirs}


def _gap(
    problem: Problem, criterion: Criterion, mentee: int, mentor: int, value: float
) -> tuple[Reason, Facts]:
    ours = float(problem.mentees.ordinals[criterion.mentee_field][mentee])
    theirs = float(problem.mentors.ordinals[criterion.mentor_field][mentor])
    gap, best_from, best_to = theirs - ours, criterion.params["best_from"], criterion.params["best_to"]
    if gap <= 0:
        reason = Reason.GAP_BELOW
    elif gap < best_from:
        reason = Reason.GAP_SHORT
    else:
        reason = Reason.GAP_BEST if gap <= best_to else Reason.GAP_ABOVE
    return reason, {"mentee": ours, "mentor": theirs, "gap": gap, "best_from": best_from, "best_to": best_to}


def _hours(
    problem: Problem, criterion: Criterion, mentee: int, mentor: int, value: float
) -> tuple[Reason, Facts]:
    common = problem.mentees.week[:, mentee] & problem.mentors.week[:, mentor]
    slots = np.flatnonzero(np.unpackbits(common.view(np.uint8), bitorder="little")).tolist()
    wanted = criterion.params["hours" if criterion.kind is Kind.MIN_HOURS else "full_hours"]
    reason = Reason.HOURS_NONE if not slots else Reason.HOURS_ENOUGH if value >= 1 else Reason.HOURS_FEW
    return reason, {"slots": slots, "hours": len(slots) / 2, "wanted_hours": wanted}


def _network(
    problem: Problem, criterion: Criterion, mentee: int, mentor: int, value: float
) -> tuple[Reason, Facts]:
    ours, theirs = _two_lists(problem, criterion, mentee, mentor)
    reason = Reason.NETWORK_SHARED if value > 0 else Reason.NETWORK_NONE
    return reason, {"common": [item for item in ours if item in theirs]}


def _language(
    problem: Problem, criterion: Criterion, mentee: int, mentor: int, value: float
) -> tuple[Reason, Facts]:
    ours, theirs = _two_lists(problem, criterion, mentee, mentor)
    reason = Reason.LANGUAGE_SHARED if value > 0 else Reason.LANGUAGE_NONE
    return reason, {"common": [item for item in ours if item in theirs], "mentee": ours, "mentor": theirs}


def _bias(
    problem: Problem, criterion: Criterion, mentee: int, mentor: int, value: float
) -> tuple[Reason, Facts]:
    return Reason.BIAS, {"number": round(value, 6)}


_FACTS: dict[Kind, Callable[[Problem, Criterion, int, int, float], tuple[Reason, Facts]]] = {
    Kind.COVERAGE: _coverage,
    Kind.TEXT: _text,
    Kind.OVERLAP: _overlap,
    Kind.SAME: _same,
    Kind.DIFFERENT: _same,
    Kind.GAP: _gap,
    Kind.HOURS: _hours,
    Kind.MIN_HOURS: _hours,
    Kind.NETWORK: _network,
    Kind.LANGUAGE: _language,
    Kind.BIAS: _bias,
}
