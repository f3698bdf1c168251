"""The registry of every model field: what it says about a person, who sees it, how long it is kept, what erasing does.

Each app declares its own fields in its `privacy.py`; a field without a row fails the tests. docs/privacy.md is made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.db import models

from accounts.models import (
    Affiliation,
    AuditEvent,
    AuditReason,
    Block,
    BoardAnswer,
    BoardQuestion,
    BoardReport,
    Consent,
    DataExport,
    Erasure,
    Job,
    Network,
    Person,
    ProfileLink,
    Skill,
    SkillGroup,
    SkillSynonym,
    User,
)
from notifications.models import DemoMail, Heartbeat, MailChoice, Notification, RefusedAddress


class Sensitivity(StrEnum):
    NONE = "says nothing about a person"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Reader(StrEnum):
    SELF = "the person"
    MEMBERS = "mentees of the programme"
    MEMBERS_OF_MENTOR = "of a mentor, the mentees of the programme"
    ASKED = "the two people of a request"
    PAIR = "the two people of a mentorship"
    ORGANISERS = "organisers of the programme"
    ORGANISERS_BY_SIGN = (
        "of low answers in a row, the organisers that they should ask, where the programme turned this on"
    )
    COMMUNITY = "members of the community who show themselves there"
    SAFEGUARDING = "the safeguarding contact of the programme"
    OPERATORS = "operators of the site"
    EVERYBODY = "everybody"


class Erasing(StrEnum):
    KEEP = "stays"
    EMPTY = "is emptied"
    NEUTRAL = "becomes a neutral word"
    DELETE = "goes with its row"


class Kept(StrEnum):
    ACCOUNT = "as long as the account"
    PROGRAMME = "until two years after the programme closed"
    SENT = "90 days after it was dealt with"
    ALWAYS = "as long as the site"


@dataclass(frozen=True)
class Rule:
    """How one field is treated."""

    sensitivity: Sensitivity
    seen_by: tuple[Reader, ...]
    kept: Kept
    erasing: Erasing


@dataclass
class Declarations:
    rules: dict[tuple[str, str], Rule] = field(default_factory=dict)
    owners: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def declare(self, model: type[models.Model], rule: Rule, names: str, *, of: str = "") -> None:
        """Declares the fields `names` (parted by spaces) of `model`. `of` has the lookups from a row to the person, or account,
        whom they are about (parted by spaces), such as "enrolment__person". Raises ValueError for a field that is declared
        twice."""
        for name in names.split():
            key = (model._meta.label, name)
            if key in self.rules:
                raise ValueError(f"{key} is declared twice")
            self.rules[key] = rule
            self.owners[key] = tuple(of.split())


DECLARATIONS = Declarations()
declare = DECLARATIONS.declare

_OWN = (Reader.SELF, Reader.OPERATORS)
PLAIN = Rule(Sensitivity.NONE, (Reader.EVERYBODY,), Kept.ALWAYS, Erasing.KEEP)
WORKINGS = Rule(Sensitivity.NONE, (Reader.OPERATORS,), Kept.ALWAYS, Erasing.KEEP)
LINK = Rule(Sensitivity.PERSONAL, (Reader.OPERATORS,), Kept.PROGRAMME, Erasing.KEEP)
OWN = Rule(Sensitivity.PERSONAL, _OWN, Kept.ACCOUNT, Erasing.DELETE)
OWN_SETTING = Rule(Sensitivity.PERSONAL, _OWN, Kept.ACCOUNT, Erasing.EMPTY)
SHOWN = Rule(
    Sensitivity.PERSONAL,
    (Reader.SELF, Reader.MEMBERS, Reader.ASKED, Reader.PAIR, Reader.ORGANISERS),
    Kept.ACCOUNT,
    Erasing.EMPTY,
)
NAMED = Rule(SHOWN.sensitivity, SHOWN.seen_by, Kept.ACCOUNT, Erasing.NEUTRAL)
CONTACT = Rule(
    Sensitivity.PERSONAL, (Reader.SELF, Reader.PAIR, Reader.ORGANISERS), Kept.ACCOUNT, Erasing.NEUTRAL
)
SECRET = Rule(Sensitivity.SENSITIVE, (Reader.SELF,), Kept.ACCOUNT, Erasing.DELETE)

declare(User, CONTACT, "email")
declare(User, SECRET, "password")
declare(User, OWN_SETTING, "last_login is_active joined_at")
declare(User, WORKINGS, "id is_superuser is_staff groups user_permissions")
declare(Person, WORKINGS, "id user created_at erased_at")
declare(Person, NAMED, "name")
declare(Person, SHOWN, "pronouns job_title place zone languages formats photo")
declare(Person, OWN_SETTING, "locale availability mail_hour quiet_from quiet_until days_off mentee_cap")
declare(
    ProfileLink, Rule(SHOWN.sensitivity, SHOWN.seen_by, Kept.ACCOUNT, Erasing.DELETE), "id person kind url"
)
declare(Network, PLAIN, "id kind name key")
declare(
    Affiliation, Rule(SHOWN.sensitivity, SHOWN.seen_by, Kept.ACCOUNT, Erasing.DELETE), "id person network"
)
IN_COMMUNITY = Rule(
    Sensitivity.PERSONAL, (Reader.SELF, Reader.COMMUNITY, Reader.OPERATORS), Kept.ACCOUNT, Erasing.KEEP
)
BOARD_WORDS = Rule(IN_COMMUNITY.sensitivity, IN_COMMUNITY.seen_by, Kept.ACCOUNT, Erasing.EMPTY)
OF_REPORT = Rule(Sensitivity.SENSITIVE, (Reader.SELF, Reader.OPERATORS), Kept.ACCOUNT, Erasing.DELETE)
declare(
    Affiliation,
    Rule(Sensitivity.PERSONAL, (Reader.SELF, Reader.COMMUNITY), Kept.ACCOUNT, Erasing.DELETE),
    "shown_at",
)
declare(BoardQuestion, IN_COMMUNITY, "id network author asked_at settled_at removed_at")
declare(BoardQuestion, BOARD_WORDS, "title text")
declare(BoardAnswer, IN_COMMUNITY, "id question author answered_at thanked_at removed_at")
declare(BoardAnswer, BOARD_WORDS, "text")
declare(BoardQuestion, LINK, "removed_by")
declare(BoardAnswer, LINK, "removed_by")
declare(BoardReport, OF_REPORT, "id question answer reported_by reported_at reason words")
declare(BoardReport, LINK, "handled_at handled_by removed")
declare(Block, SECRET, "id blocker blocked created_at")
declare(DataExport, OWN, "id person job asked_at path size expires_at fetched_at", of="person")
declare(Erasure, OWN_SETTING, "id person asked_at due_at cancelled_at done_at", of="person")
declare(Consent, OWN, "id person purpose subject version given_at withdrawn_at")
declare(AuditEvent, LINK, "id at actor_id action object_kind object_id programme_id fields")
declare(
    AuditReason,
    Rule(Sensitivity.SENSITIVE, (Reader.OPERATORS,), Kept.PROGRAMME, Erasing.DELETE),
    "id event_id text",
)
declare(
    Job,
    WORKINGS,
    "id kind state subject_id parameters done total requested_by created_at started_at finished_at cancel_requested_at "
    "lease_token lease_until result failure",
)
declare(SkillGroup, PLAIN, "id key name position")
declare(Skill, PLAIN, "id key name group state")
declare(Skill, Rule(Sensitivity.PERSONAL, _OWN, Kept.ACCOUNT, Erasing.EMPTY), "proposed_by proposed_at")
declare(SkillSynonym, PLAIN, "id skill text")
declare(
    Notification,
    Rule(Sensitivity.PERSONAL, (Reader.OPERATORS,), Kept.SENT, Erasing.DELETE),
    "id kind recipient subject_id dedupe_key state created_at not_before lease_token lease_until attempts message_id "
    "sent_at failure digest",
)
declare(MailChoice, OWN, "id user kind delivery chosen_at")
declare(
    RefusedAddress,
    Rule(
        Sensitivity.PERSONAL, (Reader.SELF, Reader.ORGANISERS, Reader.OPERATORS), Kept.ACCOUNT, Erasing.DELETE
    ),
    "id address refused_at code reason",
)
declare(Heartbeat, WORKINGS, "name part at fault since")
declare(
    DemoMail,
    Rule(Sensitivity.PERSONAL, (Reader.EVERYBODY,), Kept.ALWAYS, Erasing.KEEP),
    "id to subject text html calendar message_id sent_at",
)
