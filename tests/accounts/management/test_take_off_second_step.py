from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from tests.accounts.sign_in.flows import app_code, sign_in_by_code, somebody

pytestmark = pytest.mark.django_db


def test_everything_is_forgotten_and_every_session_over(client: Client) -> None:
    cache.clear()
    user, other = somebody().user, somebody("other@example.org").user
    TOTP.activate(user, secret := generate_totp_secret())
    TOTP.activate(other, generate_totp_secret())
    sign_in_by_code(client, user)
    client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})
    assert client.get(reverse("journeys:dashboard")).status_code == 200
    call_command("take_off_second_step", "ROSA@example.org")
    assert [kept.user for kept in Authenticator.objects.all()] == [other]
    assert client.get(reverse("journeys:dashboard")).status_code == 302
    assert AuditEvent.objects.filter(action="account.second_step_off").count() == 1
    with pytest.raises(CommandError, match="no second step"):
        call_command("take_off_second_step", "rosa@example.org")
    with pytest.raises(CommandError, match="Nobody"):
        call_command("take_off_second_step", "nobody@example.org")
