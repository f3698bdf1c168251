"""Queries that are written down once: for pages that ask many small questions, of which Django would put every one into SQL anew.
Where the database takes a fifth of a millisecond for a small one, writing it takes Python a whole one.

    @prepared
    def _wishes(mentorships: Sequence[Mentorship], reader: Person) -> QuerySet[FeedbackWish]:
        return FeedbackWish.objects.filter(mentorship__in=mentorships).exclude(asked_by=reader)

    for wish in _wishes(mentorships, reader): ...

What is kept is the statement alone, never a row: every call asks the database. The function is called twice with stand-ins, and
where these arrive among the statement's values is where the real ones go. What differs between the two must be a stand-in itself, and each
must arrive: a function that reckons with an argument (`now - LATELY`), or looks at one, is refused the first time
it is used, so that no value of one person can stay in the statement of another. It depends on its arguments alone.

A page whose parts know nothing of each other asks some things several times: what is marked @asked_once() asks each of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial, wraps
from itertools import count
from threading import Lock
from typing import Any, ParamSpec, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, Prefetch, QuerySet
from django.utils.timezone import override

P = ParamSpec("P")
Found = TypeVar("Found", bound=Model)
Row = TypeVar("Row")

# Longer lists are rare, and each length has a statement of its own.
LONGEST = 16
# Days on which nothing happens, each a stand-in once.
FAR = datetime(5000, 1, 1, tzinfo=UTC)
NOBODYS = timezone(timedelta(hours=23, minutes=59))
_days = count()


def prepared(build: Callable[P, QuerySet[Found, Row]]) -> Callable[P, list[Row]]:
    """Makes of a function that writes a query one that gives its rows. By position it takes rows, of which it may
    use the key alone, ids, dates and moments, and lists of these; by name what it may decide by: words, numbers, yes and no. Raises TypeError
    for others, and where it does more with one than to hand it on."""
    plans: dict[tuple[object, ...], _Plan] = {}

    def asked(args: Any, choices: dict[str, Any], values: list[object]) -> list[Row]:
        shape = (*map(_shape, args), *map(_choice, sorted(choices.items())))
        known = _known.get()
        question = (build, shape, tuple(values))
        if known is not None and question in known:
            return known[question]
        if any(isinstance(one, list | tuple) and len(one) > LONGEST for one in args):
            found = list(build(*args, **choices))
        else:
            plan = plans.get(shape)
            if plan is None:
                plan = plans[shape] = _Plan(partial(build, **choices), args)
            found = plan.rows(values)
        if known is not None:
            known[question] = found
        return found

    @wraps(build)
    def rows(*args: P.args, **choices: P.kwargs) -> list[Row]:
        return list(asked(args, choices, list(_values(args))))

    return rows


# What was asked within asked_once(), and what came.
_known: ContextVar[dict[tuple[object, ...], list[Any]] | None] = ContextVar("known", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """While this lasts, a prepared query that was asked before gives the rows that it gave then, the same objects. For a function that
    reads and writes nothing."""
    if _known.get() is not None:
        yield
        return
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


# A statement is written by one of the threads that want it.
_writing = Lock()


@dataclass(frozen=True)
class _Statement:
    """As one of the databases wants it. `places` says for every value which of the caller's it is, or -1 and itself."""

    compiler: Any
    sql: str
    places: tuple[tuple[int, object], ...]


