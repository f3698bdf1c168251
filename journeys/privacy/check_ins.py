"""What the fields of this app say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import LINK, PLAIN, Erasing, Kept, Reader, Rule, Sensitivity, declare
from journeys.models import CadenceProposal, CheckIn, CheckInEvent, HelpAction, HelpRequest, HelpRule
from matching.privacy import OF_PAIR

FACT = Rule(Sensitivity.PERSONAL, (Reader.SELF, Reader.ORGANISERS), Kept.COUNTED, Erasing.KEEP)
OWN_WORDS = Rule(Sensitivity.SENSITIVE, (Reader.SELF,), Kept.PROGRAMME, Erasing.EMPTY)

declare(
    CheckIn,
    FACT,
    "id mentorship person number state skip_reason due_at remind_at snoozed_at reminders answered_at met",
    of="person",
)
declare(CheckIn, OWN_WORDS, "confidence blocker", of="person")
# Where a programme turned the rule on, low answers in a row call its organisers; the form says so before it is answered.
declare(
    CheckIn,
    Rule(Sensitivity.SENSITIVE, (Reader.SELF, Reader.ORGANISERS_BY_SIGN), Kept.PROGRAMME, Erasing.EMPTY),
    "pulse",
    of="person",
)
declare(
    CadenceProposal,
    Rule(Sensitivity.PERSONAL, (Reader.PAIR, Reader.ORGANISERS), Kept.COUNTED, Erasing.KEEP),
    "id mentorship cadence proposed_at proposed_by answered_at answered_by agreed",
    of=OF_PAIR,
)
declare(CheckInEvent, LINK, "id check_in at by from_state to_state", of="check_in__person")
declare(HelpRequest, FACT, "id mentorship asked_by asked_at handled_at handled_by", of="asked_by")
declare(
    HelpRequest,
    Rule(Sensitivity.SENSITIVE, (Reader.SELF, Reader.ORGANISERS), Kept.PROGRAMME, Erasing.EMPTY),
    "message",
    of="asked_by",
)
declare(HelpRule, PLAIN, "id programme key enabled threshold since")
declare(
    HelpAction,
    Rule(Sensitivity.PERSONAL, (Reader.ORGANISERS,), Kept.COUNTED, Erasing.KEEP),
    "id mentorship rule kind evidence taken_at taken_by returns_at outcome outcome_at",
    also=OF_PAIR,
)
declare(
    HelpAction,
    Rule(Sensitivity.SENSITIVE, (Reader.PAIR, Reader.ORGANISERS), Kept.PROGRAMME, Erasing.EMPTY),
    "message",
    of=OF_PAIR,
    also="taken_by",
)
