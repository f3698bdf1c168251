"""What happens to a mentorship after it began: it rests, goes on, is completed or ends.

The mentorship moves first, by one conditional UPDATE, so that of two people who end it at once only one frees the places:
the mentee's, then the mentor's."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState, move
from matching.endings import endings
from matching.enums import MENTORSHIP_TRANSITIONS, EndReason, MentorshipState
from matching.models import Mentorship, MentorshipEvent, Pause
from matching.models.mentorship import MentorshipQuerySet
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.models import Enrolment
from programmes.operations.enrolments import free_place

PAUSED_MAIL = "mentorship_paused"
RESUMED_MAIL = "mentorship_resumed"
ENDED_MAIL = "mentorship_ended"
EARLIEST_ZONE = timedelta(hours=14)  # nowhere does a day begin sooner before it does in UTC


@transaction.atomic
def pause_mentorship(mentorship: Mentorship, *, until: date | None, by: Person | None, now: datetime) -> None:
    """Lets the mentorship rest, `until` a day on which it goes on by itself or until somebody takes it up again; the
    places stay held, and no check-in comes. Both are told. Raises StaleState unless it is active."""
    event = _move(mentorship, MentorshipState.PAUSED, by=by, now=now)
    Pause.objects.create(mentorship=mentorship, paused_at=now, paused_by=by, resumes_on=until)
    audit.record("mentorship.pause", mentorship, by=by, now=now, programme_id=mentorship.programme_id)
    _tell(PAUSED_MAIL, mentorship, event, now=now)


@transaction.atomic
def resume_mentorship(mentorship: Mentorship, *, by: Person | None, now: datetime) -> None:
    """Takes the mentorship up again; check-ins come as before, moved by the days it rested. Both are told. Raises
    StaleState unless it is paused."""
    event = _move(mentorship, MentorshipState.ACTIVE, by=by, now=now, tended_at=None)
    Pause.objects.filter(mentorship=mentorship, resumed_at__isnull=True).update(resumed_at=now)
    audit.record("mentorship.resume", mentorship, by=by, now=now, programme_id=mentorship.programme_id)
    _tell(RESUMED_MAIL, mentorship, event, now=now)


@transaction.atomic
def end_mentorship(
    mentorship: Mentorship, *, reason: EndReason, by: Person | None, now: datetime, note: str = ""
) -> None:
    """Completes the mentorship where what was agreed is done, ends it otherwise: both places are free at once, what the two
    had planned is cleared up (see matching/endings.py), and both are told. `note` says why, for the audit log alone. Raises
    StaleState where it is over already."""
    to = MentorshipState.COMPLETED if reason == EndReason.FINISHED else MentorshipState.ENDED
    event = _move(mentorship, to, by=by, now=now, closed_at=now, closed_by=by, end_reason=reason)
    Pause.objects.filter(mentorship=mentorship, resumed_at__isnull=True).update(resumed_at=now)
    free_place(mentorship.mentee)
    free_place(mentorship.mentor)
    audit.record(
        "mentorship.end", mentorship, by=by, now=now, programme_id=mentorship.programme_id, reason=note
    )
    _tell(ENDED_MAIL, mentorship, event, now=now)
    endings.of([mentorship], by=by, now=now)


def plan_anew(mentorships: MentorshipQuerySet) -> int:
    """Something changed by which check-ins come at other times in those of `mentorships` that go on: what looks after them
    will see. Returns how many these are. The caller's transaction writes what changed."""
    return mentorships.filter(state=MentorshipState.ACTIVE).update(tended_at=None)


def end_left_behind(*, now: datetime, limit: int = 500) -> int:
    """Ends the open mentorships of which one of the two has left the programme, each in its own transaction; returns how
    many."""
    gone = list(Enrolment.objects.gone_with_places().values_list("pk", flat=True)[:limit])
    if not gone:
        return 0
    behind = Mentorship.objects.left_behind().filter(Q(mentee__in=gone) | Q(mentor__in=gone))
    return sum(_end_left_behind(pk, now=now) for pk in behind.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _end_left_behind(pk: UUID, *, now: datetime) -> bool:
    mentorship = Mentorship.objects.left_behind().with_people().filter(pk=pk).first()
    if mentorship is None:
        return False
    try:
        end_mentorship(mentorship, reason=EndReason.PERSON_LEFT, by=None, now=now)
    except StaleState:
        return False
    return True


def resume_due(*, now: datetime, limit: int = 500) -> int:
    """Takes up again the mentorships whose pause was until today or earlier, on the day of their programme's zone; returns
    how many."""
    latest = (now + EARLIEST_ZONE).date()
    ended = Pause.objects.filter(resumed_at__isnull=True, resumes_on__lte=latest).order_by("resumes_on", "pk")
    days = {pk: day for pk, day in ended.values_list("mentorship", "resumes_on")[:limit] if day is not None}
    if not days:
        return 0
    paused = Mentorship.objects.filter(pk__in=days, state=MentorshipState.PAUSED).values_list(
        "pk", "programme__zone"
    )
    due = {pk for pk, zone in paused if timezone.localdate(now, ZoneInfo(zone)) >= days[pk]}
    return sum(_resume(pk, now=now) for pk in days if pk in due)


@transaction.atomic
def _resume(pk: UUID, *, now: datetime) -> bool:
    mentorship = Mentorship.objects.with_people().get(pk=pk)
    try:
        resume_mentorship(mentorship, by=None, now=now)
    except StaleState:
        return False
    return True


def _move(
    mentorship: Mentorship, to: MentorshipState, *, by: Person | None, now: datetime, **changes: object
) -> MentorshipEvent:
    left = move(mentorship, to=to, table=MENTORSHIP_TRANSITIONS, **changes)
    return MentorshipEvent.objects.create(mentorship=mentorship, at=now, by=by, from_state=left, to_state=to)


def _tell(kind: str, mentorship: Mentorship, event: MentorshipEvent, *, now: datetime) -> None:
    """One letter to each of the two; whoever did it themself knows."""
    people = [mentorship.mentee.person, mentorship.mentor.person]
    queue(
        *(
            Draft(kind, person.user_id, mentorship.pk, once_for(kind, event.pk, person.user_id))
            for person in people
            if person.pk != event.by_id
        ),
        now=now,
    )
