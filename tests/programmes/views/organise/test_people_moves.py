"""Pausing, taking out, bringing back and moving, on the organisers' pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from programmes.models import Enrolment, Programme
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(name="Ours", slug="ours")


@pytest.fixture
def organiser(programme: Programme) -> Person:
    return make.OrganiserFactory(programme=programme).person


@pytest.fixture
def client(client: Client, organiser: Person) -> Client:
    client.force_login(organiser.user)
    return client


@pytest.fixture
def mentor(programme: Programme) -> Enrolment:
    return make.MentorFactory(programme=programme, person__name="Bob Bo", active_mentorships=1)


def url(name: str, *args: Any) -> str:
    return reverse(f"programmes:organise_{name}", args=["ours", *args])


def test_a_pause_with_and_without_an_end(client: Client, mentor: Enrolment) -> None:
    day = timezone.localdate() + timedelta(days=9)
    client.post(url("pause", mentor.pk), {"until": day.isoformat()})
    mentor.refresh_from_db()
    assert mentor.not_accepting_until is not None
    assert timezone.localdate(mentor.not_accepting_until) == day
    assert "Paused until" in client.get(url("person", mentor.pk)).text
    client.post(url("pause", mentor.pk), {"go_on": "1"})
    mentor.refresh_from_db()
    assert (mentor.accepting, mentor.not_accepting_until) == (True, None)
    client.post(url("pause", mentor.pk), {"until": ""})
    mentor.refresh_from_db()
    assert (mentor.accepting, mentor.not_accepting_until) == (False, None)
    refused = client.post(url("pause", mentor.pk), {"until": "2020-01-01"})
    assert "Choose a day after today." in refused.text


def test_taking_somebody_out_says_first_what_follows(client: Client, mentor: Enrolment) -> None:
    mentee = make.MenteeFactory(programme=mentor.programme, person__name="Mia Mo", active_mentorships=1)
    make.MentorshipFactory(programme=mentor.programme, mentee=mentee, mentor=mentor)
    asking = make.MenteeFactory(programme=mentor.programme)
    make.RequestFactory(programme=mentor.programme, mentee=asking, mentor=mentor)
    page = client.get(url("leave", mentor.pk)).text
    assert "The mentorship with Mia Mo ends" in page
    assert "1 open request to them is closed" in page
    done = client.post(url("leave", mentor.pk), {"message": "Thank you.", "reason": "Left us."}, follow=True)
    mentor.refresh_from_db()
    assert (mentor.state, "Bob Bo is out of the programme." in done.text) == ("withdrawn", True)
    late = client.post(url("leave", mentor.pk), {"message": "", "reason": ""})
    assert (late.status_code, "takes no part at the moment" in late.text) == (409, True)
    assert "Bring them back" in done.text
    client.post(url("return", mentor.pk))
    mentor.refresh_from_db()
    assert mentor.state == "approved"


def test_whoever_left_themself_is_not_brought_back(client: Client, programme: Programme) -> None:
    mentee = make.MenteeFactory(programme=programme, state="withdrawn")
    make.EnrolmentEventFactory(enrolment=mentee, to_state="withdrawn", by=mentee.person)
    assert "Bring them back" not in client.get(url("person", mentee.pk)).text
    said = client.post(url("return", mentee.pk), follow=True).text
    mentee.refresh_from_db()
    assert ("They left of their own accord" in said, mentee.state) == (True, "withdrawn")


def test_moving_only_to_programmes_of_one_s_own(
    client: Client, organiser: Person, programme: Programme, mentor: Enrolment
) -> None:
    foreign = make.ProgrammeFactory(organisation=programme.organisation)
    abroad = make.OrganiserFactory(person=organiser).programme  # of another organisation
    closed = make.ProgrammeFactory(organisation=programme.organisation, state="closed")
    make.OrganiserFactory(programme=closed, person=organiser)
    assert "There is nowhere to move them" in client.get(url("person_move", mentor.pk)).text
    ours = make.ProgrammeFactory(organisation=programme.organisation, name="Second round")
    make.OrganiserFactory(programme=ours, person=organiser)
    for wrong in (foreign, abroad, closed, programme):
        page = client.post(url("person_move", mentor.pk), {"to": wrong.pk})
        assert "Choose one of the list." in page.text
    moved = client.post(
        url("person_move", mentor.pk), {"to": ours.pk, "reason": "", "message": "Better there."}
    )
    there = Enrolment.objects.get(programme=ours)
    assert moved["Location"] == f"/admin/organise/{ours.slug}/people/{there.pk}/"
    mentor.refresh_from_db()
    assert (mentor.state, there.state, there.person) == ("withdrawn", "approved", mentor.person)
    assert client.post(url("person_move", mentor.pk), {"to": ours.pk}).status_code == 409


def test_whoever_is_there_already_is_not_moved(
    client: Client, organiser: Person, programme: Programme, mentor: Enrolment
) -> None:
    ours = make.ProgrammeFactory(organisation=programme.organisation)
    make.OrganiserFactory(programme=ours, person=organiser)
    make.MentorFactory(programme=ours, person=mentor.person, created_at=NOW)
    page = client.post(url("person_move", mentor.pk), {"to": ours.pk})
    mentor.refresh_from_db()
    assert ("They have that part there already." in page.text, mentor.state) == (True, "approved")
