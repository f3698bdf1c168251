"""What programmes add to the limits of what is kept (accounts/retention.py): when one is over, and what still needs its words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case, Max, Q, QuerySet, When

from accounts.retention import SETTLED_FOR, Over, retention
from programmes.enums import ProgrammeState, SafetyState
from programmes.models import (
    Enquiry,
    PeopleImport,
    PrivateReading,
    Programme,
    SafetyReport,
    SafetyReportEvent,
)

OVER = (ProgrammeState.CLOSED, ProgrammeState.ARCHIVED)


def closing_of() -> Case:
    """When a programme that is over last went from being open to being so. Archiving one, or bringing it back from there, opens
    nothing. One without a history, and one that is open, has no such moment."""
    closing = Q(history__to_state__in=OVER) & ~Q(history__from_state__in=OVER)
    return Case(When(state__in=OVER, then=Max("history__at", filter=closing)))


def with_closing() -> QuerySet[Any]:
    """The programmes that are over, with `closed_at`."""
    return Programme.objects.filter(state__in=OVER).annotate(closed_at=closing_of())


def over(before: datetime) -> list[Over]:
    """The programmes that closed for good at `before` or earlier, the longest closed first. One query."""
    found = with_closing().filter(closed_at__lte=before).order_by("closed_at", "pk")
    return [Over(pk, name, closed) for pk, name, closed in found.values_list("pk", "name", "closed_at")]


def _questions(before: datetime) -> Q:
    """Answered ones; closing a programme settles those that nobody answered."""
    closed = with_closing().filter(closed_at__lte=before).order_by().values("pk")
    return Q(answered_at__lte=before) | Q(
        answered_at__isnull=True, created_at__lte=before, programme__in=closed
    )


def _imports(before: datetime) -> Q:
    """Those that ended. One whose file still lies there goes with it (programmes/operations/people_imports.py)."""
    return Q(path="") & (Q(job__finished_at__lte=before) | Q(job__isnull=True, uploaded_at__lte=before))


def _is_fresh(report: str, now: datetime) -> Q:
    """A report is worked on, or whoever made it may still read the answer. `report` is the lookup to it, with its "__"."""
    going_on = Q(**{f"{report}state__in": [SafetyState.RECEIVED, SafetyState.IN_HAND]})
    return going_on | Q(**{f"{report}closed_at__gt": now - SETTLED_FOR})


retention.of_programmes(Programme, over)
retention.settle(Enquiry, _questions)
retention.settle(PeopleImport, _imports)
retention.spare(lambda now: _is_fresh("", now), SafetyReport)
retention.spare(lambda now: _is_fresh("report__", now), SafetyReportEvent)
retention.spare(lambda now: Q(report__isnull=False) & _is_fresh("report__", now), PrivateReading)
