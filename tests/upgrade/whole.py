"""A process of its own, on the database that DATABASE_URL names: upgrades it as an operator does, then opens pages as its people.

python -m tests.upgrade.whole        prints what upgrade says, then a line of JSON: what each page answered to whom"""

from __future__ import annotations

import json
import os
import sys

import django
from django.core.management import execute_from_command_line

from tests.upgrade import catalog, visits


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.db import connection

    # Files as they lie in the folders: hashing and packing them takes ten seconds, and does not depend on the database.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    known = catalog.columns(connection)
    before = catalog.digests(connection, known)
    execute_from_command_line(["manage.py", "upgrade", "--no-backup"])
    found = {
        "changed": catalog.differences(connection, known, before),
        "rows": sum(count for count, _ in before.values()),
        "answers": visits.answers(),
    }
    sys.stdout.write("\n" + json.dumps(found))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "mentorship.settings"
    main()
