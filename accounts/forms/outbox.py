"""What those who run the site type on the page of the outbox."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """An address to which nothing is to be sent."""

    address = forms.EmailField(
        label=_("Address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
