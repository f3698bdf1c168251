"""What somebody answered, in words, whatever became of the question since."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from programmes.enums import QuestionKind
from programmes.models import Answer, Question

WITH_CHOICES = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.LADDER})


def answer_words(answer: Answer) -> list[str]:
    """One line an answer, several where several choices were taken: the labels are those of the version that the answer
    was given to. Load `question__options` with the answers."""
    if answer.choices:
        labels = {option.key: option.label for option in answer.question.options.all()}
        return [labels.get(key, key) for key in answer.choices]
    if answer.yes is not None:
        return [str(_("Yes") if answer.yes else _("No"))]
    if isinstance(answer.number, Decimal):
        return [str(formats.number_format(answer.number.normalize()))]
    if answer.date is not None:
        return [formats.date_format(answer.date, "j F Y")]
    return [answer.text] if answer.text else []


def fits(question: Question, answer: Answer) -> bool:
    """Whether `question`, as it is asked now, can still hold the whole answer: its kind takes it, and its choices are
    there."""
    kinds = {
        QuestionKind.YES_NO: answer.yes is not None,
        QuestionKind.NUMBER: answer.number is not None,
        QuestionKind.DATE: answer.date is not None,
    }
    kind = QuestionKind(question.kind)
    if kind in WITH_CHOICES:
        offered = {option.key for option in question.options.all()}
        several = kind == QuestionKind.CHOICES or len(answer.choices) == 1
        return bool(answer.choices) and several and offered.issuperset(answer.choices)
    return kinds.get(kind, bool(answer.text))


def no_longer_asked(answers: Iterable[Answer], asked: Iterable[Question]) -> list[Answer]:
    """The answers to questions that are not asked any more, in the order of their questions."""
    keys = {question.key for question in asked}
    left = [answer for answer in answers if answer.key not in keys]
    return sorted(left, key=lambda answer: (answer.question.position, answer.key))
