"""The address of a person's calendar, and what a calendar program reads there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Person
from journeys.appointments import appointment_of
from journeys.enums import MeetingState
from journeys.models import CalendarFeed, Meeting
from journeys.queries.meetings import other_of
from notifications.invitations import calendar_text
from programmes.event_calendar import appointment_of as event_appointment
from programmes.event_list import going_to

LOOKS_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Feed:
    """The calendar of one person as the page Calendar shows it. `url` and `webcal` are empty where there is no address."""

    url: str = ""
    webcal: str = ""
    made_at: datetime | None = None


def feed_of(person: Person) -> Feed:
    """The address of the calendar of `person`, if they made one; one query."""
    feed = CalendarFeed.objects.filter(person=person).first()
    if feed is None:
        return Feed()
    url = settings.SITE_URL + reverse("journeys:feed", args=[feed.key])
    # By this scheme calendar programs subscribe at a press, instead of fetching it once.
    return Feed(url, urlsplit(url)._replace(scheme="webcal").geturl(), feed.made_at)


def calendar_of(key: str, *, now: datetime) -> bytes | None:
    """What stands at the address with this `key`: the agreed meetings of its person, of the last 90 days and to come, and the
    events that they go to, in their language and zone. None where no such address is switched on. Three queries at any
    number of them. Nothing in it follows the clock: until something changes it is the same, to the letter."""
    feed = (
        CalendarFeed.objects.select_related("person__user")
        .filter(key=key, person__erased_at__isnull=True, person__user__is_active=True)
        .first()
    )
    if feed is None:
        return None
    person = feed.person
    rows = (
        Meeting.objects.filter(
            Q(mentorship__mentee__person=person) | Q(mentorship__mentor__person=person),
            state__in=[MeetingState.AGREED, MeetingState.HELD],
            starts_at__gte=now - LOOKS_BACK,
        )
        .select_related(
            "mentorship__programme", "mentorship__mentee__person__user", "mentorship__mentor__person__user"
        )
        .order_by("starts_at", "pk")
    )
    with override(person.locale):
        dates = [
            appointment_of(
                row,
                reader=person,
                other=other_of(row.mentorship, person),
                stamp=row.agreed_at or row.proposed_at,
            )
            for row in rows
        ]
        dates += [
            event_appointment(event, person=person, now=event.created_at)
            for event in going_to(person, now=now)
        ]
        return calendar_text(dates, method="PUBLISH", name=_("Mentorship"))
