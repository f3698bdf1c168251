"""Organisers show a second factor before their pages open."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.sign_in.flows import app_code, minutes_pass, set_up, sign_in_by_code, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commits")]

PAGES = ["/admin/", "/admin/organise/", "/admin/outbox/", "/admin/accounts/skill/"]


@pytest.fixture(autouse=True)
def asked_for(settings: Any) -> None:
    settings.SECOND_FACTOR = True
    cache.clear()


@pytest.fixture
def organiser() -> User:
    user = somebody("organiser@example.org").user
    user.is_staff = user.is_superuser = True
    user.save()
    return user


@pytest.mark.parametrize("page", PAGES)
def test_one_without_a_second_factor_is_led_to_set_one_up(client: Client, organiser: User, page: str) -> None:
    sign_in_by_code(client, organiser)
    answer = client.get(f"{page}?q=a")
    assert answer.headers["Location"].startswith(reverse("accounts:second_step") + "?next=%2Fadmin%2F")
    shown = client.get(answer.headers["Location"])
    assert reverse("mfa_add_webauthn") in shown.text
    assert reverse("mfa_activate_totp") in shown.text
    assert client.post(page).status_code == 302, "and no page does anything before"


def test_one_who_has_it_shows_it_in_this_session_and_again_after_a_day(
    client: Client, organiser: User
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(organiser, secret)
    # A session from before, of when there was no second factor.
    client.force_login(organiser)
    answer = client.get("/admin/?q=a")
    here = answer.headers["Location"]
    assert here == reverse("mfa_reauthenticate") + "?next=%2Fadmin%2F%3Fq%3Da"
    partial_page = client.get("/admin/", headers={"HX-Request": "true"})
    assert partial_page.headers["HX-Redirect"].startswith(reverse("mfa_reauthenticate"))
    done = client.post(here, {"code": app_code(secret), "next": "/admin/?q=a"})
    assert done.headers["Location"] == "/admin/?q=a"
    assert client.get("/admin/").status_code == 200
    minutes_pass(client, minutes=11 * 60)
    assert client.get("/admin/").status_code == 200
    minutes_pass(client, minutes=2 * 60)
    assert client.get("/admin/").headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert client.get(reverse("accounts:settings")).status_code == 200, "everybody's pages stay open"


def test_a_password_shown_again_is_no_second_factor(client: Client, organiser: User) -> None:
    TOTP.activate(organiser, generate_totp_secret())
    organiser.set_password("four walnuts under a bridge")
    organiser.save()
    client.force_login(organiser)
    client.post(reverse("account_reauthenticate"), {"password": "four walnuts under a bridge"})
    assert client.get("/admin/").status_code == 302


def test_whoever_sets_one_up_goes_on_at_once(client: Client, organiser: User) -> None:
    sign_in_by_code(client, organiser)
    set_up(client, time.time())
    assert Authenticator.objects.filter(user=organiser, type="totp").exists()
    assert client.get("/admin/").status_code == 200
    done = client.get(reverse("accounts:second_step") + "?next=/admin/")
    assert "It is set up" in done.text


def test_another_persons_second_factor_in_the_session_counts_for_nothing(
    client: Client, organiser: User
) -> None:
    other = somebody("other@example.org").user
    TOTP.activate(other, secret := generate_totp_secret())
    sign_in_by_code(client, other)
    client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})
    client.force_login(organiser)
    assert client.get("/admin/").headers["Location"].startswith(reverse("accounts:second_step"))


def test_everybody_else_is_turned_away_as_before(client: Client) -> None:
    sign_in_by_code(client, somebody().user)
    answer = client.get("/admin/")
    assert answer.status_code in {302, 403, 404}
    assert reverse("accounts:second_step") not in answer.headers.get("Location", "")


def test_in_demo_mode_nobody_is_asked(client: Client, organiser: User, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(organiser)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_on_stays_here(client: Client, organiser: User, next_url: str) -> None:
    sign_in_by_code(client, organiser)
    TOTP.activate(organiser, generate_totp_secret())
    page = client.get(reverse("accounts:second_step"), {"next": next_url})
    assert not re.search(r'href="[^"?]*(evil|javascript)', page.text)
    assert 'href="/admin/"' in page.text


@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example/admin/"])
def test_the_admins_own_door_leads_to_ours_and_nowhere_else(client: Client, next_url: str) -> None:
    answer = client.get("/admin/login/", {"next": next_url})
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert (
        "evil.example"
        not in answer.headers["Location"].split("next=")[1].removeprefix("%2Fadmin%2Flogin%2F")[:3]
    )
