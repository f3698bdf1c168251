"""What people fill in about their mentorship: the check-in, when it is asked again and how often, a pause, the call for
help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journeys.models import CheckIn, HelpRequest
from journeys.queries.cadence import EVERY
from journeys.scales import CONFIDENCE, PULSES
from journeys.snoozes import Snooze
from programmes.enums import Cadence
from ui.forms import Radios, Segments, Textarea

YES, NO = "yes", "no"
ROOM: int = CheckIn._meta.get_field("blocker").max_length or 0
BETWEEN = "\n\n"
A_SENTENCE = 40  # characters: for less there is no use in asking


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
        max_length=ROOM,
        required=False,
        widget=Textarea(rows=2),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, is_mentee: bool, **rest: Any) -> None:  # fmt: skip
        super().__init__(data, **rest)
        if not is_mentee:
            del self.fields["confidence"]

    def clean_met(self) -> bool:
        return bool(self.cleaned_data["met"] == YES)


class SayMoreForm(forms.Form):
    """What somebody left out of an answer that they have sent: they may add it, and change nothing that stands. It has no
    field where nothing was left out."""

    pulse = CheckInForm.base_fields["pulse"]
    confidence = CheckInForm.base_fields["confidence"]
    words = forms.CharField(
        label=_("Is there anything that you would like to add?"), required=False, widget=Textarea(rows=2)
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, answered: CheckIn, is_mentee: bool, **rest: Any
    ) -> None:
        super().__init__(data, prefix="more", **rest)
        self.answered = answered
        if answered.pulse is not None:
            del self.fields["pulse"]
        if answered.confidence is not None or not is_mentee:
            del self.fields["confidence"]
        room = ROOM - len(answered.blocker) - len(BETWEEN)
        words = self.fields["words"]
        if not answered.blocker:
            words.label = _("Is anything in the way?")
            room = ROOM
        if room < A_SENTENCE:
            del self.fields["words"]
        else:
            words.max_length = room  # type: ignore[attr-defined] # a CharField
            words.validators.append(MaxLengthValidator(room))
            words.widget.attrs["maxlength"] = room

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not any(found.values()):
            raise forms.ValidationError(_("There is nothing to add yet. You may also leave it as it is."))
        return found

    @property
    def said(self) -> dict[str, Any]:
        """The whole answer with what was added, once the form is valid."""
        said, answered = self.cleaned_data, self.answered
        return {
            "pulse": said.get("pulse") or answered.pulse,
            "confidence": said.get("confidence") or answered.confidence,
            "blocker": BETWEEN.join(filter(None, [answered.blocker, said.get("words", "")])),
        }


def prefilled(query: Mapping[str, str]) -> dict[str, Any]:
    """The answers that a link of the e-mail brings along; what is not one of the choices is left out."""
    choices = {"met": {YES, NO}, "pulse": {str(value) for value, _label in PULSES}}
    return {name: query[name] for name, allowed in choices.items() if query.get(name) in allowed}


class LaterForm(forms.Form):
    """When a check-in is asked again: at one of the moments offered."""

    at = forms.ChoiceField(
        label=_("Ask me again"),
        widget=Radios(),
        error_messages={
            "required": _("Choose when we ask again."),
            "invalid_choice": _("Choose one of these."),
        },
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, offered: Sequence[Snooze], **rest: Any
    ) -> None:
        super().__init__(data, **rest)
        self.moments = {snooze.key: snooze.at for snooze in offered}
        field = self.fields["at"]
        field.choices = [(snooze.key, snooze.label) for snooze in offered]  # type: ignore[attr-defined]
        field.widget.descriptions = {
            key: date_format(localtime(at), "D j F, H:i") for key, at in self.moments.items()
        }
        self.initial.setdefault("at", next(iter(self.moments), ""))

    def clean_at(self) -> Any:
        return self.moments[self.cleaned_data["at"]]


TWO_WEEKS, FOUR_WEEKS, A_DAY_OF_MINE, OPEN = "14", "28", "day", "open"


class RestForm(forms.Form):
    """How long a mentorship rests. `cleaned_data["until"]` is the day on which it goes on, None for an open pause."""

    length = forms.ChoiceField(
        label=_("For how long?"),
        choices=[
            (TWO_WEEKS, _("Two weeks")),
            (FOUR_WEEKS, _("Four weeks")),
            (A_DAY_OF_MINE, _("Until a day that I choose")),
            (OPEN, _("Until one of us takes it up again")),
        ],
        initial=TWO_WEEKS,
        widget=Radios(),
        error_messages={"required": _("Choose how long the pause is.")},
    )
    day = forms.DateField(
        label=_("The day"),
        required=False,
        help_text=_("Only for a day that you choose: on it, it goes on by itself."),
        error_messages={"invalid": _("Give the day as 2027-01-31, or choose a length.")},
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date, **rest: Any) -> None:
        super().__init__(data, **rest)
        self.today = today
        self.fields["length"].widget.descriptions = {
            days: gettext("It goes on by itself on %(day)s.")
            % {"day": date_format(today + timedelta(days=int(days)), "D j F")}
            for days in (TWO_WEEKS, FOUR_WEEKS)
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        length, day = found.get("length"), found.get("day")
        if length == A_DAY_OF_MINE and "day" not in self.errors:
            if day is None:
                self.add_error("day", _("Give the day on which it goes on."))
            elif day <= self.today:
                self.add_error("day", _("Choose a day after today."))
        if length in {TWO_WEEKS, FOUR_WEEKS}:
            day = self.today + timedelta(days=int(length))
        return {**found, "until": None if length == OPEN else day}


class CadenceForm(forms.Form):
    """How often somebody would like check-ins to come."""

    cadence = forms.ChoiceField(
        label=_("How often would you like check-ins?"),
        choices=Cadence.choices,
        widget=Segments(),
        error_messages={"required": _("Choose how often check-ins come.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, holds: Cadence, **rest: Any) -> None:
        super().__init__(data, **rest)
        self.holds = holds
        self.fields["cadence"].widget.descriptions = {holds: _("as now")}

    def clean_cadence(self) -> Cadence:
        chosen = Cadence(self.cleaned_data["cadence"])
        if chosen == self.holds:
            raise forms.ValidationError(
                _("Check-ins come %(every)s already. Choose something else, or leave it as it is."),
                params={"every": EVERY[chosen]},
            )
        return chosen


class HelpForm(forms.Form):
    message = forms.CharField(
        label=_("What would help?"),
        help_text=_("A sentence is enough, and you may leave it empty: then they simply ask you."),
        max_length=HelpRequest._meta.get_field("message").max_length,
        required=False,
        widget=Textarea(rows=5),
    )
