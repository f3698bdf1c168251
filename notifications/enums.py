"""States of a notification, with the transition table as data, and the ways in which people may get a kind of mail."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NotificationState(TextChoices):
    QUEUED = "queued", _("Queued")
    INFLIGHT = "inflight", _("Being sent")
    GATHERED = "gathered", _("Waits for the daily letter")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    SUPPRESSED = "suppressed", _("Not sent, for a reason")


# A failed letter can be tried again or put aside, and one that was held back taken up again, by those who run the site.
NOTIFICATION_TRANSITIONS = {
    NotificationState.QUEUED: {NotificationState.INFLIGHT, NotificationState.SUPPRESSED},
    NotificationState.INFLIGHT: {
        NotificationState.QUEUED,
        NotificationState.GATHERED,
        NotificationState.SENT,
        NotificationState.FAILED,
        NotificationState.SUPPRESSED,
    },
    NotificationState.GATHERED: {
        NotificationState.QUEUED,
        NotificationState.SENT,
        NotificationState.FAILED,
        NotificationState.SUPPRESSED,
    },
    NotificationState.SENT: set(),
    NotificationState.FAILED: {
        NotificationState.QUEUED,
        NotificationState.GATHERED,
        NotificationState.SUPPRESSED,
    },
    NotificationState.SUPPRESSED: {NotificationState.QUEUED, NotificationState.GATHERED},
}


class Delivery(TextChoices):
    """How a person gets one kind of mail."""

    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In the daily letter")
    OFF = "off", _("Not at all")


class Topic(TextChoices):
    """What kinds of mail are about, as the page of choices groups them."""

    CHECK_INS = "check_ins", _("Check-ins")
    REQUESTS = "requests", _("Requests")
    MENTORSHIPS = "mentorships", _("Your mentorships")
    PROGRAMMES = "programmes", _("Programmes")
    COMMUNITIES = "communities", _("Communities")
    ORGANISING = "organising", _("For organisers")
    SITE = "site", _("About your mail")


class Part(TextChoices):
    """What gives a sign of life (see Heartbeat)."""

    TICK = "tick", _("The minute's round")
    WORKER = "worker", _("Worker")
    BEAT = "beat", _("Beat")
    MAIL = "mail", _("Mail server")
    NIGHT = "night", _("The night's round")
    BACKUP = "backup", _("Backup")
