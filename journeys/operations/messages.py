"""The thread of a pair: what one writes to the other, and what they take back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from journeys.models import Message
from journeys.operations.exchanges import TooMany, held_open, reached
from matching.models import Mentorship
from notifications.enums import NotificationState
from notifications.kinds import once_for
from notifications.models import Notification
from notifications.operations.outbox import Draft, queue

MESSAGE_MAIL = "message_received"
# A letter waits so long for what comes right after: several messages make one letter.
GATHERS = timedelta(minutes=3)
# A letter whose time is nearer than this may be on its way by the time that a message is kept.
LEAVES = timedelta(seconds=30)
AN_HOUR, MOST_AN_HOUR = timedelta(hours=1), 60
# The same words so soon after are a button pressed twice.
TWICE = timedelta(minutes=1)


class SwitchedOff(Exception):
    """The programme has no messages: the two reach each other by other ways."""


@transaction.atomic
def send_message(mentorship: Mentorship, *, text: str, by: Person, now: datetime) -> Message:
    """Keeps the message, and queues a letter to the other one unless one is about to go that will hold it. Pressed twice, it
    is one message.

    Raises StaleState where the mentorship is over, SwitchedOff where its programme has no messages, Apart where none may go
    from one to the other, and TooMany after 60 in an hour."""
    held = held_open(mentorship)
    if not held.programme.messages:
        raise SwitchedOff
    other = reached(held, by=by)
    mine = Message.objects.filter(mentorship=held, author=by)
    again = mine.filter(text=text, sent_at__gt=now - TWICE).first()
    if again is not None:
        return again
    if mine.filter(sent_at__gt=now - AN_HOUR).count() >= MOST_AN_HOUR:
        raise TooMany
    message = Message.objects.create(mentorship=held, author=by, text=text, sent_at=now)
    if not _is_awaited(held, by, other, now=now):
        key = once_for(MESSAGE_MAIL, message.pk)
        queue(Draft(MESSAGE_MAIL, other.user_id, message.pk, key, not_before=now + GATHERS), now=now)
    audit.record("message.send", message, by=by, now=now, programme_id=held.programme_id)
    return message


def _is_awaited(mentorship: Mentorship, author: Person, reader: Person, *, now: datetime) -> bool:
    """Whether a letter with messages of `author` waits: it takes along what is written until it goes."""
    return Notification.objects.filter(
        kind=MESSAGE_MAIL,
        recipient_id=reader.user_id,
        state__in=[NotificationState.QUEUED, NotificationState.GATHERED],
        not_before__gt=now + LEAVES,
        subject_id__in=Message.objects.filter(mentorship=mentorship, author=author).values("pk"),
    ).exists()


@transaction.atomic
def take_back(message: Message, *, by: Person, now: datetime) -> bool:
    """Takes the words away, for both and for good; the line stays. Possible at any time, after the end too. Returns False
    where it was done before. Raises ValueError for somebody else's."""
    if message.author_id != by.pk:
        raise ValueError("people take back their own messages")
    standing = Message.objects.filter(pk=message.pk, withdrawn_at__isnull=True)
    if not standing.update(text="", withdrawn_at=now):
        return False
    message.text, message.withdrawn_at = "", now
    audit.record(
        "message.take_back",
        message,
        by=by,
        now=now,
        programme_id=message.mentorship.programme_id,
        fields=["text"],
    )
    return True
