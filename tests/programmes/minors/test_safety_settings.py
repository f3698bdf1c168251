"""The page on which organisers say who looks after safety, and whether a programme is for people under age."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import AuditEvent, Person
from programmes.models import Programme
from programmes.operations.new_programme import copy_programme
from programmes.operations.safety_settings import NoContact, NotDraft, change_safety
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Programme:
    made: Programme = make.ProgrammeFactory(state="draft", messages=False)
    return made


@pytest.fixture
def organiser(client: Client, draft: Programme) -> Person:
    person: Person = make.OrganiserFactory(programme=draft).person
    client.force_login(person.user)
    return person


def page(programme: Programme) -> str:
    return f"/admin/organise/{programme.slug}/settings/safety/"


def test_a_draft_becomes_one_for_people_under_age(
    client: Client, draft: Programme, organiser: Person
) -> None:
    assert "Choose it before the programme opens" in client.get(page(draft)).text
    alone = client.post(page(draft), {"contact": "", "for_minors": "on", "join_domains": ""})
    assert "needs a safeguarding contact" in alone.text
    said = {"contact": str(organiser.pk), "for_minors": "on", "join_domains": "@Example.org, school.example"}
    assert client.post(page(draft), said).status_code == 302
    draft.refresh_from_db()
    assert (draft.for_minors, draft.safeguarding_contact, draft.messages) == (True, organiser, True)
    assert draft.join_domains == ["example.org", "school.example"]
    assert set(AuditEvent.objects.get(action="programme.safety").fields) == {
        "for_minors", "join_domains", "messages", "safeguarding_contact_id",
    }  # fmt: skip
    assert "Guardians" in client.get(page(draft)).text
    assert client.post(page(draft), said).status_code == 302
    assert AuditEvent.objects.filter(action="programme.safety").count() == 1, "nothing was different"


def test_somebody_else_by_address(client: Client, draft: Programme, organiser: Person) -> None:
    other = make.PersonFactory(user__email="sofia@example.org")
    said = {"contact": "other", "contact_email": "nobody@example.org", "join_domains": ""}
    assert "Nobody has an account with this address" in client.post(page(draft), said).text
    assert "Write the address" in client.post(page(draft), {**said, "contact_email": ""}).text
    assert client.post(page(draft), {**said, "contact_email": "Sofia@example.org"}).status_code == 302
    draft.refresh_from_db()
    assert draft.safeguarding_contact == other
    assert other.name in client.get(page(draft)).text


def test_once_it_is_open_its_kind_stays(client: Client, draft: Programme, organiser: Person) -> None:
    Programme.objects.update(state="running")
    assert "only while the programme is a draft" in client.get(page(draft)).text
    client.post(page(draft), {"contact": str(organiser.pk), "for_minors": "on", "join_domains": ""})
    draft.refresh_from_db()
    assert (draft.for_minors, draft.safeguarding_contact) == (False, organiser)
    with pytest.raises(NotDraft):
        change_safety(draft, contact=organiser, for_minors=True, join_domains=[], by=organiser, now=NOW)


def test_the_database_wants_a_contact_too(draft: Programme) -> None:
    with pytest.raises(NoContact):
        change_safety(draft, contact=None, for_minors=True, join_domains=[], by=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.filter(pk=draft.pk).update(for_minors=True)


def test_messages_cannot_be_switched_off_where_there_is_no_other_way(
    client: Client, draft: Programme, organiser: Person
) -> None:
    change_safety(draft, contact=organiser, for_minors=True, join_domains=[], by=organiser, now=NOW)
    url = f"/admin/organise/{draft.slug}/settings/"
    form = client.get(url).context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    said.pop("messages", None)
    assert "no other way to reach each other" in client.post(url, said).text


def test_a_copy_of_one_for_people_under_age_is_one(draft: Programme, organiser: Person) -> None:
    change_safety(
        draft, contact=organiser, for_minors=True, join_domains=["a.example"], by=organiser, now=NOW
    )
    copy = copy_programme(
        draft,
        organisation=draft.organisation,
        name="Again",
        slug="again",
        start=NOW.date(),
        by=organiser,
        now=NOW,
    )
    copy.refresh_from_db()
    assert (copy.for_minors, copy.safeguarding_contact, copy.messages) == (True, organiser, True)
    assert copy.join_domains == ["a.example"]
