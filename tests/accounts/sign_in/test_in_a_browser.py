"""Passkeys, and a provider elsewhere, in a real browser: our content policy, allauth's scripts, and no other test can tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Person
from tests.accounts.sign_in.conftest import Elsewhere
from tests.accounts.sign_in.flows import code_of_letter, somebody

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Context = Callable[..., BrowserContext]


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """Passkeys belong to a name, not to an address of numbers."""
    cache.clear()
    settings.SITE_URL = live_server.url.replace("127.0.0.1", "localhost")
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return str(settings.SITE_URL)


def button(page: Page, name: str) -> Any:
    return page.get_by_role("main").get_by_role("button", name=name).first


def type_code(page: Page) -> None:
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code_of_letter())
    page.get_by_role("main").get_by_role("button").first.click()


def with_a_key(context: BrowserContext, page: Page) -> None:
    """The browser has a device with a fingerprint reader, which the right finger touches."""
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_used_renamed_and_removed(
    new_context: Context, site: str, axe: Callable[[Page], list[str]]
) -> None:
    user = somebody("rosa@example.org").user
    user.is_staff = user.is_superuser = True
    user.save()
    context = new_context(base_url=site)
    page = context.new_page()
    with_a_key(context, page)
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Send me a code by e-mail").click()
    page.get_by_label("Email").fill("rosa@example.org")
    button(page, "Send me a code").click()
    type_code(page)
    expect(page).to_have_url(re.compile("/home/"))

    page.goto("/accounts/2fa/webauthn/add/")
    assert axe(page) == []
    page.get_by_label(re.compile("name", re.IGNORECASE)).fill("My laptop")
    expect(page.get_by_label("Sign in with it alone")).to_be_checked()
    button(page, "Add it").click()
    expect(page).to_have_url(re.compile("recovery-codes"))
    assert axe(page) == []
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    assert "A passkey was added" in {letter.subject for letter in mail.outbox}

    page.goto("/home/")
    context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/home/"))

    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("main")).to_contain_text("My laptop")
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("rename|edit|change", re.IGNORECASE)
    ).first.click()
    page.get_by_label(re.compile("name", re.IGNORECASE)).fill("Grey laptop")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_contain_text("Grey laptop")

    # After a while it is asked for once more, and is enough for the organisers' pages.
    for session in _sessions():
        for record in session["account_authentication_methods"]:
            record["at"] -= 3600
        session.save()
    page.get_by_role("main").get_by_role("link", name=re.compile("remove", re.IGNORECASE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it you?")
    link = page.get_by_role("link", name=re.compile("security key", re.IGNORECASE))
    if link.count():
        link.click()
    assert axe(page) == []
    button(page, "Use a passkey or security key").click()
    expect(page).to_have_url(re.compile("/remove/"))
    button(page, "Remove").click()
    expect(page).to_have_url(re.compile("/webauthn/$"))
    assert not Authenticator.objects.filter(user=user).exists()
    assert mail.outbox[-1].subject == "A passkey was removed"


def _sessions() -> list[Any]:
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    return [SessionStore(session_key=row.session_key) for row in Session.objects.all()]


def test_a_newcomer_comes_from_a_provider(
    new_context: Context, site: str, providers: tuple[Elsewhere, Elsewhere], axe: Callable[[Page], list[str]]
) -> None:
    providers[0].knows("rosa", email="rosa@northbridge.org", email_verified=True, name="Rosa Quispe")
    page = new_context(base_url=site).new_page()
    # What the provider's own pages want of the net.
    page.route("https://cdn.jsdelivr.net/**", lambda route: route.fulfill(body="", content_type="text/css"))
    page.goto("/accounts/login/?next=/profile/")
    assert axe(page) == []
    button(page, "Continue with Northbridge").click()
    expect(page).to_have_url(re.compile(re.escape(providers[0].issuer)))
    page.get_by_placeholder("sub").fill("rosa")
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nearly there")
    assert axe(page) == []
    button(page, "Join").click()
    expect(page).to_have_url(re.compile("/profile/"))
    person = Person.objects.get(user__email="rosa@northbridge.org")
    assert (person.name, person.zone) == ("Rosa Quispe", "Europe/London")

    page.goto("/accounts/3rdparty/")
    assert axe(page) == []
    button(page, "Connect Anybody").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("did not work|turned back"))
    assert axe(page) == []
