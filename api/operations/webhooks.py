"""What those who run the site do with webhooks: make, change, switch, give another key, try, send once more, delete."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState, move
from api import signals
from api.enums import WEBHOOK_TRANSITIONS, DeliveryFault, DeliveryState, HookEvent, WebhookState
from api.models import Delivery, Webhook


@transaction.atomic
def make_webhook(hook: Webhook, *, by: Person | None, now: datetime) -> None:
    """`hook` has its organisation, name, address and events; it is on from now on."""
    hook.created_at, hook.created_by = now, by
    hook.save()
    audit.record("webhook.make", hook, by=by, now=now)


@transaction.atomic
def change_webhook(hook: Webhook, *, fields: Iterable[str], by: Person | None, now: datetime) -> None:
    """Writes these fields of it; another address begins with a clean record."""
    changed = [*fields]
    if not changed:
        return
    if "url" in changed:
        hook.failing_since = None
        changed.append("failing_since")
    hook.save(update_fields=changed)
    audit.record("webhook.change", hook, by=by, now=now, fields=changed)


@transaction.atomic
def switch_on(hook: Webhook, *, by: Person | None, now: datetime) -> None:
    """It is told what happens from now on; what happened meanwhile it is not, nor what was left from before: by a worker that
    died, or by whoever had not yet committed when it was switched off. Raises StaleState where it is on."""
    move(hook, to=WebhookState.ON, table=WEBHOOK_TRANSITIONS, stopped_at=None, failing_since=None)
    hook.deliveries.unsettled().update(
        state=DeliveryState.FAILED,
        fault=DeliveryFault.STOPPED,
        settled_at=now,
        lease_token=None,
        lease_until=None,
    )
    audit.record("webhook.switch_on", hook, by=by, now=now, fields=["state"])


@transaction.atomic
def rotate_key(hook: Webhook, *, by: Person | None, now: datetime) -> None:
    """Gives it another key. The one before signs beside it for a day; one older than that opens nothing from now on."""
    Webhook.objects.filter(pk=hook.pk).update(key_version=F("key_version") + 1, rotated_at=now)
    hook.refresh_from_db()
    audit.record("webhook.rotate", hook, by=by, now=now, fields=["key_version"])


@transaction.atomic
def note_key_shown(hook: Webhook, *, by: Person | None, now: datetime) -> None:
    audit.record("webhook.show_key", hook, by=by, now=now)


@transaction.atomic
def ping(hook: Webhook, *, by: Person | None, now: datetime) -> Delivery:
    """A delivery that says nothing but that it came; whoever calls this sends it."""
    audit.record("webhook.ping", hook, by=by, now=now)
    return hook.deliveries.create(event=HookEvent.PING, at=now, not_before=now)


@transaction.atomic
def send_again(hook: Webhook, *, delivery: UUID | None = None, by: Person | None, now: datetime) -> int:
    """Sends once more what was given up, or this one delivery whatever became of it, as if for the first time and under the
    webhook-id that it always had. Returns how many. Raises StaleState unless it is on: nothing would go out."""
    held = Webhook.objects.select_for_update(no_key=True).filter(pk=hook.pk).first()
    if held is None or held.state != WebhookState.ON:
        raise StaleState(hook, held.state if held else "gone")
    rows = hook.deliveries.filter(state=DeliveryState.FAILED)
    if delivery is not None:
        rows = hook.deliveries.filter(pk=delivery, state__in=[DeliveryState.FAILED, DeliveryState.SENT])
    done = rows.update(
        state=DeliveryState.QUEUED, not_before=now, attempts=0, fault="", answered=None, settled_at=None
    )
    if done:
        audit.record("webhook.send_again", hook, by=by, now=now)
        transaction.on_commit(lambda: signals.told.send(sender=Delivery), robust=True)
    return done


@transaction.atomic
def delete_webhook(hook: Webhook, *, by: Person | None, now: datetime) -> None:
    """With the list of what it was told; nothing where that is done. Held first: whoever is about to tell it something
    commits before that, and whoever comes later finds that it is gone."""
    if not Webhook.objects.select_for_update().filter(pk=hook.pk):
        return
    audit.record("webhook.delete", hook, by=by, now=now)
    hook.delete()
