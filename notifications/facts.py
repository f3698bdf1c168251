"""What is known of the letters of one batch and of their readers, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings

from notifications.enums import Delivery
from notifications.hours import Hours
from notifications.kinds import Letter, registry
from notifications.loading import load_together
from notifications.models import Notification
from notifications.queries.addresses import refused
from notifications.queries.choices import delivery_of
from notifications.readers import readers
from notifications.wanted import Held, held_back

MAILBOX = "notifications.mailbox.MailboxBackend"


@dataclass(frozen=True)
class Facts:
    """What was so at the moment `at`. `letters` are those that load together; `asked` are the addresses of which it is known
    whether they are among the `refusing`, both in small letters."""

    at: datetime
    deliveries: Mapping[tuple[UUID, str], Delivery]
    hours: Mapping[UUID, Hours]
    letters: Mapping[UUID, Letter | None] = field(default_factory=dict)
    refusing: Collection[str] = ()
    asked: Collection[str] = ()

    def held(self, one: Notification, *, now: datetime) -> Held | None:
        """What keeps it from its reader; None for a kind that is not known here, which loads or fails by itself."""
        kind = registry.kinds.get(one.kind)
        if kind is None:
            return None
        delivery, hours = self.deliveries[one.recipient_id, one.kind], self.hours.get(one.recipient_id)
        wakes_nobody = settings.EMAIL_BACKEND == MAILBOX  # whoever tries the demo at night looks for its mail
        return held_back(delivery, hours, urgent=kind.urgent or wakes_nobody, now=now)

    def letter(self, one: Notification) -> Letter | None:
        """Its letter, None where nobody wants it any more. Raises KeyError for an unknown kind, and whatever its kind does."""
        return self.letters[one.pk] if one.pk in self.letters else registry[one.kind].load(one)

    def refuses(self, address: str) -> bool:
        """Whether nobody is at `address`. One query where that of the batch did not ask for it."""
        small = address.lower()
        return small in (self.refusing if small in self.asked else refused([small]))


def facts_of(notifications: Collection[Notification], *, now: datetime) -> Facts:
    """Three queries, and those of the kinds whose letters load together."""
    pairs = {(one.recipient_id, one.kind) for one in notifications}
    deliveries, hours = delivery_of(pairs), readers.hours_of({user for user, _ in pairs})
    plain = Facts(now, deliveries, hours)
    letters = load_together(one for one in notifications if plain.held(one, now=now) is None)
    asked = {one.recipient.email.lower() for one in notifications}
    asked |= {letter.to.lower() for letter in letters.values() if letter is not None}
    return Facts(now, deliveries, hours, letters, refused(asked), asked)
