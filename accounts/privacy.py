"""The registry of every model field: what it says about a person, who sees it, how long it is kept, what erasing does.

Each app declares its own fields in its `privacy.py`; a field without a row fails the tests. docs/privacy.md is made from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

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
    FirstRun,
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

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Sensitivity(StrEnum):
    NONE = "says nothing about a person"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Reader(StrEnum):
    SELF = "the person"
    MEMBERS = "mentees of the programme"
    MEMBERS_OF_MENTOR = "of a mentor, the mentees of the programme"
    MEMBERS_OF_ORGANISER = "of an organiser or safeguarding contact, the people of the programme"
    ASKED = "the two people of a request"
    PAIR = "the two people of a mentorship"
    PAIR_WHERE_SHARED = "where its author shares it, the other one of a mentorship"
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
    """What happens by the passing of time (accounts/operations/retention.py): with ACCOUNT, COUNTED and ALWAYS nothing, with
    PROGRAMME and SENT to everybody what erasing does to one. What erasing lets stay is COUNTED, or ALWAYS."""

    ACCOUNT = "as long as the account"
    PROGRAMME = "until two years after the programme closed"
    SENT = "90 days after it was dealt with"
    COUNTED = "as long as the site, without a name once the person is erased"
    ALWAYS = "as long as the site"


GONE_WORDS = _("Removed: whoever wrote this has left.")
GONE_NAME = _("Somebody who left")
GONE_ADDRESS = (
    "erased-{id}@erased.invalid"  # with a new id of its own for everybody; no mail ever goes there (RFC 2606)
)


@dataclass(frozen=True)
class Rule:
    """How one field is treated."""

    sensitivity: Sensitivity
    seen_by: tuple[Reader, ...]
    kept: Kept
    erasing: Erasing


@dataclass
class Declarations:
    """`owners` are whose a field is, `others` about whom else it says something, each as lookups from a row to a Person or a
    User; `neutral` is what erasing writes in place of what stood there."""

    rules: dict[tuple[str, str], Rule] = field(default_factory=dict)
    owners: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    others: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    neutral: dict[tuple[str, str], StrOrPromise] = field(default_factory=dict)

    def declare(
        self,
        model: type[models.Model],
        rule: Rule,
        names: str,
        *,
        of: str = "",
        also: str = "",
        neutral: StrOrPromise = GONE_WORDS,
    ) -> None:
        """Declares the fields `names` (parted by spaces) of `model`.

        `of` has the lookups from a row to the person, or account, whose they are (parted by spaces), such as
        "enrolment__person", or "pk" for the row itself: they stand in that person's copy of their data. `also` has those to
        others about whom they say something: erasing any of all these erases the fields. `neutral` is written where the rule
        asks for a neutral word. Raises ValueError for a field that is declared twice."""
        for name in names.split():
            key = (model._meta.label, name)
            if key in self.rules:
                raise ValueError(f"{key} is declared twice")
            self.rules[key] = rule
            self.owners[key] = tuple(of.split())
            self.others[key] = tuple(also.split())
            if rule.erasing == Erasing.NEUTRAL:
                self.neutral[key] = neutral


DECLARATIONS = Declarations()
declare = DECLARATIONS.declare

_OWN = (Reader.SELF, Reader.OPERATORS)
PLAIN = Rule(Sensitivity.NONE, (Reader.EVERYBODY,), Kept.ALWAYS, Erasing.KEEP)
WORKINGS = Rule(Sensitivity.NONE, (Reader.OPERATORS,), Kept.ALWAYS, Erasing.KEEP)
LINK = Rule(Sensitivity.PERSONAL, (Reader.OPERATORS,), Kept.COUNTED, Erasing.KEEP)
OWN = Rule(Sensitivity.PERSONAL, _OWN, Kept.ACCOUNT, Erasing.DELETE)
OWN_FACT = Rule(Sensitivity.PERSONAL, _OWN, Kept.COUNTED, Erasing.KEEP)
OWN_SETTING = Rule(Sensitivity.PERSONAL, _OWN, Kept.ACCOUNT, Erasing.EMPTY)
SHOWN = Rule(
    Sensitivity.PERSONAL,
    (Reader.SELF, Reader.MEMBERS, Reader.ASKED, Reader.PAIR, Reader.ORGANISERS),
    Kept.ACCOUNT,
    Erasing.EMPTY,
)
NAMED = Rule(
    SHOWN.sensitivity,
    (*SHOWN.seen_by, Reader.MEMBERS_OF_ORGANISER, Reader.SAFEGUARDING),
    Kept.ACCOUNT,
    Erasing.NEUTRAL,
)
CONTACT = Rule(
    Sensitivity.PERSONAL,
    (Reader.SELF, Reader.PAIR, Reader.ORGANISERS, Reader.SAFEGUARDING),
    Kept.ACCOUNT,
    Erasing.NEUTRAL,
)
SECRET = Rule(Sensitivity.SENSITIVE, (Reader.SELF,), Kept.ACCOUNT, Erasing.DELETE)

declare(User, CONTACT, "email", of="pk", neutral=GONE_ADDRESS)
# The row stays, so that its place in what others did stays; nobody signs in with it any more.
declare(
    User,
    Rule(Sensitivity.SENSITIVE, (Reader.SELF,), Kept.ACCOUNT, Erasing.NEUTRAL),
    "password",
    of="pk",
    neutral="!",
)
declare(User, OWN_FACT, "joined_at", of="pk")
declare(User, OWN_SETTING, "last_login is_active", of="pk")
declare(User, WORKINGS, "id is_superuser is_staff groups user_permissions")
declare(Person, WORKINGS, "id user created_at erased_at")
declare(Person, NAMED, "name", of="pk", neutral=GONE_NAME)
declare(Person, SHOWN, "pronouns job_title place zone languages formats photo", of="pk")
declare(
    Person, OWN_SETTING, "locale availability mail_hour quiet_from quiet_until days_off mentee_cap", of="pk"
)
declare(
    ProfileLink,
    Rule(SHOWN.sensitivity, SHOWN.seen_by, Kept.ACCOUNT, Erasing.DELETE),
    "id person kind url",
    of="person",
)
declare(Network, PLAIN, "id kind name key")
declare(
    Affiliation,
    Rule(SHOWN.sensitivity, SHOWN.seen_by, Kept.ACCOUNT, Erasing.DELETE),
    "id person network",
    of="person",
)
IN_COMMUNITY = Rule(
    Sensitivity.PERSONAL, (Reader.SELF, Reader.COMMUNITY, Reader.OPERATORS), Kept.COUNTED, Erasing.KEEP
)
BOARD_WORDS = Rule(IN_COMMUNITY.sensitivity, IN_COMMUNITY.seen_by, Kept.ACCOUNT, Erasing.EMPTY)
OF_REPORT = Rule(Sensitivity.SENSITIVE, (Reader.SELF, Reader.OPERATORS), Kept.ACCOUNT, Erasing.DELETE)
declare(
    Affiliation,
    Rule(Sensitivity.PERSONAL, (Reader.SELF, Reader.COMMUNITY), Kept.ACCOUNT, Erasing.DELETE),
    "shown_at",
    of="person",
)
declare(
    BoardQuestion, IN_COMMUNITY, "id network author asked_at settled_at removed_at removed_by", of="author"
)
declare(BoardQuestion, BOARD_WORDS, "title text", of="author")
declare(
    BoardAnswer,
    IN_COMMUNITY,
    "id question author answered_at thanked_at removed_at removed_by",
    of="author",
)
declare(BoardAnswer, BOARD_WORDS, "text", of="author")
declare(
    BoardReport,
    OF_REPORT,
    "id question answer reported_by reported_at reason words handled_at handled_by removed",
    of="reported_by",
)
# Whoever is blocked never learns of it.
declare(Block, SECRET, "id blocker blocked created_at", of="blocker", also="blocked")
declare(DataExport, OWN, "id person job asked_at path size expires_at fetched_at", of="person")
# That somebody asked, and that it was done, stays: ids and times alone.
declare(
    Erasure,
    Rule(Sensitivity.PERSONAL, _OWN, Kept.ALWAYS, Erasing.KEEP),
    "id person asked_at due_at cancelled_at done_at",
    of="person",
)
declare(Consent, OWN, "id person purpose subject version given_at withdrawn_at", of="person")
# The database only ever adds to it (migration 0007), so nothing of it ends before the site does.
declare(
    AuditEvent,
    replace(LINK, kept=Kept.ALWAYS),
    "id at actor_id action object_kind object_id programme_id fields",
)
declare(
    AuditReason,
    Rule(Sensitivity.SENSITIVE, (Reader.ORGANISERS, Reader.OPERATORS), Kept.PROGRAMME, Erasing.DELETE),
    "id event_id text",
)
declare(
    Job,
    WORKINGS,
    "id kind state subject_id parameters done total requested_by created_at started_at finished_at cancel_requested_at "
    "lease_token lease_until result failure",
)
declare(FirstRun, WORKINGS, "id only digest made_at expires_at used_at")
declare(SkillGroup, PLAIN, "id key name position")
# The name of a skill that nobody took up goes with whoever proposed it (accounts/operations/erasing.py).
declare(Skill, PLAIN, "id key name group state")
declare(
    Skill,
    Rule(Sensitivity.PERSONAL, _OWN, Kept.ACCOUNT, Erasing.EMPTY),
    "proposed_by proposed_at",
    of="proposed_by",
)
declare(SkillSynonym, PLAIN, "id skill text")
declare(
    Notification,
    Rule(Sensitivity.PERSONAL, (Reader.OPERATORS,), Kept.SENT, Erasing.DELETE),
    "id kind recipient subject_id dedupe_key state created_at not_before lease_token lease_until attempts message_id "
    "sent_at failure digest",
    of="recipient",
)
declare(MailChoice, OWN, "id user kind delivery chosen_at", of="user")
declare(
    RefusedAddress,
    Rule(
        Sensitivity.PERSONAL, (Reader.SELF, Reader.ORGANISERS, Reader.OPERATORS), Kept.ACCOUNT, Erasing.DELETE
    ),
    "id address refused_at code reason",
)
declare(Heartbeat, WORKINGS, "name part at fault since hears")
declare(
    DemoMail,
    Rule(Sensitivity.PERSONAL, (Reader.EVERYBODY,), Kept.ALWAYS, Erasing.DELETE),
    "id to subject text html calendar message_id sent_at",
)
