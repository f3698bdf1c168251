"""The criteria of a programme as the engine takes them, and which of them count where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from matching import engine
from matching.engine.criteria import PARAMETERS, STORES
from matching.enums import CriterionKind, CriterionUse
from matching.models import Criterion
from matching.snapshot.questions import PREFIX, Asked

LEAST_HOURS = 0.5


def question_keys(rows: Iterable[Criterion]) -> list[str]:
    """The keys of the questions that these criteria look at."""
    return sorted(
        {name.removeprefix(PREFIX) for row in rows for name in _fields(row) if name.startswith(PREFIX)}
    )


def _fields(row: Criterion) -> tuple[str, str]:
    return row.mentee_field, row.mentor_field or row.mentee_field


def counting(rows: Iterable[Criterion], asked: Mapping[str, Asked], *, private: bool) -> list[Criterion]:
    """The criteria that count: all of them for a solver (`private`), on a page those that anybody may know of.

    Identity is inert: a question about it counts only where the organiser says that the criterion is about identity,
    and even then it never scores on a page. Wishes are told to nobody, so no page counts with them."""
    return [row for row in rows if _counts(row, asked, private=private)]


def _counts(row: Criterion, asked: Mapping[str, Asked], *, private: bool) -> bool:
    questions = {name.removeprefix(PREFIX) for name in _fields(row) if name.startswith(PREFIX)}
    if any(asked[key].identity for key in questions & set(asked)) and not row.identity:
        return False
    if row.kind == CriterionKind.PREFER:
        return private
    return private or not row.identity or row.use == CriterionUse.RULE


def for_engine(row: Criterion) -> engine.Criterion:
    """The engine's criterion of a row. Hours that must hold are a kind of their own there, counted in hours."""
    rule = row.use == CriterionUse.RULE
    kind, parameters, minimum = engine.Kind(row.kind), dict(row.parameters), row.minimum
    if rule and row.kind == CriterionKind.HOURS:
        kind, parameters, minimum = engine.Kind.MIN_HOURS, {"hours": max(row.minimum, LEAST_HOURS)}, 0.0
    return engine.Criterion(
        key=row.key,
        kind=kind,
        weight=row.weight,
        mentee_field=row.mentee_field,
        mentor_field=row.mentor_field,
        params={name: float(value) for name, value in parameters.items() if name in PARAMETERS.get(kind, {})},
        rule=rule,
        minimum=minimum if rule else 0.0,
        strict=row.strict,
        private=row.identity,
    )


def fields(criteria: Sequence[engine.Criterion], *, mentees: bool) -> dict[str, set[str]]:
    """The fields of one side that the criteria look up, by the engine's store."""
    found: dict[str, set[str]] = {store: set() for store in STORES.values()}
    for criterion in criteria:
        if criterion.kind in STORES and not (mentees and criterion.kind is engine.Kind.BIAS):
            found[STORES[criterion.kind]].add(criterion.mentee_field if mentees else criterion.mentor_field)
    return found
