from journeys.models.cadence import CadenceProposal
from journeys.models.check_in import CheckIn, CheckInEvent, CheckInQuerySet, HelpRequest
from journeys.models.help import HelpAction, HelpRule

__all__ = [
    "CadenceProposal",
    "CheckIn",
    "CheckInEvent",
    "CheckInQuerySet",
    "HelpAction",
    "HelpRequest",
    "HelpRule",
]
