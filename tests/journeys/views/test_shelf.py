"""The shelf of a pair: what suits them, what they keep, and that nobody else has it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from journeys.models import PairResource
from journeys.operations.shelf import forget_removed
from journeys.queries.shelf import happened
from matching.models import Mentorship
from tests import factories as make

pytestmark = pytest.mark.django_db
NOTES = b"One question at a time.\n"


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "shelf"


@pytest.fixture
def pair() -> Mentorship:
    programme = make.ProgrammeFactory(name="Ours", slug="ours", starts_on=None, ends_on=None)
    made: Mentorship = make.MentorshipFactory(
        mentee=make.MenteeFactory(programme=programme, person__name="Alice A"),
        mentor=make.MentorFactory(programme=programme, person__name="Bob B"),
        started_at=timezone.now() - timedelta(days=2),
    )
    return made


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def alice(pair: Mentorship) -> Client:
    return signed_in(pair.mentee.person)


@pytest.fixture
def bob(pair: Mentorship) -> Client:
    return signed_in(pair.mentor.person)


def url(pair: Mentorship, name: str, *args: Any) -> str:
    return reverse(f"journeys:{name}", args=[pair.pk, *args])


def notes(name: str = "notes.txt", content: bytes = NOTES) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_what_suits_them_is_shown_with_its_reason(pair: Mentorship, alice: Client, bob: Client) -> None:
    leads, budgets, open_goal = (make.SkillFactory(name=name) for name in ("Leading", "Budgets", "Speaking"))
    make.WantedSkillFactory(enrolment=pair.mentee, skill=leads)
    make.PairGoalFactory(mentorship=pair, text="Say no kindly", private=True).skills.add(budgets)
    make.PairGoalFactory(mentorship=pair, text="Speak in June").skills.add(open_goal)
    for title, skill, stages in (
        ("On leading", leads, []),
        ("On budgets", budgets, []),
        ("On speaking", open_goal, []),
        ("The first hour", None, ["starting"]),
        ("The last hour", None, ["closing"]),
    ):
        item = make.ResourceFactory(programme=pair.programme, title=title, stages=stages)
        item.skills.set([skill] if skill else [])
    page = alice.get(url(pair, "shelf")).context["page"]
    assert {card.item.title: card.reasons for card in page.suggested} == {
        "On leading": ("Leading: you want to learn it",),
        "On budgets": ("For your goal “Say no kindly”",),
        "On speaking": ("For your goal “Speak in June”",),
        "The first hour": ("For where you are now: Getting started",),
    }
    assert [card.item.title for card in page.others] == ["The last hour"]
    # The mentor learns nothing of a private goal.
    page = bob.get(url(pair, "shelf"))
    reasons = {card.item.title: card.reasons for card in page.context["page"].suggested}
    assert reasons["On leading"] == ("Leading: Alice wants to learn it",)
    assert "On budgets" not in reasons
    assert "Say no kindly" not in page.text


def test_a_file_is_for_the_two_alone(pair: Mentorship, alice: Client, bob: Client) -> None:
    alice.post(url(pair, "shelf_add"), {"title": "My notes", "file": notes()})
    held = PairResource.objects.get()
    address = url(pair, "shelf_file", held.pk)
    answer = bob.get(address)
    assert b"".join(answer) == NOTES
    assert answer["Content-Disposition"] == 'attachment; filename="notes.txt"'
    organiser = signed_in(make.OrganiserFactory(programme=pair.programme).person)
    stranger = signed_in(make.MenteeFactory(programme=pair.programme).person)
    for other in (organiser, stranger):
        assert other.get(address).status_code == 404
    # Nor by way of a pair of one's own.
    own = make.MentorshipFactory(
        mentee=pair.mentee, mentor=make.MentorFactory(programme=pair.programme), request=None
    )
    assert alice.get(url(own, "shelf_file", held.pk)).status_code == 404


def test_each_changes_and_takes_off_what_is_their_own(pair: Mentorship, alice: Client, bob: Client) -> None:
    alice.post(url(pair, "shelf_add"), {"title": "A talk", "url": "example.org/talk"})
    held = PairResource.objects.get()
    assert held.url == "https://example.org/talk"
    for name in ("shelf_item", "shelf_remove", "shelf_back"):
        assert bob.post(url(pair, name, held.pk), {"title": "Mine"}).status_code == 404
    assert "Change" not in bob.get(url(pair, "shelf")).text
    alice.post(url(pair, "shelf_item", held.pk), {"title": "The talk", "url": "https://example.org/talk"})
    assert "The talk" in bob.get(url(pair, "shelf")).text


def test_what_was_taken_off_can_be_put_back_for_a_week(
    pair: Mentorship, alice: Client, storage: Path, django_capture_on_commit_callbacks: Any
) -> None:
    alice.post(url(pair, "shelf_add"), {"title": "My notes", "file": notes()})
    held = PairResource.objects.get()
    page = alice.post(url(pair, "shelf_remove", held.pk), follow=True).text
    assert "Undo" in page
    assert "1 thing that you took off" in page
    assert alice.get(url(pair, "shelf_file", held.pk)).status_code == 404
    assert happened(pair, reader=pair.mentee.person) == []
    alice.post(url(pair, "shelf_back", held.pk))
    assert alice.get(url(pair, "shelf_file", held.pk)).status_code == 200
    alice.post(url(pair, "shelf_remove", held.pk))
    now = timezone.now()
    with CaptureQueriesContext(connection) as queries:
        assert forget_removed(now=now + timedelta(days=6)) == 0
    assert len(queries) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_removed(now=now + timedelta(days=8)) == 1
    assert list(storage.iterdir()) == []
    assert alice.post(url(pair, "shelf_back", held.pk)).status_code == 404


def test_over_everything_stays_to_be_read_and_nothing_changes(
    pair: Mentorship, alice: Client, bob: Client
) -> None:
    alice.post(url(pair, "shelf_add"), {"title": "My notes", "file": notes()})
    held = PairResource.objects.get()
    Mentorship.objects.filter(pk=pair.pk).update(state="ended", closed_at=timezone.now())
    page = alice.get(url(pair, "shelf")).text
    assert "My notes" in page
    assert "Add a link or a file" not in page
    assert bob.get(url(pair, "shelf_file", held.pk)).status_code == 200
    answer = alice.post(url(pair, "shelf_add"), {"title": "Too late", "url": "https://example.org"})
    assert answer.status_code == 409
    assert "Too late" in answer.text
    assert alice.post(url(pair, "shelf_remove", held.pk)).status_code == 409
    assert alice.get(url(pair, "shelf_add")).status_code == 302


def test_a_full_shelf_and_a_refused_file_are_said(pair: Mentorship, alice: Client, settings: Any) -> None:
    settings.PAIR_SHELF_MOST = len(NOTES)
    alice.post(url(pair, "shelf_add"), {"title": "One", "file": notes()})
    page = alice.post(url(pair, "shelf_add"), {"title": "Two", "file": notes()}).text
    assert "may take" in page
    page = alice.post(url(pair, "shelf_add"), {"title": "Three", "file": notes("x.txt", b"<script>")}).text
    assert "parts of a web page" in page
    assert 'value="Three"' in page
    assert PairResource.objects.count() == 1


def test_the_shelf_and_the_overview_cost_the_same_with_many(pair: Mentorship, alice: Client) -> None:
    skill = make.SkillFactory()
    make.WantedSkillFactory(enrolment=pair.mentee, skill=skill)
    make.PairGoalFactory(mentorship=pair).skills.add(skill)

    def fill() -> None:
        own = make.PairResourceFactory(mentorship=pair, added_by=pair.mentor.person)
        own.skills.add(skill)
        make.ResourceFactory(programme=pair.programme, stages=["starting"]).skills.add(skill)
        make.ResourceFactory(programme=pair.programme)

    def costs() -> list[int]:
        found = []
        for name in ("shelf", "mentorship"):
            with CaptureQueriesContext(connection) as queries:
                assert alice.get(url(pair, name)).status_code == 200
            found.append(len(queries))
        return found

    fill()
    costs()
    few = costs()
    for _number in range(4):
        fill()
    assert costs() == few
