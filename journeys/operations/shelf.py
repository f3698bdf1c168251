"""The shelf of a pair: putting something on it, changing it, taking it off and putting it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import Person
from accounts.operations.audit import record
from journeys.models import PairResource
from journeys.operations.open_pair import hold_open
from matching.models import Mentorship
from programmes.operations.resources import ItemDetails, NewFile, check_room, kept, lay

# So long what was taken off can be put back.
KEPT = timedelta(days=7)


def put_on_shelf(mentorship: Mentorship, *, details: ItemDetails, by: Person, now: datetime) -> PairResource:
    """Puts something on the shelf of the two. Raises ShelfFull, and StaleState where the mentorship is over."""
    item = PairResource(mentorship=mentorship, added_at=now, added_by=by)
    with kept(details.file) as path, transaction.atomic():
        hold_open(mentorship)
        _check_room(mentorship, details.file, None)
        lay(item, details, path)
        record("shelf.add", item, by=by, now=now, programme_id=mentorship.programme_id)
    return item


def change_on_shelf(item: PairResource, *, details: ItemDetails, by: Person, now: datetime) -> None:
    """Changes what is said about it, or what it is. Raises ShelfFull, StaleState where the mentorship is over, and
    PairResource.DoesNotExist where it was taken off meanwhile."""
    with kept(details.file) as path, transaction.atomic():
        held_pair = hold_open(item.mentorship)
        held = PairResource.objects.get(pk=item.pk, removed_at__isnull=True)
        _check_room(held_pair, details.file, held)
        lay(held, details, path)
        record("shelf.change", held, by=by, now=now, programme_id=held_pair.programme_id)


@transaction.atomic
def take_off_shelf(item: PairResource, *, by: Person, now: datetime) -> None:
    """Takes it off; for KEPT it can be put back. Done twice, it is one. Raises StaleState where the mentorship is over."""
    held = hold_open(item.mentorship)
    if PairResource.objects.filter(pk=item.pk, removed_at__isnull=True).update(removed_at=now):
        record("shelf.remove", item, by=by, now=now, programme_id=held.programme_id)


@transaction.atomic
def put_back_on_shelf(item: PairResource, *, by: Person, now: datetime) -> bool:
    """Puts back what was taken off; False where it is gone for good by now. Raises StaleState where the mentorship is over."""
    held = hold_open(item.mentorship)
    if not PairResource.objects.filter(pk=item.pk).exists():
        return False
    if PairResource.objects.filter(pk=item.pk, removed_at__isnull=False).update(removed_at=None):
        record("shelf.put_back", item, by=by, now=now, programme_id=held.programme_id)
    return True


def forget_removed(*, now: datetime, limit: int = 200) -> int:
    """Deletes what was taken off longer than KEPT ago, with its file; returns how many that were. One query where nothing is
    due."""
    due = PairResource.objects.filter(removed_at__lt=now - KEPT).order_by("removed_at")
    gone = 0
    for pk in due.values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            held = due.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).order_by().first()
            if held is not None:
                held.delete()
                gone += 1
    return gone


def _check_room(mentorship: Mentorship, file: NewFile | None, item: PairResource | None) -> None:
    # What was taken off still lies in the storage, so it counts.
    rows = PairResource.objects.filter(mentorship=mentorship)
    check_room(rows, item=item, file=file, most=settings.PAIR_SHELF_MOST)
