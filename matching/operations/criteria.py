"""Writes to what counts in a programme."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from matching.defaults import DEFAULTS
from matching.importing import CriteriaSpec
from matching.models import Criterion
from programmes.enums import ProgrammeState
from programmes.models import Programme


@transaction.atomic
def adopt_defaults(*, programme: Programme, by: Person | None, now: datetime) -> list[Criterion]:
    """Gives a programme the default criteria that it has no criterion of that key for; returns the new ones.

    What an organiser changed stays as it is, so that this may run twice."""
    present = set(Criterion.objects.filter(programme=programme).values_list("key", flat=True))
    rows = [
        Criterion(programme=programme, position=position, **{**asdict(default), "label": str(default.label)})
        for position, default in enumerate(DEFAULTS, start=1)
        if default.key not in present
    ]
    Criterion.objects.bulk_create(rows)
    if rows:
        audit.record(
            "criteria.adopt_defaults",
            programme,
            by=by,
            now=now,
            programme_id=programme.pk,
            fields=[row.key for row in rows],
        )
    return rows


def adopt_where_missing(*, now: datetime) -> int:
    """Gives the default criteria to programmes that people take part in and that have none yet; returns how many."""
    bare = Programme.objects.filter(
        state__in=[ProgrammeState.ENROLLING, ProgrammeState.RUNNING], criteria=None
    )
    return len([adopt_defaults(programme=programme, by=None, now=now) for programme in bare])


@transaction.atomic
def adopt_mapping(
    *, programme: Programme, wanted: CriteriaSpec, by: Person | None, now: datetime
) -> tuple[str, ...]:
    """Makes the criteria that a mapping names as it says, and with `alone` switches the others off; returns the keys of
    those that changed.

    A criterion about identity arrives switched off, and whether one is on is never changed here: that takes a person
    and a reason."""
    present = {row.key: row for row in Criterion.objects.select_for_update().filter(programme=programme)}
    changed = []
    for position, spec in enumerate(wanted.criteria, start=1):
        values = {**asdict(spec), "position": position, "enabled": True}
        row = present.get(spec.key)
        if row is None:
            Criterion.objects.create(programme=programme, **{**values, "enabled": not spec.identity})
            changed.append(spec.key)
            continue
        if spec.identity or row.identity:
            values["enabled"] = row.enabled and row.identity == spec.identity
        different = [name for name, value in values.items() if getattr(row, name) != value]
        for name in different:
            setattr(row, name, values[name])
        if different:
            row.save(update_fields=different)
            changed.append(spec.key)
    named = {spec.key for spec in wanted.criteria}
    if wanted.alone:
        others = Criterion.objects.filter(programme=programme, enabled=True, identity=False).exclude(
            key__in=named
        )
        changed.extend(others.values_list("key", flat=True))
        others.update(enabled=False)
    if changed:
        audit.record(
            "criteria.adopt_mapping", programme, by=by, now=now, programme_id=programme.pk, fields=changed
        )
    return tuple(changed)


class ReasonMissing(Exception):
    """A criterion about identity is switched on with a reason only."""


@transaction.atomic
def set_criterion(*, criterion: Criterion, reason: str, by: Person | None, now: datetime) -> None:
    """Writes a criterion as the organiser set it, with `reason` beside it in the audit log. Raises ReasonMissing where one
    about identity is switched on without a reason."""
    before = Criterion.objects.select_for_update().filter(pk=criterion.pk).first()
    names = [field.name for field in Criterion._meta.fields if field.name != "id"]
    changed = [name for name in names if before is None or getattr(before, name) != getattr(criterion, name)]
    counts = criterion.identity and criterion.enabled
    if counts and not (before and before.identity and before.enabled) and not reason.strip():
        raise ReasonMissing
    criterion.save()
    if changed:
        audit.record(
            "criterion.change",
            criterion,
            by=by,
            now=now,
            programme_id=criterion.programme_id,
            fields=changed,
            reason=reason.strip(),
        )
