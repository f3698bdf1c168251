"""What follows when rows of this app go, and when somebody signs in in a new way."""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import DataExport, User
from accounts.notices import ADDRESS_ADDED
from accounts.operations.copies import drop_copy


@receiver(authenticator_added)
def a_new_second_factor_was_shown(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Whoever sets one up has just used it: they are not asked for it again at once."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        facts = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, "mfa", **facts)


@receiver(email_confirmed)
def an_address_was_added(email_address: EmailAddress, **_: Any) -> None:
    """Goes to the address that was there before: whoever comes with another person's session adds one of their own."""
    others = EmailAddress.objects.filter(user=email_address.user_id, verified=True).exclude(
        pk=email_address.pk
    )
    if others.exists():
        user, facts = email_address.user, {"added_email": email_address.email}
        get_adapter().send_notification_mail(ADDRESS_ADDED, user, facts)


@receiver(post_delete, sender=DataExport)
def delete_its_file(instance: DataExport, **_: object) -> None:
    """However the row of a copy went: its file goes once that is committed."""
    transaction.on_commit(partial(drop_copy, instance.path))
