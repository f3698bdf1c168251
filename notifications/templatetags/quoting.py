"""A person's own words in the text of a letter."""

from __future__ import annotations

from textwrap import wrap

from django import template

register = template.Library()

WIDTH = 70


@register.filter(is_safe=True)
def quoted(text: str) -> str:
    """Each line behind a mark, as mail programs show what somebody else wrote; lines of up to 70 characters."""
    lines = [line for typed in str(text).strip().splitlines() for line in wrap(typed, WIDTH) or [""]]
    return "\n".join(f"> {line}".rstrip() for line in lines)
