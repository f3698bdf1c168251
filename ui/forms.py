"""How forms look: the renderer and the widgets of the site.

Write an ordinary Django form, and in its page::

    {% error_summary form %}
    <form class="stack" method="post" novalidate>
      {% csrf_token %}
      {% field form.name %}
      {% field form.goals hint=_("Two or three sentences are plenty.") %}
      {% formfoot back=back_url %}
    </form>

`{% field %}` gives label, hint (the field's help_text), error and input, joined by `aria-describedby`. The page's title
begins "Error:" by itself when `form`, `forms` or `formset` of the context has errors. Widgets with a choice of how they
look are below; text inputs, selects and dates need none of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils import formats
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

HALF_HOURS_A_DAY = 48
HALF_HOURS_A_WEEK = 7 * HALF_HOURS_A_DAY
FIRST_HOUR, LAST_HOUR = 7, 22  # the hours that are open without a press; the others unfold
NOON_BREAKS = (12, 17)  # a little air before the afternoon and the evening
A_MONDAY = date(2024, 1, 1)


class FormRenderer(TemplatesSetting):
    """Makes `{{ form }}` and `{{ field.as_field_group }}` use the site's own templates."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/group.html"


class _Described:
    """Choices with an optional second line each: `descriptions={"mentor": _("I would like to help")}`."""

    descriptions: Mapping[Any, Any]
    layout: str

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        descriptions: Any = None,
        layout: str = "",
    ) -> None:
        super().__init__(attrs, choices)  # type: ignore[call-arg]
        self.descriptions = descriptions or {}
        self.layout = layout

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        option["description"] = self.descriptions.get(getattr(value, "value", value), "")
        return option

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[misc]
        context["widget"]["layout"] = self.layout
        return context


class Segments(forms.RadioSelect):
    """Two to five short answers in one row: a level, a priority, private or shared."""

    template_name = "forms/widgets/segments.html"


class Radios(_Described, forms.RadioSelect):
    """One of several, one a line. `layout`: "" (a list), "columns" or "cards"."""

    template_name = "forms/widgets/checks.html"


class Checks(_Described, forms.CheckboxSelectMultiple):
    """Any of several, one a line. `layout`: "" (a list), "columns" or "cards"."""

    template_name = "forms/widgets/checks.html"


class Switch(forms.CheckboxInput):
    """On or off, kept when the form is saved."""

    template_name = "forms/widgets/switch.html"


class Textarea(forms.Textarea):
    """Long text with a counter. The limit (the field's max_length) is counted, not cut: nothing typed or pasted is lost."""

    template_name = "forms/widgets/textarea.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 5) -> None:
        super().__init__({"rows": rows, **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        limit = context["widget"]["attrs"].pop("maxlength", None)
        context["widget"]["limit"] = int(limit) if limit else None
        context["widget"]["length"] = len(context["widget"]["value"] or "")
        return context


class Code(forms.TextInput):
    """A short code that came by e-mail or from an app."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        spelling = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__({**spelling, **(attrs or {})})


@dataclass(frozen=True)
class Slot:
    """One checkbox of the week: an hour, or half of one. `value` is what it posts, such as "34-35" or "34"."""

    value: str
    hour: str
    minutes: str
    checked: bool
    input_id: str


@dataclass(frozen=True)
class Hour:
    """One slot, or two where only one half of the hour is marked."""

    slots: tuple[Slot, ...]
    after_break: bool


@dataclass(frozen=True)
class Day:
    name: str
    short: str
    hours: tuple[Hour, ...]


@dataclass(frozen=True)
class DayPart:
    label: str
    days: tuple[Day, ...]
    folded: bool
    open: bool


def half_hours(values: Iterable[str]) -> list[int]:
    """The half-hours of the week (0-335, Monday 00:00 = 0, sorted) in posted slots such as "34-35" or "34".

    Raises ValueError for anything else."""
    found: set[int] = set()
    for value in values:
        first, _dash, last = str(value).partition("-")
        found.update(range(int(first), int(last or first) + 1))
    if found - set(range(HALF_HOURS_A_WEEK)):
        raise ValueError("a half-hour of the week is from 0 to 335")
    return sorted(found)


class WeekGrid(forms.Widget):
    """A week of checkboxes, an hour each; an hour of which only a half is marked shows as two. Value: half-hours 0-335."""

    template_name = "forms/widgets/week.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return list(data.getlist(name)) if isinstance(data, MultiValueDict) else list(data.get(name, []))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False  # no box ticked is an answer

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        try:
            marked = set(half_hours(value or ()))
        except ValueError:
            marked = set()
        prefix = context["widget"]["attrs"].get("id", f"id_{name}")
        early = gettext("Early, before %(hour)s:00") % {"hour": f"{FIRST_HOUR:02}"}
        late = gettext("Late, from %(hour)s:00") % {"hour": LAST_HOUR}
        context["widget"]["parts"] = [
            _day_part(early, 0, FIRST_HOUR, marked, prefix, folded=True),
            _day_part(gettext("By day"), FIRST_HOUR, LAST_HOUR, marked, prefix, folded=False),
            _day_part(late, LAST_HOUR, 24, marked, prefix, folded=True),
        ]
        return context


def _day_part(label: str, first: int, last: int, marked: set[int], prefix: str, *, folded: bool) -> DayPart:
    days = []
    for number in range(7):
        a_day = A_MONDAY + timedelta(days=number)
        hours = tuple(_hour(number, hour, marked, prefix) for hour in range(first, last))
        days.append(Day(formats.date_format(a_day, "l"), formats.date_format(a_day, "D"), hours))
    any_marked = any(slot.checked for day in days for hour in day.hours for slot in hour.slots)
    return DayPart(label, tuple(days), folded, any_marked)


def _hour(day: int, hour: int, marked: set[int], prefix: str) -> Hour:
    first = day * HALF_HOURS_A_DAY + hour * 2
    second = first + 1
    name = f"{hour:02}"
    whole = (Slot(f"{first}-{second}", name, ":00", first in marked, f"{prefix}_{first}"),)
    halves = (
        Slot(str(first), name, ":00", first in marked, f"{prefix}_{first}"),
        Slot(str(second), name, ":30", second in marked, f"{prefix}_{second}"),
    )
    return Hour(whole if (first in marked) == (second in marked) else halves, hour in NOON_BREAKS)


class WeekField(forms.Field):
    """Weekly availability: a sorted list of half-hours, 0-335, Monday 00:00 local time = 0."""

    widget = WeekGrid
    default_error_messages = {
        "required": _("Mark at least one hour in which you could usually meet."),
        "invalid": _("Choose hours from the week shown."),
    }

    def to_python(self, value: Any) -> list[int]:
        try:
            return half_hours(value or ())
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return list(initial or []) != half_hours(data or ())
        except ValueError:
            return True
