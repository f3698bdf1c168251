from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programmes.models import Enrolment
from programmes.waiting import WaitingPlace, in_line, waiting_place, waiting_places
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_whoever_was_put_there_first_stands_first() -> None:
    programme = make.ProgrammeFactory()
    hours = [(3, 1), (1, 5), (3, 0), (2, 9)]  # put there, handed in
    rows = [
        make.MenteeFactory(
            programme=programme,
            state="waitlisted",
            decided_at=NOW + timedelta(hours=put),
            submitted_at=NOW + timedelta(hours=handed_in),
        )
        for put, handed_in in hours
    ]
    # Another role, another programme and other states are other lines.
    make.MentorFactory(programme=programme, state="waitlisted", decided_at=NOW)
    make.MenteeFactory(state="waitlisted", decided_at=NOW)
    enrolled = make.MenteeFactory(programme=programme)
    with CaptureQueriesContext(connection) as queries:
        places = waiting_places([*rows, enrolled])
    assert len(queries) == 1
    assert [places[row.pk].place for row in rows] == [4, 1, 3, 2]
    assert {place.of for place in places.values()} == {4}
    assert list(in_line(programme, "mentee")) == [rows[1], rows[3], rows[2], rows[0]]
    assert (enrolled.pk in places, waiting_place(enrolled)) == (False, None)


def test_who_leaves_makes_room_in_the_line() -> None:
    first, second = (
        make.MenteeFactory(state="waitlisted", decided_at=NOW + timedelta(hours=n)) for n in range(2)
    )
    Enrolment.objects.filter(pk=second.pk).update(programme=first.programme)
    second.refresh_from_db()
    assert waiting_place(second) == WaitingPlace(2, 2)
    Enrolment.objects.filter(pk=first.pk).update(state="approved")
    assert waiting_place(second) == WaitingPlace(1, 1)


def test_whoever_waits_reads_their_place_at_home_and_after_handing_in(client: Client) -> None:
    programme = make.ProgrammeFactory()
    first, second = (
        make.MenteeFactory(programme=programme, state="waitlisted", decided_at=NOW + timedelta(hours=n))
        for n in range(2)
    )
    client.force_login(second.person.user)
    assert (
        "You are number 2 of 2 on the waiting list"
        in client.get(f"/enrolments/{second.pk}/intake/done/").text
    )
    assert "Number 2 of 2 on the waiting list" in client.get("/home/").text
    client.force_login(first.person.user)
    assert "Number 1 of 2 on the waiting list" in client.get("/home/").text
