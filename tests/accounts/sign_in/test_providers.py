"""Signing in with an account from elsewhere, against a provider that really answers."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Person, User
from accounts.social_adapter import is_somebody_else, vouched_for
from tests.accounts.sign_in.conftest import Elsewhere
from tests.accounts.sign_in.flows import code_of_letter, minutes_pass, sign_in_by_code, somebody

pytestmark = pytest.mark.django_db

Providers = tuple[Elsewhere, Elsewhere]


def someone(provider: Elsewhere, **claims: Any) -> str:
    """A new account at the provider; its name there."""
    sub = uuid4().hex
    provider.knows(sub, **claims)
    return sub


def leave(client: Client, provider: Elsewhere, process: str = "login", next_url: str = "") -> str:
    """Presses the button; the provider's address to which the page leads."""
    query = {"process": process} | ({"next": next_url} if next_url else {})
    answer = client.post(reverse("openid_connect_login", args=[provider.id]), query_params=query)
    assert answer.status_code == 200, answer.headers
    found = re.search(r'content="0;URL=&#x27;(.+?)&#x27;"|content="0;URL=\'(.+?)\'"', answer.text)
    assert found is not None, answer.text
    return html.unescape(found.group(1) or found.group(2))


def come_back(client: Client, address: str, **form: str) -> Any:
    """Answers the provider, and follows it back to us."""
    answer = requests.post(address, data=form, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    return client.get(back.path + "?" + back.query)


def enter(client: Client, provider: Elsewhere, sub: str, **more: str) -> Any:
    return come_back(client, leave(client, provider, **more), sub=sub)


def test_the_buttons_are_on_both_doors(client: Client, providers: Providers) -> None:
    for door in ("account_login", "account_signup"):
        page = client.get(reverse(door)).text
        assert "Continue with Northbridge" in page
        assert "Continue with Anybody" in page
    assert client.post(reverse("openid_connect_login", args=["nobody"])).status_code == 404


def test_what_is_asked_of_the_provider(client: Client, providers: Providers) -> None:
    asked = parse_qs(urlsplit(leave(client, providers[0])).query)
    assert asked["redirect_uri"] == ["http://testserver/accounts/oidc/northbridge/login/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert len(asked["state"][0]) >= 16


def test_a_newcomer_with_an_address_that_is_vouched_for(client: Client, providers: Providers) -> None:
    sub = someone(
        providers[0],
        email="Rosa@Northbridge.org",
        email_verified=True,
        name="Rosa Quispe",
        zoneinfo="America/Lima",
        phone_number="+51 1",
        picture="https://tracker.example/rosa.png",
    )
    answer = enter(client, providers[0], sub)
    assert answer.headers["Location"] == reverse("socialaccount_signup")
    assert not User.objects.exists(), "nobody has an account before they said yes"
    page = client.get(reverse("socialaccount_signup")).text
    assert 'value="Rosa Quispe"' in page
    assert '<option value="America/Lima" selected>' in page
    form = {"email": "rosa@northbridge.org", "name": "Rosa Quispe", "zone": "America/Lima"}
    done = client.post(reverse("socialaccount_signup"), form)
    assert done.headers["Location"] == reverse("journeys:dashboard")
    person = Person.objects.get(user__email="rosa@northbridge.org")
    assert (person.name, person.zone, person.user.has_usable_password()) == (
        "Rosa Quispe",
        "America/Lima",
        False,
    )
    assert EmailAddress.objects.get(user=person.user).verified
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid) == ("northbridge", sub)
    assert account.extra_data == {
        "userinfo": {"sub": sub, "name": "Rosa Quispe", "email": "Rosa@Northbridge.org"}
    }
    again = Client()
    assert enter(again, providers[0], sub, next_url="/profile/").headers["Location"] == "/profile/"
    assert again.get(reverse("journeys:dashboard")).status_code == 200
    account.refresh_from_db()
    assert "phone_number" not in account.extra_data["userinfo"]


@pytest.mark.parametrize(
    ("which", "email", "verified"),
    [(0, "rosa@northbridge.org", False), (0, "rosa@elsewhere.org", True), (1, "rosa@northbridge.org", True)],
)
def test_any_other_address_is_confirmed_by_a_code_of_ours(
    client: Client, providers: Providers, which: int, email: str, verified: bool
) -> None:
    sub = someone(providers[which], email=email, email_verified=verified, name="Rosa")
    enter(client, providers[which], sub)
    form = {"email": email, "name": "Rosa", "zone": "Europe/London"}
    done = client.post(reverse("socialaccount_signup"), form)
    assert done.headers["Location"] == reverse("account_email_verification_sent")
    assert client.get(reverse("journeys:dashboard")).status_code == 302
    assert not EmailAddress.objects.filter(verified=True).exists()
    client.post(reverse("account_email_verification_sent"), {"code": code_of_letter()})
    assert client.get(reverse("journeys:dashboard")).status_code == 200
    assert EmailAddress.objects.get(email=email).verified


def test_the_address_that_is_vouched_for_stands(client: Client, providers: Providers) -> None:
    sub = someone(providers[0], email="rosa@northbridge.org", email_verified=True, name="Rosa")
    enter(client, providers[0], sub)
    form = {"email": "director@northbridge.org", "name": "Rosa", "zone": "Europe/London"}
    client.post(reverse("socialaccount_signup"), form)
    assert [user.email for user in User.objects.all()] == ["rosa@northbridge.org"]
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("rosa@northbridge.org", True)]


