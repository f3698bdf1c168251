from __future__ import annotations

from typing import Any

import pytest

from accounts.models import AuditEvent, AuditReason
from accounts.transitions import StaleState
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification
from programmes.enums import EnrolmentState
from programmes.models import Enrolment, Programme
from programmes.operations.leaving import (
    AlreadyThere,
    LeftThemself,
    bring_back,
    move_enrolment,
    withdraw_enrolment,
)
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def letter() -> str:
    """The one letter that waits, as text."""
    (notification,) = Notification.objects.all()
    loaded = registry[notification.kind].load(notification)
    assert loaded is not None
    message = write(notification, loaded)
    assert message.subject
    assert str(message.alternatives[0][0])
    return f"{message.subject}\n{message.body}"


def test_an_organiser_takes_somebody_out_and_they_are_told() -> None:
    mentee = make.MenteeFactory(programme__name="Ours")
    organiser = make.PersonFactory()
    withdraw_enrolment(mentee, by=organiser, now=NOW, reason="Moved away.", message="Thank you for coming.")
    assert mentee.state == EnrolmentState.WITHDRAWN
    text = letter()
    assert "You are no longer in Ours" in text
    assert "Thank you for coming." in text
    assert "Moved away." not in text
    event = AuditEvent.objects.get(action="enrolment.withdraw")
    assert AuditReason.objects.get(event_id=event.pk).text == "Moved away."
    with pytest.raises(StaleState):
        withdraw_enrolment(mentee, by=organiser, now=NOW)


def test_whoever_leaves_themself_gets_no_letter_and_is_brought_back_by_nobody() -> None:
    mentee = make.MenteeFactory()
    withdraw_enrolment(mentee, by=mentee.person, now=NOW)
    assert not Notification.objects.exists()
    with pytest.raises(LeftThemself):
        bring_back(mentee, by=make.PersonFactory(), now=NOW)
    assert mentee.state == EnrolmentState.WITHDRAWN


@pytest.mark.parametrize("before", ["applied", "approved", "waitlisted"])
def test_taking_out_can_be_taken_back(before: str) -> None:
    mentee, organiser = make.MenteeFactory(state=before), make.PersonFactory()
    withdraw_enrolment(mentee, by=organiser, now=NOW)
    Notification.objects.all().delete()
    bring_back(mentee, by=organiser, now=NOW)
    mentee.refresh_from_db()
    assert (mentee.state, mentee.submitted_at) == (before, NOW)
    assert "You are in" in letter()
    with pytest.raises(StaleState):
        bring_back(mentee, by=organiser, now=NOW)


@pytest.fixture
def there() -> Programme:
    programme: Programme = make.ProgrammeFactory(name="There", mentors_a_mentee=2)
    version = make.FormVersionFactory(programme=programme)
    kept = make.QuestionFactory(version=version, key="profession")
    make.QuestionOptionFactory(question=kept, key="policy", label="Policy")
    make.QuestionFactory(version=version, key="origin", kind="short_text", identity=True)
    return programme


def _mentee(**more: Any) -> Enrolment:
    mentee: Enrolment = make.MenteeFactory(where_i_am="In Leeds.", steps_done=["about"], **more)
    make.GoalFactory(enrolment=mentee, text="Lead.")
    make.WantedSkillFactory(enrolment=mentee)
    version = make.FormVersionFactory(programme=mentee.programme)
    for key, choices in (("profession", ["policy"]), ("only-here", ["policy"]), ("origin", ["a"])):
        question = make.QuestionFactory(version=version, key=key, identity=key == "origin")
        make.AnswerFactory(enrolment=mentee, question=question, choices=choices)
    return mentee


def test_what_they_wrote_goes_with_them(there: Programme) -> None:
    mentee, organiser = _mentee(), make.PersonFactory()
    moved = move_enrolment(mentee, to=there, by=organiser, now=NOW, message="You fit better there.")
    mentee.refresh_from_db()
    moved.refresh_from_db()
    assert (mentee.state, moved.state, moved.capacity) == ("withdrawn", "approved", 2)
    assert (moved.where_i_am, moved.submitted_at) == ("In Leeds.", None)
    assert [goal.text for goal in moved.goals.all()] == ["Lead."]
    assert moved.wanted_skills.count() == mentee.wanted_skills.count() == 1
    # An answer about identity stays where it was given, and so does one that is not asked there.
    assert [(a.key, a.question.version.programme) for a in moved.answers.all()] == [("profession", there)]
    assert mentee.answers.count() == 3
    text = letter()
    assert "You are now in There" in text
    assert "You fit better there." in text
    actions = AuditEvent.objects.values_list("action", "programme_id")
    assert {("enrolment.move_out", mentee.programme_id), ("enrolment.move_in", there.pk)} <= set(actions)


def test_who_applied_has_applied_there(there: Programme) -> None:
    moved = move_enrolment(_mentee(state="waitlisted"), to=there, by=None, now=NOW)
    assert moved.state == "applied"


def test_nobody_is_twice_in_a_programme_but_somebody_who_left_comes_back(there: Programme) -> None:
    mentee = _mentee()
    known = make.MenteeFactory(programme=there, person=mentee.person)
    with pytest.raises(AlreadyThere):
        move_enrolment(mentee, to=there, by=None, now=NOW)
    mentee.refresh_from_db()
    assert mentee.state == "approved"
    Enrolment.objects.filter(pk=known.pk).update(state="withdrawn")
    make.GoalFactory(enrolment=known, text="An old one.")
    moved = move_enrolment(mentee, to=there, by=None, now=NOW)
    assert (moved.pk, moved.state) == (known.pk, "approved")
    assert [goal.text for goal in moved.goals.all()] == ["Lead."]


def test_whoever_left_is_moved_nowhere(there: Programme) -> None:
    with pytest.raises(StaleState):
        move_enrolment(_mentee(state="withdrawn"), to=there, by=None, now=NOW)
    assert not Enrolment.objects.filter(programme=there).exists()
