"""The letters about signing in, which go out at once and bear our look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import RequestFactory
from django.utils.translation import override

from accounts.models import User
from accounts.notices import NOTICES
from mentorship.config import ROOT
from tests import factories as make
from tests.pages.markup import Markup

pytestmark = pytest.mark.django_db

FOLDER = ROOT / "templates" / "account" / "email"
ASKED = sorted(
    path.name.removesuffix("_message.html")
    for path in FOLDER.glob("*_message.html")
    if not path.name.startswith(("base", "notice"))
)
FACTS = {
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "deleted_email": "old@example.org",
    "added_email": "new@example.org",
    "provider": "Harbour",
}
LINK = re.compile(r"https?://\S+")


@pytest.fixture
def alice() -> User:
    user: User = make.PersonFactory(user__email="alice@example.org").user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def request_of_somebody() -> Iterator[None]:
    request = RequestFactory().get(
        "/", REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Fox/1.0 (see https://evil.example/login)"
    )
    with context.request_context(request):
        yield


def whole(message: Any) -> tuple[str, Markup]:
    """The text and the HTML, of which what every letter has was looked at."""
    assert isinstance(message, EmailMultiAlternatives)
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    page = Markup(str(message.alternatives[0][0]))
    assert len(page.all("h1")) == 1
    assert page.all("main")[0].attributes["class"] == "letter"
    links = {tag.attributes["href"] for tag in page.all("a")}
    assert links == set(LINK.findall(str(message.body)))
    assert not re.search(r"!|{{|{%|None|&#", f"{message.subject}{message.body}")
    return str(message.body), page


@pytest.mark.parametrize("name", ASKED)
def test_letters_that_were_asked_for_have_our_look(name: str, request_of_somebody: None) -> None:
    facts = {
        "code": "ABC-DEF",
        "password_reset_url": "https://m.example.org/reset/",
        "signup_url": "https://m.example.org/join/",
        "site_url": "https://m.example.org",
    }
    prefix = "account/email/" + name
    if not Path(FOLDER / f"{name}_subject.txt").exists():
        prefix = prefix.replace("_signup", "")
    text, page = whole(get_adapter().render_mail(prefix, "alice@example.org", facts))
    codes = [tag.text for tag in page.all("p") if tag.attributes.get("class") == "code"]
    assert len(codes) + len([tag for tag in page.all("a") if tag.attributes.get("class") == "first"]) == 1
    assert all(code in text for code in codes)


@pytest.mark.parametrize("name", NOTICES)
@pytest.mark.parametrize("locale", [code for code, _name in settings.LANGUAGES])
def test_a_notice_says_what_changed_when_and_from_where(
    name: str, locale: str, alice: User, request_of_somebody: None
) -> None:
    with override(locale):
        get_adapter().send_notification_mail(name, alice, dict(FACTS))
    (message,) = mail.outbox
    text, page = whole(message)
    assert message.subject in page.all("h1")[0].text
    assert message.subject in text
    for words in (text, page.all("main")[0].text):
        assert "192.0.2.7" in words
        assert "https://evil" not in words
    assert [tag.text for tag in page.all("a")] != []
