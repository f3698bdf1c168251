"""Queries that are written down once: for pages that ask many small questions, of which Django would put every one into SQL anew.
Where a small query takes the database a fifth of a millisecond, writing it takes Python a whole one.

    @prepared
    def _wishes(mentorships: Sequence[UUID], reader: UUID) -> QuerySet[FeedbackWish]:
        return FeedbackWish.objects.filter(mentorship__in=mentorships).exclude(asked_by=reader)

    for wish in _wishes([one.pk for one in mentorships], reader.pk): ...

What is kept is the statement alone, never a row: every call asks the database. The function is called with stand-ins, and where these
arrive among the statement's values is where the real ones go. It is called twice, with different ones, and whatever differs
must be a stand-in itself: a function that reckons with an argument (`now - LATELY`) is refused the first time it is used,
so that no value of one person can stay in the statement of another. It must depend on its arguments alone, and takes them by position."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet

P = ParamSpec("P")
Found = TypeVar("Found", bound=Model)
Row = TypeVar("Row")

# Longer lists are rare, and each length has a statement of its own.
LONGEST = 16
FAR = datetime(8000, 1, 1, tzinfo=UTC)


def prepared(build: Callable[P, QuerySet[Found, Row]]) -> Callable[P, list[Row]]:
    """Makes of a function that writes a query one that gives its rows. Its arguments are ids, dates and moments, lists of them,
    and what it may decide by: None, words, yes and no. Raises TypeError for others, and where it reckons with one."""
    plans: dict[tuple[object, ...], _Plan] = {}

    @wraps(build)
    def rows(*args: P.args, **kwargs: P.kwargs) -> list[Row]:
        if any(isinstance(one, list | tuple) and len(one) > LONGEST for one in args):
            return list(build(*args, **kwargs))
        shape = tuple(map(_shape, args))
        plan = plans.get(shape)
        if plan is None:
            plan = plans[shape] = _Plan(build, args)
        return plan.rows(list(_values(args)))

    return rows


@dataclass(frozen=True)
class _Statement:
    """As one of the databases wants it. `places` says for every value which of the caller's it is, or -1 and itself."""

    compiler: Any
    sql: str
    places: tuple[tuple[int, object], ...]


@dataclass
class _Plan:
    build: Callable[..., QuerySet[Any, Any]]
    args: Sequence[object]
    statements: dict[str, _Statement | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stand_ins = [_stand_ins(self.args) for _ in range(2)]
        self.querysets = [self.build(*args) for args in self.stand_ins]
        del self.args

    def rows(self, values: Sequence[object]) -> list[Any]:
        template = self.querysets[0]
        using = template.db
        if using not in self.statements:
            self.statements[using] = self._written(using)
        statement = self.statements[using]
        if statement is None:
            return []
        compiler = copy(statement.compiler)
        compiler.connection = connections[using]
        said = tuple(values[place] if place >= 0 else value for place, value in statement.places)
        compiler.as_sql = lambda *_args, **_more: (statement.sql, said)
        query = copy(template.query)
        query.get_compiler = lambda *_args, **_more: compiler
        asked = object.__new__(type(template))
        asked.__dict__ = {**template.__dict__, "_query": query, "_result_cache": None, "_prefetch_done": False}
        return list(asked)

    def _written(self, using: str) -> _Statement | None:
        """None where it can find nothing, as with an empty list. Raises TypeError where an argument is reckoned with."""
        compilers = [one.query.get_compiler(using=using) for one in self.querysets]
        try:
            (sql, values), (other, others) = (compiler.as_sql() for compiler in compilers)
        except EmptyResultSet:
            return None
        first, second = (list(_values(args)) for args in self.stand_ins)
        places = []
        for value, another in zip(values, others, strict=True):
            if value == another:
                places.append((-1, value))
            elif value in first and first.index(value) == second.index(another):
                places.append((first.index(value), None))
            else:
                raise TypeError(f"{self.build.__qualname__} reckons with an argument: {value!r}")
        if sql != other:
            raise TypeError(f"{self.build.__qualname__} writes an argument into its statement")
        return _Statement(compilers[0], sql, tuple(places))


def _is_value(one: object) -> bool:
    return type(one) in {UUID, date, datetime}


def _shape(one: object) -> object:
    """What the statement depends on: the kind of a value, how many a list has, and anything that may be decided by."""
    if _is_value(one):
        return type(one)
    if isinstance(one, list | tuple):
        if not all(map(_is_value, one)):
            raise TypeError(f"prepared queries take lists of ids, dates and moments, not {one!r}")
        return (list, *map(type, one))
    if one is None or isinstance(one, str | bool | Enum):
        return (type(one), one)
    raise TypeError(f"prepared queries take ids, dates, moments and words, not {one!r}")


def _values(args: Sequence[object]) -> Iterator[object]:
    for one in args:
        if _is_value(one):
            yield one
        elif isinstance(one, list | tuple):
            yield from one


def _stand_ins(args: Sequence[object]) -> list[object]:
    return [
        [_stand_in(each) for each in one] if isinstance(one, list | tuple) else _stand_in(one) for one in args
    ]


def _stand_in(one: object) -> object:
    """Something of the same kind that is nowhere else."""
    moment = FAR + timedelta(microseconds=random.randrange(10**15))  # noqa: S311 - no secret
    if type(one) is UUID:
        return uuid4()
    if type(one) is datetime:
        return moment
    if type(one) is date:
        return moment.date()
    return one
