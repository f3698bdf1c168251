"""The programme's own questions: an ordinary field for each, made from its row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import escape, format_html
from django.utils.translation import gettext_lazy as _

from accounts.enums import ConsentPurpose
from accounts.models import Consent, Person
from programmes.enums import AnswerVisibility, QuestionKind
from programmes.forms.steps import StepForm
from programmes.models import Answer, Question
from programmes.operations.intake import identity_subject, set_answers, set_identity_consents
from programmes.queries import answers_of
from ui.forms import Checks, Radios, Segments, Textarea

SHORT, LONG = 300, 4000
AS_LIST = 6  # more choices than this are a select
YES, NO = "yes", "no"


def field_of(question: Question) -> forms.Field:
    """The form field that asks `question`."""
    common: dict[str, Any] = {
        "label": question.text,
        "required": question.required,
        "help_text": escape(question.help_text),
    }
    options: list[tuple[str, Any]] = [(option.key, option.label) for option in question.options.all()]
    none: list[tuple[str, Any]] = [] if question.required else [("", _("No answer"))]
    match QuestionKind(question.kind):
        case QuestionKind.LONG_TEXT:
            return forms.CharField(max_length=LONG, widget=Textarea, **common)
        case QuestionKind.CHOICE | QuestionKind.LADDER if len(options) > AS_LIST:
            return forms.ChoiceField(
                choices=[("", _("Choose")) if question.required else none[0], *options],
                widget=forms.Select,
                **common,
            )
        case QuestionKind.CHOICE | QuestionKind.LADDER:
            return forms.ChoiceField(choices=options + none, widget=Radios, **common)
        case QuestionKind.CHOICES:
            return forms.MultipleChoiceField(choices=options, widget=Checks(layout="columns"), **common)
        case QuestionKind.NUMBER:
            return forms.DecimalField(
                max_digits=14,
                decimal_places=3,
                error_messages={"invalid": _("Write a number, such as 12 or 3.5.")},
                **common,
            )
        case QuestionKind.YES_NO:
            return forms.TypedChoiceField(
                choices=[(YES, _("Yes")), (NO, _("No")), *none],
                coerce=lambda said: said == YES,
                empty_value=None,
                widget=Segments,
                **common,
            )
        case QuestionKind.DATE:
            day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input--short"})
            return forms.DateField(
                widget=day, error_messages={"invalid": _("Choose a day such as 2026-11-24.")}, **common
            )
        case _:
            return forms.CharField(max_length=SHORT, **common)


def value_of(question: Question, answer: Answer | None) -> Any:
    """What `answer` holds, as the field of `question` takes it."""
    if answer is None:
        return None
    match QuestionKind(question.kind):
        case QuestionKind.CHOICE | QuestionKind.LADDER:
            return answer.choices[0] if answer.choices else ""
        case QuestionKind.CHOICES:
            return list(answer.choices)
        case QuestionKind.NUMBER:
            return answer.number.normalize() if isinstance(answer.number, Decimal) else None
        case QuestionKind.YES_NO:
            return None if answer.yes is None else YES if answer.yes else NO
        case QuestionKind.DATE:
            return answer.date
        case _:
            return answer.text


def _with_who(question: Question, hint: Any) -> Any:
    who = (
        _("Seen by organisers and by the people you may be matched with.")
        if question.visibility == AnswerVisibility.MATCH
        else _("Seen by organisers only.")
    )
    return format_html("{} {}", hint, who) if hint else who


class QuestionsForm(StepForm):
    def questions(self) -> Sequence[Question]:
        return self.intake.questions

    def prepare(self) -> None:
        for question in self.questions():
            field = field_of(question)
            field.help_text = _with_who(question, field.help_text)
            self.fields[f"q-{question.key}"] = field

    def stored(self) -> dict[str, Any]:
        answers = answers_of(self.enrolment)
        return {
            f"q-{question.key}": value_of(question, answers.get(question.key))
            for question in self.questions()
        }

    def save(self, *, by: Person, now: datetime) -> None:
        answers = {question: self.cleaned_data[f"q-{question.key}"] for question in self.questions()}
        set_answers(enrolment=self.enrolment, answers=answers, by=by, now=now)


class IdentityForm(QuestionsForm):
    """Each question with a box of its own: without it the answer is inert. A box without an answer means nothing."""

    template = "programmes/intake/identity.html"

    def questions(self) -> Sequence[Question]:
        return self.intake.identity

    def prepare(self) -> None:
        for question in self.questions():
            field = field_of(question)
            field.required = False
            self.fields[f"q-{question.key}"] = field
            self.fields[f"counts-{question.key}"] = forms.BooleanField(
                required=False,
                label=_("My answer may count when we look for people who fit"),
                help_text=_("Only where the other person agreed as well."),
            )

    def stored(self) -> dict[str, Any]:
        subjects = {identity_subject(question, self.enrolment): question.key for question in self.questions()}
        given = Consent.objects.standing().filter(
            person=self.person, purpose=ConsentPurpose.IDENTITY_MATCHING, subject__in=subjects
        )
        agreed = {subjects[subject] for subject in given.values_list("subject", flat=True)}
        return {
            **super().stored(),
            **{f"counts-{question.key}": question.key in agreed for question in self.questions()},
        }

    def pairs(self) -> list[tuple[BoundField, BoundField]]:
        """Each question's field with its box."""
        return [(self[f"q-{question.key}"], self[f"counts-{question.key}"]) for question in self.questions()]

    def save(self, *, by: Person, now: datetime) -> None:
        super().save(by=by, now=now)
        value = self.cleaned_data
        agreed = [
            q
            for q in self.questions()
            if value[f"counts-{q.key}"] and value[f"q-{q.key}"] not in (None, "", [])
        ]
        set_identity_consents(enrolment=self.enrolment, asked=self.questions(), agreed=agreed, by=by, now=now)

    def shown(self) -> list[tuple[str, list[str]]]:
        lines = dict(zip(self.fields, super().shown(), strict=True))
        merged = []
        for question in self.questions():
            label, words = lines[f"q-{question.key}"]
            counts = self.initial.get(f"counts-{question.key}")
            note = (
                [str(_("counts in matching") if counts else _("does not count in matching"))] if words else []
            )
            merged.append((label, [*words, *note]))
        return merged
