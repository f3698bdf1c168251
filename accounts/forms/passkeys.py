from __future__ import annotations

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey that signs people in by itself, as they expect of one, unless they say otherwise."""

    name = forms.CharField(label=_("Its name, for you"), max_length=60, required=False)
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone"),
        initial=True,
        required=False,
        help_text=_(
            "Without a password or a code. Untick it for a security key that is asked for after them."
        ),
    )
