"""Every state that an enrolment or a mentorship comes to is told: each move is made by its operation, and looked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from api.enums import HookEvent, WebhookState
from api.events import ENROLMENTS, MENTORSHIPS, table
from api.models import Delivery, Webhook
from matching.enums import MENTORSHIP_TRANSITIONS, EndReason, MentorshipState
from matching.models import Mentorship, MentorshipEvent
from matching.operations.copying import copy_in, lines_of
from matching.operations.mentorships import end_mentorship, pause_mentorship, resume_mentorship
from matching.operations.publishing import EVENT_COLUMNS
from matching.operations.requests import accept
from programmes.enums import ENROLMENT_TRANSITIONS, EnrolmentState, Role
from programmes.models import Enrolment, EnrolmentEvent, Programme
from programmes.operations.decisions import decide_many
from programmes.operations.joining import enrol
from programmes.operations.leaving import withdraw_enrolment
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory()


@pytest.fixture
def hook(programme: Programme) -> Webhook:
    return make.WebhookFactory(organisation=programme.organisation)


def told(hook: Webhook) -> list[tuple[str, Any, str]]:
    return [(one.event, one.object_id, one.became) for one in hook.deliveries.order_by("event")]


# --- enrolments


def decide(row: Enrolment, to: EnrolmentState) -> None:
    decide_many(programme=row.programme, seen={row.pk: row.state}, to=to, message="", by=None, now=LATER)


def leave(row: Enrolment, to: EnrolmentState) -> None:
    withdraw_enrolment(row, by=None, now=LATER)


def come_back(row: Enrolment, to: EnrolmentState) -> None:
    enrol(row.programme, row.person, Role(row.role), by=None, now=LATER)


ENROLMENT_VERBS: dict[EnrolmentState, Callable[[Enrolment, EnrolmentState], None]] = {
    EnrolmentState.APPLIED: come_back,
    EnrolmentState.APPROVED: decide,
    EnrolmentState.DECLINED: decide,
    EnrolmentState.WAITLISTED: decide,
    EnrolmentState.WITHDRAWN: leave,
}
ENROLMENT_MOVES = [(left, to) for left, states in ENROLMENT_TRANSITIONS.items() for to in sorted(states)]


@pytest.mark.parametrize(("left", "to"), ENROLMENT_MOVES)
def test_every_move_of_an_enrolment_is_told(
    left: EnrolmentState, to: EnrolmentState, programme: Programme, hook: Webhook
) -> None:
    row = make.MenteeFactory(programme=programme, state=left)
    ENROLMENT_VERBS[to](row, to)
    row.refresh_from_db()
    assert row.state == to
    assert told(hook) == [(ENROLMENTS[to], row.pk, to)]
    assert hook.deliveries.get().at == LATER


def test_that_somebody_applies_is_told(programme: Programme, hook: Webhook) -> None:
    row = enrol(programme, make.PersonFactory(), Role.MENTEE, by=None, now=LATER)
    assert told(hook) == [(HookEvent.ENROLMENT_APPLIED, row.pk, EnrolmentState.APPLIED)]


# --- mentorships


def pause(row: Mentorship, to: MentorshipState) -> None:
    pause_mentorship(row, until=None, by=None, now=LATER)


def resume(row: Mentorship, to: MentorshipState) -> None:
    resume_mentorship(row, by=None, now=LATER)


def end(row: Mentorship, to: MentorshipState) -> None:
    reason = EndReason.FINISHED if to == MentorshipState.COMPLETED else EndReason.NO_TIME
    end_mentorship(row, reason=reason, by=None, now=LATER)


MENTORSHIP_VERBS: dict[MentorshipState, Callable[[Mentorship, MentorshipState], None]] = {
    MentorshipState.PAUSED: pause,
    MentorshipState.ACTIVE: resume,
    MentorshipState.COMPLETED: end,
    MentorshipState.ENDED: end,
}
MENTORSHIP_MOVES = [(left, to) for left, states in MENTORSHIP_TRANSITIONS.items() for to in sorted(states)]


@pytest.mark.parametrize(("left", "to"), MENTORSHIP_MOVES)
def test_every_move_of_a_mentorship_is_told(
    left: MentorshipState, to: MentorshipState, programme: Programme, hook: Webhook
) -> None:
    row = make.MentorshipFactory(mentee__programme=programme, mentee__active_mentorships=1, state=left)
    MENTORSHIP_VERBS[to](row, to)
    row.refresh_from_db()
    assert row.state == to
    assert told(hook) == [(MENTORSHIPS[to], row.pk, to)]


def test_that_a_mentorship_begins_is_told(programme: Programme, hook: Webhook) -> None:
    request = make.RequestFactory(mentee__programme=programme)
    accept(request, by=request.mentor.person, now=LATER)
    row = Mentorship.objects.get()
    assert told(hook) == [(HookEvent.MENTORSHIP_BEGUN, row.pk, MentorshipState.ACTIVE)]


# --- however the rows come, and what it costs


def events_of(rows: list[Enrolment]) -> list[EnrolmentEvent]:
    return [EnrolmentEvent(enrolment=row, at=LATER, to_state=EnrolmentState.APPROVED) for row in rows]


def test_many_at_once_are_told_each_and_cost_no_query_of_ours(programme: Programme, hook: Webhook) -> None:
    rows = [make.MenteeFactory(programme=programme) for _ in range(5)]
    with CaptureQueriesContext(connection) as queries:
        EnrolmentEvent.objects.bulk_create(events_of(rows))
    assert len(queries) == 1
    assert {one.object_id for one in hook.deliveries.all()} == {row.pk for row in rows}


def test_rows_that_postgresql_copies_in_are_told(programme: Programme, hook: Webhook) -> None:
    """As a cohort is published."""
    row = make.MentorshipFactory(mentee__programme=programme, mentee__active_mentorships=1)
    begun = [MentorshipEvent(mentorship=row, at=LATER, to_state=MentorshipState.ACTIVE)]
    copy_in(MentorshipEvent, EVENT_COLUMNS, lines_of(begun, EVENT_COLUMNS))
    assert told(hook) == [(HookEvent.MENTORSHIP_BEGUN, row.pk, MentorshipState.ACTIVE)]


def test_without_a_webhook_it_costs_no_query(programme: Programme) -> None:
    row = make.MenteeFactory(programme=programme)
    with CaptureQueriesContext(connection) as queries:
        EnrolmentEvent.objects.create(enrolment=row, at=LATER, to_state=EnrolmentState.APPROVED)
    assert len(queries) == 1


def test_what_is_rolled_back_is_told_to_nobody(programme: Programme, hook: Webhook) -> None:
    row = make.MenteeFactory(programme=programme)
    with transaction.atomic():
        withdraw_enrolment(row, by=None, now=LATER)
        within = hook.deliveries.count()
        transaction.set_rollback(True)
    assert (within, hook.deliveries.count()) == (1, 0)


# --- who is told


def leaves(programme: Programme) -> None:
    withdraw_enrolment(make.MenteeFactory(programme=programme), by=None, now=LATER)


def test_only_those_who_asked_for_it_are_told(programme: Programme) -> None:
    ours = {"organisation": programme.organisation}
    makers = {
        "on": {},
        "for this alone": {"events": [HookEvent.ENROLMENT_ENDED]},
        "for something else": {"events": [HookEvent.MENTORSHIP_BEGUN]},
        "off": {"state": WebhookState.OFF, "stopped_at": NOW},
        "given up": {"state": WebhookState.FAILING, "stopped_at": NOW},
    }
    for name, more in makers.items():
        make.WebhookFactory(name=name, **ours, **more)
    make.WebhookFactory(name="of another organisation")
    leaves(programme)
    names = Delivery.objects.values_list("webhook__name", flat=True)
    assert sorted(names) == ["for this alone", "on"]


def test_of_young_people_nothing_is_told() -> None:
    programme = make.ProgrammeFactory(for_minors=True, safeguarding_contact=make.PersonFactory())
    make.WebhookFactory(organisation=programme.organisation)
    leaves(programme)
    assert not Delivery.objects.exists()


def test_the_table_names_every_event_and_every_state() -> None:
    lines = table()
    assert [line.event for line in lines] == list(HookEvent)
    assert {state for line in lines for state in line.states if line.event.startswith("enrolment")} == set(
        EnrolmentState.values
    )
    assert {state for line in lines for state in line.states if line.event.startswith("mentorship")} == set(
        MentorshipState.values
    )
