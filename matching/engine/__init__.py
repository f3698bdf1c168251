"""The matching engine: arrays in, arrays out. No framework, no clock, no chance, no input or output.

`problem` and `sides` hold the question, `criteria` what is compared; `rank` answers it, `explain` and `why_not` say
why. `oracle` computes the same slowly and obviously, for the tests.
"""

from matching.engine.cohort.assigning import Aim, assign
from matching.engine.cohort.candidates import Assignment, Candidates
from matching.engine.cohort.certify import assign_problem
from matching.engine.cohort.change import (
    Changed,
    Difference,
    candidates_of,
    decided,
    difference,
    rescored,
    reweighted,
)
from matching.engine.cohort.compare import Comparison, Summary, compare, compare_problem
from matching.engine.cohort.relax import Lack, Move, Relaxation, relaxations
from matching.engine.criteria import Criterion, Kind
from matching.engine.explanation import Explanation, Outcome, Part, Rule, explain, explain_many
from matching.engine.facts import Reason
from matching.engine.obstacles import NOT_LISTED, Improvement, Obstacle, WhyNot, why_not
from matching.engine.problem import (
    ExclusionReason,
    Exclusions,
    Preferences,
    Problem,
    SkillVocabulary,
    stable_key,
)
from matching.engine.ranking import Ranking, rank
from matching.engine.scoring import mean_score, solver_scores
from matching.engine.sides import Lists, Side, Skill, SkillLists, TextVectors, pack_week, snap

__all__ = [
    "NOT_LISTED",
    "Aim",
    "Assignment",
    "Candidates",
    "Changed",
    "Comparison",
    "Criterion",
    "Difference",
    "ExclusionReason",
    "Exclusions",
    "Explanation",
    "Improvement",
    "Kind",
    "Lack",
    "Lists",
    "Move",
    "Obstacle",
    "Outcome",
    "Part",
    "Preferences",
    "Problem",
    "Ranking",
    "Reason",
    "Relaxation",
    "Rule",
    "Side",
    "Skill",
    "SkillLists",
    "SkillVocabulary",
    "Summary",
    "TextVectors",
    "WhyNot",
    "assign",
    "assign_problem",
    "candidates_of",
    "compare",
    "compare_problem",
    "decided",
    "difference",
    "explain",
    "explain_many",
    "mean_score",
    "pack_week",
    "rank",
    "relaxations",
    "rescored",
    "reweighted",
    "snap",
    "solver_scores",
    "stable_key",
    "why_not",
]
