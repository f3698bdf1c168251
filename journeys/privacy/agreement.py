"""What the fields of the working agreement say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import LINK, WORKINGS, Erasing, Kept, Reader, Rule, Sensitivity, declare
from journeys.models import Agreement, AgreementEvent, Signature

FACT = Rule(Sensitivity.PERSONAL, (Reader.PAIR,), Kept.PROGRAMME, Erasing.KEEP)
WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.EMPTY)

declare(
    Agreement,
    FACT,
    "id mentorship version state cadence minutes ends_on proposed_at proposed_by signed_at closed_at",
)
declare(
    Agreement,
    WORDS,
    "goals channel between mentee_expects mentor_expects confidentiality if_it_fails message",
)
declare(Agreement, WORKINGS, "remind_at")
declare(AgreementEvent, LINK, "id agreement at by from_state to_state")
declare(Signature, FACT, "id agreement person signed_at")
