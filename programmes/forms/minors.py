"""What a mentee says of their guardian, what a guardian answers, and what organisers write down of a screening."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.forms.organise_new import day_input
from ui.forms import Textarea


class GuardianForm(forms.Form):
    """Who the guardian is, and where they are reached."""

    name = forms.CharField(
        label=_("Your guardian’s name"),
        max_length=120,
        help_text=_("A parent, or whoever looks after you by law."),
        error_messages={"required": _("Write the name of your guardian.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("One letter goes there, with a link that needs no account. Your mentor never sees it."),
        error_messages={
            "required": _("Write your guardian’s e-mail address."),
            "invalid": _("Write the whole address, such as name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class GuardianAnswerForm(forms.Form):
    """A guardian's answer, with a word or without."""

    words = forms.CharField(
        label=_("A word with it, if you like"),
        max_length=1000,
        required=False,
        help_text=_("Your child and the safeguarding contact can read it."),
        widget=Textarea(rows=3),
    )


class ScreeningForm(forms.Form):
    """That a mentor was screened: by what, when, until when it holds."""

    kind = forms.CharField(
        label=_("What was checked"),
        max_length=160,
        help_text=_("Such as an enhanced DBS certificate. No paper is kept here, and no number."),
        error_messages={"required": _("Say what was checked.")},
    )
    checked_on = forms.DateField(
        label=_("Checked on"),
        widget=day_input(),
        error_messages={
            "required": _("Choose the day on which it was checked."),
            "invalid": _("Choose a day such as 2027-04-12."),
        },
    )
    valid_until = forms.DateField(
        label=_("Holds until"),
        widget=day_input(),
        help_text=_("Its last day. We write to you thirty days before."),
        error_messages={
            "required": _("Choose the last day on which it holds."),
            "invalid": _("Choose a day such as 2027-04-12."),
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        checked, until = said.get("checked_on"), said.get("valid_until")
        if checked is not None and checked > self._today:
            self.add_error("checked_on", _("This day is still to come."))
        if checked is not None and until is not None and until <= checked:
            self.add_error("valid_until", _("It ends after the day on which it was checked."))
        elif until is not None and until < self._today:
            self.add_error("valid_until", _("This day is over, so the mentor would not count as screened."))
        return said
