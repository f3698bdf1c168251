"""Who it is, asked once more before what matters."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from tests.accounts.sign_in.flows import PASSWORD, code_of_letter, minutes_pass, sign_in_by_code, somebody

pytestmark = pytest.mark.django_db

ASKED_TO_READ = (
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_deactivate_totp",
)
ASKED_TO_POST = ("account_email", "socialaccount_connections", "usersessions_list")


@pytest.fixture(autouse=True)
def no_counts() -> None:
    cache.clear()


@pytest.fixture
def user(client: Client) -> User:
    """Somebody without a password, who signed in half an hour ago."""
    user = somebody().user
    sign_in_by_code(client, user)
    minutes_pass(client)
    mail.outbox.clear()
    return user


@pytest.mark.parametrize("name", ASKED_TO_READ)
def test_asked_before_reading_what_is_secret(client: Client, user: User, name: str) -> None:
    for answer in (client.get(reverse(name)), client.post(reverse(name), {"password1": PASSWORD})):
        assert answer.headers["Location"].startswith(reverse("accounts:is_it_you") + "?next=")
    assert PASSWORD not in str(dict(client.session)), "a password never waits in the session"


@pytest.mark.parametrize("name", ASKED_TO_POST)
def test_asked_before_writing(client: Client, user: User, name: str) -> None:
    assert client.get(reverse(name)).status_code == 200
    answer = client.post(reverse(name), {"action_add": "", "email": "new@example.org"})
    assert answer.headers["Location"].startswith(reverse("accounts:is_it_you"))
    assert mail.outbox == []


def test_a_code_by_letter_carries_out_what_was_posted(client: Client, user: User) -> None:
    asked = client.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})
    here = asked.headers["Location"]
    page = client.get(here)
    assert "Send me a code" in page.text
    sent = client.post(here, {"send": "first"})
    assert sent.headers["Location"] == here
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([user.email], "Your code for a change to your account")
    ]
    code = code_of_letter()
    assert code not in str(dict(client.session))
    wrong = client.post(here, {"code": "ABCD-EFGH", "next": reverse("account_email")})
    assert "not the code of our latest letter" in wrong.text
    done = client.post(here, {"code": code.lower().replace("-", " "), "next": reverse("account_email")})
    assert done.headers["Location"] == reverse("account_email_verification_sent")
    assert mail.outbox[-1].to == ["new@example.org"]
    # It worked once, and nothing is asked for again for some minutes.
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_three_wrong_codes_end_it(client: Client, user: User) -> None:
    here = reverse("accounts:is_it_you")
    client.post(here, {"send": "first"})
    code = code_of_letter()
    for _number in range(3):
        client.post(here, {"code": "ABCD-EFGH"})
    assert "not the code" in client.post(here, {"code": code}).text


def test_an_old_code_is_worth_nothing_and_so_is_the_last_but_one(client: Client, user: User) -> None:
    here = reverse("accounts:is_it_you")
    client.post(here, {"send": "first"})
    first = code_of_letter()
    client.post(here, {"send": "again"})
    assert "not the code" in client.post(here, {"code": first}).text
    session = client.session
    session["one_more_code"]["at"] -= 601
    session.save()
    assert "not the code" in client.post(here, {"code": code_of_letter()}).text


def test_letters_are_not_sent_without_end(client: Client, user: User) -> None:
    answers = [client.post(reverse("accounts:is_it_you"), {"send": "again"}) for _number in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 4 + [429] * 2, (
        "with the one for signing in, five"
    )
    assert len(mail.outbox) == 4


def test_whoever_signed_in_just_now_is_not_asked(client: Client) -> None:
    user = somebody(password=PASSWORD).user
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    minutes_pass(client)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    page = client.get(asked.headers["Location"])
    assert reverse("accounts:is_it_you") in page.text, (
        "a code is as good as the password by which nobody must sign in"
    )
    assert "Incorrect" in client.post(reverse("account_reauthenticate"), {"password": "wrong"}).text
    done = client.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("mfa_activate_totp")}
    )
    assert done.headers["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.parametrize(
    "next_url", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_nobody_is_led_away(client: Client, user: User, next_url: str) -> None:
    here = reverse("accounts:is_it_you")
    assert "evil" not in client.post(here, {"send": "first", "next": next_url}).headers["Location"]
    done = client.post(here, {"code": code_of_letter(), "next": next_url})
    assert done.headers["Location"] == reverse("accounts:settings")


def test_a_strangers_address_is_not_taken_for_ones_own(client: Client, user: User) -> None:
    """An address that is added counts once its owner has confirmed it."""
    client.post(reverse("accounts:is_it_you"), {"send": "first"})
    client.post(reverse("accounts:is_it_you"), {"code": code_of_letter()})
    client.post(reverse("account_email"), {"action_add": "", "email": "other@example.org"})
    assert not EmailAddress.objects.filter(email="other@example.org", verified=True).exists()
    client.post(reverse("account_email_verification_sent"), {"code": code_of_letter()})
    assert EmailAddress.objects.filter(email="other@example.org", verified=True).exists()


def test_the_factory_of_requests_knows_nobody(rf: RequestFactory) -> None:
    from django.contrib.auth.models import AnonymousUser

    from accounts.reauthentication import recently_signed_in

    request = rf.get("/")
    request.user = AnonymousUser()
    assert not recently_signed_in(request)
