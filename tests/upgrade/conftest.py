"""A database to which a next release has something to bring."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import modify_settings


@pytest.fixture
def next_release(transactional_db: None) -> Iterator[None]:
    """The app tests.upgrade.next_release, whose second and third migrations are pending."""
    with modify_settings(INSTALLED_APPS={"append": "tests.upgrade.next_release"}):
        call_command("migrate", "next_release", "0001", verbosity=0)
        yield
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE next_release_parcel")
            cursor.execute("DELETE FROM django_migrations WHERE app = 'next_release'")
    connection.close()  # with what a test has set on it
