"""The text that calendar programs read: parsed back, and applied by a small calendar of our own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import icalendar
import pytest
from dateutil.rrule import rrulestr
from django.core.mail import EmailMultiAlternatives

from journeys.operations.meeting_letters import AGREED_MAIL
from notifications.invitations import Appointment, Calendar, Method, calendar_text, uid_of
from notifications.letters import write
from notifications.models import Notification
from notifications.samples import MENTEE, NOBODY, NOW, Backdrop, samples

START = datetime(2027, 3, 23, 16, tzinfo=UTC)  # a Tuesday; clocks go forward in Europe on the Sunday after
ALICE, BOB = ("Alice Adeyemi", "alice@example.org"), ("Bob Brown", "bob@example.org")


def meeting(**facts: Any) -> Appointment:
    usual: dict[str, Any] = {
        "uid": uid_of("meeting-1"),
        "sequence": 0,
        "starts_at": START,
        "ends_at": START + timedelta(hours=1),
        "zone": "Europe/Berlin",
        "summary": "Meeting with Bob",
        "description": "",
        "location": "",
        "url": "https://mentors.example.org/m/1/",
        "organiser": ("Mentorship", "hello@example.org"),
        "attendees": [ALICE, BOB],
        "stamp": START - timedelta(days=9),
    }
    return Appointment(**{**usual, **facts})


def read(one: Appointment, method: Method = "REQUEST") -> Any:
    return icalendar.Calendar.from_ical(calendar_text([one], method=method)).walk("VEVENT")[0]


@dataclass
class Program:
    """What a calendar program does with the letters that it gets (RFC 5546, 3.2.2.1 and 3.2.5): of one uid the highest sequence
    holds, in whatever order they come."""

    known: dict[str, Any] = field(default_factory=dict)

    def takes(self, text: bytes) -> None:
        whole = icalendar.Calendar.from_ical(text)
        for event in whole.walk("VEVENT"):
            held = self.known.get(str(event["uid"]))
            rank = (int(event["sequence"]), event.decoded("dtstamp"))
            if held is None or rank > (int(held["sequence"]), held.decoded("dtstamp")):
                self.known[str(event["uid"])] = event

    @property
    def shows(self) -> list[datetime]:
        return [
            e.decoded("dtstart").astimezone(UTC) for e in self.known.values() if e["status"] != "CANCELLED"
        ]


def test_it_comes_back_as_it_was_written() -> None:
    text = 'Bring: pens; paper, and a \\ "ruler"\nand yourself 🙂'
    event = read(
        meeting(summary=text.replace("\n", " "), description=text, location="Room 4; left, then right")
    )
    assert (str(event["summary"]), str(event["description"])) == (text.replace("\n", " "), text)
    assert str(event["location"]) == "Room 4; left, then right"
    assert event.decoded("dtstart") == START
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=1)
    assert (event["uid"], event["sequence"], str(event["url"])) == (
        uid_of("meeting-1"), 0, "https://mentors.example.org/m/1/"
    )  # fmt: skip


def test_lines_end_as_they_must_and_none_is_too_long() -> None:
    text = calendar_text([meeting(summary="Gespräch über Größe " * 20, location="ß" * 300)], method="REQUEST")
    assert text.endswith(b"\r\n")
    lines = text.split(b"\r\n")
    assert not [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line]
    for line in lines:
        line.decode()  # no letter is cut in two


@pytest.mark.parametrize(
    "evil", ["x\r\nATTENDEE:mailto:eve@evil.example", "x\nBEGIN:VALARM", "x\x00\x0by\u2028z"]
)
def test_nobody_writes_lines_of_their_own(evil: str) -> None:
    one = meeting(
        summary=evil,
        location=evil,
        url=f"https://e.example/{evil}",
        organiser=(evil, "hello@example.org"),
        attendees=[(f'{evil}"; X=1', "alice@example.org")],
    )
    whole = icalendar.Calendar.from_ical(calendar_text([one], method="REQUEST"))
    event = whole.walk("VEVENT")[0]
    assert len(whole.walk("VALARM")) == 0
    assert str(event["attendee"]) == "mailto:alice@example.org"
    assert not [name for name in event if name.startswith("X")]


def test_the_two_are_guests_who_have_agreed_and_are_asked_nothing() -> None:
    event = read(meeting())
    assert str(event["organizer"]) == "mailto:hello@example.org"
    for guest, (name, address) in zip(event["attendee"], (ALICE, BOB), strict=True):
        assert (str(guest), guest.params["CN"]) == (f"mailto:{address}", name)
        assert (guest.params["RSVP"], guest.params["PARTSTAT"]) == ("FALSE", "ACCEPTED")
    assert "attendee" not in read(meeting(), "PUBLISH")


def test_an_alarm_rings_where_one_is_asked_for_and_never_for_what_is_cancelled() -> None:
    assert [alarm.decoded("trigger") for alarm in read(meeting(alarm="Soon")).walk("VALARM")] == [
        -timedelta(minutes=15)
    ]
    assert not read(meeting()).walk("VALARM")
    assert not read(meeting(alarm="Soon"), "CANCEL").walk("VALARM")


def beginnings(part: Any, *, until: datetime) -> list[datetime]:
    """When a rule of a zone begins to hold, up to `until`: on its first day, on the days it lists, and every year."""
    first = part.decoded("dtstart").replace(tzinfo=None)
    days = (
        [first, *(day.dt.replace(tzinfo=None) for day in part["rdate"].dts)] if "rdate" in part else [first]
    )
    if "rrule" in part:
        days += list(
            rrulestr(part["rrule"].to_ical().decode(), dtstart=first).between(first, until, inc=True)
        )
    return [day for day in days if day <= until]


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "Africa/Lagos", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
)
@pytest.mark.parametrize("days", range(0, 400, 40))
def test_a_program_that_knows_no_zones_finds_the_moment_by_the_rules_that_come_along(
    zone: str, days: int
) -> None:
    start = START + timedelta(days=days)
    whole = icalendar.Calendar.from_ical(
        calendar_text(
            [meeting(starts_at=start, ends_at=start + timedelta(hours=1), zone=zone)], method="REQUEST"
        )
    )
    rules = whole.walk("VTIMEZONE")[0]
    written = whole.walk("VEVENT")[0]["dtstart"]
    assert written.params["TZID"] == rules["tzid"] == zone
    local = written.dt.replace(tzinfo=None)
    # The rule that began last before it holds.
    begun = max(
        (begin, part["tzoffsetto"].td)
        for part in rules.subcomponents
        for begin in beginnings(part, until=local)
    )
    assert (local - begun[1]).replace(tzinfo=UTC) == start


def test_the_second_of_two_equal_hours_is_written_so_that_it_cannot_be_mistaken() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 2:30 in Berlin, and an hour later once more
    for start in (first, first + timedelta(hours=1)):
        event = read(meeting(starts_at=start, ends_at=start + timedelta(hours=1)))
        assert event.decoded("dtstart").astimezone(UTC) == start


def test_a_zone_of_no_name_needs_no_rules() -> None:
    whole = icalendar.Calendar.from_ical(calendar_text([meeting(zone="UTC")], method="REQUEST"))
    assert not whole.walk("VTIMEZONE")
    assert whole.walk("VEVENT")[0]["dtstart"].to_ical() == b"20270323T160000Z"


def test_a_move_takes_the_place_of_what_was_and_a_cancellation_takes_it_out() -> None:
    program, later = Program(), START + timedelta(days=7)
    asked = calendar_text([meeting()], method="REQUEST")
    moved = calendar_text(
        [meeting(sequence=1, starts_at=later, ends_at=later + timedelta(hours=1))], method="REQUEST"
    )
    gone = calendar_text([meeting(sequence=2, starts_at=later)], method="CANCEL")
    program.takes(asked)
    assert program.shows == [START]
    program.takes(moved)
    assert program.shows == [later]
    program.takes(asked)  # the first letter, delivered late
    assert program.shows == [later]
    program.takes(gone)
    assert program.shows == []
    program.takes(moved)
    assert program.shows == []


def test_what_comes_by_letter_and_by_the_feed_is_one_date() -> None:
    program = Program()
    program.takes(calendar_text([meeting()], method="REQUEST"))
    program.takes(
        calendar_text([meeting(), replace(meeting(), uid=uid_of("other"))], method="PUBLISH", name="Mine")
    )
    assert len(program.shows) == 2


def test_a_subscribed_calendar_has_a_name_and_says_when_to_look_again() -> None:
    whole = icalendar.Calendar.from_ical(calendar_text([], method="PUBLISH", name="Mine, really"))
    assert (str(whole["x-wr-calname"]), str(whole["name"])) == ("Mine, really", "Mine, really")
    assert whole["refresh-interval"].dt == timedelta(hours=1)


def letter() -> EmailMultiAlternatives:
    sample = samples.by_kind[AGREED_MAIL]
    facts = sample.variants[0].letter(Backdrop())
    calendar = Calendar(calendar_text([meeting(summary="Gespräch mit Bob")], method="REQUEST"), "REQUEST")
    notification = Notification(
        kind=AGREED_MAIL, recipient_id=NOBODY, subject_id=NOBODY, created_at=NOW, message_id="<1@example.org>"
    )
    return write(notification, replace(facts, calendar=calendar))


def test_the_calendar_is_one_more_way_to_read_the_letter_and_a_file() -> None:
    message: Any = message_from_bytes(letter().message().as_bytes(), policy=default)
    parts = {part.get_content_type(): part for part in message.walk()}
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"
    ]  # fmt: skip
    calendar = parts["text/calendar"]
    assert (calendar.get_param("method"), calendar.get_content_charset()) == ("REQUEST", "utf-8")
    assert not calendar.is_attachment()
    assert parts["application/ics"].get_filename() == "invite.ics"
    for part in (calendar, parts["application/ics"]):
        event = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]
        assert str(event["summary"]) == "Gespräch mit Bob"
    assert message["To"] == MENTEE.email


def test_clocks_that_change_by_a_rule_are_written_as_one_which_outlook_reads() -> None:
    text = calendar_text([meeting()], method="REQUEST").decode()
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in text
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in text
    assert "RDATE" not in text
    # Where they follow the moon there is no rule, and the days are listed.
    assert "RRULE" not in calendar_text([meeting(zone="Africa/Casablanca")], method="REQUEST").decode()
