"""The access matrix, asked of the running site."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test.utils import CaptureQueriesContext

import ui.views
from tests.access import headers
from tests.access.browser import Browser
from tests.access.matrix import MATRIX
from tests.access.routes import routes
from tests.access.rows import MOVED, NO_METHOD, PAGE, WRONG, Outcome, Row, outcome_of
from tests.world import ROLES, World, build_world

WRITES = re.compile(
    r'^(INSERT INTO|UPDATE|DELETE FROM) "(accounts|programmes|matching|journeys|notifications|api)_'
)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    named = {row.route for row in MATRIX}
    assert sorted(set(routes()) - named) == []
    assert sorted(named - set(routes())) == []


@pytest.fixture(autouse=True)
def short_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is refused needs no page in its frame: how those look is tested by itself, and here they are half of all answers."""

    def answer(request: HttpRequest, status: int, template: str, **context: Any) -> HttpResponse:
        return HttpResponse(template, status=status)

    monkeypatch.setattr(ui.views, "_page", answer)


def ask(
    browser: Browser, world: World, row: Row, method: str
) -> tuple[Outcome | str, list[str], HttpResponseBase]:
    """What becomes of one request, what it wrote into tables of ours, and the answer. Nothing of it stays in the database."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            url = row.url(world)
            response = browser.get(url) if method == "GET" else browser.post(url, row.data(world))
        try:
            outcome: Outcome | str = outcome_of(response)
        except KeyError:
            outcome = f"status {response.status_code}"
        transaction.set_rollback(True)
    return outcome, [query["sql"][:160] for query in queries if WRITES.match(query["sql"])], response


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_matrix_says_and_no_more(role: str) -> None:
    cache.clear()
    world, faults = build_world(), []
    browser, unposted = Browser(world, role), set()
    for row in MATRIX:
        for method, expected in (("GET", row.get), ("POST", row.post)):
            if method == "POST" and expected[role] is NO_METHOD:
                # The same address behind another question mark takes no more of it.
                if (address := row.url(world).partition("?")[0]) in unposted:
                    continue
                unposted.add(address)
            outcome, writes, answer = ask(browser, world, row, method)
            faults += [
                f"{method} {row}: {fault}"
                for fault in headers.faults(answer, route=row.route, signed_in=role != "visitor")
            ]
            if outcome != expected[role]:
                faults.append(f"{method} {row}: {outcome}, and not {expected[role]}")
            may_write = row.notes if method == "GET" else outcome in {MOVED, PAGE, WRONG}
            if writes and not may_write:
                faults.append(f"{method} {row}: {outcome}, and wrote {writes}")
    assert not faults, "\n".join(faults)
