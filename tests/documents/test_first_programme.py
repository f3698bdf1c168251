"""docs/organisers/first_programme.md as it stands, played in a browser with a real worker: from nothing to the first pairs.

FIRST_PROGRAMME_PICTURES=folder takes its pictures on the way (`make screenshots`)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Person, User
from matching.models import Mentorship
from screenshots.png import packed
from tests import factories as make
from tests.documents.play import Act, Player, acts_of, files_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page, Any], None]
TUTORIAL = Path(__file__).parents[2] / "docs" / "organisers" / "first_programme.md"
PICTURES = os.environ.get("FIRST_PROGRAMME_PICTURES", "")
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
SKILLS = (
    "Leading a team",
    "Difficult conversations",
    "Managing budgets",
    "Public speaking",
    "Project management",
    "Planning and prioritising",
)


class Windows:
    """The browser windows of the tutorial. `seen` are the pages of the programme that its organiser came by."""

    def __init__(self, new_context: Callable[..., BrowserContext], url: str, organiser: Person) -> None:
        self.new_context, self.url, self.organiser = new_context, url, organiser
        self.seen = set[str]()

    def open_as(self, sign_in: SignIn, name: str) -> Page:
        page = self.new_context(base_url=self.url, viewport={"width": 1280, "height": 900}).new_page()
        if name == "you":
            sign_in(page, self.organiser.user)
            page.on("framenavigated", lambda frame: self.seen.add(frame.url.partition("#")[0]))
        return page


def newest_code() -> str:
    found = CODE.search(str(mail.outbox[-1].body))
    assert found is not None
    return found.group()


def take(page: Page, name: str) -> None:
    """Nothing but where pictures are wanted."""
    if PICTURES:
        page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); return document.fonts.ready }")
        (Path(PICTURES) / name).write_bytes(packed(page.screenshot()))


def test_the_tutorial_leads_to_pairs(
    new_context: Callable[..., BrowserContext],
    sign_in: SignIn,
    live_server: Any,
    celery_worker_process: Any,
    tmp_path: Path,
) -> None:
    for name in SKILLS:
        make.SkillFactory(name=name)
    organiser = make.OrganiserFactory(
        person__name="Mara Lindqvist", programme__name="Before", programme__organisation__name="Harbour Trust"
    ).person
    windows = Windows(new_context, live_server.url, organiser)
    text = TUTORIAL.read_text(encoding="utf-8")
    player = Player(
        open_as=lambda name: windows.open_as(sign_in, name),
        code=newest_code,
        take=take,
        files=files_of(text, tmp_path),
        today=timezone.localdate(),
    )
    player.play_all(acts_of(text))

    pairs = Mentorship.objects.with_people().filter(programme__slug="across")
    assert sorted((pair.mentee.person.name, pair.mentor.person.name) for pair in pairs) == [
        ("Ife Okafor", "Samira Haddad"),  # not with Tomas, which the tutorial forbids
        ("Jonas Weiss", "Tomas Berg"),  # who are locked
        ("Lucia Marin", "Samira Haddad"),
        ("Noor Aziz", "Priya Raman"),
    ]
    theirs = new_context(base_url=live_server.url).new_page()
    sign_in(theirs, User.objects.get(email="tomas@example.org"))
    theirs.goto("/mentorships/")
    theirs.get_by_role("link", name=re.compile("Jonas Weiss")).first.click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("You and Jonas")

    stranger = Client()
    stranger.force_login(make.OrganiserFactory().person.user)
    within = sorted(url for url in windows.seen if "/admin/organise/across/" in url)
    assert len(within) >= 12
    assert {url: stranger.get(url).status_code for url in within} == dict.fromkeys(within, 404)


def test_no_line_begins_with_a_comment() -> None:
    """What follows one on its line would not be read as Markdown: stars would stand on the page."""
    assert re.findall(r"^(?:\d+\.)? *<!--.*", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE) == []


def test_what_is_read_from_a_step() -> None:
    """The reader of steps itself, so that no act of the tutorial is passed over in silence."""
    text = (
        "Prose with **bold** words.\n\n"
        "1. <!-- play: as you --> Press **Go**, give the **Name**: `Across\n   it`. *Done*\n\n"
        "   ![Alt](../pictures/a.png)\n\n2. Press **Stop**.\n\nMore **prose**.\n"
    )
    assert acts_of(text) == [
        Act("play", "as you"),
        Act("press", "Go"),
        Act("write", "Name", "Across it"),
        Act("see", "Done"),
        Act("picture", "a.png"),
        Act("press", "Stop"),
    ]
