"""The letter with what the other one of a pair wrote."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from journeys.models import Message
from journeys.operations.exchanges import other_of
from journeys.operations.messages import MESSAGE_MAIL
from journeys.queries.mentorships import contact_of
from matching.enums import MentorshipState
from notifications.enums import Topic
from notifications.kinds import Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification

MOST = 10  # messages in a letter; more are read on the site
WORDS = 1500


def _load(notification: Notification) -> Letter | None:
    """To the other one, with all that came since the message for which it was queued and has no letter of its own; None where
    all of it was taken back, the mentorship was ended, or one of the two blocked the other. Six queries at most."""
    first = (
        Message.objects.select_related(
            "author__user",
            "mentorship__programme",
            "mentorship__mentee__person__user",
            "mentorship__mentor__person__user",
        )
        .filter(pk=notification.subject_id)
        .exclude(mentorship__state=MentorshipState.ENDED)
        .first()
    )
    if first is None:
        return None
    author, reader = first.author, other_of(first.mentorship, first.author)
    if (
        reader.user_id != notification.recipient_id
        or not reader.user.is_active
        or reader.erased_at is not None
    ):
        return None
    contact = contact_of(first.mentorship, reader, author)
    texts = _since(first, notification) if contact is not None else []
    if contact is None or not texts:
        return None
    context: dict[str, object] = {
        "other_first": quotable(author.first_name),
        "programme": first.mentorship.programme.name,
        "messages": [quotable(text, WORDS) for text in texts[:MOST]],
        "more": max(len(texts) - MOST, 0),
        "only_here": contact.only_here,
        "action_url": _thread(first),
        "action_label": _("Answer"),
    }
    return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context, contact.email)


def _since(first: Message, notification: Notification) -> list[str]:
    """What its author wrote from `first` on, up to the next message that has a letter of its own."""
    found = Message.objects.filter(
        mentorship=first.mentorship_id, author=first.author_id, sent_at__gte=first.sent_at
    )
    later = found.filter(sent_at__gt=first.sent_at)
    lettered = Notification.objects.filter(
        kind=MESSAGE_MAIL, recipient=notification.recipient_id, subject_id__in=later.values("pk")
    )
    next_one = later.filter(pk__in=lettered.values("subject_id")).order_by("sent_at").first()
    if next_one is not None:
        found = found.filter(sent_at__lt=next_one.sent_at)
    standing = found.filter(withdrawn_at__isnull=True).order_by("sent_at", "pk")
    return list(standing.values_list("text", flat=True))


def _thread(message: Message) -> str:
    return f"{settings.SITE_URL}{reverse('journeys:messages', args=[message.mentorship_id])}#reply"


registry.register(
    Kind(
        name=MESSAGE_MAIL,
        label=_("Messages in a mentorship"),
        about=_("What the other one of your pair wrote to you on the site."),
        why=_(
            "You get this because the other one of your pair wrote to you. What comes within a few minutes is one letter."
        ),
        load=_load,
        topic=Topic.MENTORSHIPS,
    )
)
