"""Being erased: somebody asks for it, may take it back for two weeks, and then it is done for good.

From the moment it is due the person leaves what they take part in, as if they had done so by hand, and everybody else is told
by the usual letters, which still name them; an hour later nothing names them any more. In both, the row of the wish is held,
so that of taking it back and carrying it out only one happens."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import translation

from accounts.erasing import erasing
from accounts.leaving import obstacles, open_erasures
from accounts.models import Erasure, Person
from accounts.operations.audit import record
from accounts.operations.erasing import close_account, empty, forget_elsewhere, who_goes
from accounts.transitions import StaleState
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue

logger = logging.getLogger(__name__)

GRACE = timedelta(days=14)
REMINDED_BEFORE = timedelta(days=2)
GOODBYE = timedelta(hours=1)  # in which the letters to others go out with the name
ASKED_MAIL = "erasure_asked"
SOON_MAIL = "erasure_soon"


class CannotLeave(Exception):
    """Something must be handed over first. `obstacles` says what, in words to the person."""

    def __init__(self, found: Sequence[str]) -> None:
        self.obstacles = tuple(found)
        super().__init__(" ".join(self.obstacles))


@transaction.atomic
def ask_to_be_erased(*, person: Person, by: Person | None, now: datetime) -> Erasure:
    """Notes the wish and tells the person by letter how to take it back, once more two days before it is carried out. Raises
    CannotLeave where something must be handed over first, and StaleState where they asked before."""
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    known = open_erasures().filter(person=held).first()
    if known is not None:
        raise StaleState(known, "open")
    if held.erased_at is not None:
        raise StaleState(held, "erased")
    in_the_way = obstacles(held)
    if in_the_way:
        raise CannotLeave(in_the_way)
    erasure = Erasure.objects.create(person=held, asked_at=now, due_at=now + GRACE)
    record("erasure.ask", erasure, by=by, now=now)
    key = (erasure.pk, held.user_id)
    queue(
        Draft(ASKED_MAIL, held.user_id, erasure.pk, once_for(ASKED_MAIL, *key)),
        Draft(
            SOON_MAIL,
            held.user_id,
            erasure.pk,
            once_for(SOON_MAIL, *key),
            not_before=erasure.due_at - REMINDED_BEFORE,
        ),
        now=now,
    )
    return erasure


@transaction.atomic
def take_back_erasure(*, erasure: Erasure, by: Person | None, now: datetime) -> None:
    """The person stays. Raises StaleState where it was taken back before, or is being carried out."""
    if open_erasures().filter(pk=erasure.pk, due_at__gt=now).update(cancelled_at=now) != 1:
        raise StaleState(erasure, "over")
    erasure.cancelled_at = now
    record("erasure.take_back", erasure, by=by, now=now)


def erase_due(*, now: datetime, limit: int = 50) -> int:
    """Carries out what is due, each in its own transaction; returns how many people were erased. Who has something to hand
    over since they asked waits, and the log says so. One query where nothing is due.

    One that fails keeps nobody else waiting; its fault is raised at the end, for the tick to tell."""
    due = open_erasures().filter(due_at__lte=now).order_by("due_at").values_list("pk", flat=True)
    done, faults = 0, []
    for pk in due[:limit]:
        try:
            done += _carry_out(pk, now=now)
        except DatabaseError as fault:
            logger.error(
                "the erasure %s failed (%s); it is tried again at the next tick", pk, type(fault).__name__
            )
            faults.append(fault)
    if faults:
        raise faults[0]
    return done


@transaction.atomic
def _carry_out(pk: UUID, *, now: datetime) -> bool:
    erasure = _held(pk, now)
    if erasure is None:
        return False
    if obstacles(erasure.person):
        logger.warning("the erasure %s waits: the person has something to hand over first", pk)
        return False
    left = leave(person=erasure.person, now=now)
    if left or now < erasure.due_at + GOODBYE:
        return False
    erase(person=erasure.person, now=now)
    return True


def _held(pk: UUID, now: datetime) -> Erasure | None:
    """The wish, held, if it is still to be carried out. One that somebody else holds is being dealt with."""
    return (
        open_erasures()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("person__user")
        .filter(pk=pk, due_at__lte=now)
        .first()
    )


@transaction.atomic
def leave(*, person: Person, now: datetime) -> int:
    """Ends everything that `person` takes part in, and their sessions; returns how many things that were. Done twice, it finds
    nothing."""
    done = sum(leaver(person, now=now) for leaver in erasing.leavers)
    return done + close_account(person)


@transaction.atomic
def erase(*, person: Person, by: Person | None = None, now: datetime) -> bool:
    """Erases `person` at once and for good: they leave, and every field that the declarations give to them is emptied. False
    where that was done before.

    The row of the person stays without a name, and what they did stays countable. Files go when it is committed."""
    held = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)
    if held.erased_at is not None:
        return False
    leave(person=held, now=now)
    gone = who_goes(held, now=now)
    with translation.override(settings.LANGUAGE_CODE):
        for eraser in erasing.erasers:
            eraser(gone)
        forget_elsewhere(gone)
        empty(gone)
    Person.objects.filter(pk=held.pk).update(erased_at=now)
    open_erasures().filter(person=held).update(done_at=now)
    record("person.erase", held, by=by if by != held else None, now=now)
    return True
