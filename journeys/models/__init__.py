from journeys.models.check_in import CheckIn, CheckInEvent, HelpRequest

__all__ = ["CheckIn", "CheckInEvent", "HelpRequest"]
