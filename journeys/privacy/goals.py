"""What goals, things to do and self-assessments say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import LINK, Erasing, Kept, Reader, Rule, Sensitivity, declare
from journeys.models import (
    Action,
    AssessedSkill,
    Assessment,
    GoalUpdate,
    Milestone,
    PairGoal,
    PairGoalEvent,
    SharedAssessment,
)

# Of a private goal, and of what is private to do, the one person it belongs to reads the row, and nobody else.
FACT = Rule(Sensitivity.PERSONAL, (Reader.PAIR,), Kept.PROGRAMME, Erasing.KEEP)
WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.EMPTY)
NEUTRAL_WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.NEUTRAL)
# The other one reads them where both agreed to compare.
OWN_VIEW = Rule(Sensitivity.PERSONAL, (Reader.SELF,), Kept.PROGRAMME, Erasing.KEEP)

declare(
    PairGoal,
    FACT,
    "id mentorship origin due_on private state progress created_at created_by changed_at settled_at closed_at closed_by skills",
)
declare(PairGoal, NEUTRAL_WORDS, "text drop_reason")
declare(PairGoal, WORDS, "measure")
declare(PairGoalEvent, LINK, "id goal at by from_state to_state")
declare(GoalUpdate, FACT, "id goal at by progress")
declare(GoalUpdate, WORDS, "note")
declare(Milestone, FACT, "id goal due_on position created_at done_at done_by dropped_at")
declare(Milestone, NEUTRAL_WORDS, "text")
declare(
    Action,
    FACT,
    "id mentorship goal meeting owner due_on private created_at created_by done_at done_by dropped_at reminded_at",
)
declare(Action, NEUTRAL_WORDS, "text")
declare(Assessment, OWN_VIEW, "id mentorship person point taken_at")
declare(AssessedSkill, OWN_VIEW, "id assessment skill level")
declare(SharedAssessment, FACT, "id mentorship person agreed_at")
