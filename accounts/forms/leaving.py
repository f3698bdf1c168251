"""Asking to be erased."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    understood = forms.BooleanField(
        label=_("I have read what happens, and that it cannot be undone once it is done."),
        error_messages={"required": _("Tick the box, so that nobody is erased by a slip of the finger.")},
    )
