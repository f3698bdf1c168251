"""How somebody narrows the people they share something with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.communities import Chosen, Membership
from accounts.enums import NetworkKind


class NetworkFilter(forms.Form):
    """What cannot be read narrows nothing."""

    q = forms.CharField(label=_("Name"), max_length=100, required=False)
    community = forms.ChoiceField(label=_("What you share"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Every kind")), *NetworkKind.choices]
    )

    def __init__(self, data: Any, *, memberships: Sequence[Membership]) -> None:
        super().__init__(data)
        own = [(str(one.network.pk), one.network.name) for one in memberships if one.shown]
        self.fields["community"].choices = [("", _("Anything")), *own]  # type: ignore[attr-defined]
        self.fields["q"].widget.input_type = "search"
        for shown in self.fields.values():
            shown.widget.attrs["class"] = "input"

    def chosen(self) -> Chosen:
        self.is_valid()
        given = self.cleaned_data
        return Chosen(
            network=int(given["community"]) if given.get("community") else None,
            kind=given.get("kind", ""),
            name=given.get("q", ""),
        )
