"""The browser keeps to what the headers say, and a page that breaks the policy fails the test that opens it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import User
from tests import factories as make
from tests.conftest import watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BREAKS = """() => document.body.insertAdjacentHTML('beforeend', '<p id="p" style="color: rgb(1, 2, 3)">x</p>'
    + '<img src="/nowhere" onerror="window.ran = 1"><a id="a" href="javascript:window.ran = 1">x</a>')"""


def test_a_page_that_breaks_the_policy_fails_its_test(live_server: Any, browser: Browser) -> None:
    """The negative control of the fixture by which all other browser tests open their pages."""
    context, faults = browser.new_context(), []
    watch(context, faults)
    page = context.new_page()
    page.goto(live_server.url)
    assert faults == []
    page.evaluate(BREAKS)
    page.locator("#a").click()
    page.wait_for_timeout(100)
    assert page.evaluate("() => window.ran") is None
    assert page.evaluate("() => getComputedStyle(document.getElementById('p')).color") != "rgb(1, 2, 3)"
    assert sum("Content Security Policy" in fault for fault in faults) >= 3
    context.close()


def test_back_shows_nothing_to_whoever_comes_after_signing_out(
    live_server: Any,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, User], None],
) -> None:
    person = make.PersonFactory(name="Alice Adeyemi")
    page = new_context().new_page()
    sign_in(page, person.user)
    page.goto(live_server.url + reverse("accounts:profile"))
    assert "Alice Adeyemi" in page.content()
    page.goto(live_server.url + reverse("account_logout"))
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    page.go_back()
    page.go_back()
    assert page.url.startswith(live_server.url + reverse("account_login"))
    assert "Alice Adeyemi" not in page.content()
