"""What messages, feedback and introductions say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import LINK, Erasing, Kept, Reader, Rule, Sensitivity, declare
from journeys.models import Feedback, FeedbackWish, Introduction, IntroductionEvent, Message, SharedTrend

BETWEEN = Rule(Sensitivity.PERSONAL, (Reader.PAIR,), Kept.PROGRAMME, Erasing.KEEP)
WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.EMPTY)
# The two of the pair, and for organisers only what its author let them read.
WIDENED = Rule(Sensitivity.SENSITIVE, (Reader.PAIR, Reader.ORGANISERS), Kept.PROGRAMME, Erasing.EMPTY)

declare(Message, BETWEEN, "id mentorship author sent_at withdrawn_at")
declare(Message, WORDS, "text")
declare(Feedback, BETWEEN, "id mentorship author point given_at changed_at readers")
declare(Feedback, WIDENED, "strengths work_on would_help")
declare(FeedbackWish, BETWEEN, "id mentorship asked_by asked_at answered_at")
declare(FeedbackWish, WORDS, "question")
declare(SharedTrend, BETWEEN, "id mentorship person agreed_at")
# What a contact reads of it stands in their letter: the reason, and what the introduced says about themself.
declare(
    Introduction,
    BETWEEN,
    "id mentorship state offered_by offered_at contact expires_at introduced_said_at introduced_agrees contact_said_at "
    "contact_agrees remind_at shared_at closed_at outcome outcome_at",
)
declare(Introduction, WORDS, "contact_name contact_email contact_about reason introduced_about")
declare(IntroductionEvent, LINK, "id introduction at by from_state to_state")
