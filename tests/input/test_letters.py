"""Letters, tables, calendars and file names made of hostile strings: what goes in as words comes out as words."""

from __future__ import annotations

import csv
import io
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.http.response import FileResponse
from icalendar import Calendar, Event
from openpyxl import load_workbook

from accounts.photos import Unusable, portrait
from notifications.kinds import Letter
from notifications.samples import Backdrop, Sample, Variant, samples, written
from programmes.exporting.cells import defused
from programmes.exporting.files import csv_pieces, xlsx_file
from programmes.uploads import LONGEST_NAME, Unsafe, clean_name, kind_of
from tests.input.fields import sendable
from tests.input.strings import CALL, STRINGS, WORKED_OUT, sample
from tests.pages.markup import Markup
from ui.plain_text import TooManyMarks, plain_text

ENGLISH = "en-gb"
SEED = int(os.environ.get("SEED", "1"))
SOAK = bool(os.environ.get("SOAK_INPUT"))
# Facts that are words of the site or addresses that it makes, not of a person.
OURS = ("url", "label", "left", "until", "reason", "kind", "role", "tone", "state")
TEXTS = [text for _family, text in STRINGS if len(text) < 6000]
ONCE = {"subject", "from", "to", "message-id", "date", "mime-version", "content-type"}
# What no words of a person may become.
RUNS = {
    "script",
    "img",
    "svg",
    "iframe",
    "object",
    "form",
    "base",
    "link",
    "video",
    "input",
    "details",
    "plaintext",
}


def hostile(value: Any, words: Iterator[str]) -> Any:
    """`value` with other words in the place of all of its own."""
    if isinstance(value, str):
        return next(words)
    if isinstance(value, (list, tuple)):
        made = [hostile(each, words) for each in value]
        return tuple(made) if isinstance(value, tuple) and not hasattr(value, "_fields") else made
    return value


def letter_with(variant: Variant, words: Iterator[str]) -> Letter:
    letter = variant.letter(Backdrop())
    context = {
        name: value if any(part in name for part in OURS) else hostile(value, words)
        for name, value in letter.context.items()
    }
    return replace(letter, name=next(words), context=context)


def endless_words(seeded: random.Random) -> Iterator[str]:
    while True:
        for text in seeded.sample(TEXTS, k=len(TEXTS)):
            # As long as a name may be; longer words come into a letter by quotable(), which breaks addresses as well.
            yield sendable(text)[:120]


@pytest.mark.parametrize("sample_of", samples.by_kind.values(), ids=lambda each: each.kind)
def test_a_letter_is_one_letter_whatever_is_in_it(sample_of: Sample) -> None:
    """Read again as a mail program reads it: one subject, one reader, the same parts, and no tag that a person wrote."""
    words = endless_words(random.Random(f"{SEED} {sample_of.kind}"))
    for variant in sample_of.variants if SOAK else sample_of.variants[:1]:
        plain = message_from_bytes(
            written(sample_of, variant, locale=ENGLISH).message().as_bytes(), policy=policy.default
        )
        plain_tags = {tag.name for tag in html_of(plain).tags}
        for _ in range(30 if SOAK else 1):
            changed = replace(variant, letter=lambda backdrop, v=variant: letter_with(v, words))
            message = written(sample_of, changed, locale=ENGLISH)
            again = message_from_bytes(message.message().as_bytes(), policy=policy.default)
            assert sorted(map(str.lower, again.keys())) == sorted(map(str.lower, plain.keys()))
            assert all(
                len(again.get_all(name, [])) == 1 for name in ONCE if name in map(str.lower, plain.keys())
            )
            assert again["To"] == plain["To"]
            assert [name for name, value in again.items() if "\n" in str(value) or "\r" in str(value)] == []
            assert again["Subject"].split() == message.subject.split()
            assert [part.get_content_type() for part in again.walk()] == [
                p.get_content_type() for p in plain.walk()
            ]
            page = html_of(again)
            assert {tag.name for tag in page.tags} - plain_tags <= {
                "p",
                "blockquote",
                "li",
                "ul",
                "br",
                "b",
                "h2",
            }
            assert not any(
                name.startswith("on") or "javascript:" in value.lower()
                for tag in page.tags
                for name, value in tag.attributes.items()
            )
            assert not any(name.startswith("on") for tag in page.tags for name in tag.attributes)
            assert WORKED_OUT not in body_of(again)


