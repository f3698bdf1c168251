"""The messages of two people as a safeguarding contact reads them, once they were opened because of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from accounts.models import Person
from journeys.models import Message
from programmes.enums import PrivateContent
from programmes.models import PrivateReading, SafetyReport
from programmes.safety import Panel

A_PAGE = 50


def messages_of(report: SafetyReport) -> QuerySet[Message]:
    """What the two of `report` wrote to each other in its programme."""
    about, by = report.about_id, report.reported_by_id
    pair = "mentorship__mentee__person", "mentorship__mentor__person"
    both = Q(**{pair[0]: about, pair[1]: by}) | Q(**{pair[0]: by, pair[1]: about})
    return Message.objects.filter(both, mentorship__programme=report.programme_id)


def reading_of(report: SafetyReport, *, reader: Person | None, now: datetime) -> PrivateReading | None:
    """The reading by which `reader` may read the messages of the two of this very report now; None where they have to open
    them first. One query."""
    if reader is None:
        return None
    open_now = report.readings.filter(reader=reader, what=PrivateContent.MESSAGES, closes_at__gt=now)
    return open_now.filter(opened_at__lte=now).order_by("-closes_at").first()


@dataclass(frozen=True)
class Conversation:
    """A page of it, the latest first; `reported` is the message that was reported, if it was one."""

    page: Page[Message]
    reported: Any


def conversation_of(report: SafetyReport, *, number: str | None) -> Conversation:
    rows = messages_of(report).select_related("author").order_by("-sent_at", "-pk")
    return Conversation(Paginator(rows, A_PAGE).get_page(number), report.subject_id)


def _panel(report: SafetyReport, now: datetime) -> dict[str, Any] | None:
    """That there are messages, and who opened them; two queries."""
    number = messages_of(report).count()
    if not number:
        return None
    opened = report.readings.filter(what=PrivateContent.MESSAGES).select_related("reader")
    return {"report": report, "number": number, "opened": list(opened.order_by("-opened_at")[:5])}


conversation_panel = Panel("conversation", 20, "journeys/reported/_panel.html", _panel)
