"""In a programme for people under age neither of a pair ever sees the other's address: on no page, in no letter, in no file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from journeys.models import ClosingAnswer
from journeys.operations.beginnings import tend
from journeys.operations.exchanges import Apart
from journeys.operations.introductions import offer_introduction
from journeys.operations.messages import send_message
from matching.enums import EndReason
from matching.models import Mentorship
from matching.operations import requests
from matching.operations.mentorships import end_mentorship, pause_mentorship
from notifications.models import Notification
from notifications.operations.delivery import deliver_due
from tests import factories as make
from tests.programmes.minors.test_clearance import DAY, mentee_of, mentor_of, young

pytestmark = pytest.mark.django_db

ROOM = (
    "", "goals/", "meetings/", "messages/", "agreement/", "reflect/", "shelf/", "thanks/", "introductions/",
    "help/", "pause/", "story/", "close/", "reflect/feedback/", "cadence/",
)  # fmt: skip
LINK = "https://www.linkedin.com/in/"


def pair() -> Mentorship:
    now = timezone.now()
    programme = young(name="Young Harbour")
    mentee = mentee_of(programme, person__name="Yara Young", person__user__email="yara@private.example")
    mentor = mentor_of(
        programme,
        now.date() + 90 * DAY,
        person__name="Sami Screened",
        person__user__email="sami@private.example",
    )
    for enrolment in (mentee, mentor):
        make.ProfileLinkFactory(
            person=enrolment.person, kind="linkedin", url=f"{LINK}{enrolment.person.first_name}"
        )
    asked = requests.ask(
        mentee=mentee, mentor=mentor, want="A first job.", why_you="", how_often="open", score=0.5, reasons={},
        by=mentee.person, now=now,
    )  # fmt: skip
    return requests.accept(asked, by=mentor.person, now=now)


def sides(mentorship: Mentorship) -> list[tuple[Person, Person]]:
    mentee, mentor = mentorship.mentee.person, mentorship.mentor.person
    return [(mentee, mentor), (mentor, mentee)]


def given_away(text: str, other: Person) -> list[str]:
    return [one for one in (other.user.email, f"{LINK}{other.first_name}") if one in text]


def walked(client: Client, mentorship: Mentorship) -> int:
    """Looks at every page that one of the two reaches from their own; how many these are."""
    seen = 0
    for reader, other in sides(mentorship):
        client.force_login(reader.user)
        room = f"/mentorships/{mentorship.pk}/"
        mine = mentorship.mentee if reader.pk == mentorship.mentee.person_id else mentorship.mentor
        pages = ["/home/", "/calendar/", "/mentorships/", "/requests/", f"/requests/{mentorship.request_id}/"]
        pages += [room + part for part in ROOM]
        pages += [f"/enrolments/{mine.pk}/mentors/", f"/enrolments/{mine.pk}/mentors/{mentorship.mentor_id}/"]
        for page in pages:
            answer = client.get(page, follow=True)
            if answer.status_code == 200:
                seen += 1
                assert not given_away(answer.text, other), page
    return seen


def test_on_no_page_and_in_no_letter(client: Client) -> None:
    mentorship, now = pair(), timezone.now()
    tend(now=now)
    for author, _other in sides(mentorship):
        send_message(mentorship, text=f"Hello from {author.first_name}.", by=author, now=now)
    assert walked(client, mentorship) > 30
    pause_mentorship(mentorship, until=None, by=mentorship.mentee.person, now=now)
    assert walked(client, mentorship) > 30
    end_mentorship(mentorship, reason=EndReason.FINISHED, by=mentorship.mentee.person, now=now)
    assert ClosingAnswer.objects.filter(mentorship=mentorship).update(in_touch=True) == 2
    assert walked(client, mentorship) > 20
    # Nothing of what was written before is held back because the two are parted.
    Mentorship.objects.filter(pk=mentorship.pk).update(
        state="active", closed_at=None, closed_by=None, end_reason=""
    )
    kinds = set(Notification.objects.values_list("kind", flat=True))
    for hours in range(24, 72, 6):
        deliver_due(now=now + timedelta(hours=hours), limit=100)
    assert {"request_received", "mentorship_started", "message_received"} <= kinds
    assert len(mail.outbox) >= 4
    for letter in mail.outbox:
        whole = str(letter.message()) + letter.body + "".join(str(part[0]) for part in letter.alternatives)
        other = next((other for reader, other in sides(mentorship) if reader.user.email in letter.to), None)
        if other is not None:
            assert not given_away(whole, other), letter.subject
            assert other.user.email not in letter.reply_to


def test_in_no_calendar(client: Client) -> None:
    mentorship, now = pair(), timezone.now()
    meeting: Any = make.MeetingFactory(mentorship=mentorship, starts_at=now + 3 * DAY)
    for reader, other in sides(mentorship):
        client.force_login(reader.user)
        text = client.get(f"/mentorships/{mentorship.pk}/meetings/{meeting.pk}/meeting.ics").content.decode()
        feed = make.CalendarFeedFactory(person=reader)
        text += client.get(f"/calendar/feed/{feed.key}.ics").content.decode()
        assert "BEGIN:VEVENT" in text
        assert other.user.email not in text.replace("\r\n ", "")


def test_nobody_is_introduced(client: Client) -> None:
    mentorship = pair()
    with pytest.raises(Apart):
        offer_introduction(
            mentorship, name="X", email="x@example.org", about="", reason="", by=mentorship.mentor.person,
            now=timezone.now(),
        )  # fmt: skip
    client.force_login(mentorship.mentor.person.user)
    room = f"/mentorships/{mentorship.pk}/introductions/"
    assert "Offer an introduction" not in client.get(room).text
    assert client.get(f"{room}offer/").status_code == 302


def test_both_are_told_who_may_read(client: Client) -> None:
    mentorship = pair()
    for reader, _other in sides(mentorship):
        client.force_login(reader.user)
        text = client.get(f"/mentorships/{mentorship.pk}/messages/").text
        assert "Sofia Safe, the safeguarding contact, may read" in text
        assert "Nobody else reads it" not in text
