from matching.models.criterion import Criterion, Preference, Shortlisting, Showing, ShownMentor, TextVector
from matching.models.invitation import MentorInvitation, MentorInvitationEvent
from matching.models.mentorship import Mentorship, MentorshipEvent, Pause
from matching.models.ranking import ProgrammeRanking, RankedMentors, RankingBlock
from matching.models.request import Request, RequestEvent
from matching.models.run import MatchRun, ProposedPair, RunDecision, RunEvent, Solution

__all__ = [
    "Criterion",
    "MatchRun",
    "MentorInvitation",
    "MentorInvitationEvent",
    "Mentorship",
    "MentorshipEvent",
    "Pause",
    "Preference",
    "ProgrammeRanking",
    "ProposedPair",
    "RankedMentors",
    "RankingBlock",
    "Request",
    "RequestEvent",
    "RunDecision",
    "RunEvent",
    "Shortlisting",
    "Showing",
    "ShownMentor",
    "Solution",
    "TextVector",
]
