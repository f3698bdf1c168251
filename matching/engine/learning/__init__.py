"""Learning from what was decided: which criteria the mentees' choices follow, and which mentors say yes.

`study` is the whole of it; it suggests and never applies anything."""

from matching.engine.learning.auc import Interval
from matching.engine.learning.decisions import Answers, Decisions
from matching.engine.learning.suggestion import Prior, Quality, Ranked, Shortfall, Study, shortfalls, study

__all__ = [
    "Answers",
    "Decisions",
    "Interval",
    "Prior",
    "Quality",
    "Ranked",
    "Shortfall",
    "Study",
    "shortfalls",
    "study",
]
