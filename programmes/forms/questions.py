"""The programme's own questions: an ordinary field for each, made from its row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import escape, format_html
from django.utils.translation import gettext_lazy as _

from accounts.enums import ConsentPurpose
from accounts.models import Consent, Person
from programmes.answered import answer_words, fits, no_longer_asked
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


def with_who(question: Question, hint: Any) -> Any:
    who = (
        _("Seen by organisers and by the people you may be matched with.")
        if question.visibility == AnswerVisibility.MATCH
        else _("Seen by organisers only.")
    )
    return format_html("{} {}", hint, who) if hint else who


def _with_earlier(question: Question, hint: Any, answer: Answer | None) -> Any:
    """What was answered before, where the question as it is asked now has no place for it."""
    if answer is None or fits(question, answer):
        return hint
    earlier = format_html(
        "{}",
        _("Before, you answered: %(answer)s. That cannot be chosen any more.")
        % {"answer": ", ".join(answer_words(answer))},
    )
    return format_html("{} {}", hint, earlier) if hint else earlier


class QuestionsForm(StepForm):
    def questions(self) -> Sequence[Question]:
        return self.intake.questions

    @cached_property
    def answers(self) -> dict[str, Answer]:
        return answers_of(self.enrolment)

    def prepare(self) -> None:
        for question in self.questions():
            field = field_of(question)
            hint = _with_earlier(question, field.help_text, self.answers.get(question.key))
            field.help_text = with_who(question, hint)
            self.fields[f"q-{question.key}"] = field

    def stored(self) -> dict[str, Any]:
        return {
            f"q-{question.key}": value_of(question, self.answers.get(question.key))
            for question in self.questions()
        }

    def save(self, *, by: Person, now: datetime) -> None:
        answers = {question: self.cleaned_data[f"q-{question.key}"] for question in self.questions()}
        set_answers(enrolment=self.enrolment, answers=answers, by=by, now=now)

    def shown(self) -> list[tuple[str, list[str]]]:
        """Also what was answered in other words, and to questions that are not asked any more."""
        lines = dict(zip(self.fields, super().shown(), strict=True))
        for question in self.questions():
            answer = self.answers.get(question.key)
            if answer is not None and not fits(question, answer):
                lines[f"q-{question.key}"] = (question.text, answer_words(answer))
        asked = (*self.intake.questions, *self.intake.identity)
        earlier = [
            (_("%(question)s (asked earlier)") % {"question": answer.question.text}, answer_words(answer))
            for answer in no_longer_asked(self.answers.values(), asked)
            if answer.question.identity == self.about_identity
        ]
        return [*lines.values(), *earlier]

    about_identity = False


MATCHING, STATISTICS = "counts", "figures"
PURPOSE = {MATCHING: ConsentPurpose.IDENTITY_MATCHING, STATISTICS: ConsentPurpose.IDENTITY_STATISTICS}


def identity_fields(question: Question) -> dict[str, forms.Field]:
    """A question about identity and its two boxes, by their names in the form."""
    field = field_of(question)
    field.required = False
    return {
        f"q-{question.key}": field,
        f"{MATCHING}-{question.key}": forms.BooleanField(
            required=False,
            label=_("My answer may count when we look for people who fit"),
            help_text=_("Only where the other person agreed as well."),
        ),
        f"{STATISTICS}-{question.key}": forms.BooleanField(
            required=False,
            label=_("My answer may be counted in fairness figures, in groups of five or more"),
            help_text=_(
                "They show organisers whether some groups are matched worse than others. Nobody is named."
            ),
        ),
    }


class IdentityForm(QuestionsForm):
    """Each question with two boxes of its own: without them the answer is inert. A box without an answer means nothing."""

    template = "programmes/intake/identity.html"
    about_identity = True

    def questions(self) -> Sequence[Question]:
        return self.intake.identity

    def prepare(self) -> None:
        for question in self.questions():
            made = identity_fields(question)
            field = made[f"q-{question.key}"]
            field.help_text = _with_earlier(question, field.help_text, self.answers.get(question.key))
            self.fields.update(made)

    def stored(self) -> dict[str, Any]:
        subjects = {identity_subject(question, self.enrolment): question.key for question in self.questions()}
        given = Consent.objects.standing().filter(
            person=self.person, purpose__in=PURPOSE.values(), subject__in=subjects
        )
        agreed = {
            (purpose, subjects[subject]) for purpose, subject in given.values_list("purpose", "subject")
        }
        return {
            **super().stored(),
            **{
                f"{box}-{question.key}": (purpose, question.key) in agreed
                for question in self.questions()
                for box, purpose in PURPOSE.items()
            },
        }

    def groups(self) -> list[list[BoundField]]:
        """Each question's field with its boxes."""
        return [
            [self[f"q-{question.key}"], *(self[f"{box}-{question.key}"] for box in PURPOSE)]
            for question in self.questions()
        ]

    def save(self, *, by: Person, now: datetime) -> None:
        super().save(by=by, now=now)
        value = self.cleaned_data
        answered = [q for q in self.questions() if value[f"q-{q.key}"] not in (None, "", [])]
        set_identity_consents(
            enrolment=self.enrolment,
            asked=self.questions(),
            agreed=[q for q in answered if value[f"{MATCHING}-{q.key}"]],
            counted=[q for q in answered if value[f"{STATISTICS}-{q.key}"]],
            by=by,
            now=now,
        )

    def shown(self) -> list[tuple[str, list[str]]]:
        lines = super().shown()
        merged = []
        for at, question in enumerate(self.questions()):
            label, words = lines[at * 3]
            notes = (
                _("counts in matching")
                if self.initial.get(f"{MATCHING}-{question.key}")
                else _("does not count in matching"),
                _("counted in fairness figures")
                if self.initial.get(f"{STATISTICS}-{question.key}")
                else _("not counted in fairness figures"),
            )
            merged.append((label, [*words, *(str(note) for note in notes if words)]))
        return [*merged, *lines[len(self.questions()) * 3 :]]
