"""The letter that brings a thank-you note: it quotes it, for it is meant for the reader."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from journeys.models import Thanks
from journeys.operations.thanks import THANKS_MAIL
from journeys.queries.check_ins import parted
from notifications.enums import Topic
from notifications.kinds import Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification


def _received(notification: Notification) -> Letter | None:
    """To whom a note was given, while it stands and neither blocked the other. Two queries."""
    note = (
        Thanks.objects.select_related("author", "recipient__user", "goal", "meeting", "mentorship__programme")
        .filter(
            pk=notification.subject_id,
            recipient__user=notification.recipient_id,
            recipient__user__is_active=True,
            recipient__erased_at__isnull=True,
            author__erased_at__isnull=True,
        )
        .first()
    )
    if note is None or parted([frozenset({note.author_id, note.recipient_id})]):
        return None
    return thanks_letter(note)


def thanks_letter(note: Thanks) -> Letter:
    """What the letter says; the rows behind `note` are loaded."""
    reader = note.recipient
    met_at = note.meeting.starts_at if note.meeting else None
    context: dict[str, object] = {
        "other": quotable(note.author.name),
        "other_first": quotable(note.author.first_name),
        "programme": note.mentorship.programme.name,
        "note": quotable(note.text),
        "goal": quotable(note.goal.text) if note.goal else "",
        "met_on": localtime(met_at, ZoneInfo(reader.zone)).date() if met_at else None,
        "advice": quotable(note.advice),
        "lets_read": note.author_shares_at is not None,
        "action_url": settings.SITE_URL + reverse("journeys:thanks", args=[note.mentorship_id]),
        "action_label": _("See it on your page"),
    }
    return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context)


registry.register(
    Kind(
        name=THANKS_MAIL,
        label=_("A thank-you note"),
        about=_("What somebody you work with thanks you for, in their words."),
        why=_("You get this because somebody of a mentorship thanked you. One letter comes for each note."),
        load=_received,
        topic=Topic.MENTORSHIPS,
    )
)
