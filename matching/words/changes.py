"""What a change of the criteria is, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from matching.enums import CriterionUse
from matching.models import Criterion


def number(value: float) -> str:
    """40, 2.5: as people write it."""
    return formats.number_format(Decimal(f"{value:.4g}"))


def change_words(rows: Iterable[Criterion], changes: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """One sentence for each criterion that a draft changes, in the order of the list."""
    present = {row.key: row for row in rows}
    ordered = sorted(changes, key=lambda key: list(present).index(key) if key in present else len(present))
    return [_sentence(present.get(key), changes[key]) for key in ordered]


def _sentence(row: Criterion | None, values: Mapping[str, Any]) -> str:
    if row is None:
        return _("%(label)s is added.") % {"label": values["label"]}
    told = [text for name, value in values.items() if (text := _one(row, name, value))]
    said = {"label": row.label, "what": ", ".join(dict.fromkeys(told)) or _("it is written differently")}
    return _("%(label)s: %(what)s.") % said


def _one(row: Criterion, name: str, value: Any) -> str:
    if name == "enabled":
        return _("switched on") if value else _("switched off")
    if name == "weight":
        if row.use == CriterionUse.RULE:
            return ""
        return _("weight %(now)s instead of %(was)s") % {"now": number(value), "was": number(row.weight)}
    if name == "use":
        return _("must hold") if value == CriterionUse.RULE else _("counts towards the score")
    if name == "strict":
        return _("an empty answer does not pass") if value else _("an empty answer passes")
    texts = {
        "minimum": _("another least value"),
        "parameters": _("measured differently"),
        "mentee_field": _("looks at something else"),
        "mentor_field": _("looks at something else"),
        "label": _("another name"),
        "explanation": _("other words"),
    }
    return texts.get(name, "")
