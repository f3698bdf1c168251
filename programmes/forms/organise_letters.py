"""How a letter is shown to an organiser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from notifications.samples import Sample, Variant

DESK, PHONE = "desk", "phone"
LIGHT, DARK = "light", "dark"


class LetterView(forms.Form):
    """What is not asked for, and what nobody offered, is as most people have it. A choice of one is not shown."""

    variant = forms.ChoiceField(label=_("As it reads"))
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)
    width = forms.ChoiceField(label=_("Width"), choices=[(DESK, _("Desk")), (PHONE, _("Phone"))])
    colours = forms.ChoiceField(label=_("Colours"), choices=[(LIGHT, _("Light")), (DARK, _("Dark"))])

    def __init__(self, asked: Mapping[str, str], *, sample: Sample) -> None:
        super().__init__({})
        self.sample = sample
        cast(forms.ChoiceField, self.fields["variant"]).choices = [(v.name, v.label) for v in sample.variants]
        usual = {"language": get_language() or ""}
        self.chosen = {name: self._chosen(name, asked, usual.get(name, "")) for name in self.fields}
        self.data = dict(self.chosen)
        for name in [name for name in self.fields if len(self._values(name)) == 1]:
            del self.fields[name]

    def _values(self, name: str) -> list[str]:
        choices = cast(Iterable[tuple[str, object]], cast(forms.ChoiceField, self.fields[name]).choices)
        return [str(value) for value, _label in choices]

    def _chosen(self, name: str, asked: Mapping[str, str], usual: str) -> str:
        values = self._values(name)
        return next((value for value in (asked.get(name), usual) if value in values), values[0])

    @property
    def shown(self) -> Variant:
        return self.sample.variant(self.chosen["variant"])

    @property
    def locale(self) -> str:
        return self.chosen["language"]

    @property
    def is_narrow(self) -> bool:
        return self.chosen["width"] == PHONE

    @property
    def is_dark(self) -> bool:
        return self.chosen["colours"] == DARK
