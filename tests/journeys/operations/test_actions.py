"""Things to do: whose they are, who sees them, and the letter of the day before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import Person
from accounts.transitions import StaleState
from journeys.mails import goals as mails
from journeys.models import Action
from journeys.operations.actions import (
    DUE_MAIL,
    add_action,
    change_action,
    drop_action,
    finish_action,
    remind_due,
    reopen_action,
)
from journeys.operations.assessments import agree_to_compare, assess, stop_comparing
from journeys.queries.actions import actions_seen
from journeys.queries.assessments import skills_page
from matching.models import Mentorship
from matching.operations.mentorships import pause_mentorship
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def pair() -> Mentorship:
    mentor = make.MentorFactory(person__name="Bob Brown", active_mentorships=1)
    return make.MentorshipFactory(
        mentor=mentor,
        mentee__programme=mentor.programme,
        mentee__person__name="Alice Adeyemi",
        mentee__active_mentorships=1,
        started_at=NOW - 30 * DAY,
    )


@pytest.fixture
def alice(pair: Mentorship) -> Person:
    return pair.mentee.person


@pytest.fixture
def bob(pair: Mentorship) -> Person:
    return pair.mentor.person


Add = Callable[..., Action]


@pytest.fixture
def add(pair: Mentorship, alice: Person) -> Add:
    def adds(text: str = "Send it", *, due: int | None = None, **rest: object) -> Action:
        due_on = None if due is None else TODAY + due * DAY
        return add_action(pair, text=text, due_on=due_on, **{"owner": alice, "by": alice, "now": NOW, **rest})

    return adds


def test_what_belongs_elsewhere_is_refused(add: Add, bob: Person) -> None:
    with pytest.raises(ValueError, match="one of the two"):
        add(owner=make.PersonFactory())
    with pytest.raises(ValueError, match="another mentorship"):
        add(goal=make.PairGoalFactory())
    with pytest.raises(ValueError, match="eyes alone"):
        add(owner=bob, private=True)


def test_private_ones_only_their_owner_sees(pair: Mentorship, add: Add, alice: Person, bob: Person) -> None:
    shared, own = add("Shared"), add("Own", private=True)
    theirs = add("Mentor's own", owner=bob, by=bob, private=True)
    assert set(actions_seen(pair, alice)) == {shared, own}
    assert set(actions_seen(pair, bob)) == {shared, theirs}


def test_what_the_other_has_seen_cannot_become_private(pair: Mentorship, add: Add, alice: Person) -> None:
    secret = make.PairGoalFactory(mentorship=pair, private=True)
    action = add()
    with pytest.raises(ValueError, match="has seen it"):
        change_action(action, text="x", owner=alice, due_on=None, goal=secret, by=alice, now=NOW)


def test_both_may_tick_and_take_it_back(add: Add, alice: Person, bob: Person) -> None:
    action = add()
    finish_action(action, by=bob, now=NOW)
    finish_action(action, by=alice, now=NOW + DAY)
    assert (action.done_by, action.done_at) == (bob, NOW)
    with pytest.raises(StaleState):
        drop_action(Action.objects.get(), by=bob, now=NOW)
    reopen_action(action, by=alice, now=NOW)
    drop_action(action, by=bob, now=NOW)
    with pytest.raises(StaleState):
        finish_action(Action.objects.get(), by=alice, now=NOW)
    reopen_action(action, by=bob, now=NOW)
    action.refresh_from_db()
    assert (action.done_at, action.dropped_at) == (None, None)


def test_the_day_before_one_letter_names_the_week(add: Add, alice: Person, bob: Person) -> None:
    add("Tomorrow", due=1)
    add("This week", due=5)
    add("Later", due=20)
    add("Bob's", owner=bob, due=1)
    add("No day")
    assert remind_due(now=NOW - DAY) == 0
    assert remind_due(now=NOW) == 2
    assert remind_due(now=NOW) == 0
    letter = Notification.objects.get(kind=DUE_MAIL, recipient=alice.user)
    assert letter.subject_id == alice.pk
    assert set(Action.objects.filter(reminded_at=NOW).values_list("text", flat=True)) == {
        "Tomorrow",
        "This week",
        "Bob's",
    }


def test_within_a_week_there_is_no_second_one(add: Add) -> None:
    add(due=1)
    assert remind_due(now=NOW) == 1
    add(due=3)
    assert remind_due(now=NOW + 2 * DAY) == 0
    add(due=9)
    assert remind_due(now=NOW + 8 * DAY) == 1


def test_another_day_is_recalled_anew(add: Add, alice: Person) -> None:
    action = add(due=1)
    remind_due(now=NOW)
    change_action(action, text="x", owner=alice, due_on=TODAY + 9 * DAY, goal=None, by=alice, now=NOW)
    assert remind_due(now=NOW + 8 * DAY) == 1


def test_it_is_the_owners_own_tomorrow(add: Add, alice: Person) -> None:
    Person.objects.filter(pk=alice.pk).update(zone="Pacific/Auckland")
    add(due=2)
    assert remind_due(now=NOW) == 0  # it is ten in the evening of Monday there
    assert remind_due(now=NOW + timedelta(hours=3)) == 1


def test_nobody_is_reminded_in_a_pause(pair: Mentorship, add: Add, alice: Person) -> None:
    add(due=1)
    pause_mentorship(pair, until=None, by=alice, now=NOW)
    assert remind_due(now=NOW) == 0


def test_a_tick_with_nothing_due_is_one_query(
    add: Add, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add(due=9)
    with django_assert_num_queries(1):
        assert remind_due(now=NOW) == 0


def test_the_letter_leaves_out_what_is_done_and_hides_what_is_private(
    add: Add, alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails.timezone, "now", lambda: NOW)
    done, own = add("Done meanwhile", due=1), add("My secret", due=2, private=True)
    remind_due(now=NOW)
    notification = Notification.objects.get(kind=DUE_MAIL)
    finish_action(done, by=bob, now=NOW)
    letter = mails._due(notification)
    assert letter is not None
    assert letter.context["lines"] == [{"text": "", "day": own.due_on, "other": "Bob"}]
    make.BlockFactory(blocker=bob, blocked=alice)
    assert mails._due(notification) is None


def test_views_of_skills_stand_side_by_side_only_while_both_agree(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    wanted = make.WantedSkillFactory(enrolment=pair.mentee)
    levels = {wanted.skill_id: 2}
    assess(pair, point="start", levels=levels, by=alice, now=NOW)
    assess(pair, point="start", levels={wanted.skill_id: 1}, by=bob, now=NOW)
    assess(pair, point="start", levels={wanted.skill_id: 3}, by=bob, now=NOW)  # in its place

    def bobs() -> tuple[object, object, object]:
        (view,) = skills_page(pair, reader=bob, now=NOW).skills
        return view.mine[0], view.theirs[0], view.aim

    assert bobs() == (3, None, None)
    agree_to_compare(pair, by=alice, now=NOW)
    agree_to_compare(pair, by=alice, now=NOW)
    assert bobs() == (3, None, None)
    agree_to_compare(pair, by=bob, now=NOW)
    assert bobs() == (3, 2, 3)
    stop_comparing(pair, by=alice, now=NOW)
    assert bobs() == (3, None, None)


def test_the_page_of_skills_costs_the_same_for_many(pair: Mentorship, alice: Person, bob: Person) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            skills_page(pair, reader=alice, now=NOW)
        return len(queries)

    make.WantedSkillFactory(enrolment=pair.mentee, skill=make.SkillFactory())
    one = cost()
    for _n in range(4):
        wanted = make.WantedSkillFactory(enrolment=pair.mentee, skill=make.SkillFactory())
        for point in ("start", "middle"):
            row, _new = pair.assessments.get_or_create(person=alice, point=point, defaults={"taken_at": NOW})
            make.AssessedSkillFactory(assessment=row, skill=wanted.skill)
    assert cost() == one
