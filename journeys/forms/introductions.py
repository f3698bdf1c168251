"""What people fill in about introductions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journeys.enums import IntroductionOutcome
from journeys.models import Introduction
from ui.forms import Radios, Textarea


def _room(name: str) -> int:
    return getattr(Introduction._meta.get_field(name), "max_length", None) or 0


class OfferForm(forms.Form):
    """`own` are the addresses of the two themselves, in small letters."""

    name = forms.CharField(
        label=_("Their name"),
        max_length=_room("contact_name"),
        error_messages={"required": _("Write who it is.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Their e-mail address"),
        error_messages={"required": _("Without an address we cannot ask them.")},
        help_text=_("Known to you, and to nobody else until both say yes."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    about = forms.CharField(
        label=_("Who they are"),
        max_length=_room("contact_about"),
        error_messages={"required": _("Say in a sentence who they are.")},
        help_text=_("Such as: “She led the move to shared services at my last employer.”"),
        widget=Textarea(rows=2),
    )
    reason = forms.CharField(
        label=_("Why the two should talk"),
        max_length=_room("reason"),
        error_messages={"required": _("Say why you thought of this: both read it.")},
        help_text=_("Both read this. What could each of them gain?"),
        widget=Textarea(rows=3),
    )

    def __init__(self, *args: Any, own: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if email in self.own:
            raise forms.ValidationError(_("This is the address of one of you two. Choose somebody else’s."))
        return email


class AboutForm(forms.Form):
    about = forms.CharField(
        label=_("What they read about you"),
        max_length=_room("introduced_about"),
        error_messages={"required": _("Write a sentence or two about yourself.")},
        help_text=_("With your first name. Change it as you like; nothing else about you is told before they say yes."),
        widget=Textarea(rows=4),
    )  # fmt: skip


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[
            (IntroductionOutcome.SPOKE.value, _("We spoke")),
            (IntroductionOutcome.GOES_ON.value, _("We stay in touch")),
            (IntroductionOutcome.NOTHING.value, _("Nothing yet")),
        ],
        error_messages={"required": _("Choose what comes nearest.")},
        widget=Radios(layout="cards"),
    )

    def clean_outcome(self) -> IntroductionOutcome:
        return IntroductionOutcome(self.cleaned_data["outcome"])
