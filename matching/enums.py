"""States and choices of criteria, requests and mentorships, with the transition tables as data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CriterionKind(TextChoices):
    COVERAGE = "coverage", _("Skills wanted against expertise")
    TEXT = "text", _("Goals against biography")
    OVERLAP = "overlap", _("What both named")
    SAME = "same", _("The same on both sides")
    DIFFERENT = "different", _("Different on both sides")
    GAP = "gap", _("Steps on a ladder")
    HOURS = "hours", _("Common hours a week")
    NETWORK = "network", _("A network in common")
    LANGUAGE = "language", _("A language in common")
    BIAS = "bias", _("A number a mentor")
    PREFER = "prefer", _("What the two said privately of each other")


class CriterionUse(TextChoices):
    SCORE = "score", _("Counts towards the score")
    RULE = "rule", _("Must hold")


class RequestState(TextChoices):
    PENDING = "pending", _("Waiting for an answer")
    NEEDS_INFO = "needs_info", _("A question was asked back")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("No room at the moment")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Ran out of time")
    CLOSED = "closed", _("Closed")


OPEN_REQUEST_STATES = [RequestState.PENDING, RequestState.NEEDS_INFO]

REQUEST_TRANSITIONS = {
    RequestState.PENDING: {
        RequestState.NEEDS_INFO,
        RequestState.ACCEPTED,
        RequestState.DECLINED,
        RequestState.WITHDRAWN,
        RequestState.EXPIRED,
        RequestState.CLOSED,
    },
    RequestState.NEEDS_INFO: {
        RequestState.PENDING,
        RequestState.ACCEPTED,
        RequestState.DECLINED,
        RequestState.WITHDRAWN,
        RequestState.EXPIRED,
        RequestState.CLOSED,
    },
    RequestState.ACCEPTED: set(),
    RequestState.DECLINED: set(),
    RequestState.WITHDRAWN: set(),
    RequestState.EXPIRED: set(),
    RequestState.CLOSED: set(),
}


class DeclineReason(TextChoices):
    FULL = "full", _("I have no place free")
    NOT_MY_AREA = "not_my_area", _("Somebody else can help better with this")
    NO_TIME = "no_time", _("I have no time just now")
    OTHER = "other", _("Another reason")


class CloseReason(TextChoices):
    MENTOR_FULL = "mentor_full", _("The mentor's last place was taken")
    MENTEE_MATCHED = "mentee_matched", _("The mentee found a mentor")
    PERSON_LEFT = "person_left", _("One of the two left the programme")
    PROGRAMME_CLOSED = "programme_closed", _("The programme closed")


class Frequency(TextChoices):
    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY = "monthly", _("Every month")
    OPEN = "open", _("Let us agree together")


class MentorshipState(TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Completed")
    ENDED = "ended", _("Ended")


OPEN_MENTORSHIP_STATES = [MentorshipState.ACTIVE, MentorshipState.PAUSED]

MENTORSHIP_TRANSITIONS = {
    MentorshipState.ACTIVE: {MentorshipState.PAUSED, MentorshipState.COMPLETED, MentorshipState.ENDED},
    MentorshipState.PAUSED: {MentorshipState.ACTIVE, MentorshipState.COMPLETED, MentorshipState.ENDED},
    MentorshipState.COMPLETED: set(),
    MentorshipState.ENDED: set(),
}


class EndReason(TextChoices):
    FINISHED = "finished", _("What was agreed is done")
    NOT_THE_FIT = "not_the_fit", _("Not the right fit")
    NO_TIME = "no_time", _("No time at the moment")
    PERSON_LEFT = "person_left", _("One of the two left the programme")
    TAKEN_BACK = "taken_back", _("Taken back by the organiser before it began")
    OTHER = "other", _("Another reason")


class MentorInvitationState(TextChoices):
    SENT = "sent", _("Waiting for an answer")
    WAITING = "waiting", _("Said yes, and the organisers look at it first")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("No room at the moment")
    WITHDRAWN = "withdrawn", _("Taken back")
    EXPIRED = "expired", _("Ran out of time")


MENTOR_INVITATION_TRANSITIONS = {
    MentorInvitationState.SENT: {
        MentorInvitationState.WAITING,
        MentorInvitationState.ACCEPTED,
        MentorInvitationState.DECLINED,
        MentorInvitationState.WITHDRAWN,
        MentorInvitationState.EXPIRED,
    },
    # Until the organisers approve of the new mentor, or one of the two is not free any more.
    MentorInvitationState.WAITING: {MentorInvitationState.ACCEPTED, MentorInvitationState.EXPIRED},
    MentorInvitationState.ACCEPTED: set(),
    MentorInvitationState.DECLINED: set(),
    MentorInvitationState.WITHDRAWN: set(),
    MentorInvitationState.EXPIRED: set(),
}


class PreferenceValue(TextChoices):
    PREFER = "prefer", _("Prefer")
    NEUTRAL = "neutral", _("Neutral")
    AVOID = "avoid", _("Avoid")
    NOT_AGAIN = "not_again", _("Not this person again")


class BlockState(TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")


# Running again: by another worker, once the lease of the first has run out.
BLOCK_TRANSITIONS = {
    BlockState.QUEUED: {BlockState.RUNNING},
    BlockState.RUNNING: {BlockState.RUNNING, BlockState.QUEUED, BlockState.DONE},
    BlockState.DONE: set(),
}


class RunState(TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    READY = "ready", _("Ready to review")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


# Ready again: published and taken back, or discarded and fetched back.
RUN_TRANSITIONS = {
    RunState.QUEUED: {RunState.RUNNING, RunState.CANCELLED, RunState.FAILED},
    RunState.RUNNING: {RunState.READY, RunState.CANCELLED, RunState.FAILED},
    RunState.READY: {RunState.PUBLISHED, RunState.DISCARDED},
    RunState.PUBLISHED: {RunState.READY},
    RunState.DISCARDED: {RunState.READY},
    RunState.FAILED: set(),
    RunState.CANCELLED: set(),
}


class RunStage(TextChoices):
    """What a run is at. The order is that of the work."""

    SNAPSHOT = "snapshot", _("Reading the programme")
    TOTAL = "total", _("Highest total fit")
    FAIR = "fair", _("Fairest")
    STABLE = "stable", _("Stable")
    EXPLAINING = "explaining", _("Writing down the reasons")
    STORING = "storing", _("Keeping the proposals")


class RunAim(TextChoices):
    TOTAL = "total", _("Highest total fit")
    FAIR = "fair", _("Fairest")
    STABLE = "stable", _("Stable")


class DecisionKind(TextChoices):
    LOCK = "lock", _("Locked")
    FORBID = "forbid", _("Forbidden")
