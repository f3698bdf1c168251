"""What somebody says at a review. What the other one reads and what the organisers read are two things, and the form says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journeys.enums import ReviewChoice
from journeys.models import HelpRequest, Review
from journeys.operations.reviews import Answer
from ui.forms import Radios, Textarea

OPEN_CHOICES = [
    (choice, choice.label) for choice in (ReviewChoice.CONTINUE, ReviewChoice.ADJUST, ReviewChoice.FINISH)
]


class ReviewForm(forms.Form):
    """How to go on must be answered; the rest may be left out. It has no fields for a call for help while one is open."""

    open_choice = forms.ChoiceField(
        label=_("How would you like to go on?"),
        choices=OPEN_CHOICES,
        widget=Radios(
            layout="cards",
            descriptions={
                ReviewChoice.CONTINUE: _("What you agreed on still fits."),
                ReviewChoice.ADJUST: _(
                    "Other goals, more often, less often: you change your agreement together."
                ),
                ReviewChoice.FINISH: _("You have what you came for, or it is time. Nobody is at fault."),
            },
        ),
        error_messages={"required": _("Choose how you would like to go on. All three are fine.")},
    )
    goes_well = forms.CharField(
        label=_("What goes well?"),
        max_length=Review._meta.get_field("goes_well").max_length,
        required=False,
        widget=Textarea(rows=3),
    )
    to_change = forms.CharField(
        label=_("What should change?"),
        max_length=Review._meta.get_field("to_change").max_length,
        required=False,
        widget=Textarea(rows=3),
    )
    needs_help = forms.BooleanField(label=_("I need help: tell the organisers quietly"), required=False)
    for_organisers = forms.CharField(
        label=_("What they should know"),
        max_length=HelpRequest._meta.get_field("message").max_length,
        required=False,
        widget=Textarea(rows=2),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        review: Review,
        other: str,
        call_is_open: bool,
        **rest: Any,
    ) -> None:
        """`other` is the first name of the other one."""
        initial = {name: getattr(review, name) for name in ("open_choice", "goes_well", "to_change")}
        super().__init__(data, initial=initial, **rest)
        if call_is_open:
            del self.fields["needs_help"], self.fields["for_organisers"]
            return
        self.fields["needs_help"].help_text = gettext(
            "They write to you alone. %(name)s is not told, and reads only what you chose and wrote above."
        ) % {"name": other}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("for_organisers") and not found.get("needs_help"):
            self.add_error(
                "needs_help",
                _("Tick this for the organisers to read what you wrote to them, or empty the text."),
            )
        return found

    @property
    def said(self) -> Answer:
        said = self.cleaned_data
        return Answer(
            open_choice=ReviewChoice(said["open_choice"]),
            goes_well=said["goes_well"],
            to_change=said["to_change"],
            needs_help=said.get("needs_help", False),
            for_organisers=said.get("for_organisers", ""),
        )

    @property
    def typed(self) -> list[str]:
        """What was written by hand, to be given back where it cannot be kept."""
        names = (name for name in ("goes_well", "to_change", "for_organisers") if name in self.fields)
        return [str(self[name].value() or "") for name in names]
