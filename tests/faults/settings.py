"""The site as the storm runs it: the product's settings, with a faster clock. Only here: what takes minutes in life takes
seconds, and a letter's sender tells the mail server its pid."""

import os
from datetime import timedelta

from mentorship.settings import *  # noqa: F403 - all of them
from mentorship.settings import CELERY_BEAT_SCHEDULE, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.apps.Faults"]
OUTBOX_LEASE = timedelta(seconds=float(os.environ["FAULTS_LEASE"]))
CELERY_BEAT_SCHEDULE = {
    "tick": {**CELERY_BEAT_SCHEDULE["tick"], "schedule": timedelta(seconds=1)},
}
