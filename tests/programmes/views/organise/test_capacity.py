"""Places and skills: what is missing, and who could be asked."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Person, Skill
from programmes.capacity import Capacity, Places, capacity_of
from programmes.enums import EnrolmentState
from programmes.gaps import Candidate, Gap, Wanted, Why, asking, gaps, worst_first
from programmes.models import Programme
from tests import factories as make

URL = "/admin/organise/open-doors/capacity/"


def test_a_gap_counts_each_mentor_once_and_only_places_that_are_left() -> None:
    one, two, full = uuid4(), uuid4(), uuid4()
    found = gaps(
        {"python": Wanted(5, 2), "sql": Wanted(1, 0)},
        [("python", one), ("python", one), ("python", full), ("sql", one), ("sql", two), ("poetry", two)],
        {one: 2, two: 1, full: 0},
    )
    assert found == {
        "python": Gap(mentees=5, applying=2, mentors=1, places=2),
        "sql": Gap(mentees=1, applying=0, mentors=2, places=3),
        "poetry": Gap(mentees=0, applying=0, mentors=1, places=1),
    }
    assert (found["python"].missing, found["python"].missing_soon, found["sql"].missing) == (3, 5, 0)
    names = {key: key for key in found}
    assert [key for key, _gap in worst_first(found, names)] == ["python", "sql", "poetry"]


def test_whoever_can_be_asked_in_two_ways_stands_once_the_nearest_first() -> None:
    a, b, c, d = uuid4(), uuid4(), uuid4(), uuid4()
    found = asking(
        [
            Candidate(a, "A", 4, Why.NEAR, "SQL"),
            Candidate(b, "B", 4, Why.ELSEWHERE, "Spring"),
            Candidate(a, "A", 2, Why.FULL),
            Candidate(c, "C", 3, Why.FULL),
            Candidate(d, "D", 1, Why.RESTING),
        ]
    )
    assert [(one.name, one.why) for one in found.first] == [("D", "resting"), ("C", "full"), ("A", "full")]
    assert found.more == 1


@pytest.fixture
def programme(db: None) -> Programme:
    programme: Programme = make.ProgrammeFactory(slug="open-doors", name="Open doors")
    return programme


@pytest.fixture
def olga(programme: Programme) -> Person:
    person: Person = make.OrganiserFactory(programme=programme).person
    return person


@pytest.fixture
def as_olga(client: Client, olga: Person) -> Client:
    client.force_login(olga.user)
    return client


@pytest.fixture
def python() -> Skill:
    skill: Skill = make.SkillFactory(name="Python", group__name="Data")
    return skill


def look(programme: Programme, *others: Programme) -> Capacity:
    found = Programme.objects.filter(pk__in=[other.pk for other in others])
    return capacity_of(programme, others=found, now=timezone.now())


def wanting(programme: Programme, skill: Skill, **more: object) -> None:
    make.WantedSkillFactory(enrolment=make.MenteeFactory(programme=programme, **more), skill=skill)


def offering(programme: Programme, skill: Skill, name: str, **more: object) -> None:
    mentor = make.MentorFactory(programme=programme, person__name=name, **more)
    make.OfferedSkillFactory(enrolment=mentor, skill=skill)


def test_only_those_without_a_mentor_want_and_only_places_left_are_offered(
    programme: Programme, python: Skill
) -> None:
    for _twice in range(3):
        wanting(programme, python)
    wanting(programme, python, active_mentorships=1)
    wanting(programme, python, state=EnrolmentState.WITHDRAWN)
    wanting(programme, python, state=EnrolmentState.WAITLISTED)
    wanting(programme, python, state=EnrolmentState.APPLIED)
    wanting(programme, python, state=EnrolmentState.APPLIED, submitted_at=None, decided_at=None)
    offering(programme, python, "Free", capacity=2, active_mentorships=1)
    offering(programme, python, "Full", capacity=1, active_mentorships=1)
    offering(programme, python, "Resting", capacity=4, accepting=False)
    found = look(programme)
    assert found.places == Places(
        mentees=4, alone=3, applying=2, mentors=3, applying_mentors=0, free=1, left=1
    )
    (line,) = found.skills
    assert (line.name, line.group, line.gap) == ("Python", "Data", Gap(3, 2, 1, 1))
    assert line.asking is not None
    assert [(who.name, who.why) for who in line.asking.first] == [("Resting", "resting"), ("Full", "full")]


def test_people_of_other_programmes_are_named_where_the_organiser_sees_them(
    programme: Programme, python: Skill
) -> None:
    own, foreign = make.ProgrammeFactory(name="Spring"), make.ProgrammeFactory()
    wanting(programme, python)
    offering(own, python, "Eve Elsewhere")
    offering(foreign, python, "Fay Foreign")
    both = make.MentorFactory(programme=programme, person__name="Bo Both", capacity=1, active_mentorships=1)
    make.OfferedSkillFactory(enrolment=make.MentorFactory(programme=own, person=both.person), skill=python)
    sql = make.SkillFactory(name="SQL", group=python.group)
    offering(programme, sql, "Nia Near")
    (line,) = [line for line in look(programme, own).skills if line.gap.missing]
    assert line.asking is not None
    assert [(who.name, who.why, who.where) for who in line.asking.first] == [
        ("Eve Elsewhere", "elsewhere", "Spring"),
        ("Nia Near", "near", "SQL"),
    ]


def test_a_group_counts_each_person_once(programme: Programme, python: Skill) -> None:
    sql = make.SkillFactory(name="SQL", group=python.group)
    mentee = make.MenteeFactory(programme=programme)
    mentor = make.MentorFactory(programme=programme, capacity=3)
    for skill in (python, sql):
        make.WantedSkillFactory(enrolment=mentee, skill=skill)
        make.OfferedSkillFactory(enrolment=mentor, skill=skill)
    assert [(line.name, line.gap) for line in look(programme).groups] == [("Data", Gap(1, 0, 1, 3))]


def test_the_page_has_a_chart_a_table_and_a_call_ready_to_send(
    as_olga: Client, programme: Programme, python: Skill
) -> None:
    for _twice in range(2):
        wanting(programme, python)
    page = as_olga.get(URL)
    assert "2 places are missing" in page.text
    assert page.context["chart"].rows == (("Python", ("2",)),)
    call = page.context["call"]
    assert "In Open doors, 2 people wait for a mentor." in call
    assert "- Python" in call
    assert "/programmes/open-doors/join/?as=mentor" in call
    assert "mailto:?subject=Mentors%20wanted%20for%20Open%20doors&amp;body=In%20Open%20doors" in page.text


def test_the_call_of_an_unlisted_programme_has_the_code_in_its_link(
    as_olga: Client, programme: Programme
) -> None:
    Programme.objects.filter(pk=programme.pk).update(listed=False, join_code="HIDDEN27")
    page = as_olga.get(URL)
    assert "/join/HIDDEN27/" in page.context["call"]
    assert "No skills to compare yet" in page.text


def test_the_page_asks_as_much_of_the_database_for_many(as_olga: Client, programme: Programme) -> None:
    def add() -> None:
        skill = make.SkillFactory()
        wanting(programme, skill)
        wanting(programme, skill)
        offering(programme, skill, "M", capacity=1)
        offering(programme, skill, "N", accepting=False)
        offering(make.ProgrammeFactory(), skill, "O")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            as_olga.get(URL)
        return len(captured)

    add()
    few = queries()
    for _more in range(4):
        add()
    assert queries() == few
