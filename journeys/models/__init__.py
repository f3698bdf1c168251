from journeys.models.check_in import CheckIn, CheckInEvent, CheckInQuerySet, HelpRequest
from journeys.models.help import HelpAction, HelpRule

__all__ = ["CheckIn", "CheckInEvent", "CheckInQuerySet", "HelpAction", "HelpRequest", "HelpRule"]
