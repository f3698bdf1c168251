"""What people fill in to tell each other how they see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journeys.enums import FeedbackPoint, FeedbackReaders
from journeys.models import Feedback, FeedbackWish
from ui.forms import Radios, Textarea

ROOM: int = Feedback._meta.get_field("strengths").max_length or 0


def _words(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=ROOM, required=False, widget=Textarea(rows=3)
    )


class FeedbackForm(forms.Form):
    """Any of the three may stay empty, not all of them."""

    strengths = _words(
        _("What works well"),
        _("Such as: “When you asked me what I had tried already, I found the answer myself.”"),
    )
    work_on = _words(
        _("What could be better"),
        _("Such as: “We often run out of time before we get to my question. Could we begin with it?”"),
    )
    would_help = _words(
        _("What would help, or a question for next time"),
        _("Such as: “Next time I would like to hear how you prepared your first budget.”"),
    )
    readers = forms.ChoiceField(
        label=_("Who reads it"),
        choices=FeedbackReaders.choices,
        initial=FeedbackReaders.PAIR,
        widget=Radios(
            descriptions={
                FeedbackReaders.PAIR.value: _("Nobody else reads it, organisers included."),
                FeedbackReaders.ORGANISERS.value: _("Useful where they could learn from it. You can take it back."),
            }
        ),
    )  # fmt: skip
    point = forms.ChoiceField(
        label=_("When"),
        choices=FeedbackPoint.choices,
        initial=FeedbackPoint.ANY_TIME,
        required=False,
        widget=forms.HiddenInput,
    )

    def clean_point(self) -> FeedbackPoint:
        return FeedbackPoint(self.cleaned_data["point"] or FeedbackPoint.ANY_TIME)

    def clean_readers(self) -> FeedbackReaders:
        return FeedbackReaders(self.cleaned_data["readers"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not any(found.get(name) for name in ("strengths", "work_on", "would_help")) and not self.errors:
            raise forms.ValidationError(_("Write in one of the three. One sentence is enough."))
        return found


class ChangeFeedbackForm(FeedbackForm):
    """Feedback that was given: its set point stays."""

    point = None  # type: ignore[assignment]

    def __init__(self, data: Mapping[str, Any] | None = None, *, feedback: Feedback) -> None:
        said = {name: getattr(feedback, name) for name in ("strengths", "work_on", "would_help", "readers")}
        super().__init__(data, initial=said)


def point_in(query: Mapping[str, str]) -> FeedbackPoint:
    """The set point that an address names; in between where it names none."""
    asked = query.get("point", "")
    return FeedbackPoint(asked) if asked in FeedbackPoint.values else FeedbackPoint.ANY_TIME


class WishForm(forms.Form):
    question = forms.CharField(
        label=_("What would you like to hear about?"),
        max_length=FeedbackWish._meta.get_field("question").max_length,
        required=False,
        help_text=_("Such as: “How did my talk come across?” The narrower the question, the more useful the answer."),
        widget=Textarea(rows=2),
    )  # fmt: skip
