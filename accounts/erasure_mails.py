"""The letters to somebody who asked to be erased. The last one goes out before it is done: afterwards there is no address."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.leaving import open_erasures
from accounts.operations.erasures import ASKED_MAIL, SOON_MAIL
from notifications.enums import Topic
from notifications.kinds import ALWAYS, Kind, Letter, registry
from notifications.models import Notification

BACK_ACTION = _("Look, or take it back")


def _to_be_erased(notification: Notification) -> Letter | None:
    """To whoever asked, while they can still take it back."""
    erasure = (
        open_erasures()
        .select_related("person__user")
        .filter(
            pk=notification.subject_id,
            person__user=notification.recipient_id,
            person__user__is_active=True,
            due_at__gt=timezone.now(),
        )
        .first()
    )
    if erasure is None:
        return None
    person = erasure.person
    context: dict[str, object] = {
        "due": erasure.due_at,
        "action_url": settings.SITE_URL + reverse("accounts:erase"),
        "action_label": BACK_ACTION,
    }
    return Letter(person.user.email, person.first_name, person.zone, person.locale, context)


WHY = _("You get this because your account asked to be erased.")

for kind in (
    Kind(
        name=ASKED_MAIL,
        label=_("You asked to be erased"),
        about=_("When it is done, and how to take it back."),
        why=WHY,
        load=_to_be_erased,
        topic=Topic.SITE,
        deliveries=ALWAYS,
    ),
    Kind(
        name=SOON_MAIL,
        label=_("You are about to be erased"),
        about=_("Two days before: the last letter that you get."),
        why=WHY,
        load=_to_be_erased,
        topic=Topic.SITE,
        deliveries=ALWAYS,
    ),
):
    registry.register(kind)
