from journeys.models.check_in import CheckIn, CheckInEvent, CheckInQuerySet, HelpRequest

__all__ = ["CheckIn", "CheckInEvent", "CheckInQuerySet", "HelpRequest"]
