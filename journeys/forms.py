"""What people fill in about their mentorship: the check-in, the call for help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journeys.models import CheckIn, HelpRequest
from ui.forms import Radios, Segments, Textarea

YES, NO = "yes", "no"
PULSES = [(1, _("Stuck")), (2, _("Slow")), (3, _("Fine")), (4, _("Good")), (5, _("Flying"))]
CONFIDENCE = [(1, _("Not at all")), (2, _("A little")), (3, _("So-so")), (4, _("Quite")), (5, _("Very"))]


class CheckInForm(forms.Form):
    """Met yes or no must be answered; the rest may be left out. Mentors are not asked about confidence."""

    met = forms.ChoiceField(
        label=_("Did you meet since the last check-in?"),
        choices=[(YES, _("Yes, we met")), (NO, _("Not this time"))],
        widget=Radios(layout="cards"),
        error_messages={"required": _("Say whether you met. Both answers are fine.")},
    )
    pulse = forms.TypedChoiceField(
        label=_("How is it going?"), choices=PULSES, coerce=int, empty_value=None, required=False, widget=Segments()
    )  # fmt: skip
    confidence = forms.TypedChoiceField(
        label=_("How confident do you feel about your goal?"), choices=CONFIDENCE, coerce=int, empty_value=None, required=False, widget=Segments()
    )  # fmt: skip
    blocker = forms.CharField(
        label=_("Is anything in the way?"),
        max_length=CheckIn._meta.get_field("blocker").max_length,
        required=False,
        widget=Textarea(rows=3),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, is_mentee: bool, **rest: Any) -> None:  # fmt: skip
        super().__init__(data, **rest)
        if not is_mentee:
            del self.fields["confidence"]

    def clean_met(self) -> bool:
        return bool(self.cleaned_data["met"] == YES)


def prefilled(query: Mapping[str, str]) -> dict[str, Any]:
    """The answers that a link of the e-mail brings along; what is not one of the choices is left out."""
    choices = {"met": {YES, NO}, "pulse": {str(value) for value, _label in PULSES}}
    return {name: query[name] for name, allowed in choices.items() if query.get(name) in allowed}


class HelpForm(forms.Form):
    message = forms.CharField(
        label=_("What would help?"),
        help_text=_("A sentence is enough, and you may leave it empty: then they simply ask you."),
        max_length=HelpRequest._meta.get_field("message").max_length,
        required=False,
        widget=Textarea(rows=5),
    )
