"""A token is about to end: those who run the site are told once, in time to make another."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from accounts.models import User
from api.models import Token
from notifications.kinds import once_for
from notifications.models import Notification
from notifications.operations.outbox import drafts_for, queue

ENDING_MAIL = "token_ends"
NOTICE = timedelta(days=14)


@transaction.atomic
def tell_due(*, now: datetime) -> int:
    """Writes of tokens that end within two weeks, of each once; returns how many letters that makes. Who made one for two
    weeks or less knows it. One query where nothing is due."""
    told = Notification.objects.filter(kind=ENDING_MAIL, subject_id=OuterRef("pk"))
    due = Token.objects.working(now).filter(
        expires_at__lte=now + NOTICE, created_at__lt=F("expires_at") - NOTICE
    )
    tokens = list(due.exclude(Exists(told)).order_by("pk"))
    if not tokens:
        return 0
    operators = list(User.objects.filter(is_superuser=True, is_active=True))
    drafts = [
        draft
        for token in tokens
        for draft in drafts_for(
            ENDING_MAIL, operators, subject_id=token.pk, key=once_for(ENDING_MAIL, token.pk)
        )
    ]
    return queue(*drafts, now=now)
