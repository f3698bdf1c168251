"""The same scores, slowly and obviously: one pair at a time, float64, plain Python. What is fast is tested against it.

It reads the problem's arrays and the criteria, and shares no arithmetic with the fast path.
"""

from math import isnan

import numpy as np

from matching.engine.criteria import Criterion, Kind
from matching.engine.problem import Problem
from matching.engine.sides import Lists, Side, Skill


def value(problem: Problem, criterion: Criterion, mentee: int, mentor: int) -> float | None:
    """The value of one criterion for one pair, 0 to 1, or None where a side gave no answer."""
    match criterion.kind:
        case Kind.COVERAGE:
            return _coverage(problem, criterion, mentee, mentor)
        case Kind.TEXT:
            return _text(problem, criterion, mentee, mentor)
        case Kind.OVERLAP | Kind.NETWORK | Kind.LANGUAGE:
            return _sets(problem, criterion, mentee, mentor)
        case Kind.SAME | Kind.DIFFERENT:
            ours = int(problem.mentees.categories[criterion.mentee_field][mentee])
            theirs = int(problem.mentors.categories[criterion.mentor_field][mentor])
            if ours == -1 or theirs == -1:
                return None
            return float((ours == theirs) == (criterion.kind is Kind.SAME))
        case Kind.GAP:
            return _gap(problem, criterion, mentee, mentor)
        case Kind.HOURS | Kind.MIN_HOURS:
            return _hours(problem, criterion, mentee, mentor)
        case Kind.BIAS:
            number = float(problem.mentors.numbers[criterion.mentor_field][mentor])
            return None if isnan(number) else number
        case Kind.PREFER:
            return _prefer(problem, mentee, mentor)


def score(problem: Problem, mentee: int, mentor: int, *, private: bool = False) -> float:
    """The score of one pair, eligible or not; with `private`, the value that only the solver sees."""
    criteria = [
        criterion
        for criterion in problem.criteria
        if not criterion.rule and criterion.weight > 0 and (private or not criterion.private)
    ]
    total = sum(criterion.weight for criterion in criteria)
    found = [(criterion, value(problem, criterion, mentee, mentor)) for criterion in criteria]
    answered = [
        (one.weight, known) for one, known in found if known is not None and one.kind is not Kind.BIAS
    ]
    biases = [(one.weight, known) for one, known in found if known is not None and one.kind is Kind.BIAS]
    unanswered = [one.weight for one, known in found if known is None]
    raw = 0.0
    if answered:
        raw = sum(weight * known for weight, known in answered) / sum(weight for weight, _ in answered)
    points = sum(weight * known for weight, known in answered + biases)
    points += sum(unanswered) * min(raw, problem.prior_mean)
    return points / total if total else 0.0


def eligible(problem: Problem, mentee: int, mentor: int) -> bool:
    """Whether the two may come together."""
    if problem.capacity_left[mentor] <= 0:
        return False
    if any(pair == [mentee, mentor] for pair in problem.excluded.pairs.tolist()):
        return False
    for criterion in problem.criteria:
        if not criterion.rule:
            continue
        known = value(problem, criterion, mentee, mentor)
        if known is None:
            if criterion.strict:
                return False
        elif known < criterion.minimum - 1e-6 or (criterion.minimum == 0 and known == 0):
            return False
    return True


def _coverage(problem: Problem, criterion: Criterion, mentee: int, mentor: int) -> float | None:
    wanted, offered = _skills(problem.mentees, mentee), _skills(problem.mentors, mentor)
    if not wanted or not offered:
        return None
    group = problem.skills.group.tolist()
    gained = 0.0
    for want in wanted:
        reached = [0.0]
        for offer in offered:
            part = min(1.0, offer.level / want.level)
            if offer.skill == want.skill:
                reached.append(part)
            elif group[offer.skill] == group[want.skill] != -1:
                reached.append(criterion.params["share"] * part)
        gained += want.priority * max(reached)
    return gained / sum(want.priority for want in wanted)


def _skills(side: Side, person: int) -> list[Skill]:
    return [] if side.skills is None else side.skills.row(person)


def _text(problem: Problem, criterion: Criterion, mentee: int, mentor: int) -> float | None:
    ours, theirs = (
        problem.mentees.texts[criterion.mentee_field],
        problem.mentors.texts[criterion.mentor_field],
    )
    if not ours.known[mentee] or not theirs.known[mentor]:
        return None
    pairs = zip(ours.vectors[mentee].tolist(), theirs.vectors[mentor].tolist(), strict=True)
    cosine = float(sum(one * other for one, other in pairs))
    low, high = criterion.params["low"], criterion.params["high"]
    return min(1.0, max(0.0, (cosine - low) / (high - low)))


def _set(lists: Lists, person: int) -> set[int]:
    return set(lists.row(person))


def _sets(problem: Problem, criterion: Criterion, mentee: int, mentor: int) -> float | None:
    ours = _set(problem.mentees.sets[criterion.mentee_field], mentee)
    theirs = _set(problem.mentors.sets[criterion.mentor_field], mentor)
    if not ours or not theirs:
        return None
    common = len(ours & theirs)
    return common / len(ours) if criterion.kind is Kind.OVERLAP else float(common > 0)


def _gap(problem: Problem, criterion: Criterion, mentee: int, mentor: int) -> float | None:
    ours = float(problem.mentees.ordinals[criterion.mentee_field][mentee])
    theirs = float(problem.mentors.ordinals[criterion.mentor_field][mentor])
    if isnan(ours) or isnan(theirs):
        return None
    gap, best_from, best_to = theirs - ours, criterion.params["best_from"], criterion.params["best_to"]
    if gap <= 0:
        return 0.0
    if gap < best_from:
        return gap / best_from
    if gap <= best_to:
        return 1.0
    return max(0.0, 1.0 - criterion.params["fade"] * (gap - best_to))


def _hours(problem: Problem, criterion: Criterion, mentee: int, mentor: int) -> float | None:
    ours, theirs = _slots(problem.mentees, mentee), _slots(problem.mentors, mentor)
    if not ours or not theirs:
        return None
    hours = len(ours & theirs) / 2
    if criterion.kind is Kind.MIN_HOURS:
        return float(hours >= criterion.params["hours"])
    return min(1.0, hours / criterion.params["full_hours"])


def _slots(side: Side, person: int) -> set[int]:
    if side.availability is None:
        return set()
    return set(np.flatnonzero(np.unpackbits(side.availability[person], bitorder="little")).tolist())


def _prefer(problem: Problem, mentee: int, mentor: int) -> float:
    said = problem.preferences
    for pair, ours, theirs in zip(said.pairs.tolist(), said.by_mentee, said.by_mentor, strict=True):
        if pair == [mentee, mentor]:
            return 0.5 + (int(ours) + int(theirs)) / 4
    return 0.5
