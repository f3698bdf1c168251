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

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.criteria import Criterion, Kind
from matching.engine.problem import Problem
from matching.engine.sides import Skill
from matching.engine.values import credit_table, rows_of, similarity

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


Teller = Callable[[int, float], tuple[Reason, Facts]]


def teller(problem: Problem, criterion: Criterion, mentee: int, mentors: Ints) -> Teller:
    """Tells the reason and the facts behind a known value of a mentee and the mentor at a place of `mentors`. What it
    takes for all of them is looked up once. `prefer` has none and raises KeyError."""
    return _TELLERS[criterion.kind](problem, criterion, mentee, mentors)


def unanswered(known: tuple[bool, bool]) -> Facts:
    """The facts of a pair of which the mentee, the mentor, or both gave no answer."""
    ours, theirs = known
    if ours:
        return {"unanswered": ["mentor"]}
    return {"unanswered": ["mentee"] if theirs else ["mentee", "mentor"]}


def _coverage(problem: Problem, criterion: Criterion, mentee: int, mentors: Ints) -> Teller:
    wanted, offers = problem.mentees.offered.row(mentee), problem.offers
    places = offers.place[[entry.skill for entry in wanted]] if wanted else np.zeros(0, dtype=np.int64)
    codes = offers.code[places[:, None], mentors].T.tolist()
    table = _rounded_credits(criterion.params["share"])
    told: dict[tuple[int, int], Facts] = {}

    def credit_of(slot: int, code: int, mentor: int) -> Facts:
        """All but a skill that stands in for another is the same for all mentors of one code."""
        facts = told.get((slot, code))
        if facts is None:
            facts = told[slot, code] = _credit(wanted[slot], code, table)
        facts = facts.copy()
        if facts["through_level"]:
            facts["through"] = _stand_in(problem, mentor, wanted[slot].skill, facts["through_level"])
        return facts

    def tell(place: int, value: float) -> tuple[Reason, Facts]:
        mentor = int(mentors[place])
        skills = [credit_of(slot, code, mentor) for slot, code in enumerate(codes[place])]
        if value >= 0.9995:
            reason = Reason.COVERAGE_FULL
        elif value <= 0:
            reason = Reason.COVERAGE_NONE
        elif any(entry["credit"] > 0 and entry["through"] is None for entry in skills):
            reason = Reason.COVERAGE_PART
        else:
            reason = Reason.COVERAGE_NEAR
        return reason, {"skills": skills}

    return tell


@cache
def _rounded_credits(share: float) -> list[float]:
    return [round(credit, 6) for credit in credit_table(share).tolist()]


def _credit(wanted: Skill, code: int, table: list[float]) -> Facts:
    """The facts of one skill by the code of `Offers`; which skill stands in is still to be said."""
    level, near = divmod(code, 5)
    credit = table[25 * wanted.level + code]
    through = credit > table[25 * wanted.level + 5 * level]
    return {
        "skill": wanted.skill,
        "priority": wanted.priority,
        "now": wanted.now,
        "wanted": wanted.level,
        "offered": level,
        "credit": credit,
        "through": None,
        "through_level": near if through else 0,
    }


def _stand_in(problem: Problem, mentor: int, wanted: int, level: int) -> int:
    """The first skill of the mentor, of the group of the one wanted, that has the level."""
    offered, group = problem.mentors.offered, problem.skills.group
    entries = slice(offered.ptr[mentor], offered.ptr[mentor + 1])
    levels: Iterable[tuple[int, int]] = zip(
        offered.skill[entries].tolist(), offered.level[entries].tolist(), strict=True
    )
    return next(
        skill for skill, own in levels if own == level and skill != wanted and group[skill] == group[wanted]
    )


def _text(problem: Problem, criterion: Criterion, mentee: int, mentors: Ints) -> Teller:
    cosines = similarity(problem, criterion, np.array([mentee]), mentors)[0].tolist()

    def tell(place: int, value: float) -> tuple[Reason, Facts]:
        strength, reason = ("weak", Reason.TEXT_WEAK)
        if value >= STRONG:
            strength, reason = ("strong", Reason.TEXT_STRONG)
        elif value >= SOME:
            strength, reason = ("some", Reason.TEXT_SOME)
        return reason, {"similarity": round(cosines[place], 3), "strength": strength}

    return tell


def _two_lists(
    problem: Problem, criterion: Criterion, mentee: int, mentors: Ints
) -> tuple[list[int], list[list[int]]]:
    ours, theirs = problem.mentees.sets[criterion.mentee_field], problem.mentors.sets[criterion.mentor_field]
    return ours.row(mentee), rows_of(theirs, mentors)


