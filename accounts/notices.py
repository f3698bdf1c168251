"""What a letter says when somebody's way of signing in changed, by the names that allauth has for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NOTICE = "account/email/notice"
ADDRESS_ADDED = "account/email/address_added"
NEW_DEVICE = "account/email/new_device"

NOTICES: dict[str, StrOrPromise] = {
    "account/email/email_changed": _("Your e-mail address is %(to_email)s now"),
    "account/email/email_confirm": _("Your e-mail address is confirmed"),
    "account/email/email_deleted": _("%(deleted_email)s was taken out of your account"),
    "account/email/password_changed": _("Your password was changed"),
    "account/email/password_reset": _("You have a new password"),
    "account/email/password_set": _("You have a password now"),
    ADDRESS_ADDED: _("%(added_email)s was added to your account"),
    NEW_DEVICE: _("You signed in on a new device"),
    "mfa/email/recovery_codes_generated": _("You have new recovery codes"),
    "mfa/email/totp_activated": _("An authenticator app was added"),
    "mfa/email/totp_deactivated": _("Your authenticator app was removed"),
    "mfa/email/webauthn_added": _("A passkey was added"),
    "mfa/email/webauthn_removed": _("A passkey was removed"),
    "socialaccount/email/account_connected": _("You can sign in with %(provider)s now"),
    "socialaccount/email/account_disconnected": _("You cannot sign in with %(provider)s any more"),
}


def notice(name: str, facts: Mapping[str, object]) -> str:
    """The heading of the letter. Raises KeyError for a name that is not in `NOTICES`, or a fact that is missing."""
    return str(NOTICES[name]) % facts
