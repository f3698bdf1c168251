from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification
from programmes.enums import EnrolmentState
from programmes.models import Enrolment, EnrolmentEvent, Programme
from programmes.operations.decisions import MOST_AT_ONCE, Decided, decide_many
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(name="Ours")


def applied(programme: Programme, many: int = 1) -> list[Enrolment]:
    return make.MenteeFactory.create_batch(many, programme=programme, state="applied", decided_at=None)


def decide(programme: Programme, rows: list[Enrolment], **more: Any) -> Decided:
    given: dict[str, Any] = {"to": EnrolmentState.APPROVED, "message": "", "by": None, "now": NOW, **more}
    seen = given.pop("seen", {row.pk: row.state for row in rows})
    return decide_many(programme=programme, seen=seen, **given)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (EnrolmentState.APPROVED, "You have a place in Ours"),
        (EnrolmentState.WAITLISTED, "You are on the waiting list of Ours"),
        (EnrolmentState.DECLINED, "Ours has no room at the moment"),
    ],
)
def test_everybody_is_moved_told_and_noted(programme: Programme, to: EnrolmentState, words: str) -> None:
    organiser = make.OrganiserFactory(programme=programme).person
    rows = applied(programme, 2)
    done = decide(programme, rows, to=to, by=organiser, message="See you on www.example.org soon.")
    assert ({row.pk for row in done.done}, done.changed) == ({row.pk for row in rows}, ())
    for row in Enrolment.objects.filter(programme=programme):
        assert (row.state, row.decided_at, row.decided_by) == (to, NOW, organiser)
    assert EnrolmentEvent.objects.filter(from_state="applied", to_state=to, by=organiser).count() == 2
    assert AuditEvent.objects.filter(action=f"enrolment.{to}", actor_id=organiser.pk).count() == 2
    assert Notification.objects.count() == 2
    notification = Notification.objects.all()[0]
    letter = registry[notification.kind].load(notification)
    assert letter is not None
    message = write(notification, letter)
    for text in (message.body, str(message.alternatives[0][0])):
        assert words in text
        assert "www.\u200bexample.\u200borg" in text


def test_whoever_changed_meanwhile_is_named_and_left_alone(programme: Programme) -> None:
    first, second, left = applied(programme, 3)
    seen = {row.pk: "applied" for row in (first, second, left)}
    Enrolment.objects.filter(pk=second.pk).update(state="waitlisted")
    Enrolment.objects.filter(pk=left.pk).update(state="withdrawn")
    decided = decide(programme, [], seen=seen)
    assert [row.pk for row in decided.done] == [first.pk]
    assert {row.pk for row in decided.changed} == {second.pk, left.pk}
    second.refresh_from_db()
    assert (second.state, Notification.objects.count()) == ("waitlisted", 1)


def test_people_of_another_programme_are_out_of_reach(programme: Programme) -> None:
    (elsewhere,) = applied(make.ProgrammeFactory())
    decided = decide(programme, [], seen={elsewhere.pk: "applied", uuid4(): "applied"})
    elsewhere.refresh_from_db()
    assert (decided, elsewhere.state) == (Decided((), ()), "applied")


def test_many_cost_as_many_queries_as_one(programme: Programme) -> None:
    numbers = []
    for many in (1, 30):
        rows = applied(programme, many)
        with CaptureQueriesContext(connection) as queries:
            assert len(decide(programme, rows).done) == many
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 12


def test_only_decisions_and_only_so_many(programme: Programme) -> None:
    with pytest.raises(ValueError, match="no decision"):
        decide(programme, [], to=EnrolmentState.WITHDRAWN)
    with pytest.raises(ValueError, match="at once"):
        decide(programme, [], seen=dict.fromkeys(range(MOST_AT_ONCE + 1), "applied"))