def test_an_address_that_has_an_account_opens_it_where_it_is_vouched_for(
    client: Client, providers: Providers
) -> None:
    person = somebody("rosa@northbridge.org")
    sub = someone(providers[0], email="rosa@northbridge.org", email_verified=True, name="R")
    assert enter(client, providers[0], sub).headers["Location"] == reverse("journeys:dashboard")
    assert client.get(reverse("journeys:dashboard")).wsgi_request.user == person.user
    assert [letter.subject for letter in mail.outbox] == ["You can sign in with Northbridge now"]


@pytest.mark.parametrize(("which", "verified"), [(0, False), (1, True), (0, "false"), (0, 1), (0, None)])
def test_and_nowhere_else(client: Client, providers: Providers, which: int, verified: Any) -> None:
    """Somebody who may write what they like at a provider gets nobody's account, and does not learn that there is one."""
    somebody("rosa@northbridge.org")
    sub = someone(providers[which], email="rosa@northbridge.org", email_verified=verified, name="Mallory")
    assert enter(client, providers[which], sub).headers["Location"] == reverse("socialaccount_signup")
    form = {"email": "rosa@northbridge.org", "name": "Mallory", "zone": "Europe/London"}
    done = client.post(reverse("socialaccount_signup"), form)
    assert done.headers["Location"] == reverse("account_email_verification_sent")
    assert mail.outbox[-1].subject == "You have an account already"
    assert not SocialAccount.objects.exists()
    assert client.get(reverse("journeys:dashboard")).status_code == 302


def test_an_account_that_was_squatted_is_cleaned_when_its_owner_comes(
    client: Client, providers: Providers
) -> None:
    """Somebody opened it with another's address, never confirmed it, and kept its password."""
    person = somebody("rosa@northbridge.org", password="four walnuts under a bridge")
    EmailAddress.objects.update(verified=False)
    sub = someone(providers[0], email="rosa@northbridge.org", email_verified=True, name="Rosa")
    enter(client, providers[0], sub)
    person.user.refresh_from_db()
    assert not person.user.has_usable_password()


def test_the_same_name_at_two_providers_is_two_people(client: Client, providers: Providers) -> None:
    rosa = somebody("rosa@northbridge.org")
    sub = someone(providers[0], email="rosa@northbridge.org", email_verified=True)
    enter(client, providers[0], sub)
    providers[1].knows(sub, email="mallory@evil.example", name="Mallory")
    other = Client()
    assert enter(other, providers[1], sub).headers["Location"] == reverse("socialaccount_signup")
    assert SocialAccount.objects.get().user == rosa.user


