"""The texts of the site, looked up once a process.

A text that no catalogue changes, as most English ones, is looked for in every catalogue of every package, one after the other:
seven microseconds each time, and a page of an organiser has five thousand."""

from __future__ import annotations

from functools import lru_cache
from gettext import GNUTranslations

from django.utils.translation.trans_real import DjangoTranslation

KEPT = 8192  # texts; the site has four thousand, in two languages


def keep_texts() -> None:
    """Keeps what a catalogue has once said. A catalogue never says anything else: where languages change, Django reads new ones."""
    DjangoTranslation.gettext = lru_cache(maxsize=KEPT)(GNUTranslations.gettext)  # type: ignore[method-assign]
