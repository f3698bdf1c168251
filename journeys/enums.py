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
    NO_AGREEMENT = "no_agreement", _("No signed agreement yet")


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


class AgreementState(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    SIGNED = "signed", _("Signed by both")
    CHANGED = "changed", _("Changed before it was signed")
    WITHDRAWN = "withdrawn", _("Taken back")
    REPLACED = "replaced", _("Replaced by a later one")


AGREEMENT_TRANSITIONS = {
    AgreementState.PROPOSED: {
        AgreementState.SIGNED,
        AgreementState.CHANGED,
        AgreementState.WITHDRAWN,
    },
    AgreementState.SIGNED: {AgreementState.REPLACED},
    AgreementState.CHANGED: set(),
    AgreementState.WITHDRAWN: set(),
    AgreementState.REPLACED: set(),
}


class ReviewPoint(TextChoices):
    FIRST_MONTH = "first_month", _("After a month")
    HALF_WAY = "half_way", _("Half-way")
    BEFORE_END = "before_end", _("Before the end")


class ReviewState(TextChoices):
    DUE = "due", _("Waiting for your answer")
    ANSWERED = "answered", _("Answered")
    MISSED = "missed", _("Not answered")


REVIEW_TRANSITIONS = {
    ReviewState.DUE: {ReviewState.ANSWERED, ReviewState.MISSED},
    ReviewState.ANSWERED: set(),
    ReviewState.MISSED: {ReviewState.ANSWERED},
}


class ReviewChoice(TextChoices):
    CONTINUE = "continue", _("Go on as we are")
    ADJUST = "adjust", _("Adjust the goals or the cadence")
    NEED_HELP = "need_help", _("I need help")
    FINISH = "finish", _("Finish")


class GoalState(TextChoices):
    OPEN = "open", _("Open")
    REACHED = "reached", _("Reached")
    DROPPED = "dropped", _("Dropped")


# Open again: reached or dropped by mistake, or taken up once more.
GOAL_TRANSITIONS = {
    GoalState.OPEN: {GoalState.REACHED, GoalState.DROPPED},
    GoalState.REACHED: {GoalState.OPEN},
    GoalState.DROPPED: {GoalState.OPEN},
}


class AssessmentPoint(TextChoices):
    START = "start", _("At the start")
    MIDDLE = "middle", _("In the middle")
    END = "end", _("At the end")


class MeetingState(TextChoices):
    PROPOSED = "proposed", _("Times proposed")
    AGREED = "agreed", _("Agreed")
    HELD = "held", _("Took place")
    MISSED = "missed", _("Did not take place")
    CANCELLED = "cancelled", _("Cancelled")


# Agreed again, from held or missed: said by mistake. A move keeps the state; its times change.
MEETING_TRANSITIONS = {
    MeetingState.PROPOSED: {MeetingState.AGREED, MeetingState.CANCELLED},
    MeetingState.AGREED: {MeetingState.HELD, MeetingState.MISSED, MeetingState.CANCELLED},
    MeetingState.HELD: {MeetingState.AGREED, MeetingState.MISSED},
    MeetingState.MISSED: {MeetingState.AGREED, MeetingState.HELD},
    MeetingState.CANCELLED: set(),
}


class FeedbackPoint(TextChoices):
    ANY_TIME = "any_time", _("In between")
    FIRST_MONTH = "first_month", _("After a month")
    HALF_WAY = "half_way", _("Half-way")
    END = "end", _("At the end")


class FeedbackReaders(TextChoices):
    """Who may read feedback. Its author alone widens it."""

    PAIR = "pair", _("The two of you")
    ORGANISERS = "organisers", _("The two of you and the organisers")


class IntroductionState(TextChoices):
    OFFERED = "offered", _("Waiting for a yes from both")
    SHARED = "shared", _("Introduced")
    CLOSED = "closed", _("Did not come about")
    WITHDRAWN = "withdrawn", _("Taken back")


INTRODUCTION_TRANSITIONS = {
    IntroductionState.OFFERED: {
        IntroductionState.SHARED,
        IntroductionState.CLOSED,
        IntroductionState.WITHDRAWN,
    },
    IntroductionState.SHARED: set(),
    # Taken back before whoever offered it learnt that it did not come about.
    IntroductionState.CLOSED: {IntroductionState.WITHDRAWN},
    IntroductionState.WITHDRAWN: set(),
}


class IntroductionOutcome(TextChoices):
    SPOKE = "spoke", _("They spoke")
    GOES_ON = "goes_on", _("They stay in touch")
    NOTHING = "nothing", _("Nothing came of it yet")
