"""The criteria that a new programme begins with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from matching.models import Criterion
from matching.operations.criteria import adopt_defaults
from programmes.models import Programme


@transaction.atomic
def give_criteria(
    *, programme: Programme, source: Programme | None, by: Person | None, now: datetime
) -> list[Criterion]:
    """Gives a new programme the criteria of `source`, or the default ones where it is no copy or `source` has none;
    returns them. Criteria about identity arrive switched off: turning one on takes a person and a reason."""
    rows = list(Criterion.objects.filter(programme=source)) if source is not None else []
    if not rows:
        return adopt_defaults(programme=programme, by=by, now=now)
    names = [field.name for field in Criterion._meta.fields if field.name not in {"id", "programme"}]
    copies = [Criterion(programme=programme, **{name: getattr(row, name) for name in names}) for row in rows]
    for copy in copies:
        copy.enabled = copy.enabled and not copy.identity
    Criterion.objects.bulk_create(copies)
    audit.record(
        "criteria.copy", programme, by=by, now=now, programme_id=programme.pk, fields=[c.key for c in copies]
    )
    return copies
