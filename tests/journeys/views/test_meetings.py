"""The pages of meetings, of their agenda and notes, and the calendar that one subscribes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from journeys.models import Action, AgendaItem, CalendarFeed, Meeting, MeetingNote
from journeys.operations.meetings import accept_time, cancel_meeting, propose_meeting, propose_times
from journeys.queries.meetings import ahead, card, happened
from matching.enums import EndReason
from matching.models import Mentorship
from matching.operations.mentorships import end_mentorship
from notifications.invitations import uid_of
from tests import factories as make

pytestmark = pytest.mark.django_db

A_DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EVENINGS = [day * 48 + half for day in range(7) for half in range(36, 40)]  # 18:00 to 20:00 each day


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def pair(now: datetime) -> Mentorship:
    mentor = make.MentorFactory(
        person__name="Bob Brown",
        person__zone="Africa/Lagos",
        person__availability=[half + 2 for half in EVENINGS],
        active_mentorships=1,
    )
    pair: Mentorship = make.MentorshipFactory(
        mentor=mentor,
        mentee__programme=mentor.programme,
        mentee__person__name="Alice Adeyemi",
        mentee__person__zone="UTC",
        mentee__person__availability=EVENINGS,
        mentee__active_mentorships=1,
        started_at=now - 40 * A_DAY,
    )
    return pair


@pytest.fixture
def alice(pair: Mentorship) -> Person:
    return pair.mentee.person


@pytest.fixture
def bob(pair: Mentorship) -> Person:
    return pair.mentor.person


def as_one(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def url(pair: Mentorship, name: str, *ids: object) -> str:
    return reverse(f"journeys:{name}", args=[pair.pk, *ids])


def read(person: Person, address: str) -> str:
    response = as_one(person).get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def planned(now: datetime, *days: int, **more: Any) -> dict[str, Any]:
    own = {}
    for number, day in enumerate(days, start=1):
        own |= {f"day_{number}": (now + day * A_DAY).date().isoformat(), f"clock_{number}": "10:30"}
    return {**own, "minutes": "60", "every": "0", "count": "4", **more}


def test_from_a_proposal_to_a_meeting_that_took_place(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    as_one(alice).post(url(pair, "plan_meeting"), planned(now, 3, 4, topic="Saying no", place="Room 4"))
    meeting = Meeting.objects.get()
    assert [time.starts_at.strftime("%H:%M") for time in meeting.times.all()] == ["10:30", "10:30"]
    page = url(pair, "meeting", meeting.pk)
    assert "Bob chooses one of these" in read(alice, page)
    for address in (page, url(pair, "meetings"), url(pair, "mentorship")):
        assert "Choose a time" in read(bob, address) or "Bob can make" in read(bob, address)
    shown = read(bob, page)
    assert "11:30 to 12:30" in shown  # on Bob's clock
    assert "10:30 to 11:30 for Alice" in shown
    time = meeting.times.all()[0]
    answer = as_one(bob).post(url(pair, "accept_time", meeting.pk), {"time": time.pk}, follow=True)
    assert "Agreed. Both of you get a letter" in answer.content.decode()
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now - 2 * HOUR)
    assert "Did you and Bob meet?" in read(alice, page)
    as_one(alice).post(url(pair, "meeting_happened", meeting.pk), {"held": "yes", "minutes": "45"})
    shown = read(bob, page)
    assert "Took place" in shown
    assert "45 minutes" in shown
    assert "Same time in two weeks?" in shown
    assert [line.text for line in happened(pair, reader=bob)] == ["You and Alice met: Saying no"]


def test_the_hours_that_suit_both_are_offered_without_what_is_agreed_and_without_days_off(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    def offered() -> list[datetime]:
        form = as_one(alice).get(url(pair, "plan_meeting")).context["form"]
        return [datetime.fromisoformat(key) for key, _label in form.fields["suggested"].choices]

    first = offered()
    assert len(first) == 8
    assert {moment.hour for moment in first} <= {18, 19}
    assert first == sorted(first)
    elsewhere = make.MentorshipFactory(mentor=pair.mentor, mentee__programme=pair.programme)
    make.MeetingFactory(mentorship=elsewhere, starts_at=first[0] - HOUR / 2, proposed_at=now, agreed_at=now)
    assert first[0] not in offered()
    bob.days_off = [first[2].weekday()]
    bob.save()
    assert first[2].weekday() not in {moment.weekday() for moment in offered()}


def test_hours_that_were_offered_can_be_ticked_beside_ones_own(
    pair: Mentorship, alice: Person, now: datetime
) -> None:
    client = as_one(alice)
    form = client.get(url(pair, "plan_meeting")).context["form"]
    ticked = [key for key, _label in form.fields["suggested"].choices][:2]
    client.post(url(pair, "plan_meeting"), planned(now, 9, suggested=ticked))
    assert Meeting.objects.get().times.count() == 3


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose at least one time"),
        ({"day_1": "2027-01-20"}, "A day and a time belong together"),
        ({"day_1": "2020-01-20", "clock_1": "10:00"}, "still to come"),
        ({"day_1": "2099-01-20", "clock_1": "10:00"}, "within a year"),
        ({"day_1": "soon", "clock_1": "late"}, "Give the day as 2027-01-31"),
        ({"suggested": ["nonsense"]}, "nonsense"),
    ],
)
def test_what_is_no_time_is_said_and_kept(
    pair: Mentorship, alice: Person, typed: dict[str, Any], words: str
) -> None:
    response = as_one(alice).post(
        url(pair, "plan_meeting"), {"minutes": "60", "topic": "Kept", "every": "0", "count": "4", **typed}
    )
    text = response.content.decode()
    assert response.status_code == 200
    assert words in text
    assert 'value="Kept"' in text
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("month", "words"),
    [(3, "this time does not exist in Europe/Berlin"), (10, "comes twice in Europe/Berlin")],
)
def test_the_nights_in_which_clocks_change_are_explained(
    pair: Mentorship, alice: Person, now: datetime, month: int, words: str
) -> None:
    alice.zone = "Europe/Berlin"
    alice.save()
    year = now.year + (now.month >= month)
    last = max(day for day in range(25, 32) if datetime(year, month, day, tzinfo=UTC).weekday() == 6)
    typed = {"day_1": f"{year}-{month:02}-{last}", "clock_1": "02:30", "minutes": "60", "every": "0"}
    assert words in as_one(alice).post(url(pair, "plan_meeting"), typed).content.decode()


def test_a_row_of_dates_keeps_the_hour_of_whoever_proposes_and_is_agreed_in_one_press(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    alice.zone = "Europe/Berlin"
    alice.save()
    as_one(alice).post(url(pair, "plan_meeting"), planned(now, 3, every="2", count="8"))
    starts = [meeting.times.get().starts_at for meeting in Meeting.objects.all()]
    assert len(starts) == 8
    assert {start.astimezone(timezone.zoneinfo.ZoneInfo("Europe/Berlin")).hour for start in starts} == {10}
    assert "Agree to these 8 dates" in read(bob, url(pair, "meetings"))
    everything = {"meeting": [meeting.pk for meeting in Meeting.objects.all()]}
    as_one(bob).post(url(pair, "accept_all"), everything)
    assert set(Meeting.objects.values_list("state", flat=True)) == {"agreed"}
    assert as_one(bob).post(url(pair, "accept_all"), everything).status_code == 409


def test_a_row_of_dates_is_for_one_time(pair: Mentorship, alice: Person, now: datetime) -> None:
    response = as_one(alice).post(url(pair, "plan_meeting"), planned(now, 3, 4, every="2"))
    assert "Choose one time alone for a row of dates" in response.content.decode()


def test_the_same_time_in_two_weeks_is_offered(pair: Mentorship, alice: Person, now: datetime) -> None:
    last = make.MeetingFactory(
        mentorship=pair, state="held", starts_at=now - A_DAY, proposed_at=now, said_at=now, minutes=45
    )
    form = as_one(alice).get(url(pair, "plan_meeting") + f"?like={last.pk}").context["form"]
    assert form["day_1"].value() == (now + 13 * A_DAY).date()
    assert form["clock_1"].value().hour == now.hour
    assert form["minutes"].value() == 45


def late_presses(now: datetime) -> list[tuple[str, Mapping[str, Any]]]:
    return [
        ("meeting_times", planned(now, 5)),
        ("meeting_details", {"topic": "My words", "place": "", "minutes": "60"}),
        ("cancel_meeting", {"note": "My words"}),
        ("keep_time", {}),
        ("accept_time", {"time": "00000000-0000-4000-8000-000000000000"}),
    ]


def test_whoever_presses_too_late_learns_what_happened_and_keeps_their_words(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = propose_meeting(pair, times=[now + 3 * A_DAY], minutes=60, by=alice, now=now)
    cancel_meeting(meeting, by=alice, now=now)
    for name, data in late_presses(now):
        response = as_one(bob).post(url(pair, name, meeting.pk), data)
        assert response.status_code == 409, name
        assert "This meeting was cancelled meanwhile" in response.content.decode(), name
        assert "My words" not in data.values() or "My words" in response.content.decode()


def test_a_mentorship_that_is_over_is_read_and_changed_no_more(
    pair: Mentorship, alice: Person, now: datetime
) -> None:
    meeting = propose_meeting(pair, times=[now + 3 * A_DAY], minutes=60, by=alice, now=now)
    item = make.AgendaItemFactory(mentorship=pair, meeting=meeting)
    note = make.MeetingNoteFactory(mentorship=pair, author=alice, meeting=meeting)
    end_mentorship(pair, reason=EndReason.FINISHED, by=alice, now=now)
    client = as_one(alice)
    pages = [url(pair, "meetings"), url(pair, "meeting", meeting.pk), url(pair, "notes")]
    for page in pages:
        text = read(alice, page)
        main = text.partition("<main")[2].partition("</main>")[0]
        assert "<form" not in main, page
    assert "How to say no" in read(alice, pages[1])
    presses = [
        *((url(pair, name, meeting.pk), data) for name, data in late_presses(now)),
        (url(pair, "plan_meeting"), planned(now, 3)),
        (url(pair, "met_already"), {"day": str((now - A_DAY).date()), "clock": "10:00", "minutes": "60"}),
        (url(pair, "add_topic"), {"text": "x"}),
        (url(pair, "topic", item.pk), {"do": "tick"}),
        (url(pair, "notes"), {"note-text": "x", "note-readers": "me"}),
        (url(pair, "note", note.pk), {"note-text": "x", "note-readers": "me"}),
    ]
    for address, data in presses:
        response = client.post(address, data)
        assert response.status_code == 409, address
        assert "This mentorship is over" in response.content.decode(), address
    assert client.get(url(pair, "plan_meeting")).status_code == 302


def test_a_move_is_answered_and_the_agreed_time_holds_until_then(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = propose_meeting(pair, times=[now + 3 * A_DAY], minutes=60, by=alice, now=now)
    accept_time(meeting, time=meeting.times.get().pk, by=bob, now=now)
    propose_times(meeting, times=[now + 5 * A_DAY], by=bob, now=now)
    assert "Bob would like to move it" in read(alice, url(pair, "meeting", meeting.pk))
    assert "You proposed to move it" in read(bob, url(pair, "meeting", meeting.pk))
    as_one(alice).post(url(pair, "keep_time", meeting.pk))
    assert "Bob would like to move it" not in read(alice, url(pair, "meeting", meeting.pk))


# --- agenda, notes, to do


def test_topics_are_added_ticked_removed_and_put_back(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = make.MeetingFactory(mentorship=pair, starts_at=now + A_DAY, proposed_at=now, agreed_at=now)
    page, client = url(pair, "meeting", meeting.pk), as_one(alice)
    client.post(url(pair, "add_topic"), {"text": "Say no", "meeting": meeting.pk})
    item = AgendaItem.objects.get()
    topic = url(pair, "topic", item.pk)
    assert "Say no" in read(bob, page)
    as_one(bob).post(topic, {"text": "Say yes", "meeting": meeting.pk})
    assert "Say yes" in read(alice, page)
    removed = client.post(topic, {"do": "remove", "meeting": meeting.pk}, follow=True).content.decode()
    assert "Removed: Say yes" in removed
    assert 'name="do" value="restore"' in removed
    assert "Say yes" not in read(bob, page)
    client.post(topic, {"do": "restore", "meeting": meeting.pk})
    client.post(topic, {"do": "tick", "meeting": meeting.pk})
    item.refresh_from_db()
    assert (item.done_by, item.meeting) == (alice, meeting)
    client.post(topic, {"do": "untick", "meeting": meeting.pk})
    client.post(topic, {"do": "later", "meeting": meeting.pk})
    assert "Say yes" not in read(bob, page)
    assert client.post(topic, {"do": "nonsense", "text": ""}).status_code == 200


def test_what_is_in_the_way_is_offered_and_worded_before_the_other_one_reads_it(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    check_in = make.CheckInFactory(
        mentorship=pair, person=alice, state="answered", met=True, pulse=4, due_at=now - A_DAY, answered_at=now, blocker="My boss\nagain"
    )  # fmt: skip
    offer = url(pair, "talk_about", check_in.pk)
    for page in (
        url(pair, "meetings"),
        url(pair, "mentorship"),
        reverse("journeys:check_in", args=[check_in.pk]),
    ):
        assert offer in read(alice, page), page
    assert offer not in read(bob, url(pair, "meetings"))
    assert 'value="My boss again"' in read(alice, offer)
    assert as_one(bob).get(offer).status_code == 404
    as_one(alice).post(offer, {"text": "My hours"})
    assert "My hours" in read(bob, url(pair, "meetings"))
    assert "My boss" not in read(bob, url(pair, "meetings"))
    assert offer not in read(alice, url(pair, "meetings"))
    assert as_one(alice).post(offer, {"text": "twice"}).status_code == 302
    assert AgendaItem.objects.count() == 1


def test_a_private_note_stands_on_no_page_of_the_other_one(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = make.MeetingFactory(
        mentorship=pair, state="held", starts_at=now - A_DAY, proposed_at=now, said_at=now
    )
    words = "Canary of Alice"
    as_one(alice).post(url(pair, "notes"), {"note-text": words, "note-readers": "me", "meeting": meeting.pk})
    note = MeetingNote.objects.get()
    assert (note.shared, note.meeting) == (False, meeting)
    mine = [url(pair, "notes"), url(pair, "meeting", meeting.pk)]
    rest = [
        url(pair, "meetings"),
        url(pair, "mentorship"),
        reverse("journeys:dashboard"),
        reverse("journeys:calendar"),
    ]
    assert all(words in read(alice, page) for page in mine)
    assert not [page for page in (*mine, *rest) if words in read(bob, page)]
    for name in ("note", "delete_note"):
        assert as_one(bob).get(url(pair, name, note.pk)).status_code == 404
        assert (
            as_one(bob).post(url(pair, name, note.pk), {"note-text": "x", "note-readers": "both"}).status_code
            == 404
        )
    as_one(alice).post(url(pair, "note", note.pk), {"note-text": words, "note-readers": "both"})
    assert all(words in read(bob, page) for page in mine)
    as_one(alice).post(url(pair, "delete_note", note.pk))
    assert not MeetingNote.objects.exists()


def test_what_is_to_do_comes_out_of_a_meeting(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = make.MeetingFactory(
        mentorship=pair, state="held", starts_at=now - A_DAY, proposed_at=now, said_at=now
    )
    client, address = as_one(alice), url(pair, "meeting_action", meeting.pk)
    assert (
        "Say what is to do." in client.post(address, {"todo-text": "", "todo-owner": bob.pk}).content.decode()
    )
    client.post(address, {"todo-text": "Send the slides", "todo-owner": bob.pk})
    action = Action.objects.get()
    assert (action.meeting, action.owner) == (meeting, bob)
    assert "Send the slides" in read(bob, url(pair, "meeting", meeting.pk))


# --- what others are told


def test_what_comes_and_waits(pair: Mentorship, alice: Person, bob: Person, now: datetime) -> None:
    def keys(reader: Person) -> list[tuple[str, bool, int]]:
        found = ahead([pair], reader=reader, now=now).get(pair.pk, [])
        return [(one.key.partition(":")[0], one.waits, one.rank) for one in found]

    assert keys(alice) == [("meeting_plan", True, 30)]
    meeting = propose_meeting(pair, times=[now + 3 * A_DAY], minutes=60, by=alice, now=now)
    assert (keys(alice), keys(bob)) == ([], [("meeting_answer", True, 10)])
    accept_time(meeting, time=meeting.times.get().pk, by=bob, now=now)
    assert keys(alice) == [("meeting", False, 20)]
    make.MeetingFactory(mentorship=pair, starts_at=now - 3 * HOUR, proposed_at=now, agreed_at=now)
    assert ("meeting_ask", True, 10) in keys(bob)
    end_mentorship(pair, reason=EndReason.FINISHED, by=alice, now=now)
    pair.refresh_from_db()
    assert card(pair, reader=alice, now=now) is None


def cost(deed: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        deed()
    return len(queries.captured_queries)


def test_many_meetings_cost_what_one_costs(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    others = [make.MentorshipFactory(mentee__person=alice) for _ in range(3)]

    def fill() -> Meeting:
        coming = make.MeetingFactory(mentorship=pair, starts_at=now + A_DAY, proposed_at=now, agreed_at=now)
        open_one = make.MeetingFactory(
            mentorship=pair, state="proposed", starts_at=None, proposed_at=now, agreed_at=None
        )
        for meeting in (coming, open_one):
            make.ProposedTimeFactory(
                meeting=meeting, starts_at=now + 2 * A_DAY, proposed_at=now, proposed_by=bob
            )
        held = make.MeetingFactory(
            mentorship=pair, state="held", starts_at=now - 9 * A_DAY, proposed_at=now, said_at=now
        )
        for meeting in (None, coming, held):
            make.AgendaItemFactory(mentorship=pair, meeting=meeting, added_by=bob)
            make.MeetingNoteFactory(mentorship=pair, meeting=coming, author=bob, shared=True)
        return coming

    meeting = fill()
    make.CalendarFeedFactory(person=alice, key="k" * 43)
    client = as_one(alice)
    addresses = [
        url(pair, "meetings"),
        url(pair, "meeting", meeting.pk),
        url(pair, "notes"),
        url(pair, "plan_meeting"),
        reverse("journeys:feed", args=["k" * 43]),
    ]
    deeds: list[Callable[[], object]] = [
        *(lambda address=address: client.get(address) for address in addresses),  # type: ignore[misc]
        lambda: card(pair, reader=alice, now=now),
        lambda: happened(pair, reader=alice),
    ]
    for deed in deeds:
        deed()
    few = [cost(deed) for deed in deeds]
    one = cost(lambda: ahead([pair], reader=alice, now=now))
    for _ in range(3):
        fill()
    assert [cost(deed) for deed in deeds] == few
    every = Mentorship.objects.with_people().filter(pk__in=[pair.pk, *(other.pk for other in others)])
    assert cost(lambda: ahead(list(every), reader=alice, now=now)) == one + 1  # to load them


# --- the calendar


def test_the_feed_has_what_the_letters_have_and_nothing_of_what_is_talked_about(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = propose_meeting(pair, times=[now + 3 * A_DAY], minutes=60, topic="Secret", by=alice, now=now)
    accept_time(meeting, time=meeting.times.get().pk, by=bob, now=now)
    make.MeetingFactory(mentorship=pair, starts_at=now - 100 * A_DAY, proposed_at=now, agreed_at=now)
    client = as_one(bob)
    client.post(reverse("journeys:calendar_address"), {"do": "make"})
    feed = CalendarFeed.objects.get()
    assert len(feed.key) == 43
    assert feed.key in read(bob, reverse("journeys:calendar"))
    address = reverse("journeys:feed", args=[feed.key])
    visitor = Client()
    response = visitor.get(address)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert not response.cookies
    assert b"Secret" not in response.content
    [event] = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert (str(event["uid"]), str(event["summary"])) == (uid_of(meeting.pk), "Meeting with Alice")
    again = visitor.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    cancel_meeting(meeting, by=alice, now=now)
    assert b"VEVENT" not in visitor.get(address, headers={"If-None-Match": response.headers["ETag"]}).content


def test_a_new_address_ends_the_old_one_and_it_can_be_switched_off(alice: Person) -> None:
    client, page = as_one(alice), reverse("journeys:calendar_address")
    client.post(page, {"do": "make"})
    first = CalendarFeed.objects.get().key
    client.post(page, {"do": "make"})  # pressed twice
    assert CalendarFeed.objects.get().key == first
    client.post(page, {"do": "renew"})
    second = CalendarFeed.objects.get().key
    answers = [
        Client().get(reverse("journeys:feed", args=[key])) for key in (first, second, "x" * 43, "short")
    ]
    assert [answer.status_code for answer in answers] == [404, 200, 404, 404]
    assert len({answer.content for answer in answers if answer.status_code == 404}) == 1
    client.post(page, {"do": "off"})
    assert Client().get(reverse("journeys:feed", args=[second])).status_code == 404


def test_the_feed_of_somebody_who_has_left_is_none(alice: Person, now: datetime) -> None:
    make.CalendarFeedFactory(person=alice, key="k" * 43)
    alice.user.is_active = False
    alice.user.save()
    assert Client().get(reverse("journeys:feed", args=["k" * 43])).status_code == 404


def test_a_meeting_is_taken_along_as_a_file(pair: Mentorship, alice: Person, now: datetime) -> None:
    meeting = make.MeetingFactory(
        mentorship=pair, starts_at=now + A_DAY, proposed_at=now, agreed_at=now, sequence=2
    )
    response = as_one(alice).get(url(pair, "meeting_ics", meeting.pk))
    assert response.headers["Content-Disposition"] == 'attachment; filename="meeting.ics"'
    [event] = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert (str(event["uid"]), event["sequence"]) == (uid_of(meeting.pk), 2)
