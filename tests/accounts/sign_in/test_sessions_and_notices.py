"""Where somebody is signed in, and the letters about it."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.browsers import browser_words
from accounts.devices import fingerprint, known_devices
from accounts.models import User
from accounts.notices import NOTICES
from tests.accounts.sign_in.flows import PASSWORD, code_of_letter, minutes_pass, sign_in_by_code, somebody

pytestmark = pytest.mark.django_db

LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEWER = LAPTOP.replace("140", "141")
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture(autouse=True)
def no_counts() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return somebody(password=PASSWORD).user


def enter(user: User, program: str, address: str = "192.0.2.7") -> Client:
    client = Client(headers={"user-agent": program}, REMOTE_ADDR=address)
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client


def subjects() -> list[str]:
    return [letter.subject for letter in mail.outbox]


def test_one_browser_is_signed_out_and_the_others_stay(user: User) -> None:
    laptop, phone, tablet = enter(user, LAPTOP), enter(user, PHONE), enter(user, "Tablet 1")
    page = laptop.get(reverse("usersessions_list")).text
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    session = UserSession.objects.get(user_agent=PHONE)
    assert laptop.get(reverse("accounts:session_end", args=[session.pk])).status_code == 405
    assert laptop.post(reverse("accounts:session_end", args=[session.pk])).status_code == 302
    assert phone.get(reverse("journeys:dashboard")).status_code == 302
    assert tablet.get(reverse("journeys:dashboard")).status_code == 200
    assert laptop.post(reverse("accounts:session_end", args=[session.pk])).status_code == 404
    laptop.post(reverse("usersessions_list"))
    assert tablet.get(reverse("journeys:dashboard")).status_code == 302
    assert laptop.get(reverse("journeys:dashboard")).status_code == 200


def test_nobody_signs_out_somebody_else(user: User) -> None:
    enter(user, LAPTOP)
    mallory = Client()
    sign_in_by_code(mallory, somebody("mallory@example.org").user)
    session = UserSession.objects.get(user=user)
    assert mallory.post(reverse("accounts:session_end", args=[session.pk])).status_code == 404
    assert UserSession.objects.filter(pk=session.pk).exists()


def test_a_new_password_signs_out_everywhere_else_and_the_key_of_the_session_changes(user: User) -> None:
    laptop, phone = enter(user, LAPTOP), enter(user, PHONE)
    before = laptop.session.session_key
    new = {
        "oldpassword": PASSWORD,
        "password1": "five hazelnuts over a river",
        "password2": "five hazelnuts over a river",
    }
    assert laptop.post(reverse("account_change_password"), new).status_code == 302
    assert laptop.get(reverse("journeys:dashboard")).status_code == 200
    assert laptop.session.session_key != before
    assert phone.get(reverse("journeys:dashboard")).status_code == 302
    assert "Your password was changed" in subjects()


def test_signing_in_gives_the_session_a_new_key(client: Client, user: User) -> None:
    client.get(reverse("account_login"))
    client.post(reverse("programmes:join_code"), {"code": "NOPE"})
    session = client.session
    session["mark"] = 1
    session.save()
    before = session.session_key
    client.cookies["session"] = before
    sign_in_by_code(client, user)
    assert client.session.session_key != before


def test_a_letter_says_of_a_device_that_was_not_there_before(user: User) -> None:
    enter(user, LAPTOP)
    assert subjects() == [], "the first has nothing to differ from"
    enter(user, NEWER, "192.0.99.1")
    assert subjects() == [], "an update, another street"
    enter(user, PHONE)
    assert subjects() == ["You signed in on a new device"]
    assert "Safari" in str(mail.outbox[-1].body)
    assert "192.0.2.7" in str(mail.outbox[-1].body)
    enter(user, PHONE)
    enter(user, LAPTOP)
    assert len(mail.outbox) == 1
    enter(user, LAPTOP, "203.0.113.9")
    assert len(mail.outbox) == 2, "the same browser at another provider's"


def test_devices_are_known_when_their_sessions_are_over(user: User) -> None:
    enter(user, PHONE).post(reverse("account_logout"))
    enter(user, LAPTOP)
    mail.outbox.clear()
    enter(user, PHONE)
    assert subjects() == []
    assert len(known_devices(user)) == 2


def test_a_fingerprint_is_no_address(user: User) -> None:
    assert fingerprint(LAPTOP, "192.0.2.7") == fingerprint(NEWER, "192.0.3.1")
    assert fingerprint(LAPTOP, "2001:db8::1") == fingerprint(LAPTOP, "2001:db8:ffff::2")
    assert "192" not in fingerprint(LAPTOP, "192.0.2.7") or len(fingerprint(LAPTOP, "192.0.2.7")) == 24


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (LAPTOP, "Firefox on Linux"),
        (PHONE, "Safari on iPhone"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge on Windows",
        ),
        ("curl/8.1", "curl/8.1"),
        ("", "A browser that says nothing of itself"),
        ("<script>alert(1)</script>" + "x" * 90, "<script>alert(1)</script>" + "x" * 35),
    ],
)
def test_browsers_have_names(program: str, words: str) -> None:
    assert browser_words(program) == words


def test_every_change_of_address_and_password_is_told(client: Client) -> None:
    user = somebody().user
    sign_in_by_code(client, user)
    mail.outbox.clear()
    new = {"password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_set_password"), new)
    assert "You have a password now" in subjects()
    client.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})
    client.post(reverse("account_email_verification_sent"), {"code": code_of_letter()})
    assert mail.outbox[-1].subject == "new@example.org was added to your account"
    assert mail.outbox[-1].to == ["rosa@example.org"]
    client.post(reverse("account_email"), {"action_primary": "", "email": "new@example.org"})
    assert "Your e-mail address is new@example.org now" in subjects()
    assert EmailAddress.objects.get(primary=True).email == "new@example.org"
    told = [letter.to for letter in mail.outbox if "is new@example.org now" in letter.subject]
    assert ["rosa@example.org"] in told, (
        "whoever was thrown out of the account hears of it at the old address"
    )
    client.post(reverse("account_email"), {"action_remove": "", "email": "rosa@example.org"})
    assert "rosa@example.org was taken out of your account" in subjects()
    client.post(reverse("account_logout"))
    client.post(reverse("account_reset_password"), {"email": "new@example.org"})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_of_letter()})
    client.post(
        reverse("account_complete_password_reset"), {"password1": "six almonds", "password2": "six almonds"}
    )
    assert "You have a new password" not in subjects(), "shorter than 15"
    long = {"password1": "six almonds beside a lake", "password2": "six almonds beside a lake"}
    client.post(reverse("account_complete_password_reset"), long)
    assert "You have a new password" in subjects()


def test_each_notice_of_allauth_is_in_our_words() -> None:
    import re
    from pathlib import Path

    import allauth

    root = Path(allauth.__file__).parent
    sent = set()
    for path in root.rglob("*.py"):
        if "headless" not in path.parts:
            sent |= set(re.findall(r'send_notification_mail\(\s*"([^"]+)"', path.read_text(encoding="utf-8")))
    assert sent - set(NOTICES) == set()


def test_weak_passwords_are_refused_and_no_make_is_asked_for(client: Client) -> None:
    user = somebody("rosa.quispe@example.org").user
    sign_in_by_code(client, user)
    for weak in ("fourteen chars", "yfdbufnjh10305070", "rosa.quispe@example.org"):
        answer = client.post(reverse("account_set_password"), {"password1": weak, "password2": weak})
        assert answer.status_code == 200, weak
    for strong in (
        "all small letters and spaces",
        "  spaces count too  ",
        "пароль из одних слов",
        "x" * 15 + "y" * 200,
    ):
        minutes_pass(client, 0)
        user.set_unusable_password()
        user.save(update_fields=["password"])
        client.force_login(user)
        again = Client()
        sign_in_by_code(again, user)
        answer = again.post(reverse("account_set_password"), {"password1": strong, "password2": strong})
        assert answer.status_code == 302, strong
        user.refresh_from_db()
        assert user.check_password(strong), "as it was typed"
        cache.clear()
