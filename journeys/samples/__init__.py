"""The letters of this app with people of fiction, a module a topic (see notifications/samples.py)."""

from journeys.samples import check_ins, mentorships

__all__ = ["check_ins", "mentorships"]
