"""Which part of the log is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _


class LogFilter(forms.Form):
    """Both may be left open; what nobody offered counts as open."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    topic = forms.ChoiceField(label=_("What it was about"), required=False)

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[str, str]],
        topics: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["person"]).choices = [("", _("Everybody")), *people]
        cast(forms.ChoiceField, self.fields["topic"]).choices = [("", _("Everything")), *topics]

    def chosen(self) -> tuple[UUID | None, str]:
        """The person and the kind of action asked for."""
        value = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        person = value.get("person")
        return (UUID(person) if person else None), value.get("topic") or ""
