"""A cohort from nothing to mentorships, as its organiser does it in a browser, with a real worker: a programme from a
blueprint, its questions, the people of two spreadsheets, a run, decisions, publishing, and what the pair sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from matching.models import Mentorship
from tests import factories as make
from tests.matching.test_import_people import DATA

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page, Any], None]
GRADES = ["AA", "AO", "EO", "HEO", "SEO", "Grade 7", "Grade 6", "SCS1", "SCS2", "SCS3", "SCS4"]
WORKER = (
    90_000  # milliseconds in which the worker is waited for; it may have to compile the matching loops first
)


class Walk:
    """An organiser's browser, which remembers every page of the programme that it saw."""

    def __init__(self, page: Page) -> None:
        self.page, self.seen = page, set[str]()
        page.on("framenavigated", lambda frame: self.seen.add(frame.url.partition("#")[0]))

    def press(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def tab(self, name: str) -> None:
        self.page.get_by_role("navigation", name="Parts of the programme").get_by_role(
            "link", name=re.compile(f"^{name}")
        ).click()

    def wait_for(self, heading: re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading, timeout=WORKER)


def begin(walk: Walk) -> None:
    page = walk.page
    page.goto("/admin/organise/")
    page.get_by_role("link", name="New programme").first.click()
    page.get_by_role("radio", name=re.compile("cohort", re.IGNORECASE)).first.check()
    page.get_by_label("Name", exact=True).fill("Across departments")
    page.get_by_label("Address").fill("across")
    page.get_by_label("First day").fill(timezone.localdate().isoformat())
    walk.press("Make the draft")
    expect(page).to_have_url(re.compile(r"/admin/organise/across/"))


def ask_a_question(walk: Walk) -> None:
    page = walk.page
    walk.tab("Form")
    walk.press("Change the form")
    page.get_by_role("link", name="Add a question").click()
    page.get_by_label("Question", exact=True).fill("Profession")
    page.get_by_role("radio", name=re.compile("^Short text")).check()
    page.get_by_role("button", name="Add to the draft").click()
    page.get_by_role("link", name="Publish").click()
    walk.press("Publish: ask this from now on")
    expect(page.get_by_role("heading", name="Profession")).to_be_visible()


def bring_in(walk: Walk, role: str, file: str) -> None:
    page = walk.page
    page.goto("/admin/organise/across/people/import/")
    page.get_by_role("radio", name=role).check(force=True)
    page.get_by_label("The file").set_input_files(DATA / file)
    walk.press(re.compile("^Upload"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What do the columns mean?")
    rungs = page.get_by_label("Rungs of the ladder, the lowest first")
    for place in range(rungs.count()):
        if rungs.nth(place).is_visible():
            rungs.nth(place).fill("\n".join(GRADES))
    walk.press("See what would come of it")
    walk.press(re.compile(r"^Import \d+ people"))
    walk.wait_for(re.compile("is imported$"))


def open_it(walk: Walk) -> None:
    page = walk.page
    page.goto("/admin/organise/across/checklist/")
    page.get_by_role("link", name="Open for joining").click()
    walk.press("Open for joining")
    expect(page.get_by_text("Open for joining").first).to_be_visible()


def run(walk: Walk) -> None:
    walk.tab("Runs")
    walk.press("Start the run")
    walk.wait_for(re.compile("^Run 1, ready to review"))


def lock_and_forbid(walk: Walk) -> tuple[str, str, str]:
    """The mentee of the pair that is locked, and the mentee and the mentor of the one that is forbidden."""
    page = walk.page
    rows = page.locator("tr[data-row]")
    locked = _people(rows.nth(0))[0]
    rows.nth(0).get_by_role("button", name=re.compile("^Lock ")).click()
    expect(page.get_by_text("1 locked", exact=True)).to_be_visible()
    other = (
        page.locator("tr[data-row]").filter(has=page.get_by_role("button", name=re.compile("^Lock "))).nth(1)
    )
    mentee, mentor = _people(other)
    other.get_by_role("link", name=re.compile("^Forbid ")).click()
    expect(page.get_by_role("heading", name="What it costs")).to_be_visible()
    page.get_by_label("Why").fill("They sat on the same interview panel.")
    walk.press(re.compile("^Forbid"))
    expect(page.get_by_text("1 forbidden", exact=True)).to_be_visible()
    return locked, mentee, mentor


def _people(row: Locator) -> tuple[str, str]:
    return (
        row.get_by_role("link").first.evaluate("link => link.firstChild.textContent.trim()"),
        row.locator("td").first.inner_text().strip(),
    )


def publish(walk: Walk) -> None:
    page = walk.page
    page.get_by_role("link", name="Review and publish").click()
    looked = page.get_by_label("I have looked at what is listed above")
    if looked.count():
        looked.check()
    walk.press(re.compile("^Publish"))
    walk.wait_for(re.compile("^Run 1, published"))


def test_a_cohort_from_a_blueprint_to_its_mentorships(
    new_context: Callable[..., BrowserContext],
    sign_in: SignIn,
    live_server: Any,
    celery_worker_process: Any,
) -> None:
    organiser = make.OrganiserFactory(
        programme__name="Before", programme__organisation__name="Whitehall"
    ).person
    page = new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(10_000)
    sign_in(page, organiser.user)
    walk = Walk(page)
    begin(walk)
    ask_a_question(walk)
    bring_in(walk, "Mentees", "mentees.csv")
    bring_in(walk, "Mentors", "mentors.csv")
    open_it(walk)
    run(walk)
    locked, mentee, mentor = lock_and_forbid(walk)
    publish(walk)

    pairs = Mentorship.objects.with_people().filter(programme__slug="across")
    names = {(pair.mentee.person.name, pair.mentor.person.name): pair for pair in pairs}
    assert len(names) == pairs.count() >= 30
    assert (mentee, mentor) not in names
    (pair,) = [held for (who, _whom), held in names.items() if who == locked]
    for reader, other in ((pair.mentee, pair.mentor), (pair.mentor, pair.mentee)):
        theirs = new_context(base_url=live_server.url).new_page()
        sign_in(theirs, reader.person.user)
        theirs.goto("/mentorships/")
        theirs.get_by_role("link", name=re.compile(re.escape(other.person.name))).first.click()
        expect(theirs.get_by_role("heading", level=1)).to_have_text(f"You and {other.person.first_name}")
        expect(theirs.get_by_text(other.person.name).first).to_be_visible()

    stranger = Client()
    stranger.force_login(make.OrganiserFactory().person.user)
    within = sorted(url for url in walk.seen if "/admin/organise/across/" in url)
    assert len(within) >= 12
    assert {url: stranger.get(url).status_code for url in within} == dict.fromkeys(within, 404)
