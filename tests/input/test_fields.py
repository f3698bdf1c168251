"""Hostile strings into every form of the site, every query and every address. All of them into all fields: `make soak-input`."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.access.browser import Browser
from tests.access.matrix import MATRIX
from tests.access.rows import PAGE, Row
from tests.input import fields
from tests.input.fields import Form, Tally, endless, sendable
from tests.input.strings import BYTES, STRINGS, sample
from tests.world import ROLES, World, build_world

pytestmark = pytest.mark.django_db

SEED = int(os.environ.get("SEED", "1"))
# How many strings each field gets, one at a time, in the long form; 0 is the short form, of the suite.
SOAK = min(int(os.environ.get("SOAK_INPUT", "0")), len(STRINGS))
# Of the forms, pages and addresses, one in so many is tried in the suite; which ones goes by the seed.
ONE_IN = 1 if SOAK else 8
NAMES_OF_QUERIES = (
    "q",
    "page",
    "tab",
    "next",
    "sort",
    "state",
    "role",
    "day",
    "month",
    "stage",
    "skill",
    "compare",
)


@pytest.fixture(autouse=True)
def loud(settings: Any) -> None:
    settings.DEBUG_PROPAGATE_EXCEPTIONS = True
    # What is refused says its reference each time; thousands of lines nobody reads.
    settings.LOGGING_CONFIG = None


@pytest.fixture
def seeded() -> random.Random:
    print(f"SEED={SEED}")
    return random.Random(SEED)


def some(rows: list[Any], seeded: random.Random) -> list[Any]:
    return rows if SOAK else seeded.sample(rows, k=len(rows) // ONE_IN)


def strings(seeded: random.Random) -> Iterator[tuple[str, str]]:
    """All of them in the order that the seed gives, again and again."""
    return endless(sample(len(STRINGS), seeded.randrange(2**30)))


def read() -> list[tuple[Row, str]]:
    """The rows of pages, and the first of the cast who gets each."""
    found = ((row, [role for role in ROLES if row.get[role] is PAGE]) for row in MATRIX)
    return [(row, roles[0]) for row, roles in found if roles]


def browsers(world: World) -> dict[str, Browser]:
    return {role: Browser(world, role) for role in ROLES}


def forms(
    world: World, cast: dict[str, Browser], rows: list[tuple[Row, str]], tally: Tally
) -> Iterator[Form]:
    for row, role in rows:
        url = row.url(world)
        page = fields.ask(cast[role], tally, f"{row} as {role}", "GET", url)
        if page is None or page.status_code != 200 or not hasattr(page, "content"):
            continue
        yield from fields.forms_of(page.content.decode(), row=row, role=role, url=url)


def test_no_form_falls_over_what_it_is_sent(seeded: random.Random) -> None:
    world, tally = build_world(), Tally()
    cast, hostile = browsers(world), strings(seeded)
    for form in forms(world, cast, some(list(fields.posting_rows()), seeded), tally):
        browser = cast[form.role]
        if SOAK:
            for name in form.fields:
                for _ in range(SOAK):
                    fields.post(browser, tally, form, [name], hostile)
        if form.typed:
            fields.post(browser, tally, form, form.typed, hostile)
        if chosen := sorted(set(form.fields) - set(form.typed)):
            fields.post(browser, tally, form, [seeded.choice(chosen)], hostile)
    print(f"{tally.sent} requests, answers {dict(tally.statuses)}")
    assert not tally.faults, "\n".join(tally.faults)


def test_no_page_falls_over_its_question_mark(seeded: random.Random) -> None:
    world, tally = build_world(), Tally()
    cast, hostile = browsers(world), strings(seeded)
    for row, role in some(read(), seeded):
        pairs = [f"{name}={quote(sendable(next(hostile)[1])[:1500], safe='')}" for name in NAMES_OF_QUERIES]
        url = row.url(world)
        own = [part.partition("=")[0] for part in url.partition("?")[2].split("&") if part]
        pairs += [f"{name}={quote(sendable(next(hostile)[1])[:1500], safe='')}" for name in own]
        fields.ask(cast[role], tally, f"{row} ?", "GET", f"{url.partition('?')[0]}?{'&'.join(pairs)}")
    print(f"{tally.sent} requests, answers {dict(tally.statuses)}")
    assert not tally.faults, "\n".join(tally.faults)


def test_no_address_falls_over_its_keys(seeded: random.Random) -> None:
    world, tally = build_world(), Tally()
    cast, hostile = browsers(world), strings(seeded)
    keyed = [(row, role) for row, role in read() if not row.path and row.at(world)]
    for row, role in some(keyed, seeded):
        for _ in range(SOAK or 2):
            _family, text = next(hostile)
            if url := fields.hostile_path(row, world, text[:400]):
                fields.ask(cast[role], tally, f"{row} {text[:40]!a}", "GET", url)
    print(f"{tally.sent} requests, answers {dict(tally.statuses)}")
    assert not tally.faults, "\n".join(tally.faults)


@pytest.mark.parametrize("route", ["accounts:profile", "account_signup"])
def test_bytes_that_are_no_letters_are_taken_for_letters_that_are_missing(route: str) -> None:
    world, tally = build_world(), Tally()
    row = next(row for row in MATRIX if row.route == route)
    role = next(role for row_, role in read() if row_ is row)
    browser = Browser(world, role)
    url = row.url(world).partition("?")[0]
    for raw in BYTES if SOAK else BYTES[::3]:
        for body in (b"name=" + raw + b"&text=" + raw + b"&email=" + raw, raw + b"=" + raw):
            kind = "application/x-www-form-urlencoded"
            fields.ask(browser, tally, f"{row} {raw!r}", "POST", url, body, content_type=kind)
        fields.ask(browser, tally, f"{row} ?q={raw!r}", "GET", f"{url}?q={raw.decode('latin-1')}")
    assert not tally.faults, "\n".join(tally.faults)
