"""States of check-ins, with the transition table as data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CheckInState(TextChoices):
    SCHEDULED = "scheduled", _("Planned")
    DUE = "due", _("Waiting for your answer")
    ANSWERED = "answered", _("Answered")
    MISSED = "missed", _("Not answered")
    SKIPPED = "skipped", _("Not asked")


CHECK_IN_TRANSITIONS = {
    CheckInState.SCHEDULED: {CheckInState.DUE, CheckInState.SKIPPED},
    CheckInState.DUE: {CheckInState.ANSWERED, CheckInState.MISSED},
    CheckInState.ANSWERED: set(),
    CheckInState.MISSED: {CheckInState.ANSWERED},
    CheckInState.SKIPPED: set(),
}


class SkipReason(TextChoices):
    """Why nobody was asked in a whole period."""

    SITE_DOWN = "site_down", _("The site did not run")
    NO_HOUR = "no_hour", _("There was no hour in which we may write")


class HelpRuleKey(TextChoices):
    """Why a mentorship may need a person. What each counts stands in journeys/help_rules.py."""

    ASKED = "asked", _("Somebody asked for help")
    NO_FIRST_MEETING = "no_first_meeting", _("No first meeting yet")
    IDLE = "idle", _("Nothing happened for a while")
    MISSED_CHECK_INS = "missed_check_ins", _("Check-ins were missed")
    LOW_PULSE = "low_pulse", _("It goes less well")


class HelpActionKind(TextChoices):
    NUDGE = "nudge", _("Reminded both")
    MESSAGE = "message", _("Wrote to them")
    PAUSE = "pause", _("Paused the mentorship")
    RESUME = "resume", _("Took the mentorship up again")
    REMATCH = "rematch", _("Ended it and looks for another mentor")
    END = "end", _("Ended the mentorship")
    LEAVE = "leave", _("Looked at it and left it")


class HelpOutcome(TextChoices):
    OPEN = "open", _("Not known yet")
    BETTER = "better", _("It goes better")
    SAME = "same", _("It goes on as before")
    OVER = "over", _("The mentorship is over")
    MISTAKEN = "mistaken", _("There was nothing to help with")
