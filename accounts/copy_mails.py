"""The letter that a copy of somebody's data is ready."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import DataExport
from accounts.operations.copies import READY_MAIL
from notifications.enums import Topic
from notifications.kinds import KEPT, Kind, Letter, registry
from notifications.models import Notification

READY_ACTION = _("Go to your copy")


def _ready(notification: Notification) -> Letter | None:
    """To whoever asked, while the file is there. The link leads to the page, which asks who they are: whoever reads the
    letter on another's screen has nothing by it."""
    exports = DataExport.objects.select_related("person__user").exclude(path="")
    export = exports.filter(
        pk=notification.subject_id,
        person__user=notification.recipient_id,
        person__erased_at__isnull=True,
        expires_at__gt=timezone.now(),
    ).first()
    if export is None:
        return None
    person = export.person
    context: dict[str, object] = {
        "until": export.expires_at,
        "action_url": settings.SITE_URL + reverse("accounts:copy"),
        "action_label": READY_ACTION,
    }
    return Letter(person.user.email, person.first_name, person.zone, person.locale, context)


registry.register(
    Kind(
        name=READY_MAIL,
        label=_("The copy of your data is ready"),
        about=_("Where it lies, and until when."),
        why=_("You get this because a copy of your data was asked for from your account."),
        load=_ready,
        topic=Topic.SITE,
        deliveries=KEPT,
    )
)
