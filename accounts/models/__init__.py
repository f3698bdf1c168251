from accounts.models.board import BoardAnswer, BoardQuestion, BoardReport
from accounts.models.first_run import FirstRun
from accounts.models.leaving import DataExport, Erasure
from accounts.models.person import HALF_HOURS_A_WEEK, Affiliation, Block, Network, Person, ProfileLink
from accounts.models.record import AuditEvent, AuditReason, Consent, Job
from accounts.models.skill import Skill, SkillGroup, SkillSynonym
from accounts.models.user import User

__all__ = [
    "HALF_HOURS_A_WEEK",
    "Affiliation",
    "AuditEvent",
    "AuditReason",
    "Block",
    "BoardAnswer",
    "BoardQuestion",
    "BoardReport",
    "Consent",
    "DataExport",
    "Erasure",
    "FirstRun",
    "Job",
    "Network",
    "Person",
    "ProfileLink",
    "Skill",
    "SkillGroup",
    "SkillSynonym",
    "User",
]
