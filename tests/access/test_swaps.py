"""Every key in every address and every form, swapped for a stranger's: nothing is there, and nothing changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.models import Mentorship
from tests.access.browser import Browser
from tests.access.matrix import MATRIX
from tests.access.rows import ABSENT, MOVED, PAGE, SIGN_IN, Row, outcome_of
from tests.access.strangers import NUMBER, SLUG, UUID_KEY, build_strangers
from tests.access.test_matrix import WRITES, short_refusals
from tests.pages.markup import Markup, Tag
from tests.world import World, build_world

pytestmark = pytest.mark.django_db

__all__ = ["short_refusals"]

# Of everybody's own keys these are no secret: the same for all, or open to whoever holds it.
WHOEVER_ASKS = {
    # allauth's own ask for a fresh sign-in before they look.
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    # The vocabulary is the site's, whoever maintains it.
    "admin:accounts_skill_change",
    "admin:accounts_skill_history",
    "programmes:programme",
    "programmes:enquiry",
    "programmes:enquiry_sent",
    "programmes:join",
}
# Who runs the site reaches everything of every programme.
ROLES = ("alice", "bob", "ines", "noor", "organiser")
# Addresses and names of fields that are tried at least, so that a page that gets lost is noticed.
LEAST_TRIED = {"alice": (100, 20), "bob": (80, 15), "ines": (5, 5), "noor": (5, 5), "organiser": (100, 20)}


def swapped(keys: list[Any]) -> Iterator[tuple[int, list[Any]]]:
    """`keys` with each one in turn that names a row swapped for a stranger's."""
    for place, key in enumerate(keys):
        if isinstance(key, UUID):
            other: Any = UUID_KEY
        elif isinstance(key, int) and not isinstance(key, bool):
            other = NUMBER
        elif isinstance(key, str) and re.fullmatch(r"[0-9a-f-]{36}", key):
            other = str(UUID_KEY)
        elif key in PROGRAMMES:
            other = SLUG
        else:
            continue
        yield place, [*keys[:place], other, *keys[place + 1 :]]


PROGRAMMES = {"open-doors", "elsewhere", "not-yet", "spring"}


def asked(browser: Browser, url: str, method: str, data: Any) -> tuple[object, list[str]]:
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            response = browser.get(url) if method == "GET" else browser.post(url, data)
        transaction.set_rollback(True)
    try:
        outcome: object = outcome_of(response)
    except KeyError:
        outcome = response.status_code
    return outcome, [query["sql"] for query in queries if WRITES.match(query["sql"])]


def faults_in_addresses(browser: Browser, world: World, role: str, rows: list[Row]) -> tuple[int, list[str]]:
    """How many addresses were tried with a stranger's key, and where something was found or changed."""
    faults, tried, seen = [], 0, set()
    for row in rows:
        if row.path or row.route in WHOEVER_ASKS:
            continue
        for method, expected in (("GET", row.get), ("POST", row.post)):
            if expected[role] not in {PAGE, MOVED} or expected["visitor"] is not SIGN_IN:
                continue
            if (method, row.route) in seen:
                continue
            seen.add((method, row.route))
            query = row.query if isinstance(row.query, str) else row.query(world)
            for place, keys in swapped(row.at(world)):
                url = reverse(row.route, args=keys) + query
                outcome, writes = asked(browser, url, method, row.data(world))
                tried += 1
                # The admin says that there is no such thing on its first page.
                gone = MOVED if row.route.startswith("admin:") else ABSENT
                if outcome is not gone or writes:
                    faults.append(
                        f"{method} {row}, key {place}: {outcome} {[sql[:120] for sql in writes[:1]]}"
                    )
    return tried, faults


# --- keys in forms


# Numbers and ticks that look like keys.
NO_KEYS = {"confirm", "count", "every", "find", "minutes", "send", "settled", "shown", "stop", "sure"}
STRANGE = re.compile(f"{UUID_KEY}|{NUMBER}")


