"""The letters of this app, a module a topic. Each registers its kinds."""

from journeys.mails import (
    agreement,
    cadence,
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
    "cadence",
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
