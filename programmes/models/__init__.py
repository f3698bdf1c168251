from programmes.models.enrolment import Enrolment, EnrolmentEvent, Goal, OfferedSkill, WantedSkill
from programmes.models.importing import PeopleImport
from programmes.models.people import Invitation, OrganiserNote
from programmes.models.programme import (
    Enquiry,
    Organisation,
    OrganisationSkill,
    Organiser,
    Programme,
    ProgrammeEvent,
)
from programmes.models.question import Answer, FormVersion, ImportedPerson, Question, QuestionOption
from programmes.models.safety import (
    GuardianConsent,
    MentorScreening,
    PrivateReading,
    SafetyReport,
    SafetyReportEvent,
)
from programmes.models.shelf import Event, Resource, ShelfItem, SignUp, SignUpEvent

__all__ = [
    "Answer",
    "Enquiry",
    "Enrolment",
    "EnrolmentEvent",
    "Event",
    "FormVersion",
    "Goal",
    "GuardianConsent",
    "ImportedPerson",
    "Invitation",
    "MentorScreening",
    "OfferedSkill",
    "Organisation",
    "OrganisationSkill",
    "Organiser",
    "OrganiserNote",
    "PeopleImport",
    "PrivateReading",
    "Programme",
    "ProgrammeEvent",
    "Question",
    "QuestionOption",
    "Resource",
    "SafetyReport",
    "SafetyReportEvent",
    "ShelfItem",
    "SignUp",
    "SignUpEvent",
    "WantedSkill",
]
