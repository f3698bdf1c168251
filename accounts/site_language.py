"""The languages that the site itself speaks (settings.LANGUAGES)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_supported_language_variant, override

from accounts.models import Person


def site_language(code: str | None) -> str:
    """`code` where the site speaks it, else what comes nearest ("de-at" is "de"), else the site's first language."""
    try:
        return get_supported_language_variant(code or "")
    except LookupError:
        return settings.LANGUAGE_CODE


def in_words_for(person: Person | None) -> override:
    """A context in which words are those of `person`'s language: for what a worker writes down for whoever asked for it."""
    return override(site_language(person.locale if person else None))
