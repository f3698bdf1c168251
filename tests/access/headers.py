"""What the headers of every answer must say, whoever asked for whatever."""

from __future__ import annotations

import re

from django.http import HttpResponseBase

from mentorship.headers import EVERYWHERE

# Answers that may lie in the browser of whoever got them, for as long as they say: nothing that another could be shown there.
KEPT_BY_THE_BROWSER = {
    "accounts:photo_of": re.compile(r"^private, max-age=\d+$"),
    "journeys:feed": re.compile(r"^private, max-age=300$"),
}
# Letters as they look, in a frame of ours that runs nothing (notifications/framing.py), which has tests of its own.
FRAMED = frozenset({"notifications:mailbox_html", "programmes:organise_letter_html"})
LOOSE = re.compile(r"unsafe-|\*|https?:|blob:|script-src|'nonce-")
SAME_EVERYWHERE = sorted(set(EVERYWHERE) - {"Content-Security-Policy"})
TELLS = ("Server", "X-Powered-By", "Via", "X-Runtime")


def faults(response: HttpResponseBase, *, route: str, signed_in: bool) -> list[str]:
    """What is missing, or says too much; nothing where all is well."""
    held, framed = response.headers, route in FRAMED and response.status_code == 200
    wrong = {
        name
        for name in SAME_EVERYWHERE
        if held.get(name) != EVERYWHERE[name] and not (framed and name == "X-Frame-Options")
    }
    if not framed and not _is_strict(held.get("Content-Security-Policy", "")):
        wrong.add("Content-Security-Policy")
    if not _is_private(held.get("Cache-Control", ""), route=route, signed_in=signed_in):
        wrong.add("Cache-Control")
    wrong |= {name for name in TELLS if name in held}
    return [f"{name}: {held.get(name)}" for name in sorted(wrong)]


def _is_strict(policy: str) -> bool:
    """A page loads from its own site alone, runs nothing inline and stands in no frame; a file may do nothing at all."""
    if LOOSE.search(policy):
        return False
    parts = {part.strip() for part in policy.split(";")}
    page = {
        "default-src 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    }
    nothing = {"default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"}
    return parts >= page or parts >= nothing or parts == {"default-src 'none'", "sandbox"}


def _is_private(cached: str, *, route: str, signed_in: bool) -> bool:
    if "public" in cached or not cached:
        return False
    kept = KEPT_BY_THE_BROWSER.get(route)
    return not signed_in or "no-store" in cached or bool(kept and kept.match(cached))
