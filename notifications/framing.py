"""Shows the HTML of a letter in a frame of one of our pages, where it can do nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

from csp.constants import NONE, SELF
from django.http import HttpResponse

STYLE_SHEET = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
DARK = "@media (prefers-color-scheme: dark)"
BOTH = "color-scheme: light dark"


def framed(html: str) -> HttpResponse:
    """A letter by itself, for a sandboxed frame: its own style sheets are let through by their hashes, nothing else."""
    # The links of a mail lead out of its frame, which no other page of the site may be shown in.
    response = HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    sheets = [
        f"'sha256-{b64encode(sha256(sheet.encode()).digest()).decode()}'"
        for sheet in STYLE_SHEET.findall(html)
    ]
    response._csp_replace = {  # type: ignore[attr-defined] # django-csp's own way to answer for one response
        "default-src": [NONE],
        "style-src": sheets or [NONE],
        "frame-ancestors": [SELF],
    }
    return response


def in_light(html: str) -> str:
    """The letter as it looks in a light mail program, whatever the browser prefers."""
    return html.replace(DARK, "@media not all").replace(BOTH, "color-scheme: light")


def in_dark(html: str) -> str:
    """The letter as it looks in a dark mail program."""
    return html.replace(DARK, "@media all").replace(BOTH, "color-scheme: dark")
