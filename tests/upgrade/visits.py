"""The main pages, opened by the cast of the demo.

    python tests/upgrade/visits.py       prints a line of JSON: what each page answered to whom

So that an older release can be asked as well (test_back.py), this needs nothing of these tests."""

from __future__ import annotations

import json
import sys

import django

# The pages that the cast of the demo begins with.
PAGES = {
    "": ["/", "/programmes/", "/programmes/open-harbour/", "/health/web/"],
    "thandiwe@example.org": ["/home/", "/profile/", "/mentors/", "/requests/", "/your-data/"],
    "amara@example.org": ["/home/", "/requests/", "/settings/mail/"],
    "ingrid@example.org": [
        "/admin/organise/",
        "/admin/organise/open-harbour/",
        "/admin/organise/open-harbour/people/",
        "/admin/organise/lighthouse/runs/",
    ],
    "beatriz@example.org": ["/home/"],
}
MENTORSHIP = "/mentorships/{}/"


def answers() -> dict[str, int]:
    """By who asked and what: the status of the answer."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import User
    from matching.models import Mentorship

    settings.SECOND_FACTOR = False  # how that is asked for is tested elsewhere
    # Files as they lie in the folders: hashing and packing them takes ten seconds, and does not depend on the database.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    found = {}
    for address, pages in PAGES.items():
        client = Client(SERVER_NAME="127.0.0.1")
        if address:
            user = User.objects.get(email=address)
            client.force_login(user, "django.contrib.auth.backends.ModelBackend")
            running = Mentorship.objects.filter(mentee__person__user=user, state="active")[:1]
            pages = [*pages, *(MENTORSHIP.format(one.pk) for one in running)]
        for page in pages:
            found[f"{address or 'somebody'} {page}"] = client.get(page).status_code
    return found


if __name__ == "__main__":
    django.setup()
    sys.stdout.write("\n" + json.dumps(answers()))
