from programmes.models.enrolment import Enrolment, EnrolmentEvent, Goal, OfferedSkill, WantedSkill
from programmes.models.programme import (
    Enquiry,
    Organisation,
    OrganisationSkill,
    Organiser,
    Programme,
    ProgrammeEvent,
)
from programmes.models.question import Answer, FormVersion, ImportedPerson, Question, QuestionOption

__all__ = [
    "Answer",
    "Enquiry",
    "Enrolment",
    "EnrolmentEvent",
    "FormVersion",
    "Goal",
    "ImportedPerson",
    "OfferedSkill",
    "Organisation",
    "OrganisationSkill",
    "Organiser",
    "Programme",
    "ProgrammeEvent",
    "Question",
    "QuestionOption",
    "WantedSkill",
]
