"""Reporting somebody, and what the safeguarding contact writes about a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.enums import SafetyOutcome, SafetyReason
from programmes.models import Programme
from ui.forms import Radios, Textarea


class ReportForm(forms.Form):
    """`programmes` are those in which the report can be read; where there are several, which one is asked for."""

    reason = forms.ChoiceField(
        label=_("What is it about?"),
        choices=SafetyReason.choices,
        widget=Radios,
        error_messages={"required": _("Choose the reason that comes nearest.")},
    )
    words = forms.CharField(
        label=_("What happened?"),
        help_text=_(
            "As much or as little as you like: what was said or done, when, and what you would wish for."
        ),
        max_length=4000,
        required=False,
        widget=Textarea(rows=6),
    )
    programme = forms.ChoiceField(
        label=_("Where do you know them from?"),
        error_messages={"required": _("Choose the programme in which it happened.")},
    )
    blocks = forms.BooleanField(
        label=_("Block them as well"),
        help_text=_("You see nothing of each other any more, at once. They are not told."),
        required=False,
    )

    def __init__(
        self, data: Any = None, *, programmes: Sequence[Programme], is_blocked: bool, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.known = {str(one.pk): one for one in programmes}
        if len(self.known) > 1:
            field: Any = self.fields["programme"]
            field.choices = [(pk, one.name) for pk, one in self.known.items()]
            self.initial.setdefault("programme", next(iter(self.known)))
        else:
            del self.fields["programme"]
        if is_blocked:
            del self.fields["blocks"]

    @property
    def chosen(self) -> Programme:
        """The programme of a valid form."""
        return self.known[self.cleaned_data.get("programme") or next(iter(self.known))]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("reason") == SafetyReason.OTHER and not said.get("words"):
            self.add_error("words", _("Say in a few words what it is, so that somebody can act on it."))
        return said


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("A note"),
        help_text=_("What you did or found. Whoever looks after reports here reads it, and nobody else."),
        max_length=4000,
        widget=Textarea(rows=4),
        error_messages={"required": _("Write what you would like to keep.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Closing asks for a note as well, on the same page.
        self.auto_id = "step_%s"


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=SafetyOutcome.choices,
        widget=Radios,
        error_messages={"required": _("Choose what comes nearest.")},
    )
    told = forms.CharField(
        label=_("Your answer to whoever reported it"),
        help_text=_(
            "They read these words on their page. Thank them, and say what you may about what was done."
        ),
        max_length=2000,
        widget=Textarea(rows=5),
        error_messages={"required": _("Write a line or two: they waited for an answer.")},
    )
    note = forms.CharField(
        label=_("A note for yourself and whoever comes after you"),
        max_length=4000,
        required=False,
        widget=Textarea(rows=3),
    )
