"""What the fields of this app say about people, a module a topic (see accounts/privacy.py)."""

from journeys.privacy import agreement, check_ins, closing, exchange, goals, meetings, reviews, shelf, thanks

__all__ = ["agreement", "check_ins", "closing", "exchange", "goals", "meetings", "reviews", "shelf", "thanks"]
