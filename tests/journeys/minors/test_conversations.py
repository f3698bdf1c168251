"""The safeguarding contact of a programme for people under age reads messages for a reason, and leaves a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from journeys.queries.conversations import conversation_page
from matching.models import Mentorship
from programmes.models import PrivateReading
from tests import factories as make
from tests.journeys.minors.test_addresses import pair

pytestmark = pytest.mark.django_db

WHY = "The teacher of the mentee called me."
SECRET = "Let us meet behind the harbour."


@pytest.fixture
def written() -> Mentorship:
    mentorship = pair()
    make.MessageFactory(mentorship=mentorship, author=mentorship.mentor.person, text=SECRET)
    return mentorship


def rooms(mentorship: Mentorship) -> str:
    return f"/safeguarding/{mentorship.programme.slug}/conversations/"


def contact(mentorship: Mentorship) -> User:
    person = mentorship.programme.safeguarding_contact
    assert person is not None
    return person.user


def test_a_reason_comes_first_and_both_can_read_it(client: Client, written: Mentorship) -> None:
    client.force_login(contact(written))
    listed = client.get(rooms(written)).text
    assert ("Yara Young with Sami Screened" in listed, SECRET in listed) == (True, False)
    page = f"{rooms(written)}{written.pk}/"
    assert SECRET not in client.get(page).text
    short = client.post(page, {"reason": "why"})
    assert (short.status_code, SECRET in short.text) == (400, False)
    assert not PrivateReading.objects.exists()
    assert client.post(page, {"reason": WHY}).status_code == 302
    assert SECRET in client.get(page).text
    people = {written.mentee.person_id, written.mentor.person_id}
    assert set(PrivateReading.objects.values_list("person_id", flat=True)) == people
    for person in (written.mentee.person, written.mentor.person):
        client.force_login(person.user)
        assert WHY in client.get("/your-data/opened/").text
    reader, now = contact(written).person, timezone.now()
    assert conversation_page(written, reader, now=now).lines
    later = conversation_page(written, reader, now=now + timedelta(hours=2))
    assert (later.is_open, later.lines) == (False, ()), "an hour later it is closed again"


def test_it_is_not_there_for_anybody_else(client: Client, written: Mentorship) -> None:
    organiser = make.OrganiserFactory(programme=written.programme).person
    operator = make.PersonFactory(user__is_superuser=True, user__is_staff=True)
    for person in (organiser, operator, written.mentee.person, written.mentor.person, make.PersonFactory()):
        client.force_login(person.user)
        for page in (rooms(written), f"{rooms(written)}{written.pk}/"):
            assert client.get(page).status_code == 404
            assert client.post(page, {"reason": WHY}).status_code in {404, 405}
    assert not PrivateReading.objects.exists()
    User.objects.filter(pk=contact(written).pk).update(is_active=False)
    client.force_login(operator.user)
    assert client.get(rooms(written)).status_code == 200, "where the contact is gone, those who run the site"


def test_of_other_programmes_nothing_is_read(client: Client) -> None:
    watcher = make.PersonFactory()
    open_to_all = make.ProgrammeFactory(safeguarding_contact=watcher)
    mentorship = make.MentorshipFactory(
        mentee=make.MenteeFactory(programme=open_to_all), mentor=make.MentorFactory(programme=open_to_all)
    )
    client.force_login(watcher.user)
    assert client.get(rooms(mentorship)).status_code == 404
    assert client.get(f"{rooms(mentorship)}{mentorship.pk}/").status_code == 404


def test_many_pairs_cost_what_one_does(client: Client, written: Mentorship) -> None:
    client.force_login(contact(written))
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(rooms(written)).status_code == 200
        counts.append(len(queries))
        for _number in range(3):
            other = make.MentorshipFactory(
                mentor=written.mentor, mentee=make.MenteeFactory(programme=written.programme)
            )
            make.MessageFactory(mentorship=other, author=other.mentee.person)
    assert counts[0] == counts[1]
