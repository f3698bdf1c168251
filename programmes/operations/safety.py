"""Every write about a report: it is made, taken in hand, noted on, closed, opened again, and brought to mind when nobody takes it.

Whom it is about is never written to, and no row of it stands where they or the organisers could read it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import Person
from accounts.operations.audit import record
from accounts.operations.blocks import block
from accounts.transitions import StaleState, move
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, drafts_for, queue
from programmes.enums import SAFETY_TRANSITIONS, SafetyOutcome, SafetyReason, SafetyState
from programmes.models import Programme, SafetyReport, SafetyReportEvent
from programmes.safety import operators_for, readers_of
from programmes.safety_clock import answer_by
from programmes.sightings import Sighting

RECEIVED_MAIL = "safety_received"  # to whoever looks after it
LATE_MAIL = "safety_late"  # to them once more, and to those who run the site
CLOSED_MAIL = "safety_closed"  # to whoever reported
TWICE = timedelta(minutes=10)  # within which the same report once more is a second press


@transaction.atomic
def report_person(
    sighting: Sighting,
    *,
    programme: Programme,
    reason: SafetyReason,
    words: str,
    blocks: bool = False,
    by: Person,
    now: datetime,
) -> SafetyReport:
    """`by` reports whom they met, in `programme`, with what stood there; `blocks` where they want nothing to do with them any
    more. Whoever looks after it gets a letter at once. Pressed twice it is one report. Raises ValueError for oneself."""
    about = sighting.about
    if about.pk == by.pk:
        raise ValueError("nobody reports themself")
    # Held, so that of two presses the second sees what the first one wrote.
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    same = SafetyReport.objects.filter(
        about=about,
        reported_by=by,
        programme=programme,
        reason=reason,
        words=words,
        received_at__gt=now - TWICE,
    )
    report = same.filter(subject_id=sighting.subject_id).first()
    if report is None:
        report = _received(sighting, programme, reason, words, by=by, now=now)
    if blocks:
        block(other=about, by=by, now=now)
    return report


def _received(
    sighting: Sighting, programme: Programme, reason: SafetyReason, words: str, *, by: Person, now: datetime
) -> SafetyReport:
    report = SafetyReport.objects.create(
        programme=programme,
        about=sighting.about,
        reported_by=by,
        reason=reason,
        words=words,
        seen_on=sighting.seen_on,
        subject_id=sighting.subject_id,
        quoted=sighting.quoted,
        received_at=now,
        answer_by=answer_by(reason, now),
    )
    _event(report, "", by=by, now=now)
    record("safety.report", report, by=by, now=now, programme_id=programme.pk)
    key = once_for(RECEIVED_MAIL, report.pk)
    queue(*drafts_for(RECEIVED_MAIL, readers_of(report), subject_id=report.pk, key=key), now=now)
    return report


@transaction.atomic
def take_in_hand(report: SafetyReport, *, by: Person | None, now: datetime) -> None:
    """Somebody looks after it from now on. Raises StaleState where somebody does already, or it is closed."""
    if report.state != SafetyState.RECEIVED:
        raise StaleState(report, report.state)
    _move(report, SafetyState.IN_HAND, by=by, now=now, taken_at=now, taken_by=by)
    record("safety.take", report, by=by, now=now, programme_id=report.programme_id, fields=["state"])


@transaction.atomic
def note_on_report(report: SafetyReport, *, note: str, by: Person | None, now: datetime) -> SafetyReportEvent:
    """Keeps what was done or found, for those who look after it."""
    event = _event(report, report.state, by=by, now=now, note=note)
    record("safety.note", report, by=by, now=now, programme_id=report.programme_id)
    return event


@transaction.atomic
def close_report(
    report: SafetyReport,
    *,
    outcome: SafetyOutcome,
    told: str,
    note: str = "",
    by: Person | None,
    now: datetime,
) -> None:
    """It is dealt with: `told` is what whoever reported reads, by a letter that leads to it; `note` is for those who look after
    it. Raises StaleState where it is closed already."""
    changes: dict[str, object] = {"closed_at": now, "closed_by": by, "outcome": outcome, "told": told}
    if report.taken_at is None:
        changes |= {"taken_at": now, "taken_by": by}
    event = _move(report, SafetyState.CLOSED, by=by, now=now, note=note, **changes)
    record("safety.close", report, by=by, now=now, programme_id=report.programme_id, fields=["state"])
    reader = report.reported_by.user_id
    queue(Draft(CLOSED_MAIL, reader, report.pk, once_for(CLOSED_MAIL, event.pk)), now=now)


@transaction.atomic
def reopen_report(report: SafetyReport, *, by: Person | None, now: datetime) -> None:
    """It is in hand again; the answer that was given stays to be read. Raises StaleState unless it is closed."""
    if report.state != SafetyState.CLOSED:
        raise StaleState(report, report.state)
    _move(report, SafetyState.IN_HAND, by=by, now=now, closed_at=None, closed_by=None, outcome="")
    record("safety.reopen", report, by=by, now=now, programme_id=report.programme_id, fields=["state"])


def remind_due(*, now: datetime, limit: int = 500) -> int:
    """Brings reports to mind that nobody took in hand in time, once: to whoever looks after them, and to those who run the site;
    returns how many. One query where none is due; each in its own transaction."""
    late = SafetyReport.objects.filter(
        state=SafetyState.RECEIVED, reminded_at__isnull=True, answer_by__lte=now
    ).order_by("answer_by", "pk")
    return sum(_remind(pk, now=now) for pk in late.values_list("pk", flat=True)[:limit])


@transaction.atomic
def _remind(pk: UUID, *, now: datetime) -> bool:
    late = SafetyReport.objects.filter(pk=pk, state=SafetyState.RECEIVED, reminded_at__isnull=True)
    report = (
        late.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .select_related("programme__safeguarding_contact__user", "about__user", "reported_by__user")
        .first()
    )
    if report is None:
        return False
    SafetyReport.objects.filter(pk=pk).update(reminded_at=now)
    readers = {user.pk: user for user in [*readers_of(report), *operators_for(report)]}
    key = once_for(LATE_MAIL, report.pk)
    queue(*drafts_for(LATE_MAIL, readers.values(), subject_id=report.pk, key=key), now=now)
    return True


def _move(
    report: SafetyReport,
    to: SafetyState,
    *,
    by: Person | None,
    now: datetime,
    note: str = "",
    **changes: object,
) -> SafetyReportEvent:
    left = move(report, to=to, table=SAFETY_TRANSITIONS, **changes)
    return _event(report, left, by=by, now=now, note=note)


def _event(
    report: SafetyReport, left: str, *, by: Person | None, now: datetime, note: str = ""
) -> SafetyReportEvent:
    return SafetyReportEvent.objects.create(
        report=report, at=now, by=by, from_state=left, to_state=report.state, note=note
    )
