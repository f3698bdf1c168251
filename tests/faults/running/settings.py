"""Settings of the site whose servers fail while it runs: those of the storm, with a worker that looks at itself every second, and
files of styles by their plain names."""

import os
from datetime import timedelta
from pathlib import Path

from tests.faults.running.clock import follow
from tests.faults.settings import *  # noqa: F403 - all of them
from tests.faults.settings import MIDDLEWARE, STORAGES

follow(Path(os.environ["RUNNING_CLOCK"]))
MIDDLEWARE = [*MIDDLEWARE, "tests.faults.running.careless.CarelessMiddleware"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WORKER_LOOKS_EVERY = timedelta(seconds=1)
HEALTH_LASTS = timedelta(0)
