"""What the fields of this app say about people, a module a topic (see accounts/privacy.py)."""

from journeys.privacy import check_ins

__all__ = ["check_ins"]
