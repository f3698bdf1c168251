"""Thank-you notes: who gets them, and who reads them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Block
from journeys.mails.thanks import thanks_letter
from journeys.models import Thanks
from journeys.operations.exchanges import Apart
from journeys.operations.thanks import THANKS_MAIL, let_read, take_back, thank
from journeys.queries.contributions import contributions
from journeys.queries.thanks import praise_of, quoted_in
from matching.models import Mentorship
from notifications.kinds import registry
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def pair() -> Mentorship:
    mentor = make.MentorFactory(person__name="Bob Brown")
    made: Mentorship = make.MentorshipFactory(
        mentor=mentor, mentee__programme=mentor.programme, mentee__person__name="Alice Adeyemi"
    )
    return made


def thanked(pair: Mentorship, **more: object) -> Thanks:
    return thank(pair, text="You asked the right thing.", by=pair.mentee.person, now=NOW, **more)  # type: ignore[arg-type]


def test_a_note_goes_to_the_other_one_as_a_letter(pair: Mentorship) -> None:
    note = thanked(pair, goal=make.PairGoalFactory(mentorship=pair, text="Lead a project"))
    letter = registry[THANKS_MAIL].load(Notification.objects.get())
    assert letter is not None
    assert (letter.to, letter.context["note"]) == (pair.mentor.person.user.email, note.text)
    assert letter.context["goal"] == "Lead a project"
    assert thanks_letter(note).context == letter.context


def test_mentees_are_thanked_too(pair: Mentorship) -> None:
    note = thank(pair, text="You came prepared.", by=pair.mentor.person, now=NOW)
    assert note.recipient == pair.mentee.person


def test_a_button_pressed_twice_thanks_once(pair: Mentorship) -> None:
    note = thanked(pair)
    assert thanked(pair) == note
    assert Notification.objects.count() == 1
    thank(pair, text=note.text, by=pair.mentor.person, now=NOW)
    thank(pair, text=note.text, by=pair.mentee.person, now=NOW + timedelta(minutes=2))
    assert Thanks.objects.count() == 3


def test_what_was_taken_back_is_not_sent(pair: Mentorship) -> None:
    note = thanked(pair)
    waiting = Notification.objects.get()
    take_back(note, by=pair.mentee.person, now=NOW)
    assert registry[THANKS_MAIL].load(waiting) is None
    assert not Thanks.objects.exists()


def test_nothing_goes_between_two_of_whom_one_blocked_the_other(pair: Mentorship) -> None:
    thanked(pair)
    Block.objects.create(blocker=pair.mentor.person, blocked=pair.mentee.person, created_at=NOW)
    with pytest.raises(Apart):
        thanked(pair)
    assert registry[THANKS_MAIL].load(Notification.objects.get()) is None


def test_others_read_a_note_while_both_let_them(pair: Mentorship) -> None:
    alice, bob = pair.mentee.person, pair.mentor.person
    note = thanked(pair, shares=True)
    assert praise_of(pair.mentor, make.PersonFactory()) == []
    let_read(note, shared=True, by=bob, now=NOW)
    shown = praise_of(pair.mentor, make.PersonFactory())
    assert [(one.text, one.first_name) for one in shown] == [(note.text, "Alice")]
    assert quoted_in(pair.programme) == shown
    let_read(note, shared=False, by=alice, now=NOW)
    assert praise_of(pair.mentor, make.PersonFactory()) == quoted_in(pair.programme) == []


@pytest.mark.parametrize("who", ["reader", "recipient"])
def test_a_note_is_not_read_by_whom_its_author_is_apart_from(pair: Mentorship, who: str) -> None:
    alice, reader = pair.mentee.person, make.PersonFactory()
    let_read(thanked(pair, shares=True), shared=True, by=pair.mentor.person, now=NOW)
    assert praise_of(pair.mentor, reader) != []
    make.BlockFactory(blocker=alice, blocked=reader if who == "reader" else pair.mentor.person)
    assert praise_of(pair.mentor, reader) == []


def test_a_mentors_page_shows_no_notes_of_another_organisation(pair: Mentorship) -> None:
    elsewhere = make.MentorFactory(person=pair.mentor.person)
    note = thanked(pair, shares=True)
    let_read(note, shared=True, by=pair.mentor.person, now=NOW)
    assert praise_of(elsewhere, make.PersonFactory()) == []


def test_contributions_count_what_both_stand_for(pair: Mentorship) -> None:
    for state, minutes in (("held", 60), ("held", 45), ("missed", 60)):
        make.MeetingFactory(mentorship=pair, state=state, minutes=minutes, starts_at=NOW, said_at=NOW)
    for private in (True, False):
        make.PairGoalFactory(mentorship=pair, state="reached", closed_at=NOW, private=private)
    thanked(pair)
    thank(pair, text="You came prepared.", by=pair.mentor.person, now=NOW)
    everything = Mentorship.objects.all()
    sums = contributions(everything)
    assert (sums.mentorships, sums.meetings, sums.minutes, sums.hours) == (1, 2, 105, 2)
    assert (sums.goals_reached, sums.thanks) == (1, 2)
    assert contributions(everything, of=pair.mentor.person).thanks == 1
    assert contributions(everything.none()).meetings == 0
