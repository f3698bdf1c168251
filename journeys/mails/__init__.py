"""The letters of this app, a module a topic. Each registers its kinds."""

from journeys.mails import cadence, check_ins, mentorships

__all__ = ["cadence", "check_ins", "mentorships"]
