"""The forms of the site as a browser would send them, with hostile strings in their fields; and what becomes of that."""

from __future__ import annotations

import re
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.core.cache import cache
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext

from tests.access.browser import Browser
from tests.access.matrix import MATRIX
from tests.access.rows import NO_METHOD, PAGE, Row
from tests.pages.markup import Markup, Tag
from tests.world import ROLES, World

# What an answer may be: the page again, on, a word about what is wrong, or nothing there. Anything else is a fault.
ANSWERS = {200, 301, 302, 303, 400, 401, 403, 404, 405, 409, 410, 413, 429}
# Health and the like answer 503 by themselves in a test.
DOWN_BY_THEMSELVES = ("/health/",)
OURS = re.compile(r'^(?:INSERT INTO|UPDATE) "(?:accounts|programmes|matching|journeys|notifications)_')
# What must never be kept: the house rule of ui/plain_text.py, as bytes of an SQL statement.
NEVER_KEPT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
LONG = re.compile("x{150,}")
LENGTHS = {200, 300, 5000, 100_000}


@dataclass
class Form:
    """A form of a page: where it goes, what it sends when nothing is touched, and the fields that a person, or anybody who can
    write a request, may fill."""

    row: Row
    role: str
    address: str
    page: str
    sent: dict[str, list[str]]
    fields: list[str]
    typed: list[str]
    files: list[str]

    def __str__(self) -> str:
        return f"{self.row} as {self.role} to {urlsplit(self.address).path}"


@dataclass
class Tally:
    """What became of all that was sent."""

    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def fault(self, what: str) -> None:
        if len(self.faults) < 60 and what not in self.faults:
            self.faults.append(what)


def posting_rows() -> Iterator[tuple[Row, str]]:
    """The rows that have a page with something to send, and the first of the cast who gets it."""
    for row in MATRIX:
        readers = [role for role in ROLES if row.get[role] is PAGE and row.post[role] is not NO_METHOD]
        if readers:
            yield row, readers[0]


def _value(tag: Tag, page: Markup) -> str | None:
    kind = tag.attributes.get("type", "text")
    if tag.name == "textarea":
        return tag.text
    if tag.name == "select":
        options = [each for each in page.all("option") if tag in each.inside]
        chosen = [each for each in options if "selected" in each.attributes] or options[:1]
        return next((each.attributes.get("value", each.text) for each in chosen), None)
    if kind in {"checkbox", "radio"}:
        return tag.attributes.get("value", "on") if "checked" in tag.attributes else None
    return tag.attributes.get("value", "")


def forms_of(html: str, *, row: Row, role: str, url: str) -> list[Form]:
    page, found = Markup(html), []
    for form in page.all("form"):
        if form.attributes.get("method", "get").lower() != "post":
            continue
        mark = form.attributes.get("id")
        own = [
            tag
            for tag in page.all("input", "select", "textarea", "button")
            if tag.attributes.get("name") not in {None, "csrfmiddlewaretoken"}
            and (form in tag.inside or (mark and tag.attributes.get("form") == mark))
        ]
        sent: dict[str, list[str]] = {}
        for tag in own:
            value = None if tag.name == "button" else _value(tag, page)
            if value is not None and tag.attributes.get("type") != "file":
                sent.setdefault(tag.attributes["name"], []).append(value)
        kinds = {tag.attributes["name"]: _kind(tag) for tag in own}
        address = urljoin(url, form.attributes.get("action", ""))
        found.append(
            Form(
                row, role, address, url, sent,
                [name for name, kind in kinds.items() if kind != "file"],
                [name for name, kind in kinds.items() if kind == "typed"],
                [name for name, kind in kinds.items() if kind == "file"],
            )
        )  # fmt: skip
    return found


def _kind(tag: Tag) -> str:
    kind = tag.attributes.get("type", "text")
    if kind == "file":
        return "file"
    chosen = {"checkbox", "radio", "hidden", "submit", "button", "date", "time", "number", "datetime-local"}
    return "chosen" if tag.name in {"select", "button"} or kind in chosen else "typed"


def ask(
    browser: Browser, tally: Tally, what: str, method: str, url: str, data: Any = None, **more: Any
) -> Any:
    """Sends one request; nothing of it stays. Every fault goes into `tally`."""
    cache.clear()
    # What is captured is looked up by its place in a log that keeps no more than some thousands.
    reset_queries()
    tally.sent += 1
    response = None
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            try:
                response = browser.get(url) if method == "GET" else browser.post(url, data, **more)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault of the page
                last = traceback.extract_tb(error.__traceback__)
                ours = [
                    f for f in last if "/site-packages/" not in f.filename and "/tests/" not in f.filename
                ]
                where = f"{ours[-1].filename.rpartition('/main/')[2]}:{ours[-1].lineno}" if ours else last[-1]
                tally.fault(f"{what}: {type(error).__name__} {str(error)[:90]!r} at {where}")
        transaction.set_rollback(True)
    if response is None:
        return None
    tally.statuses[response.status_code] += 1
    if response.status_code not in ANSWERS and not url.startswith(DOWN_BY_THEMSELVES):
        tally.fault(f"{what}: answered with {response.status_code}")
    for name, value in response.headers.items():
        if NEVER_KEPT.search(value) or name.lower() == "x-injected":
            tally.fault(f"{what}: header {name} {value[:80]!r}")
    for query in queries:
        sql = query["sql"]
        if sql and OURS.match(sql):
            if bad := NEVER_KEPT.search(sql):
                tally.fault(
                    f"{what}: keeps {bad[0]!a}: {sql[:60]}…{sql[max(0, bad.start() - 40) : bad.end() + 10]!a}"
                )
            if (cut := LONG.search(sql)) and len(cut[0]) not in LENGTHS:
                tally.fault(f"{what}: keeps {len(cut[0])} letters of more: {sql[:60]}")
    return response


def sendable(text: str) -> str:
    """As a browser can send it: a lone half of a letter cannot be."""
    return text.encode("utf-8", "replace").decode()


def fill(form: Form, names: Sequence[str], strings: Iterator[tuple[str, str]]) -> tuple[dict[str, Any], str]:
    """What `form` sends with hostile strings in `names`, and the families they are of."""
    data: dict[str, Any] = {name: list(values) for name, values in form.sent.items()}
    families = []
    for name in names:
        family, text = next(strings)
        families.append(family)
        data[name] = sendable(text)
    return data, "+".join(dict.fromkeys(families))


def post(
    browser: Browser, tally: Tally, form: Form, names: Sequence[str], strings: Iterator[tuple[str, str]]
) -> Any:
    data, families = fill(form, names, strings)
    what = f"{form}, {families} in {', '.join(names)[:80]}"
    return ask(browser, tally, what, "POST", form.address, data)


def endless(strings: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return cycle(strings)


def hostile_path(row: Row, world: World, text: str) -> str | None:
    """The address of `row` with `text` in the place of its last key; None where it has none."""
    keys = [] if row.path else row.at(world)
    if not keys:
        return None
    path = row.url(world).partition("?")[0]
    before, found, after = path.rpartition(str(keys[-1]))
    return before + quote(sendable(text).replace("/", "x") or "x", safe="") + after if found else None
