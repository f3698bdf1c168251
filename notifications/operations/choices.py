"""Writes how somebody wants a kind of mail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from notifications.enums import Delivery
from notifications.kinds import registry
from notifications.models import MailChoice


@transaction.atomic
def choose(*, user_id: UUID, kind: str, delivery: Delivery, now: datetime) -> None:
    """From now on the account `user_id` gets mail of `kind` by `delivery`. Only what differs from the usual way is kept, so
    the usual way follows the kind where that changes. Raises ValueError for a kind that is not there, or that does not
    come in this way."""
    known = registry.kinds.get(kind)
    if known is None or delivery not in known.deliveries:
        raise ValueError(f"mail of kind {kind!r} does not come {delivery!r}")
    if delivery == known.deliveries[0]:
        MailChoice.objects.filter(user=user_id, kind=kind).delete()
        return
    MailChoice.objects.update_or_create(
        user_id=user_id, kind=kind, defaults={"delivery": delivery, "chosen_at": now}
    )
