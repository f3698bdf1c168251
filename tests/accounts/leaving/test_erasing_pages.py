"""The page on which people ask to be erased, the banner meanwhile, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.foresight import fates, foresight
from accounts.models import Erasure, Person
from tests import factories as make
from tests.accounts.leaving.signed_in import signed_in

pytestmark = pytest.mark.django_db

ERASE, BACK = "/your-data/erase/", "/your-data/erase/back/"
BANNER = "You asked to be erased. It is done on"


@pytest.fixture
def amara() -> Person:
    cache.clear()
    person: Person = make.PersonFactory(name="Amara Osei")
    return person


def test_asking_to_be_erased_and_taking_it_back(amara: Person) -> None:
    client = signed_in(amara)
    page = client.get(ERASE).content.decode()
    assert "A copy of your data" in page
    assert BANNER not in page
    answer = client.post(ERASE, {"understood": ""})
    assert answer.status_code == 400
    assert "by a slip of the finger" in answer.content.decode()
    page = client.post(ERASE, {"understood": "on"}, follow=True).content.decode()
    assert "You will be erased on" in page
    erasure = Erasure.objects.get()
    assert erasure.due_at - erasure.asked_at == timedelta(days=14)
    for address in ("/", "/home/", "/settings/", "/your-data/"):
        assert BANNER in client.get(address, follow=True).content.decode(), address
    again = client.post(ERASE, {"understood": "on"}, follow=True)
    assert "You had asked already" in again.content.decode()
    page = client.post(BACK, follow=True).content.decode()
    assert "you are not erased" in page
    assert BANNER not in page
    erasure.refresh_from_db()
    assert erasure.cancelled_at is not None
    assert client.post(BACK, follow=True).status_code == 200


def test_a_stolen_session_erases_nobody(amara: Person) -> None:
    answer = signed_in(amara, lately=False).post(ERASE, {"understood": "on"})
    assert answer.status_code == 302
    assert not Erasure.objects.exists()


def test_what_must_be_handed_over_stands_in_the_way(amara: Person) -> None:
    organiser = make.OrganiserFactory(person=amara, programme__name="Winter 2026", programme__state="running")
    client = signed_in(amara)
    page = client.get(ERASE).content.decode()
    assert "only organiser of “Winter 2026”" in page
    assert "Ask to be erased" not in page
    answer = client.post(ERASE, {"understood": "on"})
    assert (answer.status_code, Erasure.objects.count()) == (409, 0)
    organiser.delete()
    assert "Ask to be erased" in client.get(ERASE).content.decode()


def test_once_it_is_due_it_cannot_be_taken_back(amara: Person) -> None:
    now = timezone.now()
    make.ErasureFactory(person=amara, asked_at=now - timedelta(days=15), due_at=now - timedelta(minutes=1))
    page = signed_in(amara).post(BACK, follow=True).content.decode()
    assert "cannot be taken back any more" in page


def test_the_banner_asks_the_database_nothing(amara: Person) -> None:
    client = signed_in(amara)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/who-sees-what/")
        return len(queries)

    before = cost()
    make.ErasureFactory(person=amara, due_at=timezone.now() + timedelta(days=3))
    assert cost() == before


def test_the_page_names_what_ends(amara: Person) -> None:
    mentorship = make.MentorshipFactory(mentee__person=amara, mentor__person__name="Ben Carter")
    page = signed_in(amara).get(ERASE).content.decode()
    assert "Your mentorship with Ben Carter in" in page
    assert foresight.of(make.PersonFactory()) == []
    assert foresight.of(amara, programme_id=make.ProgrammeFactory().pk) == []
    assert len(foresight.of(amara, programme_id=mentorship.programme_id)) == 1


def test_what_goes_and_what_stays_is_told_by_the_declarations() -> None:
    whole, partly = fates()
    assert {"Links", "Thank-you notes"} & {fate.thing for fate in whole} == {"Links"}
    [person] = [fate for fate in partly if fate.thing == "People"]
    assert {"name", "photo", "pronouns"} <= set(person.goes)
