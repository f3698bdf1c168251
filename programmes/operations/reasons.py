"""The free-text reasons beside the audit log, which an organiser may take out again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import AuditEvent, AuditReason, Person
from accounts.operations import audit


@transaction.atomic
def erase_reason(event: AuditEvent, *, by: Person | None, now: datetime) -> bool:
    """Takes the words of a reason out for good; that it was done, and by whom, stays. Returns False where there are none."""
    gone, _rows = AuditReason.objects.filter(event_id=event.pk).delete()
    if gone:
        audit.record("reason.erase", event, by=by, now=now, programme_id=event.programme_id)
    return bool(gone)
