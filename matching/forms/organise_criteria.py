"""What counts in a programme, as its organiser sets it: the whole list at once, or one criterion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.catalogue import KINDS, WEIGHTS, Dial, Importance, Subject, importance_of, of_side
from matching.drafts import FIELDS, Values
from matching.engine import Kind
from matching.engine.criteria import PARAMETERS
from matching.enums import CriterionUse
from matching.models import Criterion
from matching.queries.criteria import CriteriaPage, Line
from matching.snapshot.criteria import for_engine
from matching.words.changes import number
from matching.words.own import BOTH, BadWords, check, placeholders
from ui.forms import Radios, Switch

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 1000.0
A_NUMBER = _("Write a number, such as 40 or 2.5.")


def _weight_field(label: StrOrPromise, **more: Any) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        min_value=0,
        max_value=MOST,
        error_messages={"required": A_NUMBER, "invalid": A_NUMBER},
        widget=forms.NumberInput(attrs={"class": "input--short", "step": "any", "inputmode": "decimal"}),
        **more,
    )


@dataclass(frozen=True)
class Entry:
    """One line of the list with its boxes; no weight for a rule."""

    line: Line
    on: BoundField
    weight: BoundField | None


class CriteriaForm(forms.Form):
    """The whole list: which criteria are on, and how much each weighs. Those about identity have a page of their own."""

    def __init__(self, data: Any = None, *, page: CriteriaPage) -> None:
        self.lines = [*page.scores, *page.rules, *page.off]
        self.page = page
        super().__init__(data)
        for line in self.lines:
            row = line.row
            said = {"name": row.label}
            self.fields[f"on-{row.key}"] = forms.BooleanField(
                label=gettext("%(name)s counts") % said, required=False, initial=row.enabled, widget=Switch
            )
            if row.use == CriterionUse.SCORE:
                self.fields[f"weight-{row.key}"] = _weight_field(
                    gettext("Weight of %(name)s") % said, initial=number(row.weight)
                )

    def _entries(self, lines: Sequence[Line]) -> list[Entry]:
        weight = "weight-{}".format
        return [
            Entry(
                line,
                self[f"on-{line.row.key}"],
                self[weight(line.row.key)] if weight(line.row.key) in self.fields else None,
            )
            for line in lines
        ]

    @property
    def scores(self) -> list[Entry]:
        return self._entries(self.page.scores)

    @property
    def rules(self) -> list[Entry]:
        return self._entries(self.page.rules)

    @property
    def off(self) -> list[Entry]:
        return self._entries(self.page.off)

    def clean(self) -> None:
        for line in self.lines:
            name = f"weight-{line.row.key}"
            if self.cleaned_data.get(f"on-{line.row.key}") and self.cleaned_data.get(name) == 0:
                self.add_error(name, _("A weight of 0 counts for nothing: switch it off, or give it some."))

    @property
    def changes(self) -> dict[str, Values]:
        """What is set, by the key of the criterion."""
        found: dict[str, Values] = {}
        for line in self.lines:
            key = line.row.key
            values: dict[str, Any] = {"enabled": self.cleaned_data[f"on-{key}"]}
            if f"weight-{key}" in self.fields:
                values["weight"] = self.cleaned_data[f"weight-{key}"]
            found[key] = values
        return found


_WORDS = _(
    "Said to both in place of the usual sentence, where the two meet on this. Write {mentee} and {mentor} for their first "
    "names. Leave it empty for the usual words."
)
_WORDS_WITH_BOTH = _(
    "Said to both in place of the usual sentence, where the two meet on this. Write {mentee} and {mentor} for their first "
    "names, {both} for what they have in common. Leave it empty for the usual words."
)


class CriterionForm(forms.Form):
    """One criterion: what it looks at, how much it counts, how it is measured, and the words said of it."""

    label = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Mentees and mentors read it beside the points."),
        error_messages={"required": _("Give it a name, such as “Stage of the career”.")},
    )
    mentee_field = forms.ChoiceField(label=_("Of the mentee it looks at"))
    mentor_field = forms.ChoiceField(label=_("Of the mentor it looks at"))
    importance = forms.ChoiceField(
        label=_("How much it counts"), error_messages={"required": _("Choose how much it counts.")}
    )
    weight = _weight_field(
        _("The number"),
        required=False,
        help_text=_("Only where you chose a number. High is 40, medium 15, low 5."),
    )
    strict = forms.BooleanField(
        label=_("An empty answer does not pass"),
        required=False,
        help_text=_("Only for what must hold. Otherwise whoever has not answered passes, and that is said."),
        widget=Switch,
    )
    explanation = forms.CharField(
        label=_("Words of your own"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    enabled = forms.BooleanField(label=_("It counts"), required=False, widget=Switch)

    def __init__(self, data: Any = None, *, row: Criterion, found: Sequence[Subject]) -> None:
        self.row, self.found, self.words = row, found, KINDS[row.kind]
        super().__init__(data, initial=self._standing())
        for name, mentees in (("mentee_field", True), ("mentor_field", False)):
            self._offer(name, of_side(row.kind, found, mentees=mentees), getattr(row, name))
        self._offer_importance()
        if self.words.rule and self.words.least:
            self._add("minimum", self.words.least, _least_range(row.kind))
        for dial in self.words.dials:
            parameter = PARAMETERS[Kind(row.kind)][dial.name]
            self._add(f"dial-{dial.name}", dial, (parameter.least, parameter.most))
        common = BOTH in placeholders(row.kind)
        self.fields["explanation"].help_text = _WORDS_WITH_BOTH if common else _WORDS

    def _standing(self) -> dict[str, Any]:
        row = self.row
        given = {name: getattr(row, name) for name in FIELDS if name in self.base_fields}
        given["importance"] = importance_of(row)
        given["weight"] = number(row.weight) if row.weight else None
        given["mentor_field"] = row.mentor_field or row.mentee_field
        if self.words.least:
            given["minimum"] = number(row.minimum * self.words.least.per)
        for dial in self.words.dials:
            value = row.parameters.get(dial.name, PARAMETERS[Kind(row.kind)][dial.name].default)
            given[f"dial-{dial.name}"] = number(float(value) * dial.per)
        return given

    def _offer(self, name: str, offered: Sequence[Subject], present: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        choices = [(one.field, one.label) for one in offered]
        if present not in dict(choices):
            choices.append((present, _("A question that is no longer asked")))
        field.choices = choices
        if len(choices) == 1:
            field.widget = forms.HiddenInput()
            field.required = False

    def _offer_importance(self) -> None:
        field = self.fields["importance"]
        assert isinstance(field, forms.ChoiceField)
        offered = [one for one in Importance if one is not Importance.MUST or self.words.rule]
        field.widget = Radios(
            descriptions={
                Importance.MUST.value: _(
                    "A pair for whom it does not hold never comes together. It gives no points."
                ),
                Importance.HIGH.value: _("Weight 40, as skills have to begin with."),
                Importance.MEDIUM.value: _("Weight 15."),
                Importance.LOW.value: _("Weight 5."),
                Importance.CUSTOM.value: _("Any weight up to 1000. Only the shares matter."),
            }
        )
        field.choices = [(one.value, one.label) for one in offered]
        if not self.words.rule:
            del self.fields["strict"]

    def _add(self, name: str, dial: Dial, within: tuple[float, float]) -> None:
        self.fields[name] = forms.FloatField(
            label=dial.label,
            help_text=dial.hint,
            min_value=within[0] * dial.per,
            max_value=within[1] * dial.per,
            required=name != "minimum",
            error_messages={"required": A_NUMBER, "invalid": A_NUMBER},
            widget=forms.NumberInput(attrs={"class": "input--short", "step": "any", "inputmode": "decimal"}),
        )

    @property
    def dials(self) -> list[BoundField]:
        return [self[f"dial-{dial.name}"] for dial in self.words.dials]

    @property
    def is_rule(self) -> bool:
        return bool(self["importance"].value() == Importance.MUST)

    @property
    def identity(self) -> bool:
        """Whether one of the answers that it looks at is about identity."""
        chosen = {self.cleaned_data.get("mentee_field"), self.cleaned_data.get("mentor_field")}
        return any(one.identity for one in self.found if one.field in chosen)

    def clean_explanation(self) -> str:
        words: str = self.cleaned_data["explanation"].strip()
        try:
            check(words, self.row.kind)
        except BadWords as bad:
            raise forms.ValidationError(str(bad)) from None
        return words

    def clean(self) -> None:
        given = self.cleaned_data
        if (
            given.get("importance") == Importance.CUSTOM
            and not given.get("weight")
            and "weight" not in self.errors
        ):
            self.add_error("weight", _("Write the weight, a number above 0."))
        low, high = given.get("dial-best_from"), given.get("dial-best_to")
        if low is not None and high is not None and low > high:
            self.add_error("dial-best_to", _("Choose at least as many steps as the best begins with."))
        low, high = given.get("dial-low"), given.get("dial-high")
        if low is not None and high is not None and low >= high:
            self.add_error("dial-high", _("Choose more than what is worth nothing."))
        if self.errors:
            return
        try:
            for_engine(Criterion(key=self.row.key or "new", **self.values))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the criterion, as they are to be. One about identity is never switched on here."""
        given, row = self.cleaned_data, self.row
        must = given["importance"] == Importance.MUST
        weight = WEIGHTS.get(given["importance"], given.get("weight") or row.weight)
        parameters = {dial.name: round(given[f"dial-{dial.name}"] / dial.per, 6) for dial in self.words.dials}
        identity = self.identity
        stays_on = row.enabled and row.identity and bool(row.pk)
        return {
            "kind": str(row.kind),
            "label": given["label"],
            "use": str(CriterionUse.RULE if must else CriterionUse.SCORE),
            "weight": row.weight if must else weight,
            "minimum": self._minimum(must=must),
            "strict": bool(given.get("strict")) if must else False,
            "mentee_field": given["mentee_field"] or row.mentee_field,
            "mentor_field": given["mentor_field"] or row.mentor_field,
            "parameters": parameters,
            "explanation": given["explanation"],
            "identity": identity,
            "enabled": stays_on if identity else given["enabled"],
        }

    def _minimum(self, *, must: bool) -> float:
        least = self.words.least
        if not must or least is None:
            return 0.0
        return round((self.cleaned_data.get("minimum") or 0.0) / least.per, 6)


def _least_range(kind: str) -> tuple[float, float]:
    return (0.0, 168.0) if kind == Kind.HOURS else (0.0, 1.0)


class ReasonForm(forms.Form):
    """Why answers about identity are to count."""

    reason = forms.CharField(
        label=_("Why should it count?"),
        help_text=_(
            "It is kept with your name and the date in the audit log, and shown to nobody who is matched."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Say why answers about identity are to count. Without a reason they do not.")
        },
    )
