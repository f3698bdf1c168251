"""How long mentors take to answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from statistics import median
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Request


def answer_times(people: Collection[UUID]) -> dict[UUID, timedelta]:
    """The median time from a request to its answer, for those of `people` who answered one, in any programme. One query."""
    rows = Request.objects.filter(mentor__person__in=people, answered_at__isnull=False).order_by()
    times: dict[UUID, list[timedelta]] = {}
    for person, sent, answered in rows.values_list("mentor__person_id", "sent_at", "answered_at"):
        if answered is not None:
            times.setdefault(person, []).append(answered - sent)
    return {
        person: timedelta(seconds=median(span.total_seconds() for span in spans))
        for person, spans in times.items()
    }


def answers_in(times: Mapping[UUID, timedelta], person: UUID) -> str:
    """Answers in about a day; No answers yet."""
    if person not in times:
        return _("No answers yet")
    hours = times[person] / timedelta(hours=1)
    if hours < 1.5:
        return _("Answers in about an hour")
    if hours < 20:
        return ngettext("Answers in about %(n)d hour", "Answers in about %(n)d hours", round(hours)) % {
            "n": round(hours)
        }
    days = max(round(hours / 24), 1)
    if days == 1:
        return _("Answers in about a day")
    return ngettext("Answers in about %(n)d day", "Answers in about %(n)d days", days) % {"n": days}
