"""What the fields of reviews say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import LINK, WORKINGS, Erasing, Kept, Reader, Rule, Sensitivity, declare
from journeys.enums import ReviewChoice
from journeys.models import Review, ReviewEvent, ReviewLook

# That and when somebody answered; what they wrote, the other one reads once both have, and never who organises.
declare(
    Review,
    Rule(Sensitivity.PERSONAL, (Reader.PAIR, Reader.ORGANISERS), Kept.COUNTED, Erasing.KEEP),
    "id mentorship person point state due_at answered_at",
    of="person",
)
declare(
    Review,
    Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.EMPTY),
    "goes_well to_change",
    of="person",
)
# An answered review has a choice: going on says the least.
declare(
    Review,
    Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.NEUTRAL),
    "open_choice",
    of="person",
    neutral=ReviewChoice.CONTINUE.value,
)
# With "I need help" in it: the organisers have the call itself.
declare(
    Review,
    Rule(Sensitivity.SENSITIVE, (Reader.SELF,), Kept.PROGRAMME, Erasing.NEUTRAL),
    "choice",
    of="person",
    neutral=ReviewChoice.CONTINUE.value,
)
declare(Review, WORKINGS, "remind_at")
declare(ReviewEvent, LINK, "id review at by from_state to_state", of="review__person")
declare(ReviewLook, WORKINGS, "mentorship look_at")
