"""What a system reads: the right rows, page by page, and no word that anybody wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.operations.erasures import erase
from api.queries.paging import BadCursor, page_of
from programmes.models import Enrolment
from programmes.operations.leaving import withdraw_enrolment
from tests import factories as make
from tests.api.house import House, System, build_house, kind_of

pytestmark = pytest.mark.django_db
LISTS = {"programmes": 1, "people": 2, "enrolments": 1, "invitations": 1, "mentorships": 1}


@pytest.fixture
def house() -> House:
    return build_house(state="running")


@pytest.fixture
def system(house: House) -> System:
    return System(house, used_at=timezone.now())


def test_who_am_i(house: House, system: System) -> None:
    told = system.get("").json()
    assert told["organisation"] == {
        "id": str(house.programme.organisation_id),
        "name": house.programme.organisation.name,
    }
    assert told["expires_at"] is None
    assert "people:read" in told["scopes"]


def test_a_person_with_their_parts(house: House, system: System) -> None:
    elsewhere = make.MenteeFactory(person=house.mentee.person)
    person = house.mentee.person
    told = system.get(f"people/{person.pk}").json()
    assert told == {
        "id": str(person.pk),
        "name": person.name,
        "email": person.user.email,
        "enrolments": [
            {
                "id": str(house.mentee.pk),
                "programme": str(house.programme.pk),
                "role": "mentee",
                "state": "approved",
            }
        ],
    }
    assert str(elsewhere.pk) not in system.get("enrolments").text
    found = system.get("people", email=person.user.email)
    assert found.status_code == 200
    only = system.get(f"people?email={person.user.email.upper()}").json()
    assert [row["id"] for row in only["items"]] == [str(person.pk)]


def test_filters_narrow(house: House, system: System) -> None:
    other = make.ProgrammeFactory(organisation=house.programme.organisation)
    applied = make.MentorFactory(programme=other, state="applied", decided_at=None)
    make.EnrolmentEventFactory(enrolment=applied, at=timezone.now(), to_state="applied")

    def ids(address: str) -> set[str]:
        return {row["id"] for row in system.get(address).json()["items"]}

    since = (timezone.now() - timedelta(hours=1)).isoformat().replace("+", "%2B")
    assert ids(f"enrolments?programme={other.pk}") == {str(applied.pk)}
    assert ids("enrolments?state=applied&role=mentor") == {str(applied.pk)}
    assert ids("enrolments?state=applied&role=mentee") == set()
    assert ids(f"enrolments?changed_since={since}") == {str(applied.pk)}
    assert ids(f"people?changed_since={since}") == {str(applied.person_id)}
    assert ids(f"people?programme={other.pk}") == {str(applied.person_id)}
    assert ids(f"mentorships?person={house.mentor.person_id}") == {str(house.mentorship.pk)}
    assert ids(f"mentorships?person={applied.person_id}") == set()
    assert ids(f"mentorships?changed_since={since}") == set()
    assert ids(f"invitations?email={house.invitation.person.user.email}") == {str(house.invitation.pk)}


def test_pages_hold_every_row_once(house: House, system: System) -> None:
    """Some share the moment at which they came; one more comes while the pages are read."""
    for number in range(7):
        make.MentorFactory(
            programme=house.programme, created_at=house.mentee.created_at + timedelta(days=number // 3)
        )
    seen, cursor, turns = [], "", 0
    while turns < 20:
        page = system.get(f"enrolments?limit=2&cursor={cursor}").json()
        assert len(page["items"]) <= 2
        seen += [row["id"] for row in page["items"]]
        turns += 1
        if turns == 2:
            make.MentorFactory(programme=house.programme, created_at=timezone.now())
        if page["next"] is None:
            break
        cursor = page["next"]
    assert sorted(seen) == sorted(str(pk) for pk in Enrolment.objects.values_list("pk", flat=True))
    assert turns == 5


@pytest.mark.parametrize("cursor", ["x", "AAAA", "MjAyNi0wMS0wMSB4", "MjAyNi0wMS0wMVQwMDowMCAwMA", "é"])
def test_a_cursor_of_somebody_elses_making_is_refused(system: System, cursor: str) -> None:
    answer = system.get(f"people?cursor={cursor}")
    assert (answer.status_code, kind_of(answer)) == (422, "wrong-fields")
    with pytest.raises(BadCursor):
        page_of(Enrolment.objects.all(), moment="created_at", cursor=cursor, limit=1)


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("people?programe=1", "programe"),
        ("people?limit=201", "limit"),
        ("people?limit=0", "limit"),
        ("enrolments?state=gone", "state"),
        ("enrolments?changed_since=2026-01-01T10:00:00", "changed_since"),
        ("people?email=nobody", "email"),
        ("programmes?state=running", "state"),
    ],
)
def test_what_is_wrong_is_named(system: System, address: str, parameter: str) -> None:
    answer = system.get(address)
    assert answer.status_code == 422
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [parameter]


def test_a_list_costs_the_same_at_one_and_at_many(house: House, system: System) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert system.get(address).status_code == 200
        return len(queries)

    few = {address: cost(address) for address in LISTS}
    for _ in range(4):
        build_house(organisation=house.programme.organisation)
    many = {address: cost(address) for address in LISTS}
    # One for the token.
    assert few == many == {address: queries + 1 for address, queries in LISTS.items()}


def test_who_left_has_ended_and_who_is_erased_is_gone(house: House, system: System) -> None:
    withdraw_enrolment(house.mentee, by=None, now=timezone.now(), reason="A reason", message="A message")
    told = system.get(f"enrolments/{house.mentee.pk}")
    assert told.json()["state"] == "withdrawn"
    assert "A reason" not in told.text
    assert "A message" not in told.text
    gone = house.mentor.person
    erase(person=gone, now=timezone.now())
    assert system.get(f"people/{gone.pk}").status_code == 404
    assert system.get(f"enrolments/{house.mentor.pk}").status_code == 404
    everything = "".join(system.get(address).text for address in LISTS)
    assert str(gone.pk) not in everything
    pair = system.get(f"mentorships/{house.mentorship.pk}").json()
    assert pair["mentor"] == {"enrolment": None, "person": None}
    assert pair["mentee"]["person"] == str(house.mentee.person_id)


def test_no_word_that_anybody_wrote_is_in_it(house: House, system: System) -> None:
    """Every text field of what is read is filled with a mark; only what is said to be given comes out."""
    marked: dict[str, str] = {}
    for row in (house.mentee, house.mentorship, house.invitation, house.mentee.person, house.programme):
        for field in row._meta.concrete_fields:
            named = f"{type(row).__name__}.{field.name}"
            if field.get_internal_type() in {"CharField", "TextField"} and not field.choices:
                marked[named] = f"mark-{len(marked)}"
                setattr(row, field.name, marked[named][: field.max_length])
        if hasattr(row, "end_reason"):
            row.reasons = {"why": "mark-reasons"}
        row.save()
    everything = "".join(
        system.get(address).text
        for address in (*LISTS, f"programmes/{house.programme.pk}", f"people/{house.mentee.person_id}")
    )
    found = {name for name, mark in marked.items() if f'"{mark}"' in everything or f"{mark}/" in everything}
    assert found == {"Person.name", "Programme.name", "Programme.summary"}
    assert "mark-reasons" not in everything


def check_in(house: House, pair: Any, *, due_at: datetime, **more: Any) -> None:
    make.CheckInFactory(mentorship=pair, due_at=due_at, **{"state": "missed", **more})


def test_figures_speak_of_nobody(house: House, system: System) -> None:
    """By months that are over; nothing of four pairs, and of four that answered not how many had met, however often one of
    them did."""
    pairs = [house.mentorship] + [make.MentorshipFactory(mentee__programme=house.programme) for _ in range(5)]
    met: dict[str, Any] = {"state": "answered", "met": True}
    for number, pair in enumerate(pairs):
        answered = {**met, "answered_at": datetime(2026, 3, 9, tzinfo=UTC)}
        check_in(house, pair, number=1, due_at=datetime(2026, 3, 2, tzinfo=UTC), **answered)
        if number < 4:
            check_in(house, pair, number=2, due_at=datetime(2026, 4, 2, tzinfo=UTC), **answered)
        mixed = answered if number < 4 else {}
        # At 23:30 UTC on the last of April it is May in London.
        check_in(house, pair, number=3, due_at=datetime(2026, 4, 30, 23, 30, tzinfo=UTC), **mixed)
        check_in(house, pair, number=4, due_at=timezone.now(), **answered)
        check_in(house, pair, number=5, due_at=datetime(2026, 6, 2, tzinfo=UTC))
    for number in range(5):
        more = {**met, "answered_at": datetime(2026, 6, 9, tzinfo=UTC)}
        check_in(house, pairs[0], number=6 + number, due_at=datetime(2026, 6, 3 + number, tzinfo=UTC), **more)
    told = system.get(f"programmes/{house.programme.pk}/figures").json()
    nothing = {"asked": None, "answered": None, "missed": None, "met": None}
    assert told["months"] == [
        {"month": "2026-03", "asked": 6, "answered": 6, "missed": 0, "met": 6},
        {"month": "2026-04", **nothing},
        {"month": "2026-05", "asked": 6, "answered": 4, "missed": 2, "met": None},
        {"month": "2026-06", "asked": 11, "answered": 5, "missed": 6, "met": None},
    ]


def test_what_was_not_changed_is_not_sent_again(house: House, system: System) -> None:
    first = system.get("people")
    again = system.get("people", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    house.mentee.person.name = "Another Name"
    house.mentee.person.save()
    assert system.get("people", If_None_Match=first.headers["ETag"]).status_code == 200
    head = system.client.head("/api/v1/people", headers=system._headers({}))
    assert (head.status_code, head.content) == (200, b"")
