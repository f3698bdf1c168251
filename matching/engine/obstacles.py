"""Why somebody is not on a list, or not higher: what stands in the way, and the smallest change that lifts it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from matching.engine.criteria import Criterion, Kind
from matching.engine.explanation import Part, Rule, explain
from matching.engine.facts import Facts, Reason
from matching.engine.problem import Problem
from matching.engine.scoring import QUANTA, eligible, score_block, shown_criteria

BARELY = 1e-4  # a rule without a minimum asks for more than nothing


@dataclass(frozen=True)
class Obstacle:
    """A rule in the way. `criterion` is its key, "capacity", "excluded", or "" where it is not to be named; then the
    reason is `not_listed`, which is also the answer for somebody who is not there at all.

    `change` is the smallest change that lifts it. By kind: coverage {skills: [{skill, offered, wanted}]}, the fewest;
    text {similarity: how much more}; overlap, network and language {items: how many more in common};
    same, different {category: the mentor's}, to be met or left; gap {rungs: how many the mentor would have to stand
    higher, or, negative, lower}; hours, min_hours {hours: how many more}; bias {number: how much more};
    capacity {places: 1}; an unanswered strict rule {answer: ["mentee", "mentor"]}; an exclusion {}.
    """

    criterion: str
    kind: Kind | None
    reason: Reason
    facts: Facts
    change: Facts


@dataclass(frozen=True)
class Improvement:
    """A part with points missing: how many, and the change (as in Obstacle) that would win all of them."""

    part: Part
    change: Facts

    @property
    def gain(self) -> float:
        return self.part.missing


@dataclass(frozen=True)
class WhyNot:
    """`obstacles` are the rules in the way. With none, `position` (from 1) is the mentor's place among all who are
    eligible, and `improvements` are the parts with points missing, most first; `score` is the pair's, 0 to 1."""

    obstacles: tuple[Obstacle, ...]
    position: int | None
    score: float
    improvements: tuple[Improvement, ...]


NOT_LISTED = WhyNot(
    obstacles=(Obstacle("", None, Reason.NOT_LISTED, {}, {}),), position=None, score=0.0, improvements=()
)


def why_not(problem: Problem, mentee: int, mentor: int) -> WhyNot:
    """Why this mentor is not on this mentee's list, or not at its top. Raises ValueError for a position out of range.

    Where anything stands in the way that is never named (a block, "avoid", "not again", identity), the whole answer
    is NOT_LISTED, whatever else there is; give the same for a person who is not in the problem."""
    explanation = explain(problem, mentee, mentor)
    if not explanation.listed:
        return NOT_LISTED
    criteria = {criterion.key: criterion for criterion in problem.criteria}
    obstacles = tuple(_obstacle(rule, criteria) for rule in explanation.rules if rule.failed)
    missing = sorted(
        (part for part in explanation.parts if part.missing > 0.5 / QUANTA),
        key=lambda part: (-part.missing, part.criterion),
    )
    return WhyNot(
        obstacles=obstacles,
        position=None if obstacles else _position(problem, mentee, mentor),
        score=explanation.score,
        improvements=tuple(
            Improvement(part, _change(criteria[part.criterion], part.facts, 1.0)) for part in missing
        ),
    )


def _position(problem: Problem, mentee: int, mentor: int) -> int:
    row = np.array([mentee])
    quanta = score_block(problem, shown_criteria(problem), row, slice(None)).quanta[0]
    level = (quanta == quanta[mentor]) & (problem.key_order < problem.key_order[mentor])
    ahead = ((quanta > quanta[mentor]) | level) & eligible(problem, row, slice(None))[0]
    return int(ahead.sum()) + 1


def _obstacle(rule: Rule, criteria: dict[str, Criterion]) -> Obstacle:
    if rule.kind is None:
        change: Facts = {"places": 1} if rule.reason is Reason.NO_PLACE_LEFT else {}
    else:
        change = _change(criteria[rule.criterion], rule.facts, max(rule.minimum, BARELY))
    return Obstacle(rule.criterion, rule.kind, rule.reason, rule.facts, change)


def _change(criterion: Criterion, facts: Facts, target: float) -> Facts:
    """The smallest change that brings the value of a criterion to `target`."""
    if "unanswered" in facts:
        return {"answer": facts["unanswered"]}
    return _CHANGES[criterion.kind](criterion, facts, target)


def _coverage(criterion: Criterion, facts: Facts, target: float) -> Facts:
    skills = facts["skills"]
    total = sum(skill["priority"] for skill in skills)
    short = target * total - sum(skill["priority"] * skill["credit"] for skill in skills)
    gains = sorted(skills, key=lambda skill: (-skill["priority"] * (1 - skill["credit"]), skill["skill"]))
    chosen: list[Facts] = []
    for skill in gains:
        if short <= 1e-5:
            break
        short -= skill["priority"] * (1 - skill["credit"])
        chosen.append({name: skill[name] for name in ("skill", "offered", "wanted")})
    return {"skills": chosen}


def _text(criterion: Criterion, facts: Facts, target: float) -> Facts:
    low, high = criterion.params["low"], criterion.params["high"]
    return {"similarity": round(max(low + target * (high - low) - facts["similarity"], 0.0), 3)}


def _overlap(criterion: Criterion, facts: Facts, target: float) -> Facts:
    asked = len(facts["common"]) + len(facts["missing"])
    return {"items": ceil(target * asked - 1e-5) - len(facts["common"])}


def _category(criterion: Criterion, facts: Facts, target: float) -> Facts:
    return {"category": facts["mentor"]}


def _gap(criterion: Criterion, facts: Facts, target: float) -> Facts:
    gap, fade = facts["gap"], criterion.params["fade"]
    least = target * criterion.params["best_from"]
    if gap < least:
        return {"rungs": ceil(least - gap - 1e-5)}
    most = criterion.params["best_to"] + (1 - target) / fade if fade else gap
    return {"rungs": floor(most - gap + 1e-5)}


def _hours(criterion: Criterion, facts: Facts, target: float) -> Facts:
    wanted = facts["wanted_hours"] * (1.0 if criterion.kind is Kind.MIN_HOURS else target)
    return {"hours": ceil(2 * wanted - 1e-5) / 2 - facts["hours"]}


def _one_item(criterion: Criterion, facts: Facts, target: float) -> Facts:
    return {"items": 1}


def _bias(criterion: Criterion, facts: Facts, target: float) -> Facts:
    return {"number": round(target - facts["number"], 6)}


_CHANGES: dict[Kind, Callable[[Criterion, Facts, float], Facts]] = {
    Kind.COVERAGE: _coverage,
    Kind.TEXT: _text,
    Kind.OVERLAP: _overlap,
    Kind.SAME: _category,
    Kind.DIFFERENT: _category,
    Kind.GAP: _gap,
    Kind.HOURS: _hours,
    Kind.MIN_HOURS: _hours,
    Kind.NETWORK: _one_item,
    Kind.LANGUAGE: _one_item,
    Kind.BIAS: _bias,
}
