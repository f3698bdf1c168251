"""The site on a database of its own that is dropped afterwards, on the servers that DATABASE_URL and REDIS_URL name, or on
throw-away ones. Nothing of the site can be imported before it stands."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mentorship.localservices import DEVELOPMENT_VALUES, LocalServices


@contextmanager
def throw_away_site(*, keep: Path | None = None) -> Iterator[None]:
    """Django is set up, and its database empty. With a folder to `keep` it in, a database of ours writes as safely as one in
    production does; otherwise in no time."""
    os.environ.update({name: value for name, value in DEVELOPMENT_VALUES.items() if name not in os.environ})
    with LocalServices(keep, say=lambda what: None) as services:
        os.environ.update(services.env)
        os.environ["DJANGO_SETTINGS_MODULE"] = "mentorship.settings"
        import django

        django.setup()
        from django.conf import settings
        from django.test.utils import setup_databases, setup_test_environment, teardown_databases

        settings.STORAGES["staticfiles"] = {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
        setup_test_environment(debug=False)
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            yield
        finally:
            teardown_databases(databases, verbosity=0)


def analyze() -> None:
    """Lets PostgreSQL count what was written, as it does by itself after a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
