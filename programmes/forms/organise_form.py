"""What organisers fill in to make a question of the application form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.answered import WITH_CHOICES
from programmes.enums import AnswerVisibility, QuestionFor, QuestionKind
from programmes.forms.questions import field_of, identity_fields, with_who
from programmes.importing.mapping import option_key
from programmes.models import Question
from programmes.operations.form_drafts import MOST_CHOICES, Choice, Wording
from ui.forms import Radios, Segments

FEWEST, LABEL = 2, 160
EMPTY_ROWS = 3
ROW = "row"  # the buttons beside the rows post this: "more", or a verb and the number of the row

KINDS = {
    QuestionKind.SHORT_TEXT: gettext_lazy("One line, up to 300 characters"),
    QuestionKind.LONG_TEXT: gettext_lazy("A few sentences"),
    QuestionKind.CHOICE: gettext_lazy("Exactly one of a list"),
    QuestionKind.CHOICES: gettext_lazy("As many of a list as apply"),
    QuestionKind.LADDER: gettext_lazy(
        "One of a list with an order, such as grades: matching can count the steps"
    ),
    QuestionKind.NUMBER: gettext_lazy("Whole or with a decimal point"),
    QuestionKind.YES_NO: gettext_lazy("Two buttons"),
    QuestionKind.DATE: gettext_lazy("A day of the calendar"),
}
Rows = list[tuple[str, str]]


class ChoiceRows(forms.Widget):
    """Rows of a key, which is hidden, and a label. Their order is the order of the choices."""

    template_name = "programmes/organise/widgets/choice_rows.html"
    use_fieldset = True
    focus: int | None = None  # the row that the cursor goes to

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Rows:
        if not isinstance(data, MultiValueDict):
            return list(data.get(name, []))
        labels = [str(label).replace("\x00", "") for label in data.getlist(f"{name}-label")]
        keys = [str(key) for key in data.getlist(f"{name}-key")]
        keys += [""] * (len(labels) - len(keys))
        return list(zip(keys, labels, strict=False))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        rows = list(value or ())
        rows += [("", "")] * (FEWEST - len(rows))
        own_id = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"] |= {
            "rows": [
                {"id": own_id if at == 0 else f"{own_id}_{at}", "key": key, "label": label, "at": at}
                for at, (key, label) in enumerate(rows)
            ],
            "may_add": len(rows) < MOST_CHOICES,
            "focus": self.focus,
            "button": ROW,
        }
        return context


class ChoicesField(forms.Field):
    """The rows that are filled, as `Choice`s."""

    widget = ChoiceRows

    def to_python(self, value: Any) -> list[Choice]:
        rows = [(key, " ".join(label.split())) for key, label in value or ()]
        return [Choice(key, label) for key, label in rows if label]

    def validate(self, value: Any) -> None:
        if len(value) > MOST_CHOICES:
            raise ValidationError(_("Keep to %(most)s choices.") % {"most": MOST_CHOICES}, code="most")
        seen: set[str] = set()
        for choice in value:
            if len(choice.label) > LABEL:
                message = _("“%(start)s…” is too long. Shorten it to %(limit)s characters.")
                raise ValidationError(message % {"start": choice.label[:30], "limit": LABEL}, code="length")
            said = option_key(choice.label)
            if said in seen:
                raise ValidationError(
                    _("“%(label)s” is there twice. Each choice is one row.") % {"label": choice.label},
                    code="twice",
                )
            seen.add(said)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


def _moved(rows: Rows, pressed: str) -> tuple[Rows, int]:
    """The rows after a button beside them was pressed, and the row that the cursor goes to."""
    verb, _colon, number = pressed.partition(":")
    at = int(number) if number.isdecimal() and len(number) < 4 else -1
    if verb == "more":
        return [*rows, *[("", "")] * EMPTY_ROWS][: max(MOST_CHOICES, len(rows))], len(rows)
    if not 0 <= at < len(rows):
        return rows, 0
    row, others = rows[at], [*rows[:at], *rows[at + 1 :]]
    if verb == "remove":
        return others, min(at, max(len(others) - 1, 0))
    to = max(at - 1, 0) if verb == "up" else at + 1
    return [*others[:to], row, *others[to:]], min(to, len(others))


class QuestionForm(forms.Form):
    """One question. `data` with a button of the rows pressed is shown again, not judged; see `is_draft`."""

    text = forms.CharField(
        label=gettext_lazy("Question"),
        max_length=240,
        help_text=gettext_lazy("As people read it, such as “Which profession do you work in?”."),
        error_messages={"required": gettext_lazy("Write the question.")},
    )
    help_text = forms.CharField(
        label=gettext_lazy("Explanation"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A sentence under the question: why you ask, or what a good answer holds."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How it is answered"),
        choices=QuestionKind.choices,
        widget=Radios(layout="columns", descriptions=KINDS),
        error_messages={"required": gettext_lazy("Choose how it is answered.")},
    )
    options = ChoicesField(
        label=gettext_lazy("Choices"),
        help_text=gettext_lazy(
            "For one choice, several choices and a ladder. On a ladder the first is the lowest rung. New words for a "
            "choice keep the answers given to it."
        ),
    )
    asked_of = forms.ChoiceField(
        label=gettext_lazy("Who is asked"),
        choices=[
            (QuestionFor.BOTH, gettext_lazy("Everybody")),
            (QuestionFor.MENTEE, QuestionFor.MENTEE.label),
            (QuestionFor.MENTOR, QuestionFor.MENTOR.label),
        ],
        initial=QuestionFor.BOTH,
        widget=Segments,
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who sees the answer"),
        choices=AnswerVisibility.choices,
        initial=AnswerVisibility.ORGANISERS,
        widget=Radios,
        help_text=gettext_lazy(
            "It stands under the question. It cannot be widened once people have answered."
        ),
    )
    required = forms.BooleanField(
        label=gettext_lazy("It has to be answered"),
        required=False,
        help_text=gettext_lazy("Ask for little: each question that must be answered costs you people."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, identity: bool, question: Question | None = None
    ) -> None:
        self.identity = identity
        self.is_draft = data is not None and ROW in data
        super().__init__(None if self.is_draft else data, initial=_stored(question))
        if identity:
            del self.fields["visibility"], self.fields["required"]
        if data is not None and self.is_draft:
            typed = {
                name: field.widget.value_from_datadict(data, {}, name) for name, field in self.fields.items()
            }
            rows, focus = _moved(typed["options"], data.get(ROW, ""))
            self.initial = {**typed, "options": rows}
            self.fields["options"].widget.focus = focus

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        few = "options" not in self.errors and len(cleaned.get("options", [])) < FEWEST
        if few and cleaned.get("kind") in WITH_CHOICES:
            self.add_error("options", _("Give at least two choices."))
        return cleaned

    def typed(self) -> dict[str, Any]:
        """The words that would be lost with the page, by their label."""
        rows = ChoiceRows().value_from_datadict(self.data, {}, "options")
        words = {
            self.fields["text"].label: self.data.get("text", ""),
            self.fields["help_text"].label: self.data.get("help_text", ""),
            self.fields["options"].label: ", ".join(label for _key, label in rows if label),
        }
        return {str(label): said for label, said in words.items() if said}

    def wording(self) -> Wording:
        value = self.cleaned_data
        return Wording(
            kind=QuestionKind(value["kind"]),
            text=value["text"],
            help_text=value["help_text"],
            asked_of=QuestionFor(value["asked_of"]),
            required=value.get("required", False),
            visibility=AnswerVisibility(value.get("visibility", AnswerVisibility.ORGANISERS)),
            choices=tuple(value["options"]),
        )


def _stored(question: Question | None) -> dict[str, Any]:
    if question is None:
        return {}
    names = ("text", "help_text", "kind", "asked_of", "visibility", "required")
    return {
        **{name: getattr(question, name) for name in names},
        "options": [(option.key, option.label) for option in question.options.all()],
    }


class PreviewForm(forms.Form):
    """The questions as somebody who joins is asked them."""

    def __init__(self, questions: Iterable[Question]) -> None:
        super().__init__()
        self.kept = list(questions)
        for question in self.kept:
            if question.identity:
                self.fields.update(identity_fields(question))
            else:
                field = field_of(question)
                field.help_text = with_who(question, field.help_text)
                self.fields[f"q-{question.key}"] = field

    def ordinary(self) -> list[Any]:
        return [self[f"q-{question.key}"] for question in self.kept if not question.identity]

    def about_identity(self) -> list[list[Any]]:
        return [
            [self[name] for name in identity_fields(question)] for question in self.kept if question.identity
        ]
