"""The reason for which somebody opens what is private."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.readings import SHORTEST_REASON
from ui.forms import Textarea


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you need to read them?"),
        min_length=SHORTEST_REASON,
        max_length=400,
        widget=Textarea(attrs={"rows": 2}),
        help_text=_("The person reads this reason, with your name and the hour."),
        error_messages={
            "required": _("Say why you need to read them."),
            "min_length": _(
                "Say in a few words why you need to read them: at least %(limit_value)d letters."
            ),
        },
    )
