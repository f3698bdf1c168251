"""The board of a community as one of its members sees it, with a fixed number of queries.

What was removed, what enough members reported and nobody has looked at yet, and what somebody wrote of whom the reader is
apart by a block, is not there."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Affiliation, BoardAnswer, BoardQuestion, BoardReport, Network, Person

HIDDEN_AFTER = 3
QUESTIONS = 15


@dataclass(frozen=True)
class QuestionLine:
    """A question in the list. `author` is None for somebody who does not show themself here any more."""

    question: BoardQuestion
    author: Person | None
    answers: int
    mine: bool


@dataclass(frozen=True)
class AnswerShown:
    answer: BoardAnswer
    author: Person | None
    mine: bool
    reported: bool


@dataclass(frozen=True)
class QuestionShown:
    """One question with its answers, the oldest first. `reported` and `mine` are of the reader."""

    question: BoardQuestion
    author: Person | None
    mine: bool
    reported: bool
    answers: tuple[AnswerShown, ...]


def _reported_often(of: str) -> Exists:
    open_reports = BoardReport.objects.filter(**{of: OuterRef("pk")}, handled_at__isnull=True).order_by()
    return Exists(open_reports.values(of).annotate(n=Count("pk")).filter(n__gte=HIDDEN_AFTER))


def _by_member(network: Network) -> Exists:
    return Exists(
        Affiliation.objects.filter(
            network=network,
            person=OuterRef("author"),
            shown_at__isnull=False,
            person__erased_at__isnull=True,
            person__user__is_active=True,
        )
    )


def _apart_from(reader: Person) -> QuerySet[Person]:
    """Those of whom one blocked the other. Whoever is not here any more is not among them: what they wrote stays."""
    return Person.objects.filter(Q(blocks_made__blocked=reader) | Q(blocks_met__blocker=reader))


def questions_seen(network: Network, reader: Person) -> QuerySet[BoardQuestion]:
    """The questions of `network` that `reader` may see, with their authors; `by_member` says whether these show themselves."""
    return (
        BoardQuestion.objects.filter(~_reported_often("question"), network=network, removed_at__isnull=True)
        .exclude(author__in=_apart_from(reader))
        .annotate(by_member=_by_member(network))
        .select_related("author", "network")
    )


def answers_seen(network: Network, reader: Person) -> QuerySet[BoardAnswer]:
    """The answers to those questions that `reader` may see."""
    return (
        BoardAnswer.objects.filter(
            ~_reported_often("answer"),
            question__in=questions_seen(network, reader).order_by().values("pk"),
            removed_at__isnull=True,
        )
        .exclude(author__in=_apart_from(reader))
        .annotate(by_member=_by_member(network))
        .select_related("author", "question__network", "question__author")
    )


def author_of(row: BoardQuestion | BoardAnswer) -> Person | None:
    """Who wrote a row of `questions_seen` or `answers_seen`; None for somebody who does not show themself any more."""
    return row.author if row.by_member else None  # type: ignore[union-attr]


def board_page(network: Network, *, reader: Person, words: str, number: str | None) -> Page[QuestionLine]:
    """Page `number` of the questions, the newest first, narrowed to those in which `words` stand, or in an answer to
    which."""
    rows = questions_seen(network, reader).order_by("-asked_at", "pk")
    if words:
        said = answers_seen(network, reader).filter(text__icontains=words).order_by().values("question")
        rows = rows.filter(Q(title__icontains=words) | Q(text__icontains=words) | Q(pk__in=said))
    page: Page[BoardQuestion] = Paginator(rows, QUESTIONS).get_page(number)
    shown = list(page.object_list)
    counts = dict(
        answers_seen(network, reader)
        .filter(question__in=[row.pk for row in shown])
        .order_by()
        .values_list("question")
        .annotate(n=Count("pk"))
    )
    lines = [
        QuestionLine(row, author_of(row), counts.get(row.pk, 0), mine=row.author_id == reader.pk)
        for row in shown
    ]
    return Page(lines, page.number, page.paginator)  # type: ignore[arg-type]


def question_shown(question: BoardQuestion, *, reader: Person) -> QuestionShown:
    """One of `questions_seen`, with its answers. Two queries."""
    answers = list(
        answers_seen(question.network, reader).filter(question=question).order_by("answered_at", "pk")
    )
    reports = BoardReport.objects.filter(
        Q(question=question) | Q(answer__in=[row.pk for row in answers]), reported_by=reader
    )
    reported = {pk for pair in reports.values_list("question", "answer") for pk in pair if pk is not None}
    return QuestionShown(
        question,
        author_of(question),
        mine=question.author_id == reader.pk,
        reported=question.pk in reported,
        answers=tuple(
            AnswerShown(row, author_of(row), mine=row.author_id == reader.pk, reported=row.pk in reported)
            for row in answers
        ),
    )
