"""Loaded with `-p tests.plugin`, before Django's settings are read: real servers for the tests, and their environment.

PostgreSQL is started once, for a database per pytest-xdist worker. Every worker has a Valkey of its own, so that neither
a queue nor a cache is shared. Servers named by DATABASE_URL and REDIS_URL are used instead."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from mentorship.localservices import DEVELOPMENT_VALUES, LocalServices

OURS = "MENTORSHIP_TEST_SERVERS"  # what the controller started, so that its workers tell its servers from given ones
CHROMIUM_HELP = "Browser tests need Chromium: apt install chromium, or set CHROMIUM=/path/to/chromium"

_services: LocalServices | None = None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    global _services
    for name in [
        name
        for name in os.environ
        if name.startswith("MENTORSHIP_") and name not in {OURS, "MENTORSHIP_REQUIRE_BROWSER"}
    ]:
        del os.environ[name]  # a developer's own configuration is not under test
    os.environ.update(DEVELOPMENT_VALUES)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's event loop runs in the thread of the test
    if "REDIS_URL" in os.environ.get(OURS, ""):
        del os.environ["REDIS_URL"]
    # A table that was vacuumed between two tests counts as empty, and is joined as one that is: in minutes, not in no time.
    _services = LocalServices(settings=["autovacuum=off"], say=lambda what: None)
    ours = [
        name
        for name, start in (("DATABASE_URL", _services.database), ("REDIS_URL", _services.redis))
        if start
    ]
    _services.__enter__()
    for name in ("STATIC_ROOT", "STORAGE"):
        (folder := _services.run / name.lower()).mkdir()
        os.environ[f"MENTORSHIP_{name}"] = str(folder)
    os.environ.update(_services.env)
    os.environ.setdefault(OURS, " ".join(ours))


def pytest_unconfigure() -> None:
    if _services is not None:
        _services.stop()


def chromium() -> str | None:
    """The browser to test with, or None where there is none."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given if Path(given).exists() else None
    # The first one is the lightest.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def browser_is_required() -> bool:
    return bool({os.environ.get("CI"), os.environ.get("MENTORSHIP_REQUIRE_BROWSER")} & {"true", "1"})


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives Chromium; added to every test that uses a page")
    if chromium() is None and browser_is_required():
        raise pytest.UsageError(CHROMIUM_HELP)


def pytest_report_header() -> list[str]:
    return [
        f"servers: {os.environ['DATABASE_URL']} {os.environ['REDIS_URL']}",
        *([] if chromium() else [f"NOTE: {CHROMIUM_HELP}"]),
    ]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"page", "context", "new_context", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
            if chromium() is None:
                item.add_marker(pytest.mark.skip(reason=CHROMIUM_HELP))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> object:
    """Where a browser is required, a browser test that skips itself has failed."""
    report = yield
    if (
        browser_is_required()
        and item.get_closest_marker("browser")
        and report.skipped
        and not hasattr(report, "wasxfail")
    ):
        report.outcome = "failed"
        report.longrepr = f"a browser test may not be skipped here: {report.longrepr}"
    return report
