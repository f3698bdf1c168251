"""The site as gunicorn serves it in the races: the product, with static files by their plain names."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
application = get_wsgi_application()

from accounts import limits  # noqa: E402 - once the site is set up

# One mentor answers more people at this one moment than anybody may in an hour.
limits.LIMITS = {**limits.LIMITS, "answer": limits.Limit(10_000, 10_000, limits.HOUR)}
