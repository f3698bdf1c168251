from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.models import Person, User
from accounts.operations.audit import record


@transaction.atomic
def take_off_second_step(*, user: User, by: Person | None, now: datetime) -> int:
    """Forgets every passkey, key, app and recovery code of `user`, and ends the sessions; returns how many were forgotten.

    For somebody who lost all of them. Whoever asks for it was recognised by other means than e-mail."""
    forgotten, _ = Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    if forgotten:
        record("account.second_step_off", user, by=by, now=now)
    return forgotten
