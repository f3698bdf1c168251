"""Programmes and the figures of their check-ins, as the API gives them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse

from api.queries.paging import page_of
from api.shapes import FiguresShape, MonthShape, ProgrammePage, ProgrammeShape
from journeys.enums import CheckInState
from journeys.models import CheckIn
from programmes.enums import MatchingMode, ProgrammeState
from programmes.models import Programme
from programmes.organising.figures import FEWEST


def programme_shape(programme: Programme) -> ProgrammeShape:
    return ProgrammeShape(
        id=programme.pk,
        name=programme.name,
        summary=programme.summary,
        page=settings.SITE_URL.rstrip("/") + reverse("programmes:programme", args=[programme.slug]),
        state=ProgrammeState(programme.state),
        matching=MatchingMode(programme.mode),
        for_minors=programme.for_minors,
        enrolment_opens_at=programme.enrolment_opens_at,
        enrolment_closes_at=programme.enrolment_closes_at,
        matching_on=programme.matching_on,
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
    )


def programme_page(rows: QuerySet[Programme], *, cursor: str, limit: int) -> ProgrammePage:
    """One query. Raises BadCursor."""
    found, following = page_of(rows, moment="created_at", cursor=cursor, limit=limit)
    return ProgrammePage(items=[programme_shape(row) for row in found], next=following)


def figures_of(programme: Programme, *, now: datetime) -> FiguresShape:
    """The check-ins of every month that is over; one query.

    There is no sum over all months: it would tell what a month held that is not shown."""
    zone = ZoneInfo(programme.zone)
    begun = now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    answered = Q(state=CheckInState.ANSWERED)
    rows = (
        CheckIn.objects.asked()
        .filter(mentorship__programme=programme, due_at__lt=begun)
        .annotate(month=TruncMonth("due_at", tzinfo=zone))
        .order_by("month")
        .values_list("month")
        .annotate(
            pairs=Count("mentorship", distinct=True),
            asked=Count("pk"),
            answered=Count("pk", filter=answered),
            missed=Count("pk", filter=Q(state=CheckInState.MISSED)),
            met=Count("pk", filter=answered & Q(met=True)),
            answering=Count("mentorship", distinct=True, filter=answered),
        )
    )
    return FiguresShape(programme=programme.pk, months=[_month(*row) for row in rows])


def _month(
    month: datetime, pairs: int, asked: int, answered: int, missed: int, met: int, answering: int
) -> MonthShape:
    """`pairs` and `answering` count mentorships, the rest check-ins: one pair may have five of them in a month."""
    named = f"{month:%Y-%m}"
    if pairs < FEWEST:
        return MonthShape(month=named, asked=None, answered=None, missed=None, met=None)
    shown = met if answering >= FEWEST else None
    return MonthShape(month=named, asked=asked, answered=answered, missed=missed, met=shown)