def _overlap(problem: Problem, criterion: Criterion, mentee: int, mentors: Ints) -> Teller:
    ours, lists = _two_lists(problem, criterion, mentee, mentors)

    def tell(place: int, value: float) -> tuple[Reason, Facts]:
        theirs = lists[place]
        common = [item for item in ours if item in theirs]
        missing = [item for item in ours if item not in theirs]
        reason = Reason.OVERLAP_NONE
        if common:
            reason = Reason.OVERLAP_SOME if missing else Reason.OVERLAP_ALL
        return reason, {"common": common, "missing": missing}

    return tell


def _same(problem: Problem, criterion: Criterion, mentee: int, mentors: Ints) -> Teller:
    ours = int(problem.mentees.categories[criterion.mentee_field][mentee])
    theirs = problem.mentors.categories[criterion.mentor_field][mentors].tolist()
    met, unmet = (Reason.SAME, Reason.NOT_SAME)
    if criterion.kind is Kind.DIFFERENT:
        met, unmet = (Reason.DIFFERENT, Reason.NOT_DIFFERENT)
    return lambda place, value: (met if value > 0 else unmet, {"mentee": ours, "mentor": theirs[place]})


def _gap(problem: Problem, criterion: Criterion, mentee: int, mentors: Ints) -> Teller:
    ours = float(problem.mentees.ordinals[criterion.mentee_field][mentee])
    rungs = problem.mentors.ordinals[criterion.mentor_field][mentors].tolist()
    best_from, best_to = criterion.params["best_from"], criterion.params["best_to"]

    def tell(place: int, value: float) -> tuple[Reason, Facts]:
        theirs = rungs[place]
        gap = theirs - ours
        if gap <= 0:
            reason = Reason.GAP_BELOW
        elif gap < best_from:
            reason = Reason.GAP_SHORT
        else:
            reason = Reason.GAP_BEST if gap <= best_to else Reason.GAP_ABOVE
        return reason, {
            "mentee": ours,
            "mentor": theirs,
            "gap": gap,
            "best_from": best_from,
            "best_to": best_to,
        }

    return tell


def _hours(problem: Problem, criterion: Criterion, mentee: int, mentors: Ints) -> Teller:
    words = problem.mentees.week[:, [mentee]] & problem.mentors.week[:, mentors]
    bits = np.unpackbits(np.ascontiguousarray(words.T).view(np.uint8), axis=1, bitorder="little")
    common = np.nonzero(bits)[1].tolist()
    ends = np.cumsum(bits.sum(axis=1, dtype=np.int64)).tolist()
    wanted = criterion.params["hours" if criterion.kind is Kind.MIN_HOURS else "full_hours"]

    def tell(place: int, value: float) -> tuple[Reason, Facts]:
        slots = common[ends[place - 1] if place else 0 : ends[place]]
        reason = Reason.HOURS_FEW if slots else Reason.HOURS_NONE
        if slots and value >= 1:
            reason = Reason.HOURS_ENOUGH
        return reason, {"slots": slots, "hours": len(slots) / 2, "wanted_hours": wanted}

    return tell


def _network(problem: Problem, criterion: Criterion, mentee: int, mentors: Ints) -> Teller:
    ours, lists = _two_lists(problem, criterion, mentee, mentors)

    def tell(place: int, value: float) -> tuple[Reason, Facts]:
        theirs = lists[place]
        reason = Reason.NETWORK_SHARED if value > 0 else Reason.NETWORK_NONE
        return reason, {"common": [item for item in ours if item in theirs]}

    return tell


def _language(problem: Problem, criterion: Criterion, mentee: int, mentors: Ints) -> Teller:
    ours, lists = _two_lists(problem, criterion, mentee, mentors)

    def tell(place: int, value: float) -> tuple[Reason, Facts]:
        theirs = lists[place]
        reason = Reason.LANGUAGE_SHARED if value > 0 else Reason.LANGUAGE_NONE
        common = [item for item in ours if item in theirs]
        return reason, {"common": common, "mentee": list(ours), "mentor": theirs}

    return tell


def _bias(problem: Problem, criterion: Criterion, mentee: int, mentors: Ints) -> Teller:
    return lambda place, value: (Reason.BIAS, {"number": round(value, 6)})


_TELLERS: dict[Kind, Callable[[Problem, Criterion, int, Ints], Teller]] = {
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
