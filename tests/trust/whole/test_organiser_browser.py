"""An organiser where a second step is asked for: led to set it up, then asked for it at every sign-in; without it nothing of the
organisers' opens."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import get_resolver, reverse
from playwright.sync_api import BrowserContext, Page

from programmes.models import Programme
from tests import factories as make
from tests.accounts.sign_in.flows import app_code, code_of_letter, somebody

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OLGA = "olga@example.org"
PERIOD = 30.0  # seconds for which a code of an app stands, and counts once


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time by which codes are reckoned, as a list of one number: half a minute never ends between two lines of a test."""
    now = [time.time()]
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: now[0]))
    return now


@pytest.fixture
def programme() -> Programme:
    olga = somebody(OLGA, name="Olga Organiser")
    olga.user.is_staff = True
    olga.user.save(update_fields=["is_staff"])
    organised: Programme = make.OrganiserFactory(programme__slug="open-doors", person=olga).programme
    return organised


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], live_server: Any, settings: Any) -> Page:
    settings.SECOND_FACTOR = True
    cache.clear()
    opened = new_context(base_url=live_server.url, viewport={"width": 390, "height": 844}).new_page()
    opened.set_default_timeout(8000)
    return opened


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()


def sign_in(page: Page) -> None:
    """By a code of a letter, as far as that leads."""
    page.goto(reverse("account_request_login_code"))
    page.get_by_label("Email").fill(OLGA)
    press(page, "Send me a code")
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code_of_letter())
    press(page, "Confirm")


def organisers_pages() -> list[str]:
    """Every address under /admin/ that names no row, and those of the programme. The way out stays open."""
    found = set()
    for pattern, keys in _routes():
        if pattern.startswith("admin/") and keys <= {"slug"}:
            found.add("/" + re.sub(r"<[^>]+>", "open-doors", pattern))
    return sorted(found - {reverse("admin:logout")})


def _routes() -> list[tuple[str, set[str]]]:
    def walk(resolver: Any, prefix: str) -> list[tuple[str, set[str]]]:
        routes = []
        for one in resolver.url_patterns:
            route = prefix + str(one.pattern)
            if hasattr(one, "url_patterns"):
                routes += walk(one, route)
            elif "(?P" not in route and "^" not in route:
                routes.append((route, set(re.findall(r"<(?:\w+:)?(\w+)>", route))))
        return routes

    return walk(get_resolver(), "")


def opens_nothing(page: Page) -> None:
    """Every address of the organisers' leads to a place outside; the admin's own door is one, and leads to ours."""
    addresses = organisers_pages()
    assert len(addresses) > 60
    for address in addresses:
        answer = page.request.get(address, max_redirects=0)
        assert answer.status == 302, f"{address}: {answer.status}"
        leads_to = answer.headers["location"].partition("?")[0]
        assert leads_to == reverse("admin:login") or not leads_to.startswith("/admin/"), address


def test_an_organiser_is_led_to_a_second_step_and_asked_for_it_from_then_on(
    page: Page, programme: Programme, watch: list[float]
) -> None:
    overview = reverse("programmes:organise", args=[programme.slug])
    sign_in(page)
    opens_nothing(page)

    page.goto("/admin/")
    assert page.url.split("?")[0].endswith(reverse("accounts:second_step"))
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("main [name=code]").fill(app_code(secret, at=watch[0]))
    press(page, "Turn on")
    assert Authenticator.objects.filter(user__email=OLGA, type="totp").exists()
    page.goto("/admin/")
    assert page.url.endswith("/admin/")
    answer = page.goto(overview)
    assert answer is not None
    assert answer.status == 200
    assert page.url.endswith(overview)

    page.goto("/home/")
    page.locator(".masthead summary, header summary").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").first.click()
    watch[0] += PERIOD
    sign_in(page)
    assert page.url.split("?")[0].endswith(reverse("mfa_authenticate"))
    opens_nothing(page)
    page.goto(reverse("mfa_authenticate"))
    page.locator("main [name=code]").first.fill(app_code(secret, at=watch[0] - 2 * PERIOD))
    press(page, "Sign in")
    page.goto(overview)
    assert page.url.split("?")[0].endswith(reverse("mfa_authenticate"))
    page.locator("main [name=code]").first.fill(app_code(secret, at=watch[0]))
    press(page, "Sign in")
    page.goto(overview)
    assert page.url.endswith(overview)
