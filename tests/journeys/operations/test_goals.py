"""Goals and milestones: who may do what, what follows, and who is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.transitions import StaleState
from journeys.enums import GoalState
from journeys.mails.goals import _reached
from journeys.models import Milestone, PairGoal
from journeys.operations.actions import add_action
from journeys.operations.goals import (
    REACHED_MAIL,
    AlreadyShown,
    add_goal,
    change_goal,
    close_goal,
    settle_goal,
    take_up,
    tell_news,
)
from journeys.operations.milestones import (
    add_milestone,
    drop_milestone,
    shift_milestone,
    tick_milestone,
)
from journeys.queries.goals import goals_seen
from matching.enums import EndReason
from matching.models import Mentorship
from matching.operations.mentorships import end_mentorship
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def pair() -> Mentorship:
    mentor = make.MentorFactory(person__name="Bob Brown", active_mentorships=1)
    return make.MentorshipFactory(
        mentor=mentor,
        mentee__programme=mentor.programme,
        mentee__person__name="Alice Adeyemi",
        mentee__active_mentorships=1,
    )


@pytest.fixture
def goal(pair: Mentorship) -> PairGoal:
    return add_goal(pair, text="Chair the Monday meeting", by=pair.mentee.person, now=NOW)


def test_a_goal_of_the_intake_is_taken_over_once(pair: Mentorship) -> None:
    origin = make.GoalFactory(enrolment=pair.mentee)
    first = add_goal(pair, text=origin.text, origin=origin, by=pair.mentor.person, now=NOW)
    again = add_goal(pair, text=origin.text, origin=origin, by=pair.mentee.person, now=NOW)
    assert first == again
    with pytest.raises(ValueError, match="not the mentee's"):
        add_goal(pair, text="x", origin=make.GoalFactory(), by=pair.mentee.person, now=NOW)


def test_only_the_mentee_has_private_goals_and_only_they_see_them(pair: Mentorship) -> None:
    mentee, mentor = pair.mentee.person, pair.mentor.person
    with pytest.raises(ValueError, match="only the mentee"):
        add_goal(pair, text="Secret", private=True, by=mentor, now=NOW)
    secret = add_goal(pair, text="Secret", private=True, by=mentee, now=NOW)
    assert list(goals_seen(pair, mentee)) == [secret]
    assert list(goals_seen(pair, mentor)) == []
    assert list(goals_seen(pair, make.PersonFactory())) == []


def test_what_is_shared_later_is_shared_with_its_actions_and_stays_shared(pair: Mentorship) -> None:
    mentee = pair.mentee.person
    secret = add_goal(pair, text="Secret", private=True, by=mentee, now=NOW)
    action = add_action(pair, text="Ask around", owner=mentee, goal=secret, by=mentee, now=NOW)
    assert action.private
    change_goal(secret, private=False, by=mentee, now=NOW)
    action.refresh_from_db()
    assert not action.private
    with pytest.raises(AlreadyShown):
        change_goal(secret, private=True, by=mentee, now=NOW)


def test_a_mentor_says_nothing_of_who_sees(goal: PairGoal, pair: Mentorship) -> None:
    with pytest.raises(ValueError, match="only the mentee says"):
        change_goal(goal, private=True, by=pair.mentor.person, now=NOW)
    with pytest.raises(TypeError):
        change_goal(goal, state="reached", by=pair.mentor.person, now=NOW)


def test_new_words_are_looked_at_anew(goal: PairGoal, pair: Mentorship) -> None:
    settle_goal(goal, by=pair.mentee.person, now=NOW)
    change_goal(goal, text=goal.text, by=pair.mentee.person, now=NOW)
    assert goal.settled_at == NOW
    change_goal(goal, text="Chair every meeting", by=pair.mentee.person, now=NOW)
    assert goal.settled_at is None
    assert AuditEvent.objects.filter(action="goal.change").latest("pk").fields == ["text"]


def test_a_reached_goal_is_told_to_the_other_one_once(goal: PairGoal, pair: Mentorship) -> None:
    close_goal(goal, to=GoalState.REACHED, by=pair.mentee.person, now=NOW)
    assert (goal.state, goal.progress) == ("reached", 100)
    letter = Notification.objects.get(kind=REACHED_MAIL)
    assert letter.recipient_id == pair.mentor.person.user_id
    assert _reached(letter) is not None
    with pytest.raises(StaleState):
        close_goal(goal, to=GoalState.DROPPED, reason="x", by=pair.mentor.person, now=NOW)


def test_the_letter_stays_at_home_where_it_was_a_slip_or_one_blocked_the_other(
    goal: PairGoal, pair: Mentorship
) -> None:
    close_goal(goal, to=GoalState.REACHED, by=pair.mentee.person, now=NOW)
    first = Notification.objects.get(kind=REACHED_MAIL)
    take_up(goal, by=pair.mentee.person, now=NOW)
    assert _reached(first) is None
    later = NOW + timedelta(minutes=1)
    close_goal(goal, to=GoalState.REACHED, by=pair.mentee.person, now=later)
    second = Notification.objects.exclude(pk=first.pk).get(kind=REACHED_MAIL)
    assert _reached(first) is None
    assert _reached(second) is not None
    make.BlockFactory(blocker=pair.mentor.person, blocked=pair.mentee.person)
    assert _reached(second) is None


def test_nobody_is_told_of_a_private_goal(pair: Mentorship) -> None:
    secret = add_goal(pair, text="Secret", private=True, by=pair.mentee.person, now=NOW)
    close_goal(secret, to=GoalState.REACHED, by=pair.mentee.person, now=NOW)
    assert not Notification.objects.filter(kind=REACHED_MAIL).exists()


def test_a_dropped_goal_keeps_its_reason_until_it_is_taken_up(goal: PairGoal, pair: Mentorship) -> None:
    tell_news(goal, progress=40, note="Outline", by=pair.mentee.person, now=NOW)
    with pytest.raises(ValueError, match="for a reason"):
        close_goal(goal, to=GoalState.DROPPED, by=pair.mentor.person, now=NOW)
    close_goal(goal, to=GoalState.DROPPED, reason="Too big", by=pair.mentor.person, now=NOW)
    assert goal.drop_reason == "Too big"
    take_up(goal, by=pair.mentor.person, now=NOW)
    goal.refresh_from_db()
    assert (goal.state, goal.drop_reason, goal.progress, goal.closed_at) == ("open", "", 40, None)
    assert [event.to_state for event in goal.history.all()] == ["open", "dropped", "open"]
    assert not Notification.objects.filter(kind=REACHED_MAIL).exists()


@pytest.mark.parametrize("progress", [-1, 101])
def test_progress_is_a_share(goal: PairGoal, pair: Mentorship, progress: int) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        tell_news(goal, progress=progress, by=pair.mentee.person, now=NOW)


def test_ticking_milestones_moves_the_goal_and_never_back_below_what_was_told(
    goal: PairGoal, pair: Mentorship
) -> None:
    by = pair.mentor.person
    steps = [add_milestone(goal, text=f"Step {n}", by=by, now=NOW) for n in range(4)]
    tick_milestone(steps[0], done=True, by=by, now=NOW)
    goal.refresh_from_db()
    assert goal.progress == 25
    tick_milestone(steps[0], done=False, by=by, now=NOW)
    goal.refresh_from_db()
    assert goal.progress == 0
    tell_news(goal, progress=60, by=by, now=NOW)
    tick_milestone(steps[1], done=True, by=by, now=NOW)
    goal.refresh_from_db()
    assert goal.progress == 60


def test_milestones_move_and_leave_and_come_back(goal: PairGoal, pair: Mentorship) -> None:
    by = pair.mentee.person
    first, second, third = [add_milestone(goal, text=t, by=by, now=NOW) for t in "abc"]
    shift_milestone(third, up=True, by=by, now=NOW)
    shift_milestone(first, up=True, by=by, now=NOW)  # at the end it stays
    listed = Milestone.objects.filter(goal=goal, dropped_at__isnull=True).order_by("position")
    assert [one.text for one in listed] == ["a", "c", "b"]
    drop_milestone(first, dropped=True, by=by, now=NOW)
    assert [one.text for one in listed.all()] == ["c", "b"]
    drop_milestone(first, dropped=False, by=by, now=NOW)
    assert {one.text for one in listed.all()} == {"a", "b", "c"}
    assert second.goal == goal


def test_nothing_moves_once_the_mentorship_or_the_goal_is_over(goal: PairGoal, pair: Mentorship) -> None:
    by = pair.mentee.person
    step = add_milestone(goal, text="Step", due_on=date(2027, 1, 1), by=by, now=NOW)
    close_goal(goal, to=GoalState.REACHED, by=by, now=NOW)
    with pytest.raises(StaleState):
        tick_milestone(step, done=True, by=by, now=NOW)
    end_mentorship(pair, reason=EndReason.FINISHED, by=by, now=NOW)
    for deed in (
        lambda: add_goal(pair, text="One more", by=by, now=NOW),
        lambda: take_up(goal, by=by, now=NOW),
        lambda: add_milestone(goal, text="One more", by=by, now=NOW),
        lambda: add_action(pair, text="One more", owner=by, by=by, now=NOW),
    ):
        with pytest.raises(StaleState):
            deed()
