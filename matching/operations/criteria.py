"""Writes to what counts in a programme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from enum import IntEnum

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from matching.catalogue import is_usual
from matching.defaults import DEFAULTS
from matching.drafts import Draft, Meanwhile, changed, differing, meanwhile
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


class StaleCriteria(Exception):
    """The criteria are not those any more that the change was made to; `meanwhile` says what differs."""

    def __init__(self, meanwhile: Meanwhile) -> None:
        super().__init__("the criteria were changed meanwhile")
        self.meanwhile = meanwhile


class Usual(Exception):
    """A criterion that every programme begins with is switched off, not deleted."""


@transaction.atomic
def apply_draft(
    *, programme: Programme, draft: Draft, by: Person | None, now: datetime, reason: str = ""
) -> list[Criterion]:
    """Makes the changes of a draft; returns the criteria that changed. `reason` is for those about identity.

    Raises StaleCriteria where the criteria are not those that the draft was made to, and ReasonMissing as `set_criterion`."""
    rows = _locked(programme)
    since = meanwhile(draft.seen, rows)
    if since:
        raise StaleCriteria(since)
    wanted = differing(rows, draft.changes)
    made = [row for row in changed(rows, wanted, programme) if row.key in wanted]
    for row in made:
        set_criterion(criterion=row, reason=reason, by=by, now=now)
    return made


@transaction.atomic
def delete_criterion(*, criterion: Criterion, by: Person | None, now: datetime) -> None:
    """Takes a criterion of the programme's own away for good. Raises Usual for one that every programme begins with."""
    if is_usual(criterion):
        raise Usual
    audit.record(
        "criterion.delete",
        criterion,
        by=by,
        now=now,
        programme_id=criterion.programme_id,
        fields=[criterion.key],
    )
    criterion.delete()


class Towards(IntEnum):
    UP = -1
    DOWN = 1


@transaction.atomic
def move_criterion(*, criterion: Criterion, towards: Towards, by: Person | None, now: datetime) -> bool:
    """Moves a criterion past the next one of its kind of use, so that it stands there in every list; whether there was
    one. The order says nothing about the weight."""
    rows = _locked(criterion.programme)
    place = next(place for place, row in enumerate(rows) if row.pk == criterion.pk)
    beside = rows[place::-1] if towards is Towards.UP else rows[place:]
    other = next((row for row in beside[1:] if _listed_with(row, rows[place])), None)
    if other is None:
        return False
    rows.insert(rows.index(other), rows.pop(place))
    _number(rows)
    audit.record(
        "criterion.move", criterion, by=by, now=now, programme_id=criterion.programme_id, fields=["position"]
    )
    return True


def _listed_with(row: Criterion, other: Criterion) -> bool:
    return (row.use, row.enabled, row.identity) == (other.use, other.enabled, other.identity)


def _number(rows: Iterable[Criterion]) -> None:
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


def _locked(programme: Programme) -> list[Criterion]:
    """The criteria, of which nobody else changes or adds one before this transaction ends."""
    Programme.objects.select_for_update(no_key=True).only("pk").get(pk=programme.pk)
    return list(Criterion.objects.filter(programme=programme).select_for_update())
