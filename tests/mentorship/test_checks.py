from typing import Any

import pytest
from django.core.checks import run_checks

from mentorship import settings as site
from mentorship.checks import is_public

PUBLIC, LOCAL = "https://mentoring.example.org", "http://127.0.0.1:8000"


def found(settings: Any, **given: Any) -> set[str]:
    """The ids of our own findings under these settings."""
    config = {name: given.pop(name) for name in list(given) if name.startswith("MENTORSHIP_")}
    for name, value in given.items():
        setattr(settings, name, value)
    settings.CONFIG = site.CONFIG.model_copy(update={"MENTORSHIP_SITE_URL": settings.SITE_URL, **config})
    messages = run_checks(include_deployment_checks=True)
    return {str(message.id) for message in messages if str(message.id).startswith("mentorship.")}


@pytest.mark.parametrize(
    ("address", "public"),
    [
        (PUBLIC, True),
        ("http://192.168.1.20", True),
        (LOCAL, False),
        ("http://[::1]:8000", False),
        ("http://mentoring.localhost", False),
    ],
)
def test_an_address_is_public_unless_it_is_this_machine(address: str, public: bool) -> None:
    assert is_public(address) == public


def test_the_demo_on_this_machine_is_fine(settings: Any) -> None:
    assert found(settings, DEMO=True, SITE_URL=LOCAL, MENTORSHIP_DEBUG=True) == set()


def test_a_public_site_with_its_own_sender_is_fine(settings: Any) -> None:
    assert found(settings, DEMO=False, SITE_URL=PUBLIC, DEFAULT_FROM_EMAIL="hello@example.org") == set()


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        ({"DEMO": True}, "mentorship.E001"),
        ({"MENTORSHIP_DEBUG": True}, "mentorship.E002"),
        ({"SITE_URL": "http://mentoring.example.org"}, "mentorship.W001"),
        ({"DEFAULT_FROM_EMAIL": "Mentorship <mentorship@localhost>"}, "mentorship.W002"),
    ],
)
def test_what_a_public_site_may_not_be(settings: Any, given: dict[str, Any], finding: str) -> None:
    fine = {"DEMO": False, "SITE_URL": PUBLIC, "DEFAULT_FROM_EMAIL": "hello@example.org"}
    assert found(settings, **{**fine, **given}) == {finding}
