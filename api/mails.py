"""The letter to those who run the site: a webhook is not told anything any more."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from api.enums import WebhookState
from api.models import Webhook
from api.operations.stopping import STOPPED_MAIL
from notifications.enums import Topic
from notifications.kinds import ALWAYS, Kind, Letter, registry
from notifications.models import Notification

ACTION = _("See the webhook")


def _stopped(notification: Notification) -> Letter | None:
    """While nobody has switched it on again."""
    stopped = Webhook.objects.filter(state__in=[WebhookState.GONE, WebhookState.FAILING])
    hook = stopped.select_related("organisation").filter(pk=notification.subject_id).first()
    operators = User.objects.select_related("person").filter(is_superuser=True, is_active=True)
    reader = operators.filter(pk=notification.recipient_id).first()
    if hook is None or reader is None:
        return None
    person = getattr(reader, "person", None)
    context: dict[str, object] = {
        "hook": hook.name,
        "organisation": hook.organisation.name,
        "is_gone": hook.state == WebhookState.GONE,
        "action_url": settings.SITE_URL + reverse("webhooks:page", args=[hook.pk]),
        "action_label": ACTION,
    }
    return Letter(
        reader.email,
        person.first_name if person else "",
        person.zone if person else settings.DEFAULT_PERSON_ZONE,
        person.locale if person else settings.LANGUAGES[0][0],
        context,
    )


registry.register(
    Kind(
        name=STOPPED_MAIL,
        label=_("A webhook was switched off"),
        about=_("To those who run the site: another system has not been told for days."),
        why=_("You get this because you run this site."),
        load=_stopped,
        topic=Topic.SITE,
        deliveries=ALWAYS,
    )
)
