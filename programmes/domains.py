"""Which e-mail addresses may join a programme that is only for some."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from unicodedata import normalize

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST = 50
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def spelled(domain: str) -> str | None:
    """The one spelling of a domain: small letters, and those outside ASCII as the mail servers write them (`xn--…`).

    None for what no mail goes to: a single word, an address of numbers, a dot too many."""
    try:
        # Strictly: what is invisible or only looks like a letter is refused, and not mapped to another.
        found = idna.encode(normalize("NFC", domain.strip().lower())).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return None
    labels = found.split(".")
    is_name = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    return found if is_name and len(found) <= 253 else None


def clean_domains(text: str) -> list[str]:
    """The domains in `text`, one a line or separated by commas, each once and in its one spelling.

    An `@` in front is taken off, and so is a dot at the end. Raises ValidationError that names the first that is none."""
    found: dict[str, None] = {}
    for word in filter(None, re.split(r"[\s,;]+", text)):
        domain = spelled(word.removeprefix("@").removesuffix("."))
        if domain is None:
            raise ValidationError(
                _("“%(word)s” is not the domain of an e-mail address. Write it as in example.org."),
                code="domain",
                params={"word": word[:80]},
            )
        found[domain] = None
    if len(found) > MOST:
        raise ValidationError(
            _("These are %(count)s domains; %(most)s is the most."),
            code="many",
            params={"count": len(found), "most": MOST},
        )
    return list(found)


def may_join(domains: Collection[str], verified: Iterable[str]) -> bool:
    """Whether somebody with these `verified` addresses may join a programme that is for `domains`; none: for everybody.

    A domain is meant exactly: neither one below it nor one that ends alike will do."""
    return not domains or any(
        bool(name) and spelled(domain) in domains
        for name, _at, domain in (address.rpartition("@") for address in verified)
    )


def shown(domains: Iterable[str]) -> list[str]:
    """The domains as people write them."""
    return [_readable(domain) for domain in domains]


def _readable(domain: str) -> str:
    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain
