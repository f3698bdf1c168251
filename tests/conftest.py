"""Fixtures for every test: the browser, a signed-in page, accessibility, a real Celery worker."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, WebError

from accounts import limits
from accounts.models import User
from mentorship.celery import app
from mentorship.localservices import CHECKOUT
from mentorship.supervisor import Child
from scripts import catalogue
from tests import plugin

AXE = Path(__file__).parent / "assets" / "axe.min.js"
CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure() -> None:
    # Files as they lie in the folders: hashed names are for a site whose static files were collected.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # Every hash that a test needs is made in no time; the real one takes a third of a second by design.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Each look at the health of the site is its own: what a test has changed is seen at once.
    settings.HEALTH_LASTS = timedelta(0)
    # The words that are tested are those of the catalogue as it stands.
    catalogue.compile_changed()


# --- the database


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_rows() -> Iterator[None]:
    """After a test that commits, the rows go table by table. Django truncates every table, which makes each of its files anew
    and takes longer than most such tests, and then asks all apps for the rows of its own that it has just removed."""
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: _empty())
    yield
    patch.undo()


def _empty() -> None:
    kept = {"django_migrations", "django_content_type", "auth_permission"}
    tables = [name for name in connection.introspection.table_names() if name not in kept]
    rows = "".join(
        f"IF EXISTS (SELECT FROM {name}) THEN DELETE FROM {name}; END IF;\n"
        for name in map(connection.ops.quote_name, tables)
    )
    # In this role no trigger of the tables is asked, those of foreign keys among them, so that the order does not matter.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"DO $$ BEGIN\n{rows}END $$")


# --- limits


@pytest.fixture(autouse=True)
def _nobody_pressed_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests come from one network address: what one has counted is not held against the next."""
    monkeypatch.setattr(limits, "PREFIX", f"limit:{uuid4().hex}")


# --- the browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": plugin.chromium(),
        "args": [*CHROMIUM_FLAGS, *sandbox],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "reduced_motion": "reduce",
    }


def watch(context: BrowserContext, faults: list[str]) -> None:
    """Adds what goes wrong on any page of `context` to `faults`: an error in the console, a violated content policy, a fault in a
    script, a style, picture or script that is missing."""
    failing_pages: set[str] = set()

    def watch_response(response: Response) -> None:
        if response.status >= 400 and response.request.is_navigation_request():
            failing_pages.add(response.url)

    def watch_console(message: ConsoleMessage) -> None:
        if message.type == "error" and message.location["url"] not in failing_pages:
            faults.append(f"{message.location['url']}: {message.text}")

    def watch_error(error: WebError) -> None:
        faults.append(str(error.error))

    context.on("response", watch_response)
    context.on("console", watch_console)
    context.on("weberror", watch_error)


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., BrowserContext]]:
    """Playwright's own, watched: an error in the console, a violated content policy or a fault in a script fails the test.

    That a page itself answers 404 or 403 is for the test to judge; a missing style, picture or script is not."""
    faults: list[str] = []

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        watch(context, faults)
        return context

    yield watched
    assert faults == []


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, User], None]:
    """`sign_in(page, user)`: the page's browser has a session of `user` from now on."""

    def sign_in(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )

    return sign_in


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)`: what axe-core finds on the page in its present theme, one line a fault; empty if all is well."""

    def axe(page: Page) -> list[str]:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        # Without preload: axe would write style elements of its own, which our content policy rightly refuses.
        found = page.evaluate("() => axe.run(document, {resultTypes: ['violations'], preload: false})")
        return [
            f"{rule['id']}: {rule['help']} - {' | '.join(node['html'][:200] for node in rule['nodes'][:5])}"
            for rule in found["violations"]
        ]

    return axe


# --- Celery


def test_environment() -> dict[str, str]:
    """The environment in which a process of the site works on the database of this test run."""
    database = connection.settings_dict
    user = database["USER"] + (f":{database['PASSWORD']}" if database["PASSWORD"] else "")
    url = f"postgres://{user}@/{database['NAME']}?{urlencode({'host': database['HOST']}, safe='/')}"
    if not database["HOST"].startswith("/"):
        url = f"postgres://{user}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    return {**os.environ, "DATABASE_URL": url}


@pytest.fixture(
    scope="module"
)  # it hears every queue: other files start workers of their own, and count who worked
def celery_worker_process(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[subprocess.Popen[bytes]]:
    """A real Celery worker on the test database, for tests that commit (transactional_db, live_server)."""
    app.control.purge()
    log = tmp_path_factory.mktemp("celery") / "worker.log"
    command = (
        sys.executable,
        "-m",
        "celery",
        "-A",
        "mentorship",
        "worker",
        "--concurrency=1",
        "--loglevel=INFO",
    )
    worker = Child("worker", command, env=test_environment(), cwd=CHECKOUT)
    with log.open("wb") as output:
        process = worker.spawn(output)
    end = time.monotonic() + 30
    while not app.control.ping(timeout=0.3):
        if process.poll() is not None or time.monotonic() > end:
            worker.stop(process)
            pytest.fail(f"the Celery worker did not start:\n{log.read_text()}")
    yield process
    worker.stop(process)


# The long files first: a worker takes whole files, and one that begins a long file last leaves the other idle.
LONG_FIRST = (
    "tests/faults/",
    "tests/documents/",
    "tests/pages/",
    "tests/servers/",
    "tests/races/",
    "tests/access/",
    "tests/mentorship/",
    "browser",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not any(part in item.nodeid for part in LONG_FIRST))
