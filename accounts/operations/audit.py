"""Writes the audit log, in the transaction of what it records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import models

from accounts.models import AuditEvent, AuditReason, Person


def record(
    action: str,
    row: models.Model,
    *,
    by: Person | None,
    now: datetime,
    programme_id: UUID | None = None,
    fields: Iterable[str] = (),
    reason: str = "",
) -> AuditEvent:
    """One audit row: `action` is a code such as "request.accept"; `fields` are names, never values."""
    event = AuditEvent.objects.create(
        at=now,
        actor_id=by.pk if by else None,
        action=action,
        object_kind=row._meta.label_lower,
        object_id=str(row.pk),
        programme_id=programme_id,
        fields=sorted(fields),
    )
    if reason:
        AuditReason.objects.create(event_id=event.pk, text=reason)
    return event


def record_many(
    action: str, model: type[models.Model], *, by: Person | None, now: datetime, which: str
) -> AuditEvent:
    """One audit row for what was done to many rows at once; `which` says to which and how many, with no words of people."""
    event = AuditEvent.objects.create(
        at=now, actor_id=by.pk if by else None, action=action, object_kind=model._meta.label_lower
    )
    AuditReason.objects.create(event_id=event.pk, text=which)
    return event
