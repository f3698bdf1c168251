from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.forms import DisconnectForm as BaseForm
from allauth.socialaccount.forms import SignupForm
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.utils.translation import gettext_lazy as _


class DisconnectForm(BaseForm):
    """Parts somebody's account here from one elsewhere. Nobody needs a password for that: a code by e-mail signs them in."""

    account = forms.ModelChoiceField(
        SocialAccount.objects.none(), label=_("Account"), widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        if account := cleaned.get("account"):
            get_adapter().validate_disconnect(account, self.accounts)
        return cleaned


class FirstTimeForm(SignupForm):
    """Opens an account for somebody who comes from a provider. An address that the provider vouched for stands: with another
    one, the account would bear a name that nobody has confirmed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vouched = [one.email for one in self.sociallogin.email_addresses if one.verified]
        if vouched:
            self.initial["email"] = vouched[0]
            self.fields["email"].disabled = True
