"""What was done in a programme: who sees what of it, and taking a reason out."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, AuditReason, Person
from programmes.models import Programme
from tests import factories as make

pytestmark = pytest.mark.django_db

URL = "/admin/organise/open-doors/done/"


@pytest.fixture
def programme() -> Programme:
    programme: Programme = make.ProgrammeFactory(slug="open-doors")
    return programme


@pytest.fixture
def olga(programme: Programme) -> Person:
    person: Person = make.OrganiserFactory(programme=programme, person__name="Olga").person
    return person


@pytest.fixture
def as_olga(client: Client, olga: Person) -> Client:
    client.force_login(olga.user)
    return client


def event(programme: Programme, by: Person | None, action: str, **more: Any) -> AuditEvent:
    made: AuditEvent = make.AuditEventFactory(
        programme_id=programme.pk, actor_id=by and by.pk, action=action, **more
    )
    return made


def lines(client: Client, query: str = "") -> list[tuple[str, str, str, list[str], str]]:
    deeds = client.get(URL + query).context["log"].deeds
    return [(d.who, str(d.what), d.about, list(d.fields), d.reason) for d in deeds]


def test_each_line_says_who_did_what_to_whom_and_why(
    as_olga: Client, programme: Programme, olga: Person
) -> None:
    mentee = make.MenteeFactory(programme=programme, person__name="Alice")
    about = {"object_kind": "programmes.enrolment", "object_id": str(mentee.pk), "fields": ["state"]}
    make.AuditReasonFactory(event_id=event(programme, olga, "enrolment.declined", **about).pk, text="In May.")
    settings = {"object_kind": "programmes.programme", "object_id": str(programme.pk)}
    event(programme, olga, "programme.change", fields=["summary", "join_code"], **settings)
    event(programme, None, "something.else", fields=["odd:field"])
    event(programme, make.PersonFactory(name="Rita", user__is_staff=True), "form.publish")
    event(make.ProgrammeFactory(), olga, "programme.change")
    assert lines(as_olga) == [
        ("Rita", "published the form", "", [], ""),
        ("The site", "something.else", "", ["odd:field"], ""),
        ("Olga", "changed the settings", "", ["in one sentence", "join code"], ""),
        ("Olga", "said that there is no room at the moment", "Alice, mentee", ["state"], "In May."),
    ]


def test_what_people_do_about_themselves_is_theirs(
    as_olga: Client, programme: Programme, olga: Person
) -> None:
    alice = make.MenteeFactory(programme=programme).person
    event(programme, alice, "enrolment.change", fields=["answer:origin"])
    event(programme, alice, "request.ask")
    # An organiser who takes part as well keeps their own choices to themselves, too.
    make.MenteeFactory(programme=programme, person=olga)
    for action in ("request.ask", "preference.give", "consent.give", "block.add", "check_in.answer"):
        event(programme, olga, action)
    event(programme, olga, "programme.change")
    assert [what for _who, what, *_more in lines(as_olga)] == ["changed the settings"]


def test_the_log_is_narrowed_by_person_and_by_topic(
    as_olga: Client, programme: Programme, olga: Person
) -> None:
    rita = make.PersonFactory(name="Rita")
    event(programme, olga, "programme.change")
    event(programme, rita, "form.publish")
    event(programme, rita, "programme.running")
    assert [who for who, *_more in lines(as_olga, f"?person={rita.pk}")] == ["Rita", "Rita"]
    assert [what for _who, what, *_more in lines(as_olga, f"?person={rita.pk}&topic=form")] == [
        "published the form"
    ]
    assert lines(as_olga, f"?person={olga.pk}&topic=form") == []
    assert "Nothing like that was done" in as_olga.get(f"{URL}?person={olga.pk}&topic=form").text
    # What nobody offered counts as not chosen.
    assert len(lines(as_olga, "?person=nobody&topic=nothing&page=x")) == 3
    form = as_olga.get(URL).context["form"]
    assert [name for _pk, name in form.fields["person"].choices][1:] == ["Olga", "Rita"]


def test_a_reason_is_erased_and_the_line_stays(as_olga: Client, programme: Programme, olga: Person) -> None:
    told = event(programme, olga, "enrolment.declined")
    make.AuditReasonFactory(event_id=told.pk, text="She told me about her illness.")
    forget = reverse("programmes:organise_audit_forget", args=["open-doors", told.pk])
    assert forget in as_olga.get(URL).text
    assert "She told me about her illness." in as_olga.get(forget).text
    assert AuditReason.objects.exists()
    assert as_olga.post(forget)["Location"] == URL
    assert not AuditReason.objects.exists()
    assert [(who, what) for who, what, *_more in lines(as_olga)] == [
        ("Olga", "erased a reason"),
        ("Olga", "said that there is no room at the moment"),
    ]
    assert as_olga.post(forget).status_code == 404


def test_reasons_of_others_are_not_there(as_olga: Client, programme: Programme) -> None:
    elsewhere = event(make.ProgrammeFactory(), None, "enrolment.declined")
    theirs = event(programme, make.MenteeFactory(programme=programme).person, "request.withdraw")
    bare = event(programme, None, "programme.change")
    for row in (elsewhere, theirs):
        make.AuditReasonFactory(event_id=row.pk)
    for row in (elsewhere, theirs, bare):
        address = reverse("programmes:organise_audit_forget", args=["open-doors", row.pk])
        assert (as_olga.get(address).status_code, as_olga.post(address).status_code) == (404, 404)
    assert AuditReason.objects.count() == 2


def test_the_log_has_pages_and_asks_as_much_of_the_database_for_many(
    as_olga: Client, programme: Programme, olga: Person
) -> None:
    def add(many: int) -> None:
        for mentee in make.MenteeFactory.create_batch(many, programme=programme):
            about = {"object_kind": "programmes.enrolment", "object_id": str(mentee.pk)}
            row = event(programme, make.PersonFactory(), "enrolment.approved", **about)
            make.AuditReasonFactory(event_id=row.pk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            as_olga.get(URL)
        return len(captured)

    add(1)
    few = queries()
    add(4)
    assert queries() == few
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=make.NOW,
            action="programme.change",
            object_kind="p",
            object_id=str(n),
            programme_id=programme.pk,
        )
        for n in range(60)
    )
    assert queries() <= few
    page = as_olga.get(f"{URL}?page=2")
    assert len(page.context["log"].deeds) == 15
    assert 'aria-current="page"' in page.text


def test_the_overview_shows_the_last_of_it(as_olga: Client, programme: Programme, olga: Person) -> None:
    overview = "/admin/organise/open-doors/"
    assert "What was done lately" not in as_olga.get(overview).text
    for _many in range(7):
        event(programme, olga, "programme.change")
    page = as_olga.get(overview).text
    assert page.count("changed the settings") == 5
    assert URL in page
