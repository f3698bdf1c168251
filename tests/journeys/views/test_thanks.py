"""Thank-you notes on their pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Block, Person
from journeys.models import Thanks
from matching.models import Mentorship
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Mentorship:
    mentor = make.MentorFactory(person__name="Bob Brown")
    made: Mentorship = make.MentorshipFactory(
        mentor=mentor, mentee__programme=mentor.programme, mentee__person__name="Alice Adeyemi"
    )
    return made


def as_one(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def url(pair: Mentorship, name: str = "thanks", *more: object) -> str:
    return reverse(f"journeys:{name}", args=[pair.pk, *more])


def test_a_note_is_tied_to_a_goal_or_a_meeting(pair: Mentorship) -> None:
    goal = make.PairGoalFactory(mentorship=pair)
    hidden = make.PairGoalFactory(mentorship=pair, private=True)
    at = timezone.now()
    meeting = make.MeetingFactory(mentorship=pair, state="held", starts_at=at, said_at=at)
    alice = as_one(pair.mentee.person)
    page = alice.get(f"{url(pair)}?goal={goal.pk}").content.decode()
    assert f'value="goal:{goal.pk}" selected' in page
    assert str(hidden.pk) not in page
    alice.post(url(pair), {"text": "For the goal.", "about": f"goal:{goal.pk}"})
    alice.post(url(pair), {"text": "For the hour.", "about": f"meeting:{meeting.pk}", "advice": "Wait."})
    first, second = Thanks.objects.order_by("text").exclude(text="").order_by("given_at")
    assert (first.goal, first.meeting, second.goal, second.meeting) == (goal, None, None, meeting)
    assert alice.post(url(pair), {"text": "x", "about": f"goal:{hidden.pk}"}).status_code == 200
    assert Thanks.objects.count() == 2


def test_both_let_others_read_a_note_and_either_takes_that_back(pair: Mentorship) -> None:
    alice, bob = as_one(pair.mentee.person), as_one(pair.mentor.person)
    alice.post(url(pair), {"text": "You listened.", "shares": "on"})
    note = Thanks.objects.get()
    assert "Alice lets others read it, if you do" in bob.get(url(pair)).content.decode()
    answer = bob.post(url(pair, "thanks_share", note.pk), {"shared": "yes", "mine": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("journeys:my_thanks")
    assert "Others can read it" in answer.content.decode()
    alice.post(url(pair, "thanks_share", note.pk), {"shared": "no"})
    note.refresh_from_db()
    assert (note.author_shares_at, note.recipient_shares_at is None) == (None, False)


def test_its_author_alone_takes_a_note_back(pair: Mentorship) -> None:
    note = make.ThanksFactory(mentorship=pair)
    page = url(pair, "thanks_remove", note.pk)
    assert as_one(pair.mentor.person).post(page).status_code == 404
    alice = as_one(pair.mentee.person)
    assert "cannot be fetched back" in alice.get(page).content.decode()
    assert Thanks.objects.exists()
    alice.post(page)
    assert not Thanks.objects.exists()


def test_a_note_of_another_pair_is_not_there(pair: Mentorship) -> None:
    note = make.ThanksFactory()
    assert as_one(pair.mentee.person).post(url(pair, "thanks_share", note.pk)).status_code == 404


def test_where_one_blocked_the_other_nothing_is_sent_and_nothing_typed_is_lost(pair: Mentorship) -> None:
    Block.objects.create(blocker=pair.mentor.person, blocked=pair.mentee.person, created_at=timezone.now())
    alice = as_one(pair.mentee.person)
    assert "can no longer be written here" in alice.get(url(pair)).content.decode()
    answer = alice.post(url(pair), {"text": "You listened."})
    assert answer.status_code == 409
    assert "You listened." in answer.content.decode()
    assert not Thanks.objects.exists()


def test_the_pages_cost_the_same_with_many_notes(pair: Mentorship) -> None:
    bob = as_one(pair.mentor.person)
    costs: dict[str, set[int]] = {}
    for count in (1, 4):
        for _ in range(count):
            make.ThanksFactory(mentorship=pair, goal=make.PairGoalFactory(mentorship=pair))
        for page in (url(pair), reverse("journeys:my_thanks")):
            bob.get(page)
            with CaptureQueriesContext(connection) as captured:
                bob.get(page)
            costs.setdefault(page, set()).add(len(captured))
    assert all(len(found) == 1 for found in costs.values()), costs
