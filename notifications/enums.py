"""States of a notification, with the transition table as data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NotificationState(TextChoices):
    QUEUED = "queued", _("Queued")
    INFLIGHT = "inflight", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    SUPPRESSED = "suppressed", _("Not wanted any more")


NOTIFICATION_TRANSITIONS = {
    NotificationState.QUEUED: {NotificationState.INFLIGHT, NotificationState.SUPPRESSED},
    NotificationState.INFLIGHT: {
        NotificationState.QUEUED,
        NotificationState.SENT,
        NotificationState.FAILED,
        NotificationState.SUPPRESSED,
    },
    NotificationState.SENT: set(),
    NotificationState.FAILED: {NotificationState.QUEUED},
    NotificationState.SUPPRESSED: set(),
}
