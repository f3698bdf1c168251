"""How a letter is shown to an organiser."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from notifications.samples import Sample, Variant

LIGHT, DARK, PHONE = "light", "dark", "phone"


class LetterView(forms.Form):
    """Everything may be left open; what nobody offered counts as open."""

    variant = forms.ChoiceField(label=_("As it reads"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=lambda: settings.LANGUAGES)
    width = forms.ChoiceField(
        label=_("Width"), required=False, choices=[("desk", _("Desk")), (PHONE, _("Phone"))]
    )
    colours = forms.ChoiceField(
        label=_("Colours"), required=False, choices=[(LIGHT, _("Light")), (DARK, _("Dark"))]
    )

    def __init__(self, *args: Any, sample: Sample, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sample = sample
        cast(forms.ChoiceField, self.fields["variant"]).choices = [(v.name, v.label) for v in sample.variants]
        if len(sample.variants) == 1:
            del self.fields["variant"]
        if len(settings.LANGUAGES) == 1:
            del self.fields["language"]
        elif "language" not in self.data:
            self.data = {**self.data.dict(), "language": get_language() or ""}  # type: ignore[union-attr]
        self.is_valid()

    @property
    def shown(self) -> Variant:
        return self.sample.variant(self.cleaned_data.get("variant") or "")

    @property
    def locale(self) -> str:
        """The language asked for, and that of the page where none is."""
        return self.cleaned_data.get("language") or get_language() or settings.LANGUAGE_CODE

    @property
    def is_narrow(self) -> bool:
        return self.cleaned_data.get("width") == PHONE

    @property
    def is_dark(self) -> bool:
        return self.cleaned_data.get("colours") == DARK
