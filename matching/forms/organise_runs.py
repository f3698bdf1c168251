"""What an organiser chooses about a run: how to begin, what to see, and why a pair is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from matching.enums import RunAim
from matching.models import MatchRun
from ui.forms import Radios, Segments, Textarea

NONE = "none"
SELECTED = SafeString(" selected")
MINIMUM = [
    (NONE, _("None: whoever can have a mentor gets one")),
    ("0.3", _("30: leave out the weakest pairs")),
    ("0.4", _("40: only pairs with something in common")),
    ("0.5", _("50: only pairs that fit in half of what counts")),
    ("0.6", _("60: only pairs that fit well, more people stay without")),
]
LEVELS = [("1", _("The lowest one")), ("3", _("The lowest three")), ("10", _("The lowest ten"))]


def _some(value: str) -> float | None:
    return None if value == NONE else float(value)


class StartRunForm(forms.Form):
    minimum_score = forms.TypedChoiceField(
        label=_("Least fit of a pair"),
        help_text=_("Below it two people are not matched, even where one of them stays without."),
        choices=MINIMUM,
        initial=NONE,
        coerce=_some,
    )
    levels = forms.TypedChoiceField(
        label=_("How many of the lowest pairs the fairest aim lifts"),
        help_text=_("More costs a little of the average, and takes longer."),
        choices=LEVELS,
        coerce=int,
        initial="1",
        widget=Segments,
    )
    started_from = forms.TypedChoiceField(
        label=_("Begin from earlier decisions"),
        help_text=_(
            "What you locked and forbade there holds here too, for those who are still in the programme."
        ),
        initial=NONE,
        coerce=_some,
    )

    def __init__(self, data: Any = None, *, forerunners: Sequence[tuple[MatchRun, int]]) -> None:
        super().__init__(data)
        if not forerunners:
            del self.fields["started_from"]
            return
        chosen = [
            (
                str(run.number),
                ngettext("Run %(number)d, %(n)d decision", "Run %(number)d, %(n)d decisions", count)
                % {"number": run.number, "n": count},
            )
            for run, count in forerunners
        ]
        self.fields["started_from"].choices = [(NONE, _("No: begin afresh")), *chosen]  # type: ignore[attr-defined]


class AimForm(forms.Form):
    aim = forms.ChoiceField(label=_("What to aim for"), choices=RunAim.choices, widget=Radios)


class ReviewFilter(forms.Form):
    """What the table of pairs is narrowed and ordered by. Every field may be left as it is."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All pairs")),
            ("warnings", _("With a warning")),
            ("low", _("Low fit")),
            ("ambiguous", _("Another fits as well")),
            ("broken", _("Breaks a rule")),
            ("locked", _("Locked")),
            ("changed", _("Changed")),
        ],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("low", _("Lowest fit first")),
            ("high", _("Best fit first")),
            ("mentee", _("Mentee’s name")),
            ("mentor", _("Mentor’s name")),
        ],
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["q"].widget.input_type = "search"
        for shown in self.fields.values():
            shown.widget.attrs["class"] = "input"

    def chosen(self) -> dict[str, str]:
        """The fields that narrow or order the table, without the empty ones and those that cannot be read."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class RevisionForm(forms.Form):
    """What was seen when somebody pressed: a decision made meanwhile is not overwritten."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class DecisionForm(RevisionForm):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Kept with the decision, for you and the other organisers. It can be erased later."),
        max_length=1000,
        required=False,
        widget=Textarea(rows=2),
    )


class OtherForm(forms.Form):
    """The other person of a swap or an assignment, by position, chosen from a list that may be searched."""

    q = forms.CharField(
        label=_("Search by name"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"type": "search", "class": "input"}),
    )
    other = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)


class LongSelect(forms.Select):
    """A list of thousands, written in one go: a template an option takes a second."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) == chosen else "", label) for key, label in self.choices),
        )
        shown = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>{}</select>", shown, options)


class TwoPeopleForm(forms.Form):
    """Any two people of a run."""

    mentee = forms.TypedChoiceField(label=_("Mentee"), coerce=int, widget=LongSelect)
    mentor = forms.TypedChoiceField(label=_("Mentor"), coerce=int, widget=LongSelect)

    def __init__(
        self,
        data: Any,
        *,
        mentees: Sequence[tuple[int, str]],
        mentors: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        for name, people in (("mentee", mentees), ("mentor", mentors)):
            choices = [("", _("Choose")), *((str(place), called) for place, called in people)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class PublishForm(RevisionForm):
    aim = forms.ChoiceField(choices=RunAim.choices, widget=forms.HiddenInput)
    looked = forms.BooleanField(
        label=_("I have looked at what is listed above"),
        error_messages={"required": _("Say that you have looked at what is listed above.")},
    )

    def __init__(self, *args: Any, looks: bool = True, **kwargs: Any) -> None:
        """`looks`: whether there is anything listed to look at."""
        super().__init__(*args, **kwargs)
        if not looks:
            del self.fields["looked"]