class _Plan:
    """One way in which a function was called, and the statement that each database has of it."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], args: Sequence[object]) -> None:
        self.build = build
        self.stand_ins = [[_stand_in(one) for one in args] for _ in range(2)]
        built = build(*self.stand_ins[0])
        # Such a one has values of its own, which are not looked through; prefetch_related_objects() does it with the rows.
        if any(isinstance(one, Prefetch) for one in built.__dict__["_prefetch_related_lookups"]):
            raise TypeError(f"{build} has a Prefetch: a prepared query prefetches by names alone")
        # All but the query itself, a quarter of a megabyte: each statement has its own.
        self.kind, self.facts = type(built), {**built.__dict__, "_query": None}
        self.statements: dict[str, _Statement | None] = {}

    def rows(self, values: Sequence[object]) -> list[Any]:
        asked = object.__new__(self.kind)
        asked.__dict__ = {**self.facts, "_result_cache": None, "_prefetch_done": False}
        using = asked.db
        if using not in self.statements:
            with _writing:
                if using not in self.statements:
                    self.statements[using] = self._write(using)
        statement = self.statements[using]
        if statement is None:
            return []
        compiler = copy(statement.compiler)
        compiler.connection = connections[using]
        said = tuple(values[place] if place >= 0 else value for place, value in statement.places)
        compiler.as_sql = lambda *_args, **_more: (statement.sql, said)
        query = copy(compiler.query)
        query.__dict__["get_compiler"] = lambda *_args, **_more: compiler
        asked.__dict__["_query"] = query
        return list(asked)

    def _write(self, using: str) -> _Statement | None:
        """None where it can find nothing, as with an empty list. Raises TypeError where it does more with an argument than to hand it on,
        or looks at the zone of the reader: the second is written in nobody's."""
        first, second = (list(_values(stand_ins)) for stand_ins in self.stand_ins)
        try:
            compiler, sql, said = self._written(self.stand_ins[0], using)
            with override(NOBODYS):
                _compiler, other_sql, other_said = self._written(self.stand_ins[1], using)
        except EmptyResultSet:
            return None
        places: list[tuple[int, object]] = []
        for value, other in zip(said, other_said, strict=True):
            if value in first and other == second[first.index(value)]:
                places.append((first.index(value), None))
            elif value == other:
                places.append((-1, value))
            else:
                raise TypeError(f"{self.build} reckons with an argument, or with a zone: {value!r}")
        if sql != other_sql or {place for place, _ in places} - {-1} != set(range(len(first))):
            raise TypeError(f"{self.build} does not hand on each of its arguments")
        return _Statement(compiler, sql, tuple(places))

    def _written(self, stand_ins: Sequence[object], using: str) -> tuple[Any, str, tuple[object, ...]]:
        compiler = self.build(*stand_ins).query.get_compiler(using=using)
        sql, said = compiler.as_sql()
        return compiler, sql, said


def _kind(one: object) -> type:
    """Raises TypeError where it is nothing that can be handed on."""
    kind = one.__class__
    if kind in {UUID, date, datetime} or (isinstance(one, Model) and isinstance(one.pk, UUID)):
        return kind
    raise TypeError(f"a prepared query takes rows, ids, dates and moments by position, not {one!r}")


def _shape(one: object) -> object:
    """What the statement depends on: the kind of a value, and of how many a list is."""
    return tuple(map(_kind, one)) if isinstance(one, list | tuple) else _kind(one)


def _choice(choice: tuple[str, object]) -> tuple[str, object]:
    if not isinstance(choice[1], str | int):
        raise TypeError(f"a prepared query decides by words, numbers, yes and no, not by {choice}")
    return choice


def _values(args: Sequence[object]) -> Iterator[object]:
    for arg in args:
        for one in arg if isinstance(arg, list | tuple) else (arg,):
            yield one.pk if isinstance(one, Model) else one


def _stand_in(one: object) -> object:
    """Something of the same kind, each time another, that is nowhere in the database. A row has nothing but its key: Django
    would read the rest, and does not find it."""
    if isinstance(one, list | tuple):
        return [_stand_in(each) for each in one]
    if isinstance(one, Model):
        return one.__class__.from_db(None, [one._meta.pk.attname], [uuid4()])
    if isinstance(one, UUID):
        return uuid4()
    moment = FAR + timedelta(days=next(_days))
    return moment if isinstance(one, datetime) else moment.date()
