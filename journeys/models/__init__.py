from journeys.models.agreement import (
    Agreement,
    AgreementEvent,
    Review,
    ReviewEvent,
    ReviewLook,
    Signature,
)
from journeys.models.cadence import CadenceProposal
from journeys.models.check_in import CheckIn, CheckInEvent, CheckInQuerySet, HelpRequest
from journeys.models.closing import ClosingAnswer
from journeys.models.exchange import (
    Feedback,
    FeedbackWish,
    Introduction,
    IntroductionEvent,
    Message,
    SharedTrend,
    Thanks,
)
from journeys.models.goal import (
    Action,
    AssessedSkill,
    Assessment,
    GoalUpdate,
    Milestone,
    PairGoal,
    PairGoalEvent,
    SharedAssessment,
)
from journeys.models.help import HelpAction, HelpRule
from journeys.models.meeting import AgendaItem, CalendarFeed, Meeting, MeetingEvent, MeetingNote, ProposedTime
from journeys.models.shelf import PairResource

__all__ = [
    "Action",
    "AgendaItem",
    "Agreement",
    "AgreementEvent",
    "AssessedSkill",
    "Assessment",
    "CadenceProposal",
    "CalendarFeed",
    "CheckIn",
    "CheckInEvent",
    "CheckInQuerySet",
    "ClosingAnswer",
    "Feedback",
    "FeedbackWish",
    "GoalUpdate",
    "HelpAction",
    "HelpRequest",
    "HelpRule",
    "Introduction",
    "IntroductionEvent",
    "Meeting",
    "MeetingEvent",
    "MeetingNote",
    "Message",
    "Milestone",
    "PairGoal",
    "PairGoalEvent",
    "PairResource",
    "ProposedTime",
    "Review",
    "ReviewEvent",
    "ReviewLook",
    "SharedAssessment",
    "SharedTrend",
    "Signature",
    "Thanks",
]
