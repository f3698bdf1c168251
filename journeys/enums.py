"""States of check-ins, with the transition table as data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CheckInState(TextChoices):
    SCHEDULED = "scheduled", _("Planned")
    DUE = "due", _("Waiting for your answer")
    ANSWERED = "answered", _("Answered")
    MISSED = "missed", _("Not answered")


CHECK_IN_TRANSITIONS = {
    CheckInState.SCHEDULED: {CheckInState.DUE, CheckInState.MISSED},
    CheckInState.DUE: {CheckInState.ANSWERED, CheckInState.MISSED},
    CheckInState.ANSWERED: set(),
    CheckInState.MISSED: {CheckInState.ANSWERED},
}
