"""What a pair wants to talk about, and how it comes to the next meeting; and notes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Person
from accounts.transitions import StaleState
from journeys.models import AgendaItem, Meeting, MeetingNote
from journeys.operations.agenda import (
    ItemGone,
    OnAgenda,
    add_item,
    edit_item,
    put_off_item,
    remove_item,
    restore_item,
    tick_item,
)
from journeys.operations.notes import change_note, delete_note, write_note
from journeys.queries.agenda_items import agenda_for
from journeys.queries.meeting_page import notes_seen
from matching.models import Mentorship
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW
WEEK = timedelta(days=7)


@pytest.fixture
def pair() -> Mentorship:
    pair: Mentorship = make.MentorshipFactory(
        mentee__person__name="Alice Adeyemi", mentor__person__name="Bob Brown", started_at=NOW - WEEK
    )
    return pair


@pytest.fixture
def alice(pair: Mentorship) -> Person:
    return pair.mentee.person


@pytest.fixture
def first(pair: Mentorship) -> Meeting:
    meeting: Meeting = make.MeetingFactory(mentorship=pair, starts_at=NOW + WEEK)
    return meeting


@pytest.fixture
def second(pair: Mentorship) -> Meeting:
    meeting: Meeting = make.MeetingFactory(mentorship=pair, starts_at=NOW + 2 * WEEK)
    return meeting


def on(
    meeting: Meeting | None, pair: Mentorship, *, is_next: bool = False, later: timedelta = WEEK * 0
) -> list[str]:
    return [topic.item.text for topic in agenda_for(pair, meeting, is_next=is_next, now=NOW + later)]


def test_what_waits_comes_to_the_next_meeting_and_to_no_other(
    pair: Mentorship, alice: Person, first: Meeting, second: Meeting
) -> None:
    add_item(pair, text="waits", by=alice, now=NOW)
    add_item(pair, text="for the second", meeting=second, by=alice, now=NOW)
    assert on(first, pair, is_next=True) == ["waits"]
    assert on(second, pair) == ["for the second"]
    assert on(None, pair) == []


def test_what_was_not_talked_about_is_carried_over(
    pair: Mentorship, alice: Person, first: Meeting, second: Meeting
) -> None:
    left = add_item(pair, text="left", meeting=first, by=alice, now=NOW)
    done = add_item(pair, text="done", by=alice, now=NOW)
    tick_item(done, done=True, meeting=first, by=alice, now=NOW)
    after = WEEK + timedelta(hours=2)
    assert on(second, pair, is_next=True, later=after) == ["left"]
    assert on(first, pair, later=after) == ["left", "done"]
    assert [topic.carried for topic in agenda_for(pair, second, is_next=True, now=NOW + after)] == [True]
    tick_item(left, done=True, meeting=second, by=alice, now=NOW)
    assert (left.meeting, on(first, pair, later=after)) == (second, ["done"])


def test_a_topic_is_put_off_to_a_later_meeting_even_to_one_that_nobody_has_planned(
    pair: Mentorship, alice: Person, first: Meeting
) -> None:
    item = add_item(pair, text="not now", by=alice, now=NOW)
    put_off_item(item, meeting=first, to=None, by=alice, now=NOW)
    assert on(first, pair, is_next=True) == []
    assert on(None, pair, is_next=True) == ["not now"]
    later = make.MeetingFactory(mentorship=pair, starts_at=NOW + 2 * WEEK)
    assert on(later, pair, is_next=True, later=WEEK + timedelta(hours=2)) == ["not now"]


def test_what_is_taken_off_is_gone_for_both_and_can_be_put_back(
    pair: Mentorship, alice: Person, first: Meeting
) -> None:
    item = add_item(pair, text="text", by=alice, now=NOW)
    remove_item(item, by=pair.mentor.person, now=NOW)
    assert on(first, pair, is_next=True) == []
    with pytest.raises(ItemGone):
        edit_item(item, text="other", by=alice, now=NOW)
    restore_item(item, by=alice, now=NOW)
    edit_item(item, text="other", by=alice, now=NOW)
    tick_item(item, done=True, by=alice, now=NOW)
    tick_item(item, done=False, by=alice, now=NOW)
    assert on(first, pair, is_next=True) == ["other"]


def test_what_is_in_the_way_comes_on_the_agenda_once_and_by_its_author_alone(
    pair: Mentorship, alice: Person
) -> None:
    check_in = make.CheckInFactory(
        mentorship=pair, person=alice, state="answered", met=True, answered_at=NOW, blocker="Hours"
    )
    with pytest.raises(ValueError, match="own person"):
        add_item(pair, text="Hours", check_in=check_in, by=pair.mentor.person, now=NOW)
    add_item(pair, text="Our hours", check_in=check_in, by=alice, now=NOW)
    with pytest.raises(OnAgenda):
        add_item(pair, text="Our hours", check_in=check_in, by=alice, now=NOW)


def test_nothing_of_another_pair_is_taken(pair: Mentorship, alice: Person) -> None:
    elsewhere = make.MeetingFactory(starts_at=NOW)
    with pytest.raises(ValueError, match="another"):
        add_item(pair, text="x", meeting=elsewhere, by=alice, now=NOW)
    with pytest.raises(ValueError, match="another"):
        write_note(pair, text="x", meeting=elsewhere, by=alice, now=NOW)


def test_what_is_over_takes_no_topics_and_no_notes(pair: Mentorship, alice: Person) -> None:
    Mentorship.objects.filter(pk=pair.pk).update(state="completed", closed_at=NOW)
    for press in (
        lambda: add_item(pair, text="x", by=alice, now=NOW),
        lambda: write_note(pair, text="x", by=alice, now=NOW),
    ):
        with pytest.raises(StaleState):
            press()
    assert not AgendaItem.objects.exists()


def test_a_note_is_its_authors_alone_until_they_share_it(pair: Mentorship, alice: Person) -> None:
    bob = pair.mentor.person
    note = write_note(pair, text="Mine", by=alice, now=NOW)
    assert (list(notes_seen(pair, alice)), list(notes_seen(pair, bob))) == ([note], [])
    change_note(note, text="Ours", shared=True, by=alice, now=NOW)
    assert [one.text for one in notes_seen(pair, bob)] == ["Ours"]
    for press in (
        lambda: change_note(note, text="x", shared=True, by=bob, now=NOW),
        lambda: delete_note(note, by=bob, now=NOW),
    ):
        with pytest.raises(ValueError, match="author"):
            press()
    delete_note(note, by=alice, now=NOW)
    assert not MeetingNote.objects.exists()
    with pytest.raises(MeetingNote.DoesNotExist):
        change_note(note, text="x", shared=True, by=alice, now=NOW)
