"""Which questions of a conversation guide go on the next agenda."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journeys.guides.guide import Guide


class QuestionsForm(forms.Form):
    """`questions` are texts of `guide`, in the language of whoever asks, all of them chosen at first."""

    questions = forms.MultipleChoiceField(
        label=_("Questions to ask"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one question.")},
    )

    def __init__(self, guide: Guide, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbered = [(str(number), str(text)) for number, text in enumerate(guide.questions)]
        field = self.fields["questions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = numbered
        field.initial = [number for number, _text in numbered]

    def texts(self) -> list[str]:
        """The chosen questions in words."""
        field = self.fields["questions"]
        assert isinstance(field, forms.MultipleChoiceField)
        chosen = set(self.cleaned_data["questions"])
        return [str(text) for number, text in field.choices if number in chosen]  # type: ignore[misc,union-attr]
