"""Reading from a replica of the database, where one is set (MENTORSHIP_REPLICA_URL): for reports, which read much and show
a minute ago as well as now.

Nothing reads there unless it says so: a view with `@from_replica`, below what decides who may see it, so that access and
sign-in are asked of the primary. It must be one that can be made anew when the replica fails in the middle: a page, and no form
that writes something, nor a file that is sent while it is read. Whoever changed something in the last minute reads their own change: such a browser is
answered from the primary (notifications.middleware). So is everybody where the replica is away, late, or no replica: the
page is right then and a little slower, and the health pages warn."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from functools import wraps
from typing import Any, ParamSpec

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.template.response import SimpleTemplateResponse

P = ParamSpec("P")

logger = logging.getLogger(__name__)

ALIAS = "replica"
# What reports are about. Sessions and sign-in are read where they are written.
REPORTED = frozenset({"accounts", "programmes", "matching", "journeys", "notifications"})
LATE = timedelta(seconds=30)
# How long a browser that changed something is answered from the primary: longer than the replica may be late.
OWN_WRITES = timedelta(seconds=60)
COOKIE = "wrote"
SAFE = {"GET", "HEAD"}
# How long one look is believed, in seconds: of a replica that served, and of one that did not and may take long to say so.
BELIEVED, DOUBTED = 5.0, 15.0

PRIMARY_IS_AT = "SELECT pg_current_wal_lsn()::text"
REPLICA_IS_AT = """
    SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() >= %s::pg_lsn,
        EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp())
"""


# --- whether it serves


class Standing(Enum):
    """How the replica stands."""

    SERVES = auto()
    AWAY = auto()
    LATE = auto()
    NO_REPLICA = auto()


@dataclass(frozen=True)
class Look:
    """What it said. `caught_up`: it has all that the primary had written a moment before; `late`: the age of the last
    change that it has, None where it has none since its start."""

    answers: bool
    is_replica: bool = False
    caught_up: bool = False
    late: timedelta | None = None


def judge(look: Look) -> Standing:
    """The last change may be old because nothing changed since: a replica is late only where it also lacks something."""
    if not look.answers:
        return Standing.AWAY
    if not look.is_replica:
        return Standing.NO_REPLICA
    if look.caught_up or (look.late is not None and look.late <= LATE):
        return Standing.SERVES
    return Standing.LATE


def is_set() -> bool:
    return ALIAS in connections.settings


def look() -> Look:
    """Asks both servers, one query each. Raises DatabaseError where the primary is away."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(PRIMARY_IS_AT)
        (written,) = cursor.fetchone()
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(REPLICA_IS_AT, [written])
            is_replica, caught_up, late = cursor.fetchone()
    except (OperationalError, InterfaceError):
        connections[ALIAS].close()
        return Look(answers=False)
    age = None if late is None else timedelta(seconds=float(late))
    return Look(answers=True, is_replica=is_replica, caught_up=bool(caught_up), late=age)


class Watch:
    """The last look of this process. One thread looks at a time; the others go by the look before."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self.standing, self.until = Standing.AWAY, 0.0

    def note(self, standing: Standing) -> None:
        believed = BELIEVED if standing == Standing.SERVES else DOUBTED
        self.standing, self.until = standing, time.monotonic() + believed

    def serves(self) -> bool:
        if time.monotonic() >= self.until and self.lock.acquire(blocking=False):
            try:
                self.note(judge(look()))
            finally:
                self.lock.release()
        return self.standing == Standing.SERVES


watch = Watch()


# --- reading


_reading: ContextVar[bool] = ContextVar("reading from the replica", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Inside of it queries of the models of REPORTED go to the replica; writes, and SQL by `connection`, do not."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


class Router:
    """Django's router. A row that was read from the replica is written, and linked, as any other."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return ALIAS if _reading.get() and model._meta.app_label in REPORTED else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db != ALIAS


def from_replica(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Lets a view of a report read from the replica where that serves, its template included. Where the replica fails in the
    middle of a page, the page is made anew from the primary. A form is answered from the primary alone."""

    @wraps(view)
    def shown(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request = args[0]
        assert isinstance(request, HttpRequest)
        if request.method not in SAFE or not is_set() or COOKIE in request.COOKIES or not watch.serves():
            return view(*args, **kwargs)
        try:
            with reading():
                return _within(view(*args, **kwargs))
        except (OperationalError, InterfaceError) as fault:
            logger.warning("the replica failed (%s); the primary serves instead", type(fault).__name__)
            watch.note(Standing.AWAY)
            connections[ALIAS].close()
            return view(*args, **kwargs)

    return shown


def _within(response: HttpResponseBase) -> HttpResponseBase:
    """The response with what its template has still to read, read from the replica."""
    assert not response.streaming, (
        "what is sent while it is read cannot be made anew: take it from the primary"
    )
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    return response
