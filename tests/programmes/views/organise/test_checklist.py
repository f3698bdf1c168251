"""The checklist of a programme, and its way from a draft to the archive."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Person
from matching.operations.criteria import adopt_defaults
from programmes.enums import PROGRAMME_TRANSITIONS, ProgrammeState
from programmes.models import Programme
from programmes.moves import VERBS, consequences
from programmes.operations.programmes import NotReady, move_programme
from programmes.organising import Check, checklist
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    """A draft that may open."""
    programme: Programme = make.ProgrammeFactory(
        slug="open-doors", name="Open doors", state="draft", about="A year of help.", guidelines="Be kind."
    )
    adopt_defaults(programme=programme, by=None, now=make.NOW)
    return programme


@pytest.fixture
def olga(programme: Programme) -> Person:
    person: Person = make.OrganiserFactory(programme=programme, person__name="Olga").person
    return person


@pytest.fixture
def as_olga(client: Client, olga: Person) -> Client:
    client.force_login(olga.user)
    return client


def url(name: str, *more: str) -> str:
    return reverse(f"programmes:{name}", args=["open-doors", *more])


def point(programme: Programme, label: str) -> Check:
    (found,) = [p for p in checklist.of(programme, now=timezone.now()) if str(p.label) == label]
    return found


def test_a_draft_that_is_ready_opens(as_olga: Client, programme: Programme, olga: Person) -> None:
    asked = as_olga.get(url("organise_move", "enrolling"))
    assert "Its page can be found by everybody." in asked.text
    assert "You can take it back to a draft at any time." in asked.text
    programme.refresh_from_db()
    assert programme.state == "draft"
    done = as_olga.post(url("organise_move", "enrolling"))
    assert (done.status_code, done["Location"]) == (302, url("organise"))
    programme.refresh_from_db()
    assert programme.state == "enrolling"
    assert programme.history.get().by == olga
    assert AuditEvent.objects.get(action="programme.enrolling").actor_id == olga.pk
    # Pressed twice, it is done once.
    assert as_olga.post(url("organise_move", "enrolling")).status_code == 302
    assert programme.history.count() == 1


@pytest.mark.parametrize(
    ("lacks", "label", "words"),
    [
        ({"about": " "}, "What people read", "Write what the programme is"),
        ({"guidelines": ""}, "Guidelines", "Write what everybody keeps to."),
        ({"enrolment_closes_at": make.NOW - timedelta(days=9)}, "Dates", "Joining closed before it opened"),
        ({"ends_on": date(2020, 1, 1)}, "Dates", "Its last day is over"),
        ({"mode": "cohort"}, "Dates", "A cohort needs the day"),
    ],
)
def test_what_is_needed_keeps_it_shut(
    as_olga: Client, programme: Programme, lacks: dict[str, Any], label: str, words: str
) -> None:
    Programme.objects.filter(pk=programme.pk).update(**lacks)
    programme.refresh_from_db()
    found = point(programme, label)
    assert (found.done, found.needed, words in str(found.text)) == (False, True, True)
    refused = as_olga.post(url("organise_move", "enrolling"))
    assert refused.status_code == 400
    assert "It cannot open yet" in refused.text
    assert words in refused.text
    programme.refresh_from_db()
    assert programme.state == "draft"
    with pytest.raises(NotReady):
        move_programme(programme, to=ProgrammeState.ENROLLING, by=None, now=timezone.now())


def test_a_draft_of_questions_is_published_or_thrown_away(programme: Programme) -> None:
    assert point(programme, "Application form").done
    version = make.FormVersionFactory(programme=programme, published_at=None)
    assert not point(programme, "Application form").done
    make.FormVersionFactory(programme=programme, number=version.number + 1)
    assert point(programme, "Application form").done


def test_somebody_must_be_there_to_be_asked(programme: Programme) -> None:
    assert not point(programme, "Somebody who can be reached").done
    make.OrganiserFactory(programme=programme)
    assert "1 person organises it" in str(point(programme, "Somebody who can be reached").text)


def test_mentors_are_advice(programme: Programme) -> None:
    assert (point(programme, "Mentors").done, point(programme, "Mentors").needed) == (False, False)
    make.MentorFactory(programme=programme)
    assert point(programme, "Mentors").done


def test_something_must_count(programme: Programme) -> None:
    label = "What counts in matching"
    assert point(programme, label).done
    programme.criteria.update(weight=0)
    assert "All weights are nought" in str(point(programme, label).text)
    programme.criteria.filter(use="score").update(enabled=False)
    assert "No criterion gives a score" in str(point(programme, label).text)
    programme.criteria.all().delete()
    assert (point(programme, label).done, point(programme, label).needed) == (False, False)


def test_what_is_about_identity_has_its_reason(programme: Programme) -> None:
    row = make.CriterionFactory(programme=programme, label="Background", identity=True, enabled=True)
    label = "Criteria about identity"
    assert (point(programme, label).done, point(programme, label).needed) == (False, True)
    assert "Background" in str(point(programme, label).text)
    event = make.AuditEventFactory(
        programme_id=programme.pk, object_kind="matching.criterion", object_id=str(row.pk)
    )
    make.AuditReasonFactory(event_id=event.pk, text="Asked for by the network.")
    assert point(programme, label).done


def test_the_overview_of_a_draft_shows_what_is_missing(as_olga: Client, programme: Programme) -> None:
    Programme.objects.filter(pk=programme.pk).update(about="")
    page = as_olga.get(url("organise")).text
    assert "Before it opens" in page
    assert "Write what the programme is" in page
    Programme.objects.filter(pk=programme.pk).update(state="running")
    assert "Before it opens" not in as_olga.get(url("organise")).text


def test_the_page_says_how_much_is_missing(as_olga: Client, programme: Programme) -> None:
    assert "Everything that is needed is there." in as_olga.get(url("organise_checklist")).text
    Programme.objects.filter(pk=programme.pk).update(about="", guidelines="")
    assert "2 things are missing before it can open." in as_olga.get(url("organise_checklist")).text


def test_closing_says_what_becomes_of_whom(as_olga: Client, programme: Programme) -> None:
    make.MenteeFactory.create_batch(2, programme=programme)
    Programme.objects.filter(pk=programme.pk).update(state="running")
    page = as_olga.get(url("organise_move", "closed")).text
    for said in (
        "Nobody can join any more",
        "Requests that are open are closed within some minutes",
        "2 people are enrolled.",
        "closed requests do not come back",
    ):
        assert said in page


def test_where_it_cannot_go_is_said(as_olga: Client, programme: Programme) -> None:
    assert "Not possible now" in as_olga.get(url("organise_move", "archived")).text
    assert as_olga.post(url("organise_move", "archived")).status_code == 409
    assert as_olga.post(url("organise_move", "nowhere")).status_code == 404
    programme.refresh_from_db()
    assert programme.state == "draft"


def test_every_way_has_its_words(programme: Programme) -> None:
    ways = {(left, to) for left, tos in PROGRAMME_TRANSITIONS.items() for to in tos}
    assert set(VERBS) == ways
    for left, to in ways:
        programme.state = left
        assert len(consequences(programme, to=to, people=3)) >= 2


def test_the_checklist_asks_as_much_of_the_database_for_many(as_olga: Client, programme: Programme) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            as_olga.get(url("organise_checklist"))
        return len(captured)

    few = queries()
    make.MentorFactory.create_batch(3, programme=programme)
    make.CriterionFactory.create_batch(3, programme=programme)
    make.OrganiserFactory(programme=programme)
    assert queries() == few
