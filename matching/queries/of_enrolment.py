"""What an organiser reads of one enrolment's requests and mentorships: with whom, since when and how it stands; never what
the two wrote to each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Mentorship, Request
from programmes.enums import Role
from programmes.models import Enrolment

SHOWN = 30


@dataclass(frozen=True)
class Line:
    """One request or mentorship: the other side's enrolment, when it began, its state in words, whether it is open."""

    other: Enrolment
    at: datetime
    state: str
    is_open: bool


def _other(row: Request | Mentorship, enrolment: Enrolment) -> Enrolment:
    return row.mentor if row.mentee_id == enrolment.pk else row.mentee


def mentorships_of(enrolment: Enrolment, now: datetime) -> dict[str, Any] | None:
    """The newest SHOWN mentorships; one query."""
    rows = Mentorship.objects.with_people().filter(Q(mentee=enrolment) | Q(mentor=enrolment))
    lines = [
        Line(_other(row, enrolment), row.started_at, row.get_state_display(), row.closed_at is None)
        for row in rows.order_by("-started_at", "pk")[:SHOWN]
    ]
    return {"lines": lines} if lines else None


def requests_of(enrolment: Enrolment, now: datetime) -> dict[str, Any] | None:
    """The newest SHOWN requests; one query."""
    rows = Request.objects.with_people().filter(Q(mentee=enrolment) | Q(mentor=enrolment))
    lines = [
        Line(_other(row, enrolment), row.sent_at, row.get_state_display(), row.closed_at is None)
        for row in rows.order_by("-sent_at", "pk")[:SHOWN]
    ]
    return {"lines": lines} if lines else None


def mentorships_that_end(enrolment: Enrolment) -> list[str]:
    """What becomes of mentorships when this person leaves; one query."""
    rows = Mentorship.objects.open().with_people().filter(Q(mentee=enrolment) | Q(mentor=enrolment))
    return [
        _("The mentorship with %(name)s ends, their place is free at once, and they are told.")
        % {"name": _other(row, enrolment).person.name}
        for row in rows.order_by("started_at", "pk")
    ]


def requests_that_close(enrolment: Enrolment) -> list[str]:
    """What becomes of requests when this person leaves; one query."""
    number = Request.objects.open().filter(Q(mentee=enrolment) | Q(mentor=enrolment)).count()
    if not number:
        return []
    if enrolment.role == Role.MENTOR:
        said = ngettext(
            "%(n)s open request to them is closed, and the mentee is free to ask somebody else.",
            "%(n)s open requests to them are closed, and the mentees are free to ask somebody else.",
            number,
        )
    else:
        said = ngettext(
            "%(n)s open request of theirs is closed.", "%(n)s open requests of theirs are closed.", number
        )
    return [said % {"n": number}]
