from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import AuditEvent, Consent, Person
from programmes.enums import EnrolmentState, ProgrammeState, Role
from programmes.models import Enrolment, EnrolmentEvent, Programme
from programmes.operations.joining import CannotJoin, join
from programmes.queries import Standing
from tests.factories import NOW, EnrolmentFactory, PersonFactory, ProgrammeFactory

LATER = NOW + timedelta(days=3)


def joined(programme: Programme, person: Person, *roles: Role, version: str = "1") -> list[Enrolment]:
    return join(programme=programme, person=person, roles=roles, accepted_version=version, by=person, now=NOW)


def steps(enrolment: Enrolment) -> list[tuple[str, str, object]]:
    return list(
        EnrolmentEvent.objects.filter(enrolment=enrolment)
        .order_by("id")
        .values_list("from_state", "to_state", "by")
    )


@pytest.mark.django_db
def test_joining_as_both_makes_two_enrolments_with_their_history() -> None:
    programme, person = ProgrammeFactory(mentors_a_mentee=2), PersonFactory()
    mentee, mentor = joined(programme, person, Role.MENTEE, Role.MENTOR)
    assert (mentee.role, mentee.capacity) == (Role.MENTEE, 2)
    assert (mentor.role, mentor.capacity) == (Role.MENTOR, 1)
    for enrolment in (mentee, mentor):
        enrolment.refresh_from_db()
        assert (enrolment.state, enrolment.created_at, enrolment.submitted_at) == (
            EnrolmentState.APPLIED,
            NOW,
            None,
        )
        assert steps(enrolment) == [("", "applied", person.pk)]
    assert (
        AuditEvent.objects.filter(
            action="enrolment.join", actor_id=person.pk, programme_id=programme.pk
        ).count()
        == 2
    )


@pytest.mark.django_db
def test_joining_twice_changes_nothing() -> None:
    programme, person = ProgrammeFactory(), PersonFactory()
    first = joined(programme, person, Role.MENTEE)
    assert joined(programme, person, Role.MENTEE) == first
    assert EnrolmentEvent.objects.count() == 1
    assert AuditEvent.objects.filter(action="enrolment.join").count() == 1
    assert sorted(Consent.objects.values_list("subject", flat=True)) == ["", str(programme.pk)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state", [EnrolmentState.DECLINED, EnrolmentState.WAITLISTED, EnrolmentState.APPROVED]
)
def test_joining_again_does_not_overrule_the_organisers(state: str) -> None:
    enrolment = EnrolmentFactory(state=state)
    (again,) = joined(enrolment.programme, enrolment.person, Role.MENTEE)
    assert (again.pk, again.state) == (enrolment.pk, state)


@pytest.mark.django_db
def test_somebody_who_left_comes_back_to_what_they_had() -> None:
    gone = EnrolmentFactory(state=EnrolmentState.WITHDRAWN, where_i_am="As I wrote it.")
    (back,) = joined(gone.programme, gone.person, Role.MENTEE)
    back.refresh_from_db()
    assert (back.pk, back.state, back.where_i_am) == (gone.pk, EnrolmentState.APPLIED, "As I wrote it.")
    assert (back.submitted_at, back.decided_at) == (None, None)
    assert steps(back) == [("withdrawn", "applied", gone.person_id)]


@pytest.mark.django_db
def test_the_consent_names_the_version_and_follows_it() -> None:
    programme, person = ProgrammeFactory(), PersonFactory()
    joined(programme, person, Role.MENTEE)
    programme.guidelines_version = "2"
    join(programme=programme, person=person, roles=[Role.MENTOR], accepted_version="2", by=person, now=LATER)
    kept = Consent.objects.filter(
        person=person, purpose="code_of_conduct", subject=str(programme.pk)
    ).order_by("given_at")
    assert list(kept.values_list("version", "given_at", "withdrawn_at")) == [
        ("1", NOW, LATER),
        ("2", LATER, None),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"state": ProgrammeState.DRAFT}, Standing.DRAFT),
        ({"state": ProgrammeState.CLOSED}, Standing.ENDED),
        ({"enrolment_opens_at": LATER}, Standing.NOT_YET),
        ({"enrolment_closes_at": NOW}, Standing.SHUT),
        ({"enrolment_closes_at": NOW, "state": ProgrammeState.RUNNING}, Standing.RUNNING),
    ],
)
def test_nobody_joins_outside_the_window(changes: dict[str, object], standing: Standing) -> None:
    with pytest.raises(CannotJoin) as refusal:
        joined(ProgrammeFactory(**changes), PersonFactory(), Role.MENTEE)
    assert refusal.value.standing == standing
    assert not Enrolment.objects.exists()
    assert not Consent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_pressing_twice_at_once_joins_once() -> None:
    programme, person = ProgrammeFactory(), PersonFactory()
    start, faults = Barrier(4), []

    def press() -> None:
        start.wait()
        try:
            joined(programme, person, Role.MENTEE, Role.MENTOR)
        except Exception as fault:  # noqa: BLE001 - whatever went wrong in the thread fails the test
            faults.append(fault)
        finally:
            connection.close()

    presses = [Thread(target=press) for _ in range(4)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert faults == []
    assert Enrolment.objects.filter(person=person).count() == 2
    assert EnrolmentEvent.objects.count() == 2
    assert sorted(Consent.objects.values_list("subject", flat=True)) == ["", str(programme.pk)]
