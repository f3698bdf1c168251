"""What of people's words is kept, and that every form of the site keeps to it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from tests.input.strings import STRINGS
from ui.forms import Textarea
from ui.plain_text import TooManyMarks, plain_line, plain_text

KEPT = [
    "Amara Okafor", "O’Brien-Ní Dhomhnaill", "נִקּוּד מָלֵא", "نامه‌ای", "क्‍ष नि", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f44d\U0001f3fe", "1\ufe0f\u20e3",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "Donau\u00addampf", "ที่นี่", "Nguyễn Thị", "漢\U000e0100字", "a\u200fb", "<b>&amp; 5 > 3", "=1+1", "\u0f67\u0f92\u0fb7\u0fa6",
    "{{ name }}",
]  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_what_can_be_read_stays_as_it_is(text: str) -> None:
    assert (plain_text(text), plain_line(text)) == (text, text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ama\x00ra\x1b[2J", "Amara[2J"),
        ("Amara\u202erotnem", "Amararotnem"),
        ("\u2066\u2067Amara\u2069", "Amara"),
        ("\ufeffAmara\ufffe", "Amara"),
        ("Ama\U000e0041\U000e0042ra", "Amara"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("one\ttwo", "one\ttwo"),
        *((sign * 4, "") for sign in "\u200b\u200d\ufeff\u3164\u2800\u00a0\u00ad\u115f\u0301"),
    ],
)
def test_what_only_acts_goes(text: str, kept: str) -> None:
    assert plain_text(text) == kept


def test_a_line_is_one_line() -> None:
    assert plain_line("one\r\n two\tthree\u2029four") == "one  two three four"


def test_marks_without_end_are_refused_and_never_cut() -> None:
    assert plain_text("a" + "\u0301" * 8)
    with pytest.raises(TooManyMarks):
        plain_text("a" + "\u0301" * 9)


@pytest.mark.parametrize("family", sorted({family for family, _text in STRINGS}))
def test_the_rule_kept_twice_is_the_rule_kept_once(family: str) -> None:
    for text in (text for each, text in STRINGS if each == family):
        try:
            once = plain_text(text)
        except TooManyMarks:
            continue
        assert plain_text(once) == once
        assert not set(once) & {
            chr(code) for code in (*range(9), 11, 12, 13, *range(14, 32), 127, *range(0x202A, 0x202F))
        }
        once.encode()


# --- every form

PASTED = "  Ama\x00\u202era\r\nOkafor\u200b "


def test_every_text_field_keeps_to_it() -> None:
    assert forms.CharField().clean(PASTED) == "Amara Okafor\u200b"
    assert forms.CharField(widget=Textarea()).clean(PASTED) == "Amara\nOkafor\u200b"
    assert forms.EmailField().clean("amara\u202e@example.org\x00") == "amara@example.org"
    assert (
        forms.URLField(assume_scheme="https").clean("https://example.org/\u202ea") == "https://example.org/a"
    )
    for nothing in ("\u200b\u200b", "\u3164", "\x00", "\u00a0\u2800"):
        assert forms.CharField(required=False).clean(nothing) == ""
        with pytest.raises(ValidationError, match="required"):
            forms.CharField().clean(nothing)
    with pytest.raises(ValidationError, match="more marks"):
        forms.CharField().clean("a" + "\u0301" * 40)


def test_lengths_are_counted_as_people_count_them() -> None:
    """A browser sends two signs for the end of a line that its counter counts as one."""
    assert forms.CharField(max_length=3, widget=Textarea()).clean("a\r\nb") == "a\nb"


@pytest.mark.parametrize("form", [LoginForm, AuthenticationForm])
def test_the_forms_of_others_keep_to_it_and_passwords_stay_as_they_are(form: Any) -> None:
    fields = form().fields
    for field in fields.values():
        if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput):
            assert "\u202e" not in field.to_python("a\u202eb@example.org")
    password = fields["password"]
    password.validators = []
    assert password.to_python("  pass\u202eword\u200b ").strip() == "pass\u202eword\u200b".strip()
