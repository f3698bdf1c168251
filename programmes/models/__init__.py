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
from programmes.models.shelf import Event, Resource, ShelfItem, SignUp, SignUpEvent

__all__ = [
    "Answer",
    "Enquiry",
    "Enrolment",
    "EnrolmentEvent",
    "Event",
    "FormVersion",
    "Goal",
    "ImportedPerson",
    "Invitation",
    "OfferedSkill",
    "Organisation",
    "OrganisationSkill",
    "Organiser",
    "OrganiserNote",
    "PeopleImport",
    "Programme",
    "ProgrammeEvent",
    "Question",
    "QuestionOption",
    "Resource",
    "ShelfItem",
    "SignUp",
    "SignUpEvent",
    "WantedSkill",
]
