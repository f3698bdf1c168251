from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import MeetingFormat
from accounts.languages import language_names
from matching.queries.ranked import MINE


class MentorFilter(forms.Form):
    """What a mentee narrows the list of mentors by. Every field may be left as it is; what cannot be read is left out
    of the search and said so at the field."""

    q = forms.CharField(label=_("Name, skill or place"), required=False, max_length=80)
    skill = forms.ChoiceField(label=_("Skill"), required=False)
    network = forms.ChoiceField(
        label=_("Your network"),
        required=False,
        choices=[("", _("Anyone")), ("shared", _("Shares a network")), ("outside", _("Outside my employer"))],
    )
    hours = forms.ChoiceField(
        label=_("Shared hours"),
        required=False,
        choices=[("", _("Any")), ("1", _("One or more")), ("2", _("Two or more")), ("4", _("Four or more"))],
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    format = forms.ChoiceField(
        label=_("Meeting"), required=False, choices=[("", _("Any way")), *MeetingFormat.choices]
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("fit", _("Best fit")),
            ("hours", _("Most shared hours")),
            ("newest", _("Newest mentors")),
            ("places", _("Most places")),
        ],
    )

    def __init__(self, data: Any, *, skills: list[tuple[UUID, str]], languages: list[str]) -> None:
        super().__init__(data)
        chosen = [(str(pk), name) for pk, name in skills]
        mine = [(MINE, _("Any of mine"))] if chosen else []
        self.fields["skill"].choices = [("", _("Any")), *mine, *chosen]  # type: ignore[attr-defined]
        named = zip(languages, language_names(languages), strict=True)
        self.fields["language"].choices = [("", _("Any")), *named]  # type: ignore[attr-defined]
        self.fields["q"].widget.input_type = "search"
        for shown in self.fields.values():
            shown.widget.attrs["class"] = "input"

    def chosen(self) -> dict[str, str]:
        """The fields that narrow or order the list, without the empty ones and those that cannot be read."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class NameSearch(forms.Form):
    q = forms.CharField(label=_("Name of the mentor"), min_length=2, max_length=80)
