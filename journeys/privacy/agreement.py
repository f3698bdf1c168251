"""What the fields of the working agreement say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import LINK, WORKINGS, Erasing, Kept, Reader, Rule, Sensitivity, declare
from journeys.models import Agreement, AgreementEvent, Signature
from matching.privacy import OF_PAIR

FACT = Rule(Sensitivity.PERSONAL, (Reader.PAIR,), Kept.COUNTED, Erasing.KEEP)
WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.EMPTY)

declare(
    Agreement,
    FACT,
    "id mentorship version state cadence minutes ends_on proposed_at proposed_by signed_at closed_at",
    of=OF_PAIR,
)
# The two wrote it together: it goes with either of them.
declare(Agreement, WORDS, "goals channel between confidentiality if_it_fails", of=OF_PAIR)
declare(Agreement, WORDS, "mentee_expects", of="mentorship__mentee__person")
declare(Agreement, WORDS, "mentor_expects", of="mentorship__mentor__person")
declare(Agreement, WORDS, "message", of="proposed_by")
declare(Agreement, WORKINGS, "remind_at")
declare(
    AgreementEvent,
    LINK,
    "id agreement at by from_state to_state",
    of="agreement__mentorship__mentee__person agreement__mentorship__mentor__person",
)
declare(Signature, FACT, "id agreement person signed_at", of="person")
