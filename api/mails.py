"""The letters to those who run the site: a webhook is not told anything any more, a token is about to end."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from api.enums import WebhookState
from api.models import Token, Webhook
from api.operations.expiring import ENDING_MAIL
from api.operations.stopping import STOPPED_MAIL
from notifications.enums import Topic
from notifications.kinds import ALWAYS, Kind, Letter, registry
from notifications.models import Notification

ACTION = _("See the webhook")
TOKENS_ACTION = _("See the token")
WHY = _("You get this because you run this site.")


def _stopped(notification: Notification) -> Letter | None:
    """While nobody has switched it on again."""
    stopped = Webhook.objects.filter(state__in=[WebhookState.GONE, WebhookState.FAILING])
    hook = stopped.select_related("organisation").filter(pk=notification.subject_id).first()
    if hook is None:
        return None
    return _to_operator(
        notification,
        {
            "hook": hook.name,
            "organisation": hook.organisation.name,
            "is_gone": hook.state == WebhookState.GONE,
            "action_url": settings.SITE_URL + reverse("webhooks:page", args=[hook.pk]),
            "action_label": ACTION,
        },
    )


def _ending(notification: Notification) -> Letter | None:
    """While it opens anything."""
    working = Token.objects.working(timezone.now()).filter(expires_at__isnull=False)
    token = working.select_related("organisation").filter(pk=notification.subject_id).first()
    if token is None:
        return None
    return _to_operator(
        notification,
        {
            "token": token.name,
            "organisation": token.organisation.name,
            "hint": token.hint,
            "ends": token.expires_at,
            "used": token.used_at,
            "action_url": settings.SITE_URL + reverse("admin:api_token_change", args=[token.pk]),
            "action_label": TOKENS_ACTION,
        },
    )


def _to_operator(notification: Notification, context: dict[str, object]) -> Letter | None:
    """None to whoever does not run the site any more."""
    operators = User.objects.select_related("person").filter(is_superuser=True, is_active=True)
    reader = operators.filter(pk=notification.recipient_id).first()
    if reader is None:
        return None
    person = getattr(reader, "person", None)
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
        why=WHY,
        load=_stopped,
        topic=Topic.SITE,
        deliveries=ALWAYS,
    )
)
registry.register(
    Kind(
        name=ENDING_MAIL,
        label=_("A token ends soon"),
        about=_("To those who run the site: another system needs a new one within two weeks."),
        why=WHY,
        load=_ending,
        topic=Topic.SITE,
        deliveries=ALWAYS,
    )
)
