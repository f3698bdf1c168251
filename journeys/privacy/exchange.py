"""What messages, feedback and introductions say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import LINK, Erasing, Kept, Reader, Rule, Sensitivity, declare
from journeys.models import Feedback, FeedbackWish, Introduction, IntroductionEvent, Message, SharedTrend

BETWEEN = Rule(Sensitivity.PERSONAL, (Reader.PAIR,), Kept.PROGRAMME, Erasing.KEEP)
WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.EMPTY)
# A message that stands has words.
NEUTRAL_WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.NEUTRAL)
# The two of the pair, and the organisers only where its author let them read it. Without words there is no feedback.
TOLD = Rule(Sensitivity.PERSONAL, (Reader.PAIR, Reader.ORGANISERS), Kept.PROGRAMME, Erasing.DELETE)
TOLD_WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR, Reader.ORGANISERS), Kept.PROGRAMME, Erasing.DELETE)
# With the consent of both, each also sees the pulse of the other's check-ins.
CONSENT = Rule(Sensitivity.PERSONAL, (Reader.PAIR,), Kept.PROGRAMME, Erasing.DELETE)

declare(Message, BETWEEN, "id mentorship author sent_at withdrawn_at")
declare(Message, NEUTRAL_WORDS, "text")
declare(Feedback, TOLD, "id mentorship author point given_at changed_at readers")
declare(Feedback, TOLD_WORDS, "strengths work_on would_help")
declare(FeedbackWish, BETWEEN, "id mentorship asked_by asked_at answered_at")
declare(FeedbackWish, WORDS, "question")
declare(SharedTrend, CONSENT, "id mentorship person agreed_at")
# Who said what is shown to nobody but the one who said it. What a contact reads stands in their letter: the reason, and what
# the introduced says about themself.
declare(
    Introduction,
    BETWEEN,
    "id mentorship state offered_by offered_at contact expires_at introduced_said_at introduced_agrees contact_said_at "
    "contact_agrees remind_at shared_at closed_at outcome outcome_at",
)
declare(Introduction, WORDS, "contact_name contact_email contact_about reason introduced_about")
declare(IntroductionEvent, LINK, "id introduction at by from_state to_state")
