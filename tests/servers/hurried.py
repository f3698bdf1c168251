"""The site's Celery in a hurry: its workers look at themselves several times a second, and beat rings every second
(`celery -A tests.servers.hurried worker`)."""

from datetime import timedelta

from django.conf import settings

from mentorship.celery import app

settings.WORKER_LOOKS_EVERY = timedelta(seconds=0.4)
settings.CELERY_BEAT_SCHEDULE["tick"]["schedule"] = timedelta(seconds=1)

__all__ = ["app"]
