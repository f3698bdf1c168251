"""The letters of this app with people of fiction, a module a topic (see notifications/samples.py)."""

from journeys.samples import (
    agreement,
    check_ins,
    closing,
    feedback,
    goals,
    introductions,
    meetings,
    mentorships,
    messages,
    reviews,
    thanks,
)

__all__ = [
    "agreement",
    "check_ins",
    "closing",
    "feedback",
    "goals",
    "introductions",
    "meetings",
    "mentorships",
    "messages",
    "reviews",
    "thanks",
]
