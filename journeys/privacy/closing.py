"""What the closing questions say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import LINK, Erasing, Kept, Reader, Rule, Sensitivity, declare
from journeys.models import ClosingAnswer

# Statistics survive: without a name they say nothing of anybody.
OWN_VIEW = Rule(Sensitivity.PERSONAL, (Reader.SELF,), Kept.COUNTED, Erasing.KEEP)
TO_ORGANISERS = Rule(Sensitivity.SENSITIVE, (Reader.SELF, Reader.ORGANISERS), Kept.PROGRAMME, Erasing.EMPTY)

declare(ClosingAnswer, LINK, "id mentorship person asked_at remind_at answered_at", of="person")
# Counted without names, from five people on; staying in touch shows where both said yes, and only then.
declare(ClosingAnswer, OWN_VIEW, "worth again in_touch takes_along_shared better_named", of="person")
# What somebody takes along is read by organisers where its author ticked so; what could be better, without a name unless ticked.
declare(ClosingAnswer, TO_ORGANISERS, "end_note takes_along better", of="person")
