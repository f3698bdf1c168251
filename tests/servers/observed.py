"""Settings of a site that breaks when it is asked to, with words that must stand in no log (tests/servers/test_observed.py)."""

from mentorship.settings import *  # noqa: F403
from mentorship.settings import STORAGES

ROOT_URLCONF = "tests.servers.observed_site"
CELERY_IMPORTS = ["tests.servers.observed_site"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
