"""The languages that the site itself speaks (settings.LANGUAGES). Pure."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_supported_language_variant


def site_language(code: str | None) -> str:
    """`code` where the site speaks it, else what comes nearest ("de-at" is "de"), else the site's first language."""
    try:
        return get_supported_language_variant(code or "")
    except LookupError:
        return settings.LANGUAGE_CODE
