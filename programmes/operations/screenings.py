"""That mentors of a programme for people under age were screened: written down by its organisers, and watched until it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import Person
from accounts.operations.audit import record
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.enums import UNDER_WAY, EnrolmentState, Role
from programmes.models import Enrolment, MentorScreening, Organiser

SCREENING_MAIL = "screening_ends"  # to the organisers and the safeguarding contact
WARNED_BEFORE = timedelta(days=30)


@transaction.atomic
def record_screening(
    *,
    enrolment: Enrolment,
    kind: str,
    checked_on: date,
    valid_until: date,
    by: Person | None,
    now: datetime,
) -> MentorScreening:
    """Writes down that a mentor was screened, in the place of what stood there before. No paper is kept. Raises ValueError for
    somebody who needs none, and for dates that cannot be."""
    if enrolment.role != Role.MENTOR or not enrolment.programme.for_minors:
        raise ValueError("nobody is screened here")
    if not checked_on < valid_until or checked_on > now.astimezone(UTC).date():
        raise ValueError("a screening is in the past and ends later")
    screening, _is_new = MentorScreening.objects.select_for_update(no_key=True).update_or_create(
        enrolment=enrolment,
        defaults={
            "kind": kind,
            "checked_on": checked_on,
            "valid_until": valid_until,
            "recorded_at": now,
            "recorded_by": by,
            "warned_at": None,
            "lapsed_at": None,
        },
    )
    record(
        "screening.record",
        screening,
        by=by,
        now=now,
        programme_id=enrolment.programme_id,
        fields=["checked_on", "kind", "valid_until"],
    )
    return screening


@transaction.atomic
def remove_screening(*, screening: MentorScreening, by: Person | None, now: datetime) -> None:
    """Takes back what was written down by mistake: from now on the mentor counts as not screened. The mentorships they have
    go on; whether they should is for people to say."""
    record("screening.remove", screening, by=by, now=now, programme_id=screening.enrolment.programme_id)
    screening.delete()


def tend_screenings_due(*, now: datetime, limit: int = 500) -> int:
    """Tells organisers of screenings that end within WARNED_BEFORE, and organisers and safeguarding contact of those that have
    ended, once each; returns how many. One query where nothing is due."""
    today = now.astimezone(UTC).date()
    due = (
        MentorScreening.objects.filter(lapsed_at__isnull=True, valid_until__lte=today + WARNED_BEFORE)
        .filter(Q(warned_at__isnull=True) | Q(valid_until__lt=today))
        .order_by("valid_until", "pk")
    )
    return sum(_tend(pk, now=now) for pk in due.values_list("pk", flat=True)[:limit])


@transaction.atomic
def _tend(pk: UUID, *, now: datetime) -> bool:
    screening = (
        MentorScreening.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .select_related("enrolment__programme__safeguarding_contact")
        .filter(pk=pk, lapsed_at__isnull=True)
        .first()
    )
    if screening is None:
        return False
    has_ended = screening.valid_until < now.astimezone(UTC).date()
    field = "lapsed_at" if has_ended else "warned_at"
    setattr(screening, field, now)
    screening.save(update_fields=[field])
    enrolment, programme = screening.enrolment, screening.enrolment.programme
    if enrolment.state != EnrolmentState.APPROVED or programme.state not in UNDER_WAY:
        return True
    readers = set(Organiser.objects.filter(programme=programme).values_list("person__user", flat=True))
    if has_ended and programme.safeguarding_contact is not None:
        readers.add(programme.safeguarding_contact.user_id)
    turn = "ended" if has_ended else "soon"
    day = screening.valid_until.isoformat()
    queue(
        *(
            Draft(SCREENING_MAIL, user, screening.pk, once_for(SCREENING_MAIL, screening.pk, user, day, turn))
            for user in sorted(readers)
        ),
        now=now,
    )
    return True
