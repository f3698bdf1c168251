"""Putting questions in order in a browser: by dragging, and by the buttons without a new page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from programmes.form_builder import newest, questions_of
from programmes.models import Programme
from programmes.operations.form_drafts import open_draft
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def keys(programme: Programme) -> list[str]:
    return [question.key for question in questions_of(newest(programme, published=False))]


def drag(page: Page, what: str, onto: str) -> None:
    """Takes the grip of one row and lets go of it on the far half of another."""
    start = page.locator(f"{what} [data-grip]").bounding_box()
    end = page.locator(onto).bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + end["height"] * 0.9, steps=12)
    page.mouse.up()


def test_questions_and_choices_are_put_in_order(
    live_server: Any, new_context: Callable[..., BrowserContext], sign_in: Callable[[Page, User], None]
) -> None:
    organiser = make.OrganiserFactory(programme__slug="open-doors")
    programme = organiser.programme
    version = make.FormVersionFactory(programme=programme, number=1)
    for position, key in enumerate(("one", "two", "three")):
        question = make.QuestionFactory(
            version=version, key=key, text=f"Question {key}?", kind="date", position=position
        )
    question.kind = "ladder"
    question.save(update_fields=["kind"])
    for rung, label in enumerate(("Low", "Middle", "High")):
        make.QuestionOptionFactory(question=question, key=label.lower(), label=label, ordinal=rung)
    open_draft(programme=programme, by=None, now=NOW)
    page = new_context().new_page()
    sign_in(page, organiser.person.user)
    page.goto(f"{live_server.url}/admin/organise/open-doors/form/draft/")
    page.evaluate("window.same = true")

    drag(page, "#q-one", "#q-three")
    expect(page.locator("[data-order-said]")).to_have_text("Question one? is now number 3 of 3.")
    assert keys(programme) == ["two", "three", "one"]
    up = page.get_by_role("button", name="Move up: Question one?")
    up.click()
    expect(page.locator("[data-order-said]")).to_have_text("Question one? is now number 2 of 3.")
    expect(up).to_be_focused()
    assert keys(programme) == ["two", "one", "three"]
    assert page.evaluate("window.same")

    page.goto(f"{live_server.url}/admin/organise/open-doors/form/draft/questions/three/")
    page.get_by_role("button", name="Move down: choice 1").click()
    page.get_by_role("button", name="More choices").click()
    labels = page.locator("[name=options-label]")
    expect(labels).to_have_count(6)
    assert [box.input_value() for box in labels.all()] == ["Middle", "Low", "High", "", "", ""]
    page.get_by_role("button", name="Remove choice 3").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Save in the draft").click()
    saved = questions_of(newest(programme, published=False))[-1]
    assert [option.label for option in saved.options.all()] == ["Middle", "Low"]
