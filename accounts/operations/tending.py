"""What those who run the site do with letters that did not go out, written down. `by` is None where it was done from the
command line, or by an account that belongs to nobody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations.audit import record, record_many
from notifications.models import Notification, RefusedAddress
from notifications.operations import tending
from notifications.operations.tending import Which


@transaction.atomic
def retry(which: Which, *, by: Person | None, now: datetime) -> int:
    """Has letters that were given up tried again; returns how many."""
    done = tending.retry(which, now=now)
    if done:
        record_many("mail.retry", Notification, by=by, now=now, which=_words(which, done))
    return done


@transaction.atomic
def requeue(*, by: Person | None, now: datetime) -> int:
    """Takes up what stands still; returns how many."""
    done = tending.requeue(now=now)
    if done:
        record_many("mail.requeue", Notification, by=by, now=now, which=f"letters: {done}")
    return done


@transaction.atomic
def release(*, by: Person | None, now: datetime) -> int:
    """Takes up what was held back when a backup was restored; returns how many."""
    done = tending.release(now=now)
    if done:
        record_many("mail.release", Notification, by=by, now=now, which=f"letters: {done}")
    return done


@transaction.atomic
def put_aside(which: Which, *, by: Person | None, now: datetime) -> int:
    """Has letters rest for good; returns how many."""
    done = tending.put_aside(which, now=now)
    if done:
        record_many("mail.put_aside", Notification, by=by, now=now, which=_words(which, done))
    return done


@transaction.atomic
def stop_address(address: str, *, by: Person | None, now: datetime) -> RefusedAddress:
    """Nothing is sent to `address` from now on."""
    tending.stop_address(address, now=now)
    row = RefusedAddress.objects.get(address=address.lower())
    record("mail.stop_address", row, by=by, now=now)
    return row


@transaction.atomic
def lift_address(address: str, *, by: Person | None, now: datetime) -> bool:
    """Lets mail go to `address` again; returns whether it was stopped."""
    row = RefusedAddress.objects.filter(address=address.lower()).first()
    if row is None or not tending.lift_address(address, now=now):
        return False
    record("mail.lift_address", row, by=by, now=now)
    return True


def _words(which: Which, done: int) -> str:
    """letters: 3, check_in, 550 5.1.1 …"""
    parts = [f"letters: {done}", which.kind, which.failure, *map(str, which.letters or ())]
    return ", ".join(part for part in parts if part)
