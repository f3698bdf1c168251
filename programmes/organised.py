"""What organisers see of their programmes as such: the list of them, and what comes next in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.enums import EnrolmentState, MatchingMode, ProgrammeState, Role
from programmes.models import Enrolment, Programme

ORDER = (
    ProgrammeState.RUNNING,
    ProgrammeState.ENROLLING,
    ProgrammeState.DRAFT,
    ProgrammeState.CLOSED,
    ProgrammeState.ARCHIVED,
)
TONES = {ProgrammeState.ENROLLING: "good", ProgrammeState.RUNNING: "good", ProgrammeState.DRAFT: "warm"}


@dataclass(frozen=True)
class Heads:
    """People of one programme: enrolled by role, applications that wait for an organiser, and the waiting list."""

    mentees: int = 0
    mentors: int = 0
    waiting: int = 0
    waitlisted: int = 0


@dataclass(frozen=True)
class Held:
    """A programme as its organiser's list shows it; `following` says what comes next."""

    programme: Programme
    heads: Heads
    tone: str
    following: str


def heads_of(programmes: Sequence[UUID]) -> dict[UUID, Heads]:
    """The people of each of `programmes`; one query for any number of them."""
    enrolled = Q(state=EnrolmentState.APPROVED)
    counted = (
        Enrolment.objects.filter(programme__in=programmes)
        .values("programme")
        .annotate(
            mentees=Count("pk", filter=enrolled & Q(role=Role.MENTEE)),
            mentors=Count("pk", filter=enrolled & Q(role=Role.MENTOR)),
            waiting=Count("pk", filter=Q(state=EnrolmentState.APPLIED, submitted_at__isnull=False)),
            waitlisted=Count("pk", filter=Q(state=EnrolmentState.WAITLISTED)),
        )
    )
    known = {
        row["programme"]: Heads(row["mentees"], row["mentors"], row["waiting"], row["waitlisted"])
        for row in counted
    }
    return {pk: known.get(pk, Heads()) for pk in programmes}


def in_turn(programmes: QuerySet[Programme]) -> QuerySet[Programme]:
    """Those that go on first, then drafts, then what is over; by name within."""
    turns = [When(state=state, then=Value(turn)) for turn, state in enumerate(ORDER)]
    return programmes.select_related("organisation").order_by(
        Case(*turns, output_field=IntegerField()), "name", "pk"
    )


def held(programmes: Sequence[Programme], *, now: datetime) -> list[Held]:
    """`programmes` with their people; one query."""
    heads = heads_of([programme.pk for programme in programmes])
    return [
        Held(
            programme,
            heads[programme.pk],
            TONES.get(ProgrammeState(programme.state), ""),
            following(programme, heads[programme.pk], now=now),
        )
        for programme in programmes
    ]


def following(programme: Programme, heads: Heads, *, now: datetime) -> str:
    """What comes next in a programme, in one sentence: what waits for its organiser, else its next day."""
    if programme.state == ProgrammeState.DRAFT:
        return _("Finish the checklist, then open it.")
    if programme.state == ProgrammeState.ARCHIVED:
        return _("Nothing. It is kept for the record.")
    if programme.state == ProgrammeState.CLOSED:
        return _("Read the report; archive it when nobody needs its pages any more.")
    if heads.waiting:
        words = ngettext(
            "%(n)s application waits for your answer.",
            "%(n)s applications wait for your answer.",
            heads.waiting,
        )
        return words % {"n": heads.waiting}
    return _next_day(programme, now=now)


def _next_day(programme: Programme, *, now: datetime) -> str:
    zone = ZoneInfo(programme.zone)
    today = now.astimezone(zone).date()
    opens, closes = programme.enrolment_opens_at, programme.enrolment_closes_at
    if programme.ends_on is not None and programme.ends_on < today:
        return _("It ended on %(day)s. Close it when the last pairs have finished.") % {
            "day": _day(programme.ends_on)
        }
    days: list[tuple[date | None, str]] = [
        (opens and opens.astimezone(zone).date(), _("Joining opens on %(day)s.")),
        (closes and closes.astimezone(zone).date(), _("Joining closes on %(day)s.")),
        (
            programme.matching_on if programme.mode != MatchingMode.SELF else None,
            _("People are matched on %(day)s."),
        ),
        (
            programme.starts_on if programme.state == ProgrammeState.ENROLLING else None,
            _("It starts on %(day)s."),
        ),
        (programme.ends_on, _("It ends on %(day)s.")),
    ]
    ahead = sorted((day, words) for day, words in days if day is not None and day >= today)
    if ahead:
        day, words = ahead[0]
        return words % {"day": _day(day)}
    if programme.state == ProgrammeState.ENROLLING and programme.starts_on is not None:
        return _("It was to start on %(day)s: start it when you are ready.") % {
            "day": _day(programme.starts_on)
        }
    return _("No application waits for your answer.")


def _day(day: date) -> str:
    return formats.date_format(day, "j F Y")
