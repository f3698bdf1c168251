"""What people meet at the door while the mail server takes no letters (docs/operators/faults.md)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client

from accounts.models import User
from tests.accounts.sign_in.flows import somebody

pytestmark = pytest.mark.django_db
PASSWORD = "three quiet lanterns"


class Away(BaseEmailBackend):
    def send_messages(self, *_: object) -> int:
        raise ConnectionRefusedError(111, "Connection refused")


@pytest.fixture(autouse=True)
def _away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EMAIL_BACKEND", f"{__name__}.Away")


@pytest.mark.parametrize("path", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_who_waits_for_a_code_is_told_whether_or_not_they_have_an_account(client: Client, path: str) -> None:
    known = somebody().user
    pages = [client.post(path, {"email": email}) for email in (known.email, "nobody@example.org")]
    for page in pages:
        assert (page.status_code, page["Retry-After"]) == (503, "60")
        assert "No letter can be sent just now" in page.content.decode()
        assert "A passkey or a password needs no letter" in page.content.decode()


def test_a_password_opens_on_a_new_device_though_its_notice_does_not_go(client: Client) -> None:
    user = somebody(password=PASSWORD).user
    for program in ("Fox/1.0", "Owl/2.0"):  # the second is another device, of which a letter tells
        page = Client().post(
            "/accounts/login/", {"login": user.email, "password": PASSWORD}, headers={"User-Agent": program}
        )
        assert page.status_code == 302, page.content.decode()[:2000]


def test_who_signed_up_meanwhile_can_ask_for_another_code_later(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {"email": "new@example.org", "name": "Nova New", "zone": "Europe/London", "agree": "on"}
    page = client.post("/accounts/signup/", form)
    assert page.status_code == 503
    assert User.objects.filter(email="new@example.org").exists()
    monkeypatch.undo()
    assert Client().post("/accounts/login/code/", {"email": "new@example.org"}).status_code == 302
