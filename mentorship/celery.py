"""The Celery application. The queue is a doorbell, never a record: what must happen is a row, and every tick of
beat looks for rows that nobody holds (docs/adr/0003)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

app = Celery("mentorship")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
