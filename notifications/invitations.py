"""Dates as calendar programs read them (RFC 5545 and, for what goes by mail, RFC 5546): the text of an invitation, of a
cancellation, and of an address that one subscribes to. Pure: it knows neither meetings nor events."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from icalendar import Alarm, Component, Event, Timezone, vCalAddress, vDuration, vText, vUri

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]

PRODUCT = "-//Mentorship//Meetings//EN"
ALARM_BEFORE = timedelta(minutes=15)
REFRESH = timedelta(hours=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True)
class Appointment:
    """One date in a calendar. Calendars know it by its `uid`, and of two texts with the same one the higher `sequence` holds.

    `starts_at` and `ends_at` are written on the clock of `zone` (IANA), the reader's. `organiser` and `attendees` are pairs
    of a name and an e-mail address, `stamp` is when this text was made. `alarm` is what the calendar says a quarter of an
    hour before; without it, it stays silent."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    description: str
    location: str
    url: str
    organiser: tuple[str, str]
    attendees: Sequence[tuple[str, str]]
    stamp: datetime
    alarm: str = ""


@dataclass(frozen=True)
class Calendar:
    """The calendar part of a letter. `file_name` is what it is called where it is shown as an attachment."""

    text: bytes
    method: Method
    file_name: str = "invite.ics"


def uid_of(pk: object) -> str:
    """The uid of the thing with this id: the same in every letter, in the download and in the feed."""
    return f"{pk}@{urlsplit(settings.SITE_URL).hostname}"


def calendar_text(appointments: Sequence[Appointment], *, method: Method, name: str = "") -> bytes:
    """The appointments as one calendar, UTF-8, with the zones that their times stand in. CANCEL takes them out of the
    calendar that knows their uid. `name` is what a subscribed calendar is called. Raises ZoneInfoNotFoundError for a zone
    that is none."""
    whole = icalendar.Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", method)
    if name:
        whole.add("name", _clean(name))
        whole.add("x-wr-calname", _clean(name))
        whole.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
        whole.add("x-published-ttl", vDuration(REFRESH))
    for zone, first, last in _zones(appointments):
        whole.add_component(_zone(zone, first, last))
    for one in appointments:
        whole.add_component(_event(one, method))
    return bytes(whole.to_ical())


def _event(one: Appointment, method: Method) -> Event:
    event = Event()
    zone = ZoneInfo(one.zone)
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.stamp.astimezone(UTC))
    event.add("dtstart", _local(one.starts_at, zone))
    event.add("dtend", _local(one.ends_at, zone))
    event.add("summary", _clean(one.summary))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("class", "PRIVATE")
    if one.description:
        event.add("description", _clean(one.description, lines=True))
    if one.location:
        event.add("location", _clean(one.location))
    if one.url:
        event.add("url", vUri(_clean(one.url)))
    event["organizer"] = _address(*one.organiser)
    if method != "PUBLISH":  # what is published has no guests (RFC 5546, 3.2.1)
        event["attendee"] = [_guest(*guest) for guest in one.attendees]
    if one.alarm and method != "CANCEL":
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _clean(one.alarm))
        alarm.add("trigger", -ALARM_BEFORE)
        event.add_component(alarm)
    return event


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """On the clock of `zone`. Of the two hours of a night on which clocks go back, a local time means the first one alone
    (RFC 5545, 3.3.5): the second, and what has no zone to speak of, is written in UTC."""
    local = moment.astimezone(zone)
    return moment.astimezone(UTC) if local.fold or zone.key == "UTC" else local


def _address(name: str, address: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{_clean(address)}")
    found.params["CN"] = vText(_clean(name).replace('"', "'"))
    return found


def _guest(name: str, address: str) -> vCalAddress:
    """A guest who has agreed already: no calendar program asks them, nor answers the site, whose mailbox nobody reads."""
    found = _address(name, address)
    found.params["CUTYPE"] = vText("INDIVIDUAL")
    found.params["ROLE"] = vText("REQ-PARTICIPANT")
    found.params["PARTSTAT"] = vText("ACCEPTED")
    found.params["RSVP"] = vText("FALSE")
    return found


def _clean(text: str, *, lines: bool = False) -> str:
    """Without what a line of a calendar cannot hold; the rest is escaped where it is written. New lines stay where `lines`."""
    bare = UNPRINTABLE.sub(" ", text.replace("\r\n", "\n"))
    return bare.strip() if lines else " ".join(bare.split())


def _zones(appointments: Sequence[Appointment]) -> list[tuple[str, int, int]]:
    """The zones in which the times stand, each with the first and the last year of which its rules are needed."""
    years: dict[str, list[int]] = {}
    for one in appointments:
        start = _local(one.starts_at, ZoneInfo(one.zone))
        end = _local(one.ends_at, ZoneInfo(one.zone))
        for local in (start, end):
            if isinstance(local.tzinfo, ZoneInfo):
                years.setdefault(local.tzinfo.key, []).append(local.year)
    return [(zone, min(found), max(found)) for zone, found in sorted(years.items())]


@lru_cache(maxsize=256)
def _zone(zone: str, first: int, last: int) -> Timezone:
    """The rules of `zone` from a year before `first` to a year behind `last`: few lines, and enough for a date that is moved.

    Where clocks change on the same Sunday every year it is said as a rule, as Outlook reads no lists of days in zones; the
    offset before the first change is then of no use."""
    found = Timezone.from_tzid(zone, first_date=date(first - 1, 1, 1), last_date=date(last + 2, 1, 1))
    found.pop("comment", None)
    changes = [part for part in found.subcomponents if "rdate" in part]
    rules = [_yearly(part) for part in changes]
    if changes and all(rules) and len(found.subcomponents) == len(changes) + 1:
        for part, rule in zip(changes, rules, strict=True):
            del part["rdate"]
            part.add("rrule", rule)
        found.subcomponents = changes
    return found


def _yearly(part: Component) -> dict[str, object]:
    """The days on which `part` begins as a yearly rule; empty where they follow none."""
    listed: Any = part["rdate"]
    days = [part.decoded("dtstart"), *(one.dt for one in listed.dts)]
    months = {day.month for day in days}
    from_start = {(day.weekday(), (day.day - 1) // 7 + 1) for day in days}
    from_end = {(day.weekday(), (monthrange(day.year, day.month)[1] - day.day) // 7 + 1) for day in days}
    for places, sign in ((from_end, -1), (from_start, 1)):
        if len(months) == len(places) == 1:
            weekday, number = places.pop()
            return {"freq": "yearly", "bymonth": months.pop(), "byday": f"{sign * number}{WEEKDAYS[weekday]}"}
    return {}
