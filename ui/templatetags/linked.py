"""What people write, with its addresses as links."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
# What ends a sentence or a bracket belongs to the words around an address.
AFTER = ".,;:!?)]}’”»"
SHOWN = 60


@register.filter
def linked(text: str) -> SafeString:
    """Paragraphs and line breaks as they were typed, and web addresses (http and https alone) as links that tell the other
    site nothing of this one. Everything else is words."""
    said, parts, at = str(text), [], 0
    for found in ADDRESS.finditer(said):
        url = found[0].rstrip(AFTER)
        parts += [escape(said[at : found.start()]), _link(url)]
        at = found.start() + len(url)
    parts.append(escape(said[at:]))
    return mark_safe(linebreaks("".join(parts)))


def _link(url: str) -> str:
    shown = url if len(url) <= SHOWN else f"{url[: SHOWN - 1]}…"
    return format_html('<a href="{}" rel="nofollow ugc noopener noreferrer">{}</a>', url, shown)
