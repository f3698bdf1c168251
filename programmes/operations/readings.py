"""Opening what is private: for a reason, for an hour, and not in secret."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.operations.audit import record
from programmes.enums import PrivateContent
from programmes.models import PrivateReading, Programme, SafetyReport
from programmes.readings import OPEN_FOR, SHORTEST_REASON


@transaction.atomic
def open_private(
    *,
    programme: Programme,
    person: Person,
    what: PrivateContent,
    reason: str,
    by: Person,
    now: datetime,
    report: SafetyReport | None = None,
) -> PrivateReading:
    """`by` opens `what` of `person` in `programme` for an hour, because of `report` where there is one. Whoever calls this has
    looked whether `by` may.

    The reason stands on the row, where `person` reads it unless a report is behind it, and in no log. Asking again while it is
    open because of the same gives the reading that there is. Raises ValidationError for a reason of fewer than
    SHORTEST_REASON letters."""
    words = " ".join(reason.split())
    if len(words) < SHORTEST_REASON:
        raise ValidationError(
            _("Say in a few words why you need to read this: at least %(least)d letters.")
            % {"least": SHORTEST_REASON},
            code="reason",
        )
    same = {"programme": programme, "person": person, "reader": by, "what": what, "report": report}
    standing = PrivateReading.objects.filter(**same, opened_at__lte=now, closes_at__gt=now).first()
    if standing is not None:
        return standing
    reading = PrivateReading.objects.create(**same, reason=words, opened_at=now, closes_at=now + OPEN_FOR)
    # What is opened because of a report stands in no log that organisers read: one of them may be whom it is about.
    action = "reading.open" if report is None else "safety.open"
    record(action, reading, by=by, now=now, programme_id=programme.pk, fields=[what])
    return reading
