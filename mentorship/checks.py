"""What must hold before the site is shown to people; run by every `manage.py check` and at each start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution

from matching.sentences import model_warning
from mentorship.providers import EVERY_ADDRESS

HERE = {"127.0.0.1", "::1", "localhost"}


def is_public(address: str) -> bool:
    """Whether people on other machines reach the site at `address`, such as https://mentoring.example.org."""
    host = urlsplit(address).hostname or ""
    return host not in HERE and not host.endswith(".localhost")


@register(Tags.security)
def demo_stays_at_home(*, app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """The demo's mailbox is open to everybody, with the sign-in codes in it."""
    if not (settings.DEMO and is_public(settings.SITE_URL)):
        return []
    return [
        Error(
            "Demo mode is on and the address is public: everybody could read every e-mail, sign-in codes included.",
            hint="Set MENTORSHIP_DEMO=false, or try the demo at an address of this machine such as http://127.0.0.1:8000.",
            id="mentorship.E001",
        )
    ]


@register(Tags.security)
def debug_stays_at_home(*, app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Django's error pages show settings and what people typed."""
    if not (settings.CONFIG.MENTORSHIP_DEBUG and is_public(settings.SITE_URL)):
        return []
    return [
        Error(
            "Debug pages are on and the address is public: an error would show what people typed.",
            hint="Set MENTORSHIP_DEBUG=false.",
            id="mentorship.E002",
        )
    ]


@register(Tags.security)
def public_is_encrypted(*, app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    if settings.CONFIG.https or not is_public(settings.SITE_URL):
        return []
    return [
        Caution(
            "The address is public and not encrypted: sign-in codes and sessions can be read on the way.",
            hint="Serve the site behind a proxy with TLS and let MENTORSHIP_SITE_URL begin with https://.",
            id="mentorship.W001",
        )
    ]


@register(Tags.security, deploy=True)
def letters_have_a_sender(*, app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Mail from `localhost` is refused by most servers, without a word to anybody."""
    if not is_public(settings.SITE_URL) or "@localhost" not in settings.DEFAULT_FROM_EMAIL:
        return []
    return [
        Caution(
            "E-mail would be sent from an address at localhost, which other mail servers refuse.",
            hint="Set MENTORSHIP_MAIL_FROM to an address of your domain.",
            id="mentorship.W002",
        )
    ]


@register(Tags.security, deploy=True)
def organisers_show_two_factors(*, app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """An organiser's mailbox alone would open what many people wrote in confidence."""
    if settings.SECOND_FACTOR or not is_public(settings.SITE_URL):
        return []
    return [
        Caution(
            "Organisers need no second factor: whoever reads one's mail can open everybody's answers.",
            hint="Leave MENTORSHIP_ORGANISERS_SECOND_FACTOR out, or set it to true.",
            id="mentorship.W004",
        )
    ]


@register(Tags.security, deploy=True)
def no_provider_speaks_for_everybody(
    *, app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    """Whoever runs such a provider can enter every account."""
    names = [one.name for one in settings.CONFIG.providers if EVERY_ADDRESS in one.vouches_for]
    if not names:
        return []
    return [
        Caution(
            f"{', '.join(names)} may vouch for every address, and so open every account here.",
            hint="Name its own domains under vouches_for, unless you run it yourself (docs/operators/sign_in.md).",
            id="mentorship.W005",
        )
    ]


@register
def words_have_their_model(*, app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """The site goes on without its sentence model, and compares spelling instead of meaning."""
    warning = model_warning()
    if not warning:
        return []
    return [
        Caution(
            warning,
            hint="Install the locked packages anew (requirements.lock), or set MENTORSHIP_EMBEDDER=characters to do without it.",
            id="mentorship.W003",
        )
    ]
