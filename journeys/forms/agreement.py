"""What the two agree on, as one of them fills it in: ready sentences to tick, and room for their own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from journeys.models import Agreement, PairGoal
from journeys.terms import LENGTHS, SENTENCES, Terms, goal_lines, put_together, taken_apart
from programmes.enums import Cadence
from ui.forms import Checks, Segments, Textarea

TICKED = "_ticked"
REQUIRED = {
    "confidentiality": _("Tick a sentence, or write in your own words what stays between you."),
    "if_it_fails": _("Tick a sentence, or write in your own words what you do when it does not work."),
}
MOST_GOALS = 10
A_GOAL: int = PairGoal._meta.get_field("text").max_length or 0
OWN_WORDS = _("In your own words")


def _room(name: str) -> int:
    return Agreement._meta.get_field(name).max_length or 0  # type: ignore[union-attr] # a text


class TickedField(forms.MultipleChoiceField):
    """Ready sentences. Where they are required, own words do as well: the form looks at both together."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class AgreementForm(forms.Form):
    """The terms as a draft or a version has them, to be changed. `terms` is what was agreed on, once the form is valid.

    `seen` is the newest version that whoever fills it in has read, 0 where there was none."""

    goals = forms.CharField(
        label=_("What you work on"),
        help_text=_("One goal a line. What, how you will both tell, and by when, as far as you know."),
        max_length=_room("goals"),
        widget=Textarea(rows=4),
        error_messages={"required": _("Write one goal at least. It may change later.")},
    )
    cadence = forms.ChoiceField(
        label=_("How often you meet"),
        help_text=_("Check-ins come as often."),
        choices=Cadence.choices,
        widget=Segments(),
        error_messages={"required": _("Choose how often you meet.")},
    )
    minutes = forms.TypedChoiceField(
        label=_("Minutes a meeting"),
        coerce=int,
        widget=Segments(),
        error_messages={"required": _("Choose how long you meet.")},
    )
    channel = forms.CharField(
        label=_("Where you meet"),
        help_text=_("A call, a café, a walk; perhaps with the link or the address."),
        max_length=_room("channel"),
        error_messages={"required": _("Say where you meet.")},
    )
    ends_on = forms.DateField(
        label=_("Until"),
        help_text=_("Empty: as long as it helps. You can always agree on another day."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Give the day as 2027-01-31, or leave it empty.")},
    )
    between = forms.CharField(label=OWN_WORDS, required=False, widget=Textarea(rows=2))
    mentee_expects = forms.CharField(label=OWN_WORDS, required=False, widget=Textarea(rows=2))
    mentor_expects = forms.CharField(label=OWN_WORDS, required=False, widget=Textarea(rows=2))
    confidentiality = forms.CharField(label=OWN_WORDS, required=False, widget=Textarea(rows=2))
    if_it_fails = forms.CharField(label=OWN_WORDS, required=False, widget=Textarea(rows=2))
    message = forms.CharField(
        label=_("A word to the other one"),
        max_length=_room("message"),
        required=False,
        widget=Textarea(rows=2),
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput())

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        start: Terms,
        seen: int,
        mentee: str,
        mentor: str,
        is_mentee: bool,
        today: date,
        **rest: Any,
    ) -> None:
        """`start` is what is filled in; `mentee` and `mentor` are the first names of the two."""
        super().__init__(data, initial=_as_initial(start, seen), **rest)
        self.today, self.start = today, start
        lengths = sorted({*LENGTHS, start.minutes})
        self.fields["minutes"].choices = [(n, str(n)) for n in lengths]  # type: ignore[attr-defined]
        expects = gettext("What %(name)s expects")
        labels = {
            "between": _("Between meetings"),
            "mentee_expects": _("What you expect") if is_mentee else expects % {"name": mentee},
            "mentor_expects": expects % {"name": mentor} if is_mentee else _("What you expect"),
            "confidentiality": _("What stays between you"),
            "if_it_fails": _("When it does not work"),
        }
        for name, label in labels.items():
            self.fields[name + TICKED] = TickedField(
                label=label,
                choices=[(sentence.key, sentence.text) for sentence in SENTENCES[name]],
                required=name in REQUIRED,
                widget=Checks(),
            )
            self.fields[name].label = gettext("%(about)s, in your own words") % {"about": label}
            self.fields[name].widget.attrs["maxlength"] = _room(name)
        other = mentor if is_mentee else mentee
        self.fields["message"].label = gettext("A word to %(name)s") % {"name": other}

    def clean_goals(self) -> str:
        text: str = self.cleaned_data["goals"]
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_GOALS:
            raise forms.ValidationError(
                ngettext("%(n)d goal at most.", "%(n)d goals at most; fewer are better.", MOST_GOALS)
                % {"n": MOST_GOALS}
            )
        long = next((line for line in lines if len(line) > A_GOAL), None)
        if long is not None:
            raise forms.ValidationError(
                gettext("A goal has at most %(n)d characters. Shorten “%(goal)s…”, or make two of it.")
                % {"n": A_GOAL, "goal": long[:40]}
            )
        return "\n".join(dict.fromkeys(lines))

    def clean_ends_on(self) -> date | None:
        day: date | None = self.cleaned_data["ends_on"]
        if day is not None and day <= self.today and day != self.start.ends_on:
            raise forms.ValidationError(_("Choose a day after today, or leave it empty."))
        return day

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in SENTENCES:
            text = put_together(name, found.get(name + TICKED, ()), found.get(name, ""))
            if not text and name in REQUIRED:
                self.add_error(name + TICKED, REQUIRED[name])
            elif len(text) > _room(name):
                self.add_error(
                    name,
                    ngettext(
                        "Together with the sentences ticked this is %(over)d character too long.",
                        "Together with the sentences ticked this is %(over)d characters too long.",
                        len(text) - _room(name),
                    )
                    % {"over": len(text) - _room(name)},
                )
            else:
                found[name] = text
        return found

    @property
    def terms(self) -> Terms:
        said = self.cleaned_data
        plain = ("goals", "minutes", "channel", "ends_on", *SENTENCES)
        return Terms(cadence=Cadence(said["cadence"]), **{name: said[name] for name in plain})

    @property
    def typed(self) -> list[str]:
        """What was written by hand, to be given back where it cannot be kept."""
        names = ("goals", "channel", *SENTENCES, "message")
        return [text for name in names if (text := str(self[name].value() or "").strip())]


def _as_initial(start: Terms, seen: int) -> dict[str, Any]:
    initial: dict[str, Any] = {**start.as_fields(), "goals": "\n".join(goal_lines(start)), "seen": seen}
    for name in SENTENCES:
        initial[name + TICKED], initial[name] = taken_apart(name, str(initial[name]))
    return initial
