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
from matching.privacy import OF_PAIR

# Of a private goal, and of what is private to do, the one person it belongs to reads the row, and nobody else.
FACT = Rule(Sensitivity.PERSONAL, (Reader.PAIR,), Kept.COUNTED, Erasing.KEEP)
WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.EMPTY)
NEUTRAL_WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.NEUTRAL)
# The other one reads them where both agreed to compare.
OWN_VIEW = Rule(Sensitivity.PERSONAL, (Reader.SELF,), Kept.COUNTED, Erasing.KEEP)

declare(
    PairGoal,
    FACT,
    "id mentorship origin due_on private state progress created_at created_by changed_at settled_at closed_at closed_by skills",
    of=OF_PAIR,
)
# A goal is the mentee's, and whoever wrote it down had words in it.
declare(PairGoal, NEUTRAL_WORDS, "text drop_reason", of="mentorship__mentee__person", also="created_by")
declare(PairGoal, WORDS, "measure", of="mentorship__mentee__person", also="created_by")
declare(
    PairGoalEvent,
    LINK,
    "id goal at by from_state to_state",
    of="goal__mentorship__mentee__person goal__mentorship__mentor__person",
)
declare(GoalUpdate, FACT, "id goal at by progress", of="by goal__mentorship__mentee__person")
declare(GoalUpdate, WORDS, "note", of="by")
declare(
    Milestone,
    FACT,
    "id goal due_on position created_at done_at done_by dropped_at",
    of="goal__mentorship__mentee__person",
)
declare(Milestone, NEUTRAL_WORDS, "text", of="goal__mentorship__mentee__person", also="goal__created_by")
declare(
    Action,
    FACT,
    "id mentorship goal meeting owner due_on private created_at created_by done_at done_by dropped_at reminded_at",
    of="owner",
    also="created_by",
)
declare(Action, NEUTRAL_WORDS, "text", of="owner", also="created_by")
declare(Assessment, OWN_VIEW, "id mentorship person point taken_at", of="person")
declare(AssessedSkill, OWN_VIEW, "id assessment skill level", of="assessment__person")
declare(SharedAssessment, FACT, "id mentorship person agreed_at", of="person")
