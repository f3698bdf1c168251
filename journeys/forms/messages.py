"""What people fill in to write to each other."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from journeys.models import Message
from ui.forms import Textarea


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        max_length=Message._meta.get_field("text").max_length,
        error_messages={"required": _("Write what you would like to say.")},
        widget=Textarea(rows=4),
    )

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")