def is_key(value: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", value)) or value in PROGRAMMES


def strange(value: str) -> str:
    if value in PROGRAMMES:
        return SLUG
    return str(NUMBER) if value.isdigit() else str(UUID_KEY)


@dataclass
class Form:
    """What a form would post as it stands, and the names whose values are keys to choose from."""

    stands: dict[str, list[str]] = field(default_factory=dict)
    keyed: set[str] = field(default_factory=set)


def forms_of(html: str, url: str) -> list[Form]:
    """The forms of a page that post to the page itself."""
    found: dict[int, Form] = {}
    for tag in Markup(html).all("input", "textarea", "option", "button"):
        form = tag.within("form")
        if form is None or form.attributes.get("method", "").lower() != "post":
            continue
        name, value = _named(tag)
        if form.attributes.get("action") not in {None, "", url} or not name or name == "csrfmiddlewaretoken":
            continue
        made, kind = found.setdefault(id(form), Form()), tag.attributes.get("type", "")
        if is_key(value) and (tag.name in {"option", "button"} or kind in {"radio", "checkbox", "hidden"}):
            made.keyed.add(name)
        chosen = kind not in {"radio", "checkbox"} or "checked" in tag.attributes
        if tag.name == "option":
            chosen = "selected" in tag.attributes
        if chosen and tag.name != "button":
            made.stands.setdefault(name, []).append(value)
    return list(found.values())


def _named(tag: Tag) -> tuple[str, str]:
    if tag.name == "option":
        select = tag.within("select")
        return (select.attributes.get("name", "") if select else ""), tag.attributes.get("value", tag.text)
    value = tag.text if tag.name == "textarea" else tag.attributes.get("value", "")
    return tag.attributes.get("name", ""), value


def faults_in_forms(browser: Browser, world: World, role: str, rows: list[Row]) -> tuple[set[str], list[str]]:
    """The names whose keys were tried, and where a stranger's changed something."""
    faults, tried, seen = [], set(), set()
    for row in rows:
        if row.path or row.post[role] not in {PAGE, MOVED} or row.post["visitor"] is not SIGN_IN:
            continue
        url = row.url(world)
        page = browser.get(url).content.decode() if row.get[role] is PAGE else ""
        for data, name in swaps(forms_of(page, url), row.data(world)):
            # The same form behind another address, and its next row, are read by the same lines.
            if (kind := (row.route, re.sub(r"[0-9a-f-]{36}|\d+", "", name))) in seen:
                continue
            seen.add(kind)
            cache.clear()
            outcome, writes = asked(browser, url, "POST", data)
            tried.add(name)
            # The admin's own forms carry keys that it does not read back; only what they would touch counts there.
            counts = not row.route.startswith("admin:")
            if STRANGE.search(" ".join(writes)) or (counts and writes and outcome is MOVED):
                faults.append(f"{row}, {name}={data[name]}: {outcome} {[sql[:120] for sql in writes[:1]]}")
    return tried, faults


def swaps(forms: list[Form], given: Mapping[str, Any]) -> Iterator[tuple[dict[str, list[Any]], str]]:
    """What to post: a form as it stands and what the matrix gives, with one key of it after the other a stranger's."""
    posted = {name: _list(value) for name, value in given.items()}
    keys = {name for name, values in posted.items() if any(is_key(str(value)) for value in values)}
    for form in forms or [Form()]:
        mine = (
            {**form.stands, **posted}
            if set(posted) & {*form.stands, *form.keyed} or not forms
            else form.stands
        )
        for name in sorted((form.keyed | (keys & set(mine))) - NO_KEYS):
            if name.endswith("_FORMS"):
                continue
            yield {**mine, name: [strange(str(value)) for value in mine.get(name) or [str(UUID_KEY)]]}, name


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


@pytest.fixture
def world() -> World:
    cache.clear()
    world = build_world()
    build_strangers()
    return world


@pytest.mark.parametrize("role", ROLES)
def test_a_strangers_key_leads_nowhere_and_changes_nothing(role: str, world: World) -> None:
    browser = Browser(world, role, just_signed_in=True)
    addresses, found = faults_in_addresses(browser, world, role, MATRIX)
    names, changed = faults_in_forms(browser, world, role, MATRIX)
    assert (addresses, len(names)) >= LEAST_TRIED[role]
    assert [*found, *changed] == []


def test_a_door_left_open_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a page that takes any mentorship's key, and a form that takes any meeting's."""
    every = Mentorship.objects.with_people()
    monkeypatch.setattr("journeys.views.cadence.mentorship_for", lambda person, pk: every.get(pk=pk))
    browser, rows = Browser(world, "alice"), [row for row in MATRIX if row.route == "journeys:cadence"]
    assert faults_in_addresses(browser, world, "alice", rows)[1]
