"""One answer of several rows of text, such as goals: as many rows as are filled, and a button for one more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MORE = "more"  # the button that adds a row posts this with the field's name


class TextRows(forms.Widget):
    """Rows of one field. `row` names them ("Goal"), `lines` > 1 makes them areas of text, `suggestions` fills a datalist."""

    template_name = "accounts/widgets/rows.html"
    use_fieldset = True

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        row: Any,
        add: Any,
        shown: int = 1,
        lines: int = 1,
        kind: str = "text",
    ) -> None:
        super().__init__(attrs)
        self.row, self.add, self.shown, self.lines, self.kind = row, add, shown, lines, kind
        self.most = shown
        self.suggestions: Sequence[str] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return list(data.getlist(name)) if isinstance(data, MultiValueDict) else list(data.get(name, []))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        rows = [str(text) for text in value or ()]
        rows += [""] * (self.shown - len(rows))
        own_id = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"] |= {
            "rows": [(own_id if at == 0 else f"{own_id}_{at}", text) for at, text in enumerate(rows)],
            "row": self.row,
            "add": self.add,
            "lines": self.lines,
            "kind": self.kind,
            "may_add": len(rows) < self.most,
            "suggestions": self.suggestions,
            "list_id": f"{own_id}_list",
            "more": MORE,
        }
        return context


class RowsField(forms.Field):
    """A list of texts without blanks or doubles, in the order of the rows."""

    widget: TextRows

    def __init__(self, *, most: int, max_length: int, widget: TextRows, **kwargs: Any) -> None:
        super().__init__(widget=widget, **kwargs)
        self.most = self.widget.most = most
        self.max_length = max_length

    def to_python(self, value: Any) -> list[str]:
        rows = [" ".join(str(row).replace("\x00", "").split()) for row in value or ()]
        seen: dict[str, str] = {}
        for row in rows:
            if row:
                seen.setdefault(row.casefold(), row)
        return list(seen.values())

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise ValidationError(
                ngettext("Keep to %(most)s row.", "Keep to %(most)s rows.", self.most) % {"most": self.most},
                code="most",
            )
        for number, row in enumerate(value, start=1):
            if len(row) > self.max_length:
                message = _("Row %(number)s has %(length)s characters. Shorten it to %(limit)s.")
                raise ValidationError(
                    message % {"number": number, "length": len(row), "limit": self.max_length}, code="length"
                )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)

    def suggest(self, names: Iterable[str]) -> None:
        """Offers `names` while somebody types."""
        self.widget.suggestions = list(names)
