"""Deciding about many: the page before it, the words of the organiser, and what changed meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from notifications.models import Notification
from programmes.models import Enrolment, EnrolmentEvent, Programme
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(name="Ours", slug="ours", reviews_applications=True)


@pytest.fixture
def client(client: Client, programme: Programme) -> Client:
    client.force_login(make.OrganiserFactory(programme=programme).person.user)
    return client


URL = "/admin/organise/ours/people/review/"


def applied(programme: Programme, name: str = "Ada Obi", **more: Any) -> Enrolment:
    given = {"state": "applied", "decided_at": None, "submitted_at": NOW, **more}
    made: Enrolment = make.MenteeFactory(programme=programme, person__name=name, **given)
    return made


def states(programme: Programme) -> dict[str, str]:
    return dict(Enrolment.objects.filter(programme=programme).values_list("person__name", "state"))


def test_nothing_is_done_before_it_was_shown(client: Client, programme: Programme) -> None:
    ada, ben = applied(programme), applied(programme, "Ben Bo")
    left = applied(programme, "Lea Lo", state="withdrawn")
    picked = [str(one.pk) for one in (ada, ben, left)]
    page = client.post(URL, {"pick": picked, "to": "approved", "filter": "view=all"})
    for words in (
        "Approve 2 people",
        "Ada Obi",
        "Ben Bo",
        "Lea Lo (Left)",
        "You have a place in Ours",
        "Welcome to Ours",
    ):
        assert words in page.text
    again = client.post(URL, {**page.context["form"].initial, "again": "1", "message": "See you on Monday."})
    assert "Your organisers add:\n\n&gt; See you on Monday." in again.text
    assert set(states(programme).values()) == {"applied", "withdrawn"}
    done = client.post(URL, {**again.context["form"].initial, "confirm": "1"}, follow=True)
    assert done.redirect_chain[0][0] == "/admin/organise/ours/people/?view=all"
    assert "2 people are enrolled, and get the letter." in done.text
    assert states(programme) == {"Ada Obi": "approved", "Ben Bo": "approved", "Lea Lo": "withdrawn"}
    assert Notification.objects.count() == 2
    assert set(EnrolmentEvent.objects.values_list("message", flat=True)) == {"See you on Monday."}


def test_everybody_of_the_filter(client: Client, programme: Programme) -> None:
    applied(programme)
    applied(programme, "Ben Bo")
    make.MentorFactory(programme=programme, person__name="Mo", state="applied")
    page = client.post(URL, {"everybody": "on", "to": "declined", "filter": "role=mentee"})
    assert {row.person.name for row in page.context["preview"].rows} == {"Ada Obi", "Ben Bo"}


def test_the_first_of_the_line_are_let_in(client: Client, programme: Programme) -> None:
    for hour, name in ((3, "Third"), (1, "First"), (2, "Second")):
        applied(programme, name, state="waitlisted", decided_at=NOW.replace(hour=hour))
    page = client.post(URL, {"next": "2", "role": "mentee", "to": "approved", "filter": "view=waiting"})
    client.post(URL, {**page.context["form"].initial, "confirm": "1"})
    assert states(programme) == {"First": "approved", "Second": "approved", "Third": "waitlisted"}


def test_more_than_there_are_places_is_said(client: Client, programme: Programme) -> None:
    Programme.objects.filter(pk=programme.pk).update(mentee_places=1)
    rows = [applied(programme), applied(programme, "Ben")]
    page = client.post(URL, {"pick": [str(one.pk) for one in rows], "to": "approved"})
    assert "the programme has 1 places, of which 1 is free" in page.text


def test_who_changed_meanwhile_is_named_and_the_others_are_done(client: Client, programme: Programme) -> None:
    ada, ben = applied(programme), applied(programme, "Ben Bo")
    page = client.post(URL, {"pick": [str(ada.pk), str(ben.pk)], "to": "waitlisted"})
    Enrolment.objects.filter(pk=ben.pk).update(state="declined")
    done = client.post(URL, {**page.context["form"].initial, "confirm": "1"}, follow=True)
    assert "Left as they are, because they changed meanwhile: Ben Bo." in done.text
    assert states(programme) == {"Ada Obi": "waitlisted", "Ben Bo": "declined"}


def test_where_all_changed_nothing_typed_is_lost(client: Client, programme: Programme) -> None:
    ada = applied(programme)
    page = client.post(URL, {"pick": [str(ada.pk)], "to": "approved"})
    Enrolment.objects.filter(pk=ada.pk).update(state="waitlisted")
    late = client.post(URL, {**page.context["form"].initial, "confirm": "1", "message": "My words."})
    assert (late.status_code, "My words." in late.text, "Ada Obi" in late.text) == (409, True, True)
    assert not Notification.objects.exists()


def test_words_that_are_too_long_come_back(client: Client, programme: Programme) -> None:
    page = client.post(URL, {"pick": [str(applied(programme).pk)], "to": "approved"})
    sent = {**page.context["form"].initial, "confirm": "1", "message": "x" * 2001}
    faulty = client.post(URL, sent)
    assert ("<title>Error:" in faulty.text, "x" * 2001 in faulty.text) == (True, True)
    assert states(programme) == {"Ada Obi": "applied"}


@pytest.mark.parametrize(
    "sent",
    [
        {"to": "approved"},
        {"to": "withdrawn", "pick": "PK"},
        {"to": "approved", "pick": "nonsense"},
        {"to": "approved", "confirm": "1", "seen": "nonsense"},
        {"to": "withdrawn", "confirm": "1", "seen": "PK:applied"},
        {"to": "approved", "confirm": "1"},
    ],
)
def test_what_makes_no_sense_leads_back(client: Client, programme: Programme, sent: dict[str, str]) -> None:
    pk = str(applied(programme).pk)
    page = client.post(URL, {name: value.replace("PK", pk) for name, value in sent.items()})
    assert (page.status_code, page["Location"][:28]) == (302, "/admin/organise/ours/people/")
    assert states(programme) == {"Ada Obi": "applied"}


def test_people_of_another_programme_are_out_of_reach(client: Client) -> None:
    stranger = applied(make.ProgrammeFactory())
    assert client.post(URL, {"pick": [str(stranger.pk)], "to": "approved"}).status_code == 302
    sent = {"to": "approved", "seen": f"{stranger.pk.hex}:applied", "confirm": "1"}
    assert client.post(URL, sent).status_code == 409
    stranger.refresh_from_db()
    assert stranger.state == "applied"


def test_ticked_people_side_by_side(client: Client, programme: Programme) -> None:
    ada = applied(programme)
    moved = client.post(URL, {"pick": [str(ada.pk)], "to": "compare", "filter": "view=all"})
    assert (
        moved["Location"]
        == f"{reverse('programmes:organise_compare', args=['ours'])}?pick={ada.pk}&filter=view%3Dall"
    )


def test_a_list_of_many_is_one_field_and_few_queries(
    client: Client, programme: Programme, django_assert_max_num_queries: Any
) -> None:
    people = Person.objects.bulk_create(
        [
            Person(user=user, name=f"P {n}", created_at=NOW)
            for n, user in enumerate(make.UserFactory.create_batch(3))
        ]
    )
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                programme=programme, person=one, role=role, state="applied", created_at=NOW, submitted_at=NOW
            )
            for one in people
            for role in ("mentee", "mentor")
        ]
    )
    page = client.post(URL, {"everybody": "on", "to": "approved", "filter": ""})
    assert len(page.context["preview"].rows) == 6
    with django_assert_max_num_queries(22):
        client.post(URL, {**page.context["form"].initial, "confirm": "1"})
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"approved"}