def html_of(message: Any) -> Markup:
    return Markup(message.get_body(("html",)).get_content())


def body_of(message: Any) -> str:
    return str(message.get_body(("plain",)).get_content())


# --- tables


@pytest.mark.parametrize(
    "start",
    [
        "=",
        "+",
        "-",
        "@",
        "\t=",
        "\r=",
        "\n=",
        " =",
        '"=',
        "'=",
        "\u200b=",
        "\ufeff@",
        "\xa0+",
        "\uff1d",
        "\ufe63",
    ],
)
def test_no_cell_begins_as_a_formula(start: str) -> None:
    assert defused(f"{start}7*13")[0] == "'"


def test_a_table_holds_what_was_written_and_runs_none_of_it() -> None:
    rows = [[f"{number}", sendable(text)] for number, (_family, text) in enumerate(STRINGS)]
    content = b"".join(csv_pieces(["Number", "Words"], rows)).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline="")))
    assert [row[0] for row in read[1:]] == [row[0] for row in rows]
    for (_number, sent), (_again, held) in zip(rows, read[1:], strict=True):
        assert held == defused(sent)
        first = held.lstrip("\"' \u200b\ufeff\xa0")[:1] or "a"
        assert first not in "=+-@" or held[0] == "'"
    with xlsx_file("=Words[]:*?/\\'", ["=Number", "Words"], rows) as file:
        book = load_workbook(file)
    cells = [cell for row in book.active.iter_rows(min_row=1) for cell in row]
    # "e": words such as #N/A, which are worked out to nothing.
    assert {cell.data_type for cell in cells} <= {"s", "n", "e", "inlineStr"}
    assert len(cells) == 2 * (len(rows) + 1)


# --- names of files


@pytest.mark.parametrize("family", sorted({family for family, _text in STRINGS}))
def test_the_name_of_a_file_stays_one_name_in_the_header(family: str) -> None:
    for text in (text for each, text in STRINGS if each == family):
        name = clean_name(f"{text}.pdf")
        assert 0 < len(name) <= LONGEST_NAME
        assert not set(name) & set('/\\\r\n\x00<>:"|?*\u202e')
        assert not name.startswith(".")
        header = FileResponse(io.BytesIO(b"x"), as_attachment=True, filename=name)["Content-Disposition"]
        assert header.startswith("attachment; filename")
        told = message_from_bytes(b"Content-Disposition: " + header.encode() + b"\n\n", policy=policy.default)
        assert told.keys() == ["Content-Disposition"]
        assert told.get_filename() == name


@pytest.mark.parametrize("family", sorted({family for family, _text in STRINGS}))
def test_words_are_neither_a_file_that_may_be_shared_unseen_nor_a_photo(family: str) -> None:
    for text in (text for each, text in STRINGS if each == family):
        content = text.encode("utf-8", "surrogatepass")
        with pytest.raises(Unusable):
            portrait(io.BytesIO(content))
        try:
            assert kind_of(io.BytesIO(content), name="words.txt").content_type == "text/plain"
        except Unsafe:
            continue
        assert b"<script" not in content.lower()


def test_a_calendar_reads_back_unchanged() -> None:
    for _family, text in STRINGS:
        try:
            words = plain_text(sendable(text))
        except TooManyMarks:
            continue
        event = Event()
        event.add("summary", words)
        calendar = Calendar()
        calendar.add_component(event)
        again = Calendar.from_ical(calendar.to_ical())
        assert [part.name for part in again.walk()] == ["VCALENDAR", "VEVENT"]
        assert list(again.walk("VEVENT")[0].keys()) == ["SUMMARY"]


def test_a_sample_has_something_of_every_family() -> None:
    assert {family for family, _text in sample(60, SEED)} == {family for family, _text in STRINGS}
    assert len(STRINGS) >= 300
    assert any(CALL in text for _family, text in STRINGS)
