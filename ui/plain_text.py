"""What of somebody's words is kept: everything that can be read, and nothing that only acts on what stands around it.

One rule for the whole site, in forms (`keep_to_plain_text`, ADR 16) and in imported files. Control characters, signs that turn
the direction of writing, and signs that are none go away; line ends of every kind become one kind. What joins the parts of an
emoji, or of a Persian or Hindi word, stays, and so do soft hyphens and the marks for one letter's direction. Words of which
nothing can be seen are no words. Letters under more marks than any script puts there are refused, never cut.

A password is nobody's words: it stays as it is."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, wraps
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_MARKS = 8  # on one letter
_MARKS_IN = ((0x300, 0x1F000), (0xE0100, 0xE01F0))
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t\n]+")
# Tags spell the flags of England, Scotland and Wales; anywhere else they hide words.
_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f"
_UNWANTED = re.compile(
    f"({_FLAG})|[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2060\u2066-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# Letters by their category, of which nothing can be seen.
_BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


class TooManyMarks(ValueError):
    """A letter bears more marks than any script puts on one."""


def plain_text(text: str) -> str:
    """`text` as it is kept, on as many lines as it has; "" where nothing of it can be seen. Raises TooManyMarks."""
    if text.isascii() and text.isprintable():
        return text
    plain = _UNWANTED.sub(r"\1", _LINE_ENDS.sub("\n", text))
    if not plain.isascii() and _marks().search(plain):
        raise TooManyMarks
    return plain if _is_seen(plain) else ""


def plain_line(text: str) -> str:
    """`text` as it is kept, on one line; "" where nothing of it can be seen. Raises TooManyMarks."""
    return _SPACES.sub(" ", plain_text(text))


def _is_seen(text: str) -> bool:
    return any(
        sign not in _BLANK and unicodedata.category(sign) not in {"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"}
        for sign in text
    )


@cache
def _marks() -> re.Pattern[str]:
    signs = (chr(code) for first, end in _MARKS_IN for code in range(first, end))
    marks = "".join(sign for sign in signs if unicodedata.category(sign) in {"Mn", "Me"})
    return re.compile(f"[{marks}]{{{MOST_MARKS + 1},}}")


# --- forms


def cleaned(field: forms.CharField, value: str) -> str:
    """What a field keeps of what was typed into it. Raises ValidationError."""
    if isinstance(field.widget, forms.PasswordInput) or not field.strip:
        return value
    several_lines = isinstance(field.widget, (forms.Textarea, forms.HiddenInput))
    try:
        return plain_text(value) if several_lines else plain_line(value)
    except TooManyMarks as fault:
        raise ValidationError(
            _("Some letters bear more marks than can be read. Write them without."), code="marks"
        ) from fault


def keep_to_plain_text() -> None:
    """Makes every text field of every form keep to the rule: ours, those of allauth and those of the administration. Called once,
    when the site starts."""
    original = forms.CharField.to_python

    @wraps(original)
    def to_python(field: forms.CharField, value: Any) -> str | None:
        return original(field, cleaned(field, value) if isinstance(value, str) else value)

    forms.CharField.to_python = to_python  # type: ignore[method-assign, assignment]
