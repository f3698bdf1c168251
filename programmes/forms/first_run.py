from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.signup import NewPersonForm
from accounts.models import User


class FirstRunForm(NewPersonForm):
    """Who runs the site from now on, and for whom."""

    field_order = ["name", "email", "password", "zone", "organisation"]

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_(
            "You sign in with it. Write it carefully: nobody checks it here, as mail may not work yet."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        help_text=_(
            "With one you get in while mail does not work yet: at least 15 characters, such as four words. Without one you "
            "sign in with a code by mail."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    organisation = forms.CharField(
        label=_("Your organisation"),
        max_length=120,
        help_text=_("It stands above each of its programmes. You can change it, and add others."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(
                _("Somebody has joined with this address already. Use another for running the site.")
            )
        return email

    def clean(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        if chosen.get("password"):
            try:
                validate_password(chosen["password"], User(email=chosen.get("email", "")))
            except ValidationError as refused:
                self.add_error("password", refused)
        return chosen
