from matching.models.criterion import Criterion, Preference, Shortlisting, Showing, ShownMentor, TextVector
from matching.models.mentorship import Mentorship, MentorshipEvent, Pause
from matching.models.ranking import ProgrammeRanking, RankedMentors, RankingBlock
from matching.models.request import Request, RequestEvent

__all__ = [
    "Criterion",
    "Mentorship",
    "MentorshipEvent",
    "Pause",
    "Preference",
    "ProgrammeRanking",
    "RankedMentors",
    "RankingBlock",
    "Request",
    "RequestEvent",
    "Shortlisting",
    "Showing",
    "ShownMentor",
    "TextVector",
]
