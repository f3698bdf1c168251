"""What people answered to the programme's own questions: a row for each role of a person, a column a question.

Answers about identity are in no table: they are a person's own, and count for nothing but what that person agreed to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from programmes.enums import EnrolmentState, Role
from programmes.exporting.cells import Cell
from programmes.exporting.people import of_programme
from programmes.exporting.pieces import PIECE, pieces
from programmes.exporting.taken import Taken
from programmes.models import Answer, Programme, Question, QuestionOption


@dataclass(frozen=True)
class Asked:
    """The questions by key, as they were asked last, and the choices of each as they were called last."""

    texts: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]


def answers(programme: Programme) -> Taken:
    """Three queries, and one for every PIECE people."""
    asked = _asked(programme)
    columns = [_("Name"), _("E-mail address"), _("Role"), _("State"), *asked.texts.values()]
    return Taken(columns, _rows(programme, asked))


def _asked(programme: Programme) -> Asked:
    every = Question.objects.filter(version__programme=programme, version__published_at__isnull=False)
    texts: dict[str, str] = {}
    private: set[str] = set()
    ordered = every.order_by("version__number", "position")
    for key, text, identity in ordered.values_list("key", "text", "identity"):
        texts[key] = text
        if identity:
            private.add(key)
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    options = QuestionOption.objects.filter(question__in=every).order_by("question__version__number")
    for key, option, label in options.values_list("question__key", "key", "label"):
        labels[key][option] = label
    return Asked({key: text for key, text in texts.items() if key not in private}, labels)


def _rows(programme: Programme, asked: Asked) -> Iterator[Sequence[Cell]]:
    enrolments = of_programme(programme).order_by("person__name", "person", "role")
    rows = enrolments.values_list("pk", "person__name", "person__user__email", "role", "state")
    for piece in pieces(rows.iterator(chunk_size=PIECE)):
        given: dict[UUID, dict[str, Cell]] = defaultdict(dict)
        held = Answer.objects.filter(enrolment__in=[pk for pk, *_rest in piece], key__in=list(asked.texts))
        for pk, key, *value in held.values_list(
            "enrolment_id", "key", "text", "choices", "number", "date", "yes"
        ):
            given[pk][key] = _cell(value, asked.labels.get(key, {}))
        for pk, name, email, role, state in piece:
            who = (name, email, str(Role(role).label), str(EnrolmentState(state).label))
            yield (*who, *(given[pk].get(key) for key in asked.texts))


def _cell(value: Sequence[Any], labels: Mapping[str, str]) -> Cell:
    text, choices, number, date, yes = value
    if choices:
        return ", ".join(labels.get(choice, choice) for choice in choices)
    found: Cell = next((one for one in (number, date, yes) if one is not None), text)
    return found
