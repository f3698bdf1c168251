"""The programme's own questions as categories, sets, rungs and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID

import numpy as np
import numpy.typing as npt

from accounts.consent_texts import current_version
from accounts.enums import ConsentPurpose
from accounts.models import Consent
from programmes.enums import AnswerVisibility, QuestionKind
from programmes.models import Programme, Question, QuestionOption

PREFIX = "question:"


class Given(Protocol):
    """An answer, from the database or from a file."""

    @property
    def text(self) -> str: ...

    @property
    def choices(self) -> list[str]: ...

    @property
    def number(self) -> Decimal | None: ...

    @property
    def yes(self) -> bool | None: ...


@dataclass(frozen=True)
class Asked:
    """One question by its key, as its newest version has it: `label` and `rung` by the key of the choice; only a `visible`
    answer may be told to the other side."""

    key: str
    kind: str
    identity: bool
    visible: bool
    label: Mapping[str, str]
    rung: Mapping[str, int]

    def words(self, answer: Given | None) -> list[str]:
        """What was chosen, as words that two answers can have in common; nothing where there is no answer."""
        if answer is None:
            return []
        if self.kind == QuestionKind.YES_NO:
            return [] if answer.yes is None else ["yes" if answer.yes else "no"]
        if answer.choices:
            return list(answer.choices)
        if answer.number is not None:
            return [f"{answer.number.normalize():f}"]
        text = " ".join(answer.text.split()).casefold()
        return [text] if text else []

    def number(self, answer: Given | None) -> float:
        """The rung on a ladder, or the number; nan where there is none."""
        if answer is None:
            return float("nan")
        if self.kind == QuestionKind.LADDER:
            return (
                float(self.rung[answer.choices[0]])
                if answer.choices and answer.choices[0] in self.rung
                else float("nan")
            )
        return float("nan") if answer.number is None else float(answer.number)


def questions(programme: Programme, keys: Iterable[str]) -> dict[str, Asked]:
    """The questions of these keys, each in the newest version that was published: a draft counts for nothing. Two queries."""
    wanted = list(keys)
    published = Question.objects.filter(version__programme=programme, version__published_at__isnull=False)
    rows = published.filter(key__in=wanted).order_by("version__number")
    newest = {question.key: question for question in rows}
    options: dict[UUID, list[QuestionOption]] = {question.pk: [] for question in newest.values()}
    for option in QuestionOption.objects.filter(question__in=list(options)):
        options[option.question_id].append(option)
    return {
        key: Asked(
            key=key,
            kind=question.kind,
            identity=question.identity,
            visible=question.visibility == AnswerVisibility.MATCH,
            label={option.key: option.label for option in options[question.pk]},
            rung={option.key: option.ordinal for option in options[question.pk]},
        )
        for key, question in newest.items()
    }


def consenting(programme: Programme, keys: Iterable[str]) -> dict[str, frozenset[UUID]]:
    """Who agreed, here on this site, that their answer to a question about identity may count: question to people.
    One query, none where nothing about identity is in use."""
    subject = {f"{programme.pk}:{key}": key for key in keys}
    if not subject:
        return {}
    standing = Consent.objects.standing().filter(
        purpose=ConsentPurpose.IDENTITY_MATCHING,
        version=current_version(ConsentPurpose.IDENTITY_MATCHING),
        subject__in=list(subject),
    )
    agreed: dict[str, set[UUID]] = {key: set() for key in subject.values()}
    for person, of in standing.values_list("person_id", "subject"):
        agreed[subject[of]].add(person)
    return {key: frozenset(people) for key, people in agreed.items()}


def numbers(asked: Asked, answers: Mapping[int, Given], size: int) -> npt.NDArray[np.float32]:
    """One number a person, nan where there is none: float32[n]."""
    return np.array([asked.number(answers.get(position)) for position in range(size)], dtype=np.float32)
