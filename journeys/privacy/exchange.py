"""What messages, feedback and introductions say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import LINK, Erasing, Kept, Reader, Rule, Sensitivity, declare
from journeys.models import Feedback, FeedbackWish, Introduction, IntroductionEvent, Message, SharedTrend
from matching.privacy import OF_PAIR

BETWEEN = Rule(Sensitivity.PERSONAL, (Reader.PAIR,), Kept.COUNTED, Erasing.KEEP)
WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.EMPTY)
# A message that stands has words.
NEUTRAL_WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.NEUTRAL)
# The two of the pair, and the organisers only where its author let them read it. Without words there is no feedback.
TOLD = Rule(Sensitivity.PERSONAL, (Reader.PAIR, Reader.ORGANISERS), Kept.PROGRAMME, Erasing.DELETE)
TOLD_WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR, Reader.ORGANISERS), Kept.PROGRAMME, Erasing.DELETE)
# With the consent of both, each also sees the pulse of the other's check-ins.
CONSENT = Rule(Sensitivity.PERSONAL, (Reader.PAIR,), Kept.PROGRAMME, Erasing.DELETE)

declare(Message, BETWEEN, "id mentorship author sent_at withdrawn_at", of="author")
declare(Message, NEUTRAL_WORDS, "text", of="author")
declare(Feedback, TOLD, "id mentorship author point given_at changed_at readers", of="author")
declare(Feedback, TOLD_WORDS, "strengths work_on would_help", of="author")
declare(FeedbackWish, BETWEEN, "id mentorship asked_by asked_at answered_at", of="asked_by")
declare(FeedbackWish, WORDS, "question", of="asked_by")
declare(SharedTrend, CONSENT, "id mentorship person agreed_at", of="person")
# Who said what is shown to nobody but the one who said it. What a contact reads stands in their letter: the reason, and what
# the introduced says about themself.
declare(
    Introduction,
    BETWEEN,
    "id mentorship state offered_by offered_at contact expires_at introduced_said_at introduced_agrees contact_said_at "
    "contact_agrees remind_at shared_at closed_at outcome outcome_at",
    of=OF_PAIR,
    also="contact",
)
# A contact who has no account here is found by their address (journeys/operations/erasing.py).
declare(Introduction, WORDS, "contact_name contact_email contact_about", of="offered_by", also="contact")
declare(Introduction, WORDS, "reason", of="offered_by")
# What the introduced says of themself; a row does not say which of the two that is.
declare(Introduction, WORDS, "introduced_about", of=OF_PAIR)
declare(
    IntroductionEvent,
    LINK,
    "id introduction at by from_state to_state",
    of="introduction__mentorship__mentee__person introduction__mentorship__mentor__person",
)
