"""A producer of letters as any task of the site might be: it queues, commits, and is killed before the queue's server heard
that it is done. So it is done again."""

from __future__ import annotations

import time

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from journeys.enums import CheckInState
from journeys.models import CheckIn
from journeys.operations.check_ins import CHECK_IN_MAIL
from notifications.kinds import once_for
from notifications.models import Notification
from notifications.operations.outbox import Draft, queue


@shared_task
def ask_everybody() -> None:
    """Asks everybody who has a check-in. The first time it stands still when all is committed, until it is killed."""
    is_again = Notification.objects.exists()
    with transaction.atomic():
        CheckIn.objects.filter(state=CheckInState.SCHEDULED).update(state=CheckInState.DUE)
        letters = [
            Draft(CHECK_IN_MAIL, check_in.person.user_id, check_in.pk, once_for(CHECK_IN_MAIL, check_in.pk))
            for check_in in CheckIn.objects.filter(state=CheckInState.DUE).select_related("person")
        ]
        queue(*letters, now=timezone.now())
    if not is_again:
        time.sleep(600)
