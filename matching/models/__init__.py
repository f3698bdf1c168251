from matching.models.criterion import Criterion, Preference, Shortlisting, Showing, ShownMentor, TextVector
from matching.models.mentorship import Mentorship, MentorshipEvent, Pause
from matching.models.request import Request, RequestEvent

__all__ = [
    "Criterion",
    "Mentorship",
    "MentorshipEvent",
    "Pause",
    "Preference",
    "Request",
    "RequestEvent",
    "Shortlisting",
    "Showing",
    "ShownMentor",
    "TextVector",
]
