from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Scope(TextChoices):
    """What a token may do. Each is named by what it reaches, and ends in what it does there."""

    PROGRAMMES_READ = "programmes:read", _("read programmes")
    PEOPLE_READ = "people:read", _("read people: names, addresses and enrolments")
    ENROLMENTS_WRITE = "enrolments:write", _("invite people to programmes, and take them out")
    MENTORSHIPS_READ = "mentorships:read", _("read mentorships: who is paired with whom, and their state")
    FIGURES_READ = "figures:read", _("read figures of check-ins, never one person's")


class Outcome(TextChoices):
    """What became of asking somebody to come by the API. Only the first writes a letter."""

    INVITED = "invited", _("a letter goes out")
    WAITING = "waiting", _("was asked before, and may still answer")
    TAKES_PART = "takes_part", _("has applied, or is enrolled")
    SAID_NO = "said_no", _("declined the last invitation")
    NO_ANSWER = "no_answer", _("let the last invitation run out")
    TAKEN_BACK = "taken_back", _("the last invitation was taken back")
    LEFT = "left", _("was in the programme and left it, or was told that there is no room")


class HookEvent(TextChoices):
    """What a webhook can tell."""

    ENROLMENT_APPLIED = "enrolment.applied", _("Somebody applied")
    ENROLMENT_WAITLISTED = "enrolment.waitlisted", _("Somebody was put on the waiting list")
    ENROLMENT_APPROVED = "enrolment.approved", _("Somebody was let in")
    ENROLMENT_ENDED = "enrolment.ended", _("Somebody was declined, or left")
    MENTORSHIP_BEGUN = "mentorship.begun", _("A mentorship began")
    MENTORSHIP_CHANGED = "mentorship.changed", _("A mentorship was paused or taken up again")
    MENTORSHIP_ENDED = "mentorship.ended", _("A mentorship was completed or ended")
    PING = "ping", _("A try")


class WebhookState(TextChoices):
    ON = "on", _("On")
    OFF = "off", _("Switched off")
    GONE = "gone", _("Switched off: the other side says that the address is gone")
    FAILING = "failing", _("Given up: it failed for days")


WEBHOOK_TRANSITIONS = {
    WebhookState.ON: {WebhookState.OFF, WebhookState.GONE, WebhookState.FAILING},
    WebhookState.OFF: {WebhookState.ON},
    WebhookState.GONE: {WebhookState.ON},
    WebhookState.FAILING: {WebhookState.ON},
}


class DeliveryState(TextChoices):
    QUEUED = "queued", _("Waits")
    INFLIGHT = "inflight", _("On its way")
    SENT = "sent", pgettext_lazy("delivery", "Taken")
    FAILED = "failed", _("Given up")


# Queued again: tried again later, or sent once more by those who run the site.
DELIVERY_TRANSITIONS = {
    DeliveryState.QUEUED: {DeliveryState.INFLIGHT, DeliveryState.FAILED},
    DeliveryState.INFLIGHT: {DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.FAILED},
    DeliveryState.SENT: {DeliveryState.QUEUED},
    DeliveryState.FAILED: {DeliveryState.QUEUED},
}


class DeliveryFault(TextChoices):
    """Why something was not taken. Nothing that the other side said stands here: it may say anything."""

    NAME = "name", _("The name of the address is not known.")
    INSIDE = "inside", _("The address leads into a network that is not public (MENTORSHIP_WEBHOOK_INSIDE).")
    PLAIN = "plain", _("The address begins with http://, without encryption.")
    CONNECTION = "connection", _("Nobody takes a connection there.")
    CERTIFICATE = (
        "certificate",
        _("Its certificate is not good: not from a known authority, for another name, or over."),
    )
    TLS = "tls", _("No encrypted connection came about.")
    SLOW = "slow", _("No answer within ten seconds.")
    BROKEN = "broken", _("The connection broke off, or what came is no HTTP.")
    REDIRECT = "redirect", _("It answered with another address, and that is not followed: give that one.")
    ANSWER = "answer", _("It did not answer with 2xx.")
    GONE = "gone", _("It says that the address is gone for good, so the webhook was switched off.")
    STOPPED = "stopped", _("The webhook was switched off before it could be sent.")
    OURS = "ours", _("It could not be written; the worker’s log says why.")
