"""Leaving a programme by oneself: which parts, where somebody has two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.enums import Role
from programmes.models import Enrolment
from ui.forms import Checks

AS_WHAT = {Role.MENTEE: _("As a mentee"), Role.MENTOR: _("As a mentor")}


class LeaveProgrammeForm(forms.Form):
    parts = forms.MultipleChoiceField(
        label=_("Which part do you leave?"),
        widget=Checks,
        error_messages={
            "required": _("Choose at least one part, or go back."),
            "invalid_choice": _("You have left that part already. This is what is left."),
        },
    )

    def __init__(self, data: Any, *, enrolments: Sequence[Enrolment]) -> None:
        super().__init__(data, initial={"parts": [one.role for one in enrolments]})
        self.enrolments = enrolments
        self.fields["parts"].choices = [(one.role, AS_WHAT[Role(one.role)]) for one in enrolments]  # type: ignore[attr-defined]
        if len(enrolments) == 1:
            del self.fields["parts"]

    def chosen(self) -> list[Enrolment]:
        if len(self.enrolments) == 1:
            return list(self.enrolments)
        return [one for one in self.enrolments if one.role in self.cleaned_data["parts"]]
