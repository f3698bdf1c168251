"""A newcomer joins: the programme's page, an account by a code from an e-mail, the roles, the first step of the intake."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import BrowserContext, expect

from accounts.models import Person
from programmes.models import Enrolment
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A browser that stands in another zone than the site's own, which sign-up must take over."""
    return {**browser_context_args, "timezone_id": "America/Lima"}


def test_a_newcomer_joins_from_a_programmes_page(
    new_context: Callable[..., BrowserContext], live_server: Any
) -> None:
    programme = make.ProgrammeFactory(name="Open Harbour", slug="open-harbour")
    page = new_context(base_url=live_server.url).new_page()
    page.goto("/programmes/open-harbour/")
    page.get_by_role("main").get_by_role("link", name=re.compile("join", re.IGNORECASE)).first.click()
    if "login" in page.url:
        page.get_by_role("main").get_by_role("link", name=re.compile("join", re.IGNORECASE)).first.click()
    page.get_by_label("Email").fill("rosa@example.org")
    page.get_by_label("Your name").fill("Rosa Quispe")
    page.get_by_role("main").get_by_role("button").first.click()

    (letter,) = mail.outbox
    assert letter.to == ["rosa@example.org"]
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", str(letter.body))
    assert code is not None
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code.group())
    page.get_by_role("main").get_by_role("button").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Open Harbour")
    person = Person.objects.get(user__email="rosa@example.org")
    assert (person.name, person.zone) == ("Rosa Quispe", "America/Lima")
    assert not person.user.has_usable_password()
    page.get_by_label(re.compile("mentee", re.IGNORECASE)).first.check()
    for box in page.locator("main input[type=checkbox][required]").all():
        box.check()
    page.get_by_role("main").get_by_role("button", name=re.compile("join", re.IGNORECASE)).first.click()
    expect(page).to_have_url(re.compile("/intake/"))
    assert Enrolment.objects.filter(programme=programme, person=person, role="mentee").exists()
