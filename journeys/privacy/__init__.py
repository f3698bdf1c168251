"""What the fields of this app say about people, a module a topic (see accounts/privacy.py)."""

from accounts.topics import Topic, topics
from journeys.privacy import agreement, check_ins, closing, exchange, goals, meetings, reviews, shelf, thanks

__all__ = ["agreement", "check_ins", "closing", "exchange", "goals", "meetings", "reviews", "shelf", "thanks"]

topics.put_rest(Topic.MENTORSHIPS, "journeys")
