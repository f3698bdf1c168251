from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from programmes.enums import EnrolmentState, ProgrammeState, Role
from programmes.queries import (
    Room,
    Standing,
    open_programmes,
    programme_list,
    programme_page,
    rooms,
    standing_of,
)
from tests.factories import NOW, MenteeFactory, MentorFactory, PersonFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

SOME = Room(mentors=2, places=3)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "opens", "closes", "room", "expected"),
    [
        (ProgrammeState.DRAFT, None, None, SOME, Standing.DRAFT),
        (ProgrammeState.CLOSED, None, None, SOME, Standing.ENDED),
        (ProgrammeState.ARCHIVED, None, None, SOME, Standing.ENDED),
        (ProgrammeState.ENROLLING, NOW + DAY, NOW + 9 * DAY, SOME, Standing.NOT_YET),
        (ProgrammeState.ENROLLING, NOW, None, SOME, Standing.OPEN),
        (ProgrammeState.ENROLLING, None, None, Room(), Standing.OPEN),
        (ProgrammeState.ENROLLING, None, NOW + 8 * DAY, SOME, Standing.OPEN),
        (ProgrammeState.ENROLLING, None, NOW + 7 * DAY, SOME, Standing.CLOSING),
        (ProgrammeState.ENROLLING, None, None, Room(mentors=2, places=0), Standing.FULL),
        (ProgrammeState.ENROLLING, None, NOW, SOME, Standing.SHUT),
        (ProgrammeState.RUNNING, None, NOW, SOME, Standing.RUNNING),
        (ProgrammeState.RUNNING, None, None, SOME, Standing.OPEN),
    ],
)
def test_where_a_programme_stands(
    state: str, opens: datetime | None, closes: datetime | None, room: Room, expected: Standing
) -> None:
    programme = ProgrammeFactory.build(state=state, enrolment_opens_at=opens, enrolment_closes_at=closes)
    assert standing_of(programme, room, now=NOW) == expected


def test_room_counts_mentors_who_are_in_and_places_of_those_who_take_requests() -> None:
    programme = ProgrammeFactory()
    MentorFactory(programme=programme, capacity=3, active_mentorships=1)
    MentorFactory(programme=programme, capacity=2, active_mentorships=2)
    MentorFactory(programme=programme, capacity=5, accepting=False)
    MentorFactory(programme=programme, capacity=5, not_accepting_until=NOW + DAY)
    MentorFactory(programme=programme, capacity=5, state=EnrolmentState.APPLIED)
    MenteeFactory(programme=programme)
    MentorFactory()
    empty = ProgrammeFactory()
    assert rooms([programme.pk, empty.pk], now=NOW) == {
        programme.pk: Room(mentors=4, places=2),
        empty.pk: Room(),
    }


def test_open_programmes_come_in_the_order_in_which_they_close() -> None:
    always = ProgrammeFactory(name="A")
    late = ProgrammeFactory(enrolment_closes_at=NOW + 9 * DAY)
    soon = ProgrammeFactory(enrolment_closes_at=NOW + DAY)
    ProgrammeFactory(enrolment_opens_at=NOW + DAY)
    ProgrammeFactory(enrolment_closes_at=NOW)
    ProgrammeFactory(listed=False)
    ProgrammeFactory(state=ProgrammeState.DRAFT)
    assert [card.programme for card in open_programmes(now=NOW, limit=6)] == [soon, late, always]
    assert [card.programme for card in open_programmes(now=NOW, limit=1)] == [soon]


def test_the_list_shows_what_can_be_joined_first() -> None:
    shut = ProgrammeFactory(enrolment_closes_at=NOW - DAY)
    later = ProgrammeFactory(enrolment_opens_at=NOW + DAY)
    is_open = ProgrammeFactory(enrolment_closes_at=NOW + 30 * DAY)
    ProgrammeFactory(listed=False)
    _, cards = programme_list(search="", page=1, now=NOW)
    assert [card.programme for card in cards] == [is_open, later, shut]


@pytest.mark.parametrize("search", ["nurse", "NURSE", "ward", "Tromsø", "Nordvest"])
def test_the_list_is_searched_by_name_words_and_organisation(search: str) -> None:
    found = ProgrammeFactory(
        name="Nurse leaders", summary="For wards in Tromsø.", organisation__name="Nordvest Health"
    )
    ProgrammeFactory()
    _, cards = programme_list(search=search, page="1", now=NOW)
    assert [card.programme for card in cards] == [found]


def test_a_page_knows_what_the_visitor_is_and_could_become() -> None:
    mentee = MenteeFactory()
    page = programme_page(mentee.programme, person=mentee.person, now=NOW)
    assert (page.enrolments, page.open_roles) == ([mentee], [Role.MENTOR])
    assert programme_page(mentee.programme, person=None, now=NOW).open_roles == [Role.MENTEE, Role.MENTOR]


def test_somebody_who_left_could_come_back() -> None:
    gone = MenteeFactory(state=EnrolmentState.WITHDRAWN)
    page = programme_page(gone.programme, person=gone.person, now=NOW)
    assert (page.enrolments, page.open_roles) == ([], [Role.MENTEE, Role.MENTOR])


@pytest.mark.parametrize("programmes", [1, 12])
def test_queries_do_not_grow_with_the_programmes(
    programmes: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(programmes):
        MentorFactory(programme=ProgrammeFactory())
    with django_assert_num_queries(3):
        assert len(open_programmes(now=NOW, limit=20)) == programmes
    with django_assert_num_queries(4):
        assert len(programme_list(search="", page="1", now=NOW)[1]) == programmes
    person = PersonFactory()
    programme = ProgrammeFactory()
    with django_assert_num_queries(3):
        programme_page(programme, person=person, now=NOW)
