"""What organisers fill in when they help a mentorship: the actions, how it went, and the rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journeys.enums import HelpOutcome, HelpRuleKey
from journeys.help_rules import Setting, Settings
from journeys.help_words import RULES
from journeys.models import HelpAction
from matching.enums import EndReason
from matching.models import Mentorship
from ui.forms import Radios, Switch, Textarea

MENTEE, MENTOR, BOTH = "mentee", "mentor", "both"


class ActionForm(forms.Form):
    """An action. `last` is what was last done when the page was shown, so that two organisers never do it twice."""

    last = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, mentorship: Mentorship, called_by: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mentorship, self.called_by = mentorship, called_by


class MessageForm(ActionForm):
    to = forms.ChoiceField(label=_("To"), widget=Radios(layout="columns"))
    text = forms.CharField(
        label=_("Your message"),
        max_length=HelpAction._meta.get_field("message").max_length,
        help_text=_("The letter greets them by name and says who writes."),
        error_messages={"required": _("Write what you would like to say.")},
        widget=Textarea(rows=7),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {
            MENTEE: self.mentorship.mentee.person.first_name,
            MENTOR: self.mentorship.mentor.person.first_name,
        }
        self.fields["to"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            *((side, _("%(name)s alone") % {"name": name}) for side, name in names.items()),
            (BOTH, _("Both, a letter each")),
        ]
        self.fields["to"].initial = self.called_by or BOTH


class LeaveForm(ActionForm):
    days = forms.TypedChoiceField(
        label=_("Look again in"),
        choices=[(3, _("3 days")), (7, _("A week")), (14, _("Two weeks")), (30, _("A month"))],
        coerce=int,
        initial=7,
        widget=Radios(layout="columns"),
    )


class PauseForm(ActionForm):
    until = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("On this day it goes on by itself. Empty: until somebody takes it up again."),
        error_messages={"invalid": _("Give the day as 2027-01-31, or leave it empty.")},
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and until <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        return until


class RematchForm(ActionForm):
    note = forms.CharField(
        label=_("Why, for the organisers"),
        max_length=500,
        required=False,
        help_text=_("Kept with the log of what organisers did. Neither of the two reads it."),
        widget=Textarea(rows=2),
    )


class EndForm(RematchForm):
    reason = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            (reason.value, reason.label)
            for reason in (EndReason.FINISHED, EndReason.NO_TIME, EndReason.NOT_THE_FIT, EndReason.OTHER)
        ],
        error_messages={"required": _("Choose what comes nearest. The two do not read it.")},
        widget=Radios(),
    )
    field_order = ["reason", "note", "last"]


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How did it go?"),
        choices=HelpOutcome.choices,
        error_messages={"required": _("Choose how it went.")},
    )


class RulesForm(forms.Form):
    """The rules of a programme. Whoever asks for help is heard in any case, so that rule stands in no field."""

    def __init__(self, *args: Any, settings: Settings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settings = settings
        for key in self.keys:
            words, setting = RULES[key], settings[key]
            self.fields[f"{key}_on"] = forms.BooleanField(
                label=words.label,
                help_text=words.text,
                required=False,
                initial=setting.enabled,
                widget=Switch(),
            )
            self.fields[f"{key}_from"] = forms.IntegerField(
                label=words.counts,
                min_value=1,
                max_value=365,
                initial=setting.threshold,
                error_messages={
                    "required": _("Give a number from 1 on."),
                    "invalid": _("Give a whole number, such as 14."),
                },
                widget=forms.NumberInput(attrs={"class": "input--short"}),
            )

    @property
    def keys(self) -> list[HelpRuleKey]:
        return [key for key in RULES if key != HelpRuleKey.ASKED]

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The switch and the number of each rule."""
        return [(self[f"{key}_on"], self[f"{key}_from"]) for key in self.keys]

    @property
    def chosen(self) -> Settings:
        """The rules as they were filled in, once the form is valid."""
        return {
            **self.settings,
            **{
                key: Setting(
                    enabled=self.cleaned_data[f"{key}_on"],
                    threshold=self.cleaned_data[f"{key}_from"],
                    since=self.settings[key].since,
                )
                for key in self.keys
            },
        }