def test_a_token_about_one_and_a_page_about_another(
    client: Client, providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody("rosa@northbridge.org")
    mallory = someone(providers[0], email="m@northbridge.org", email_verified=True, name="M")
    monkeypatch.setattr(
        "allauth.socialaccount.providers.openid_connect.views.OpenIDConnectOAuth2Adapter._fetch_user_info",
        lambda self, token: {"sub": "rosa", "email": "rosa@northbridge.org", "email_verified": True},
    )
    answer = enter(client, providers[0], mallory)
    assert answer.status_code == 401
    assert "That did not work" in answer.text
    assert client.get(reverse("journeys:dashboard")).status_code == 302


def test_a_second_step_is_asked_for_all_the_same(client: Client, providers: Providers) -> None:
    person = somebody("rosa@northbridge.org")
    TOTP.activate(person.user, generate_totp_secret())
    sub = someone(providers[0], email="rosa@northbridge.org", email_verified=True)
    assert enter(client, providers[0], sub).headers["Location"] == reverse("mfa_authenticate")


def test_turning_back_and_what_goes_wrong(client: Client, providers: Providers) -> None:
    # The provider of these tests forgets the state where somebody says no, so it is added as RFC 6749 has it.
    state = parse_qs(urlsplit(leave(client, providers[0])).query)["state"][0]
    query = {"error": "access_denied", "state": state}
    turned = client.get(reverse("openid_connect_callback", args=["northbridge"]), query)
    assert turned.headers["Location"] == reverse("socialaccount_login_cancelled")
    assert "You turned back" in client.get(turned.headers["Location"]).text
    callback = reverse("openid_connect_callback", args=["northbridge"])
    for wrong in ("", "?code=a", "?code=a&state=b", "?error=server_error&state=c"):
        answer = client.get(callback + wrong)
        assert answer.status_code == 401
        assert "That did not work" in answer.text
    address = leave(client, providers[0])
    state = parse_qs(urlsplit(address).query)["state"][0]
    assert client.get(callback, {"code": "made-up", "state": state}).status_code == 401
    elsewhere = Client()
    sub = someone(providers[0], email="rosa@northbridge.org", email_verified=True)
    assert come_back(elsewhere, leave(client, providers[0]), sub=sub).status_code == 401, (
        "begun in another browser"
    )


def test_a_provider_that_is_away(client: Client, providers: Providers, settings: Any) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = client.post(reverse("openid_connect_login", args=["northbridge"]))
    assert answer.status_code == 503
    assert "They do not answer" in answer.text


def test_nobody_is_sent_to_another_site_afterwards(client: Client, providers: Providers) -> None:
    somebody("rosa@northbridge.org")
    sub = someone(providers[0], email="rosa@northbridge.org", email_verified=True)
    answer = enter(client, providers[0], sub, next_url="https://evil.example/")
    assert answer.headers["Location"] == reverse("journeys:dashboard")


def test_connecting_and_disconnecting(client: Client, providers: Providers) -> None:
    person = somebody("rosa@elsewhere.org")
    sign_in_by_code(client, person.user)
    sub = someone(providers[1], email="rosa@anybody.org", name="Rosa there")
    answer = enter(client, providers[1], sub, process="connect")
    assert answer.headers["Location"] == reverse("socialaccount_connections")
    account = SocialAccount.objects.get(user=person.user)
    page = client.get(reverse("socialaccount_connections")).text
    assert "rosa@anybody.org" in page
    assert mail.outbox[-1].subject == "You can sign in with Anybody now"
    other = Client()
    assert enter(other, providers[1], sub).headers["Location"] == reverse("journeys:dashboard")

    mine, somebodys = somebody("mallory@elsewhere.org"), Client()
    sign_in_by_code(somebodys, mine.user)
    enter(somebodys, providers[1], sub, process="connect")
    somebodys.post(reverse("socialaccount_connections"), {"account": account.pk})
    assert SocialAccount.objects.get().user == person.user, "what is another's is neither taken nor cut"

    minutes_pass(client)
    asked = client.post(reverse("socialaccount_connections"), {"account": account.pk})
    assert asked.headers["Location"].startswith(reverse("accounts:is_it_you"))
    client.post(reverse("accounts:is_it_you"), {"send": "first"})
    client.post(
        reverse("accounts:is_it_you"),
        {"code": code_of_letter(), "next": reverse("socialaccount_connections")},
    )
    assert not SocialAccount.objects.exists()
    assert mail.outbox[-1].subject == "You cannot sign in with Anybody any more"


def test_connecting_asks_who_it_is_after_a_while(client: Client, providers: Providers) -> None:
    person = somebody("rosa@elsewhere.org")
    sign_in_by_code(client, person.user)
    minutes_pass(client)
    here = reverse("openid_connect_login", args=["anybody"]) + "?process=connect"
    asked = client.post(here).headers["Location"]
    assert asked.startswith(reverse("accounts:is_it_you"))
    client.post(asked, {"send": "first"})
    back = client.post(asked, {"code": code_of_letter(), "next": here}).headers["Location"]
    assert back == here
    assert "can use it here from then on" in client.get(back).text
    sub = someone(providers[1], email="rosa@anybody.org")
    enter(client, providers[1], sub, process="connect")
    assert SocialAccount.objects.get().user == person.user


def test_the_decisions() -> None:
    said = {"email": "a@b.org", "email_verified": True}
    assert vouched_for("A@b.org", claims=said, domains=["b.org"])
    assert vouched_for("a@b.org", claims=said | {"email_verified": "true"}, domains=["*"])
    assert not vouched_for("a@b.org", claims=said, domains=[])
    assert not vouched_for("a@b.org.evil.com", claims=said | {"email": "a@b.org.evil.com"}, domains=["b.org"])
    assert not vouched_for("other@b.org", claims=said, domains=["b.org"])
    assert not is_somebody_else({"userinfo": {"sub": "1"}})
    assert is_somebody_else({"userinfo": {"sub": "1"}, "id_token": {"sub": "2"}})
