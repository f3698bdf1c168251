"""What people write on the board of a community, and how they look for it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import ReportReason
from ui.forms import Radios, Textarea


class AskForm(forms.Form):
    title = forms.CharField(
        label=_("Your question"),
        help_text=_("One sentence, as you would ask it over coffee."),
        max_length=200,
        error_messages={"required": _("Write your question in one sentence.")},
    )
    text = forms.CharField(
        label=_("More about it"),
        help_text=_("What you have tried, and what would help. Links are fine; private things are not."),
        max_length=4000,
        required=False,
        widget=Textarea(rows=6),
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("What helped you, or whom to ask. A short answer is a good one."),
        max_length=4000,
        widget=Textarea(rows=5),
        error_messages={"required": _("Write a line or two before you send it.")},
    )


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=ReportReason.choices,
        widget=Radios,
        error_messages={"required": _("Choose the reason that comes nearest.")},
    )
    words = forms.CharField(
        label=_("Anything else?"),
        help_text=_("Only those who run this site read it."),
        max_length=1000,
        required=False,
        widget=Textarea(rows=3),
    )


class BoardSearch(forms.Form):
    q = forms.CharField(
        label=_("Search questions and answers"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "class": "input"}),
    )
