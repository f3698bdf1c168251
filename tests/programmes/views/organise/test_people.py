"""The organisers' list of people, one person's page, notes and places."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, Person
from programmes.models import Enrolment, OrganiserNote, Programme
from programmes.people_list import ON_A_PAGE
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(name="Ours", slug="ours", reviews_applications=True)


@pytest.fixture
def organiser(programme: Programme) -> Person:
    return make.OrganiserFactory(programme=programme, person__name="Olga Organiser").person


@pytest.fixture
def client(client: Client, organiser: Person) -> Client:
    client.force_login(organiser.user)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"programmes:organise_{name}", args=["ours", *args])


def names(client: Client, query: str) -> list[str]:
    page = client.get(f"{url('people')}?{query}")
    return [row.person.name for row in page.context["people"].rows]


def test_each_view_shows_those_who_stand_there(client: Client, programme: Programme) -> None:
    make.MenteeFactory(programme=programme, person__name="Ada", state="applied", submitted_at=NOW)
    make.MentorFactory(programme=programme, person__name="Ben", state="applied", submitted_at=None)
    make.MenteeFactory(programme=programme, person__name="Cleo", active_mentorships=1)
    for at, name in ((2, "Edo"), (1, "Dia")):
        when = NOW + timedelta(hours=at)
        make.MenteeFactory(programme=programme, person__name=name, state="waitlisted", decided_at=when)
    make.MenteeFactory(programme=programme, person__name="Flo", state="withdrawn")
    make.MenteeFactory(person__name="Elsewhere")
    assert names(client, "") == ["Ada"]
    assert names(client, "view=answering") == ["Ben"]
    assert names(client, "view=enrolled&paired=yes") == ["Cleo"]
    assert names(client, "view=enrolled&paired=no") == []
    assert names(client, "view=waiting") == ["Dia", "Edo"]
    assert names(client, "view=left") == ["Flo"]
    assert names(client, "view=all&sort=name") == ["Ada", "Ben", "Cleo", "Dia", "Edo", "Flo"]
    assert names(client, "view=all&role=mentor") == ["Ben"]
    assert names(client, "view=all&q=clE") == ["Cleo"]
    page = client.get(url("people"))
    assert [view.count for view in page.context["people"].views] == [1, 2, 1, 1, 0, 1, 0, 6]
    assert "1 of 2" in client.get(f"{url('people')}?view=waiting").text


def test_what_nobody_could_choose_is_passed_over(client: Client, programme: Programme) -> None:
    make.MenteeFactory(programme=programme, person__name="Ada", state="applied")
    assert names(client, "view=nonsense&role=king&sort=%27&page=x&paired=maybe") == ["Ada"]
    assert names(client, "q=%00") == ["Ada"]


@pytest.mark.parametrize("query", ["view=all", "view=all&q=person&role=mentee"])
def test_as_many_queries_for_many_as_for_one(client: Client, programme: Programme, query: str) -> None:
    numbers, own = [], []
    for many in (1, ON_A_PAGE + 5):
        make.MenteeFactory.create_batch(many, programme=programme, state="waitlisted", decided_at=NOW)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{url('people')}?{query}")
        assert len(page.context["people"].rows) == min(many, ON_A_PAGE)
        numbers.append(len(queries))
        # What other apps count for their own tabs is theirs.
        own.append(sum("journeys_" not in query["sql"] for query in queries))
    assert numbers[0] == numbers[1]
    assert max(own) <= 12


def test_the_list_says_when_a_place_is_free(client: Client, programme: Programme) -> None:
    Programme.objects.filter(pk=programme.pk).update(mentee_places=2)
    make.MenteeFactory.create_batch(2, programme=programme)
    make.MenteeFactory(programme=programme, state="waitlisted")
    assert "all 2 places are taken, and 1 person waits" in client.get(f"{url('people')}?view=waiting").text
    Programme.objects.filter(pk=programme.pk).update(mentee_places=3)
    assert "1 place is free" in client.get(f"{url('people')}?view=waiting").text


@pytest.fixture
def alice(programme: Programme) -> Enrolment:
    version = make.FormVersionFactory(programme=programme, number=3)
    alice: Enrolment = make.MenteeFactory(
        programme=programme, person__name="Alice", person__availability=[36, 37]
    )
    question = make.QuestionFactory(version=version, key="profession", text="Which profession, then?")
    make.QuestionOptionFactory(question=question, key="policy", label="Public policy")
    make.AnswerFactory(enrolment=alice, question=question, choices=["policy"])
    secret = make.QuestionFactory(version=version, key="origin", text="Your origin?", identity=True)
    make.QuestionOptionFactory(question=secret, key="secret", label="Very private")
    make.AnswerFactory(enrolment=alice, question=secret, choices=["secret"])
    return alice


def test_one_person_with_answers_beside_the_questions_as_they_were(client: Client, alice: Enrolment) -> None:
    page = client.get(url("person", alice.pk)).text
    for words in ("Which profession, then?", "Public policy", "Version 3 of the form", "1 hour a week"):
        assert words in page
    for private in ("Very private", "Your origin?", "Monday"):
        assert private not in page
    assert "answered 1 question about who they are" in page


def test_the_page_of_one_person_asks_no_more_for_much(client: Client, alice: Enrolment) -> None:
    numbers, version = [], alice.answers.all()[0].question.version
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(url("person", alice.pk))
        numbers.append(len(queries))
        make.OrganiserNoteFactory.create_batch(3, enrolment=alice, written_by=make.PersonFactory())
        make.EnrolmentEventFactory.create_batch(3, enrolment=alice, by=make.PersonFactory())
        make.WantedSkillFactory.create_batch(3, enrolment=alice)
        for _question in range(2):
            question = make.QuestionFactory(version=version)
            make.AnswerFactory(enrolment=alice, question=question, text="Words.")
    assert numbers[0] == numbers[1]


def test_people_side_by_side(client: Client, alice: Enrolment, programme: Programme) -> None:
    others = make.MentorFactory.create_batch(4, programme=programme)
    picked = [alice, *others]
    query = "&".join(f"pick={one.pk}" for one in picked)
    page = client.get(f"{url('compare')}?{query}")
    assert page.context["found"].columns == tuple(picked[:4])
    assert "the first four you ticked" in page.text
    assert "Public policy" in page.text
    assert "Very private" not in page.text
    assert client.get(f"{url('compare')}?pick={make.MenteeFactory().pk}").status_code == 404
    assert client.get(f"{url('compare')}?pick=nonsense").status_code == 404
    assert "Nobody to compare yet" in client.get(url("compare")).text


def test_notes_are_written_changed_and_deleted_by_their_author(
    client: Client, alice: Enrolment, organiser: Person
) -> None:
    client.post(url("note_add", alice.pk), {"text": "Prefers May."})
    note = OrganiserNote.objects.get()
    assert (note.text, note.written_by) == ("Prefers May.", organiser)
    assert "Prefers May." in client.get(url("person", alice.pk)).text
    client.post(url("note", note.pk), {"text": "Prefers June."})
    note.refresh_from_db()
    assert note.text == "Prefers June."
    assert client.post(url("note_delete", note.pk)).status_code == 302
    assert not OrganiserNote.objects.exists()
    said = AuditEvent.objects.filter(action__startswith="note.").order_by("pk")
    assert [event.action for event in said] == ["note.write", "note.change", "note.delete"]


def test_an_empty_note_is_refused_on_the_same_page(client: Client, alice: Enrolment) -> None:
    page = client.post(url("note_add", alice.pk), {"text": " "})
    assert (page.status_code, "Write something first." in page.text) == (400, True)


def test_nobody_changes_the_note_of_another_organiser(
    client: Client, alice: Enrolment, programme: Programme
) -> None:
    other = make.OrganiserFactory(programme=programme).person
    note = make.OrganiserNoteFactory(enrolment=alice, written_by=other)
    assert client.get(url("note", note.pk)).status_code == 403
    assert client.post(url("note_delete", note.pk)).status_code == 403
    assert OrganiserNote.objects.filter(pk=note.pk).exists()


@pytest.mark.parametrize("page", ["person", "note_add", "places", "pause", "leave", "return", "person_move"])
def test_a_person_of_another_programme_is_not_there(client: Client, organiser: Person, page: str) -> None:
    stranger = make.MenteeFactory()
    # Not even by way of a programme that is organised by the same person.
    make.OrganiserFactory(programme=stranger.programme, person=organiser)
    assert client.post(url(page, stranger.pk), {"text": "x"}).status_code in {404, 405}
    assert client.get(url(page, stranger.pk)).status_code in {404, 405}
    stranger.refresh_from_db()
    assert (stranger.state, OrganiserNote.objects.count()) == ("approved", 0)


def test_a_note_of_another_programme_is_not_there(client: Client, organiser: Person) -> None:
    note = make.OrganiserNoteFactory(written_by=organiser)
    assert client.get(url("note", note.pk)).status_code == 404
    assert client.post(url("note_delete", note.pk)).status_code == 404
    assert OrganiserNote.objects.exists()


def test_places_never_fall_below_what_is_taken(client: Client, programme: Programme) -> None:
    mentor = make.MentorFactory(programme=programme, capacity=3, active_mentorships=2)
    page = client.post(url("places", mentor.pk), {"capacity": 1})
    assert (page.status_code, "2 places are taken" in page.text) == (400, True)
    assert client.post(url("places", mentor.pk), {"capacity": 2}).status_code == 302
    mentor.refresh_from_db()
    assert mentor.capacity == 2
