"""The settings: whether the environment can be understood, and what Django's and the site's own checks say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.checks import CheckMessage, run_checks
from django.core.checks import Warning as Caution

from matching.sentences import model_warning
from mentorship.checks import is_public
from mentorship.doctor.findings import Finding, Level, caution, fault, ok

# Told by findings of their own: the sentence model, and demo mode at a public address.
TOLD = frozenset({"mentorship.W003", "mentorship.E001"})
# What follows from an address with http alone; where it is public, mentorship.W001 tells the cause.
OF_HTTP = frozenset({"security.W004", "security.W008", "security.W012", "security.W016"})


@dataclass(frozen=True)
class Facts:
    """`proxies` is how many the site knows of; `model` is what is wrong with the sentence model, in words."""

    site_url: str
    proxies: int
    demo: bool
    messages: Sequence[CheckMessage] = ()
    model: str = ""


def look() -> Facts:
    return Facts(
        site_url=settings.SITE_URL,
        proxies=settings.ALLAUTH_TRUSTED_PROXY_COUNT,
        demo=settings.DEMO,
        messages=[
            message
            for message in run_checks(include_deployment_checks=True)
            if message.id not in _left_out() and not message.is_silenced()
        ],
        model=model_warning(),
    )


def _left_out() -> frozenset[str]:
    return TOLD if settings.CONFIG.https else TOLD | OF_HTTP


def judge(facts: Facts) -> list[Finding]:
    return [
        ok("settings.complete", "Every setting is there and can be understood."),
        *(_of_check(message) for message in facts.messages),
        *([] if facts.messages else [ok("settings.deploy", "Nothing that Django's own checks warn of.")]),
        _proxies(facts),
        _demo(facts),
    ]


def judge_model(facts: Facts) -> list[Finding]:
    if not facts.model:
        return [ok("embedder.model", "The sentence model is there.")]
    do = "Install the locked packages anew: sh scripts/bootstrap.sh .venv requirements-fast.lock"
    return [caution("embedder.model", facts.model, do)]


def _of_check(message: CheckMessage) -> Finding:
    level = Level.FAULT if message.level > Caution("").level else Level.WARNING
    words = f"{_sentence(' '.join(str(message.msg).split()))} ({message.id})"
    return Finding("settings.deploy", level, words, str(message.hint or ""))


def _proxies(facts: Facts) -> Finding:
    if facts.site_url.startswith("https://") and not facts.proxies:
        return fault(
            "settings.proxies",
            "The address begins with https and the site knows of no proxy: it believes nobody that people came by https, "
            "and sends every page to itself.",
            "Set MENTORSHIP_TRUSTED_PROXIES=1, and let the proxy set X-Forwarded-Proto.",
        )
    if facts.proxies and not facts.site_url.startswith("https://"):
        return caution(
            "settings.proxies",
            f"The site trusts {facts.proxies} proxies, and its address is not encrypted.",
            "Let MENTORSHIP_SITE_URL begin with https://, or set MENTORSHIP_TRUSTED_PROXIES=0 where there is no proxy.",
        )
    return ok("settings.proxies", f"Proxies that are trusted: {facts.proxies}.")


def _demo(facts: Facts) -> Finding:
    if not facts.demo:
        return ok("settings.demo", "Demo mode is off.")
    words = "Demo mode is on: every letter, sign-in codes included, can be read by whoever opens the site."
    do = "Set MENTORSHIP_DEMO=false and MENTORSHIP_EMAIL_URL, before anybody else comes."
    make = fault if is_public(facts.site_url) else caution
    return make("settings.demo", words, do)


def _sentence(line: str) -> str:
    return line if line.endswith((".", "?")) else f"{line}."
