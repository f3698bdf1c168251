"""The limits of a programme: whoever comes later stands on the waiting list, also where two come at one moment."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from notifications.models import Notification
from programmes.enums import EnrolmentState, Role
from programmes.intake import steps_for
from programmes.models import Enrolment, Programme
from programmes.operations.enrolments import DECISION_MAIL
from programmes.operations.intake import submit
from programmes.queries import full_roles
from tests import factories as make


def finished(programme: Programme, role: Role = Role.MENTEE) -> Enrolment:
    """Somebody who answered everything and has only to hand it in."""
    steps = steps_for(role, asks=False, must_answer=False, asks_identity=False)
    enrolment: Enrolment = make.EnrolmentFactory(
        programme=programme,
        role=role,
        state=EnrolmentState.APPLIED,
        submitted_at=None,
        decided_at=None,
        steps_done=[step.slug for step in steps],
    )
    return enrolment


def hand_in(enrolment: Enrolment) -> str:
    submit(enrolment=enrolment, by=enrolment.person, now=make.NOW)
    return str(enrolment.state)


@pytest.mark.django_db
def test_the_one_after_the_last_place_waits_and_is_told() -> None:
    programme = make.ProgrammeFactory(mentee_places=2)
    make.MenteeFactory(programme=programme)
    second, third = finished(programme), finished(programme)
    assert [hand_in(second), hand_in(third)] == [EnrolmentState.APPROVED, EnrolmentState.WAITLISTED]
    letter = Notification.objects.get(kind=DECISION_MAIL)
    assert (letter.recipient_id, letter.subject_id) == (third.person.user_id, third.pk)
    assert list(third.history.values_list("from_state", "to_state", "by")) == [
        ("applied", "waitlisted", None)
    ]


@pytest.mark.django_db
def test_a_limit_is_for_its_own_part_alone() -> None:
    programme = make.ProgrammeFactory(mentee_places=0, mentor_places=1)
    assert hand_in(finished(programme)) == EnrolmentState.WAITLISTED
    assert hand_in(finished(programme, Role.MENTOR)) == EnrolmentState.APPROVED
    assert hand_in(finished(programme, Role.MENTOR)) == EnrolmentState.WAITLISTED
    assert hand_in(finished(make.ProgrammeFactory())) == EnrolmentState.APPROVED


@pytest.mark.django_db
def test_a_place_that_became_free_is_theirs_who_wait() -> None:
    programme = make.ProgrammeFactory(mentee_places=1)
    make.MenteeFactory(programme=programme, state=EnrolmentState.WAITLISTED)
    assert hand_in(finished(programme)) == EnrolmentState.WAITLISTED


@pytest.mark.django_db
def test_where_organisers_read_applications_they_decide() -> None:
    programme = make.ProgrammeFactory(mentee_places=0, reviews_applications=True)
    assert hand_in(finished(programme)) == EnrolmentState.APPLIED


@pytest.mark.django_db
def test_whoever_joins_is_told_before_that_they_will_wait(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    programme = make.ProgrammeFactory(mentee_places=1, mentor_places=1)
    make.MenteeFactory(programme=programme)
    with django_assert_num_queries(1):
        assert full_roles(programme) == {Role.MENTEE}
    client.force_login(make.PersonFactory().user)
    assert "All places for mentees are taken." in client.get(f"/programmes/{programme.slug}/join/").text
    make.MentorFactory(programme=programme, state=EnrolmentState.WAITLISTED)
    assert full_roles(programme) == {Role.MENTEE, Role.MENTOR}
    with django_assert_num_queries(0):
        assert full_roles(make.ProgrammeFactory.build(organisation=None)) == frozenset()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_hand_in_at_one_moment_no_more_get_in_than_there_are_places() -> None:
    programme = make.ProgrammeFactory(mentee_places=2)
    people = [finished(programme) for _number in range(6)]
    start, faults = Barrier(len(people)), []

    def press(enrolment: Enrolment) -> None:
        start.wait()
        try:
            hand_in(enrolment)
        except Exception as fault:  # noqa: BLE001 - whatever went wrong in the thread fails the test
            faults.append(fault)
        finally:
            connection.close()

    presses = [Thread(target=press, args=[one]) for one in people]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert faults == []
    states = sorted(Enrolment.objects.filter(programme=programme).values_list("state", flat=True))
    assert states == ["approved"] * 2 + ["waitlisted"] * 4
