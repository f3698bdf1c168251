"""The one fixed tick of beat. What is due is found in rows; each sweep stands alone, so that a fault in one never stops another."""

from __future__ import annotations

import logging
from collections.abc import Callable

from celery import shared_task
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from accounts.operations import erasures, retention
from accounts.tasks import sweep_copies
from api.operations import expiring
from api.tasks import ring_for_deliveries
from journeys.operations import (
    actions,
    agreement,
    beginnings,
    check_ins,
    closing,
    introductions,
    meeting_letters,
    reminders,
    reviews,
    shelf,
)
from matching.operations import criteria, invitations, invited, mentorships, requests
from matching.tasks import sweep_rankings, sweep_runs, sweep_vectors
from mentorship import signs
from notifications.enums import Part
from notifications.operations import digests
from notifications.tasks import ring_for_backlog
from programmes.operations import events, safety, screenings
from programmes.tasks import sweep_imports

logger = logging.getLogger(__name__)


SWEEPS: list[Callable[..., object]] = [
    criteria.adopt_where_missing,
    requests.close_left_behind,
    requests.expire_due,
    requests.remind_due,
    invitations.expire_due,
    invitations.remind_due,
    invited.settle_waiting,
    mentorships.end_left_behind,
    mentorships.resume_due,
    beginnings.tend,
    check_ins.ask_due,
    reminders.remind_due,
    agreement.remind_due,
    reviews.ask_due,
    reviews.remind_due,
    actions.remind_due,
    events.sign_off_left_behind,
    events.remind_due,
    screenings.tend_screenings_due,
    safety.remind_due,
    shelf.forget_removed,
    meeting_letters.ring_due,
    introductions.tend_introductions_due,
    closing.remind_due,
    sweep_vectors,
    sweep_rankings,
    sweep_imports,
    sweep_copies,
    erasures.erase_due,
    retention.retain_due,
    expiring.tell_due,
    sweep_runs,
    digests.gather_due,
    ring_for_backlog,
    ring_for_deliveries,
]


@shared_task
def tick() -> None:
    """Runs every sweep once with the present time, and writes down that it did, with the sweeps that failed and how. Where the
    database is away it ends: the next tick finds everything that this one left."""
    now = timezone.now()
    faults = []
    for sweep in SWEEPS:
        name = f"{sweep.__module__.rpartition('.')[2]}.{sweep.__name__}"
        try:
            sweep(now=now)
        except Exception as fault:
            logger.exception("the sweep %s failed; it is tried again at the next tick", name)
            # The class alone: what an exception says may hold what people wrote.
            faults.append(f"{name} ({type(fault).__name__})")
            if _database_is_away():
                logger.error("the database is away; the next tick looks again")
                return
    signs.give(signs.TICK, Part.TICK, fault=", ".join(faults))


def _database_is_away() -> bool:
    """Whether no connection can be had. One that PostgreSQL broke off, when it was started anew say, is replaced: it would
    fail every sweep after this one."""
    close_old_connections()
    try:
        connection.ensure_connection()
    except OperationalError:
        return True
    return False
