"""The organisers' pages open only to whoever has shown a second factor in this session, and lately."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User

KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def needs_second_factor(user: User) -> bool:
    """Whether the organisers' pages ask `user` for one. Who has no business there is turned away by the pages themselves."""
    return bool(settings.SECOND_FACTOR and user.is_authenticated and user.is_active and user.is_staff)


def has_second_factor(user: User) -> bool:
    """Whether `user` has a passkey, a security key or an app; one query."""
    return Authenticator.objects.filter(user=user.pk, type__in=KINDS).exists()


def gave_second_factor(request: HttpRequest) -> bool:
    """Whether one was shown in this session, in the last hours."""
    since = time.time() - settings.SECOND_FACTOR_LASTS.total_seconds()
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(record["method"] == "mfa" and record["at"] >= since for record in records)
