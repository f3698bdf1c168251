"""Forms that open with what is stored, keep what was typed, and can say what they hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import formats

from accounts.forms.rows import MORE
from accounts.hours import weekly_hours
from accounts.models import Person
from ui.forms import WeekField


class KeptForm(forms.Form):
    """`draft` is what stands in the page while a button changes only the page (one more row, a search): it is shown again,
    not judged. Subclasses give `stored` and `save`; `save` is called after `is_valid`."""

    def __init__(
        self, data: QueryDict | None = None, *, person: Person, draft: QueryDict | None = None
    ) -> None:
        self.person = person
        self.draft = draft
        super().__init__(data, initial=self.stored())
        self.prepare()
        if draft is not None:
            self.initial = {name: self.typed(name, draft) for name in self.fields}

    def stored(self) -> dict[str, Any]:
        """The initial values, from the database."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Fields, choices and hints that depend on the person; called once the declared fields are there."""

    def save(self, *, by: Person, now: datetime) -> None:
        """Writes the cleaned values through the operations."""
        raise NotImplementedError

    def typed(self, name: str, draft: QueryDict) -> Any:
        """What `draft` holds for one field, with one more row where that was asked for."""
        widget = self.fields[name].widget
        value = widget.value_from_datadict(draft, {}, name)
        if draft.get(MORE) == name:
            widget.attrs["autofocus_last"] = True
            return [*value, ""]
        return value

    def shown(self) -> list[tuple[str, list[str]]]:
        """Each label with what is stored under it in words; an empty list where nothing is."""
        return [
            (str(field.label), in_words(field, self.initial.get(name))) for name, field in self.fields.items()
        ]


def in_words(field: forms.Field, value: Any) -> list[str]:
    """`value` of `field` as a person would read it: the labels of choices, a week as hours, dates written out."""
    if value is None or value == "" or value == []:
        return []
    if isinstance(field, WeekField):
        return weekly_hours(value)
    values = value if isinstance(value, list) else [value]
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in _flat(cast(Iterable[Any], field.choices))}
        return [labels[str(each)] for each in values if str(each) in labels]
    return [_plain(each) for each in values]


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield key, label


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return formats.date_format(value, "j F Y")
    if isinstance(value, Decimal):
        return formats.number_format(value.normalize())
    return str(value)
