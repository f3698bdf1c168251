"""The review of a run by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from matching.models import RunDecision
from tests.matching.views.organise.cohort import cohort

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pairs_are_locked_forbidden_and_swapped_by_keyboard(
    live_server: Any, new_context: Any, sign_in: Any
) -> None:
    held = cohort(mentees=4, mentors=6)
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in(page, held.organiser.user)
    page.goto(live_server.url + held.url())
    rows = page.locator("[data-row]")
    expect(page.locator("[data-keys]")).to_be_visible()

    page.get_by_role("region", name="Pairs to review").focus()
    page.keyboard.press("j")
    expect(rows.nth(0).get_by_role("link").first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows.nth(0).get_by_role("link").first).to_be_focused()
    page.keyboard.press("l")
    expect(page.get_by_text("Last change:")).to_be_visible()
    assert RunDecision.objects.filter(run=held.run, kind="lock").count() == 1

    # Letters that are typed stay letters.
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("flj")
    expect(page.get_by_label("Name", exact=True)).to_have_value("flj")

    page.get_by_role("region", name="Pairs to review").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("f")
    expect(page.get_by_role("heading", name="What it costs")).to_be_visible()
    page.get_by_role("button", name="Forbid this pair").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 forbidden")).to_be_visible()

    page.get_by_role("link", name="Swap mentor of").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="See what it costs").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Swap the mentors of")
