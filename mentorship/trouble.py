"""What keeps an answer from being given for a while, and the page that says so: whoever reads or presses something meanwhile is
told what it means for them, in words and at once, whatever of the servers is left."""

from __future__ import annotations

import errno
import logging
import sys
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.template.loader import render_to_string

from accounts.limits import SECRET, is_words
from mentorship.logs import told
from ui.views import server_error as broken

logger = logging.getLogger(__name__)

# Somebody else had the lock for three seconds, or each of two waited for the other.
_LOCKED = {"55P03", "40P01"}
# PostgreSQL is being stopped or started, was failed over to a server that is only read, or has no room or no connection left.
_AWAY = {"57P01", "57P02", "57P03", "25006"}
_CLASSES_AWAY = ("08", "53")
TAKEN = 64 * 1024**2  # bytes of an upload that is read to no purpose
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class Trouble(Enum):
    """What it is, with the seconds after which another try is worth it."""

    BUSY = 2
    AWAY = 10
    FULL = 300


def trouble_of(fault: BaseException | None) -> Trouble | None:
    """What `fault` means where it is nothing of the program's own; None for every other."""
    if isinstance(fault, OSError):
        return Trouble.FULL if fault.errno in _NO_ROOM else None
    if not isinstance(fault, DatabaseError | InterfaceError):
        return None
    code = getattr(fault.__cause__, "pgcode", None)
    if code is None:
        # No connection could be had, or it broke.
        broke = (
            type(fault) is DatabaseError and fault.__cause__ is not None
        )  # psycopg2 gives some a name no closer
        return Trouble.AWAY if broke or isinstance(fault, OperationalError | InterfaceError) else None
    if code in _LOCKED:
        return Trouble.BUSY
    return Trouble.AWAY if code in _AWAY or code.startswith(_CLASSES_AWAY) else None


def page(request: HttpRequest, trouble: Trouble, fault: BaseException) -> HttpResponse:
    """The page, made without the database and without the queue. Where a form was sent it has what was typed, to be sent again."""
    if trouble is Trouble.FULL:
        _take_all(request)
    logger.warning(
        "answered with 503, as the site is %s: %s %s", trouble.name.lower(), type(fault).__name__, told(fault)
    )
    context = {
        "trouble": trouble.name,
        "is_reading": request.method in {"GET", "HEAD"},
        "address": request.get_full_path(),
        "sent": Sent.of(request),
        "reference": getattr(request, "reference", ""),
    }
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response.headers["Retry-After"] = str(trouble.value)
    response.headers["Cache-Control"] = "no-store"
    # Django would write the whole traceback for everybody who asks while the server is away.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _take_all(request: HttpRequest) -> None:
    """Reads what is still on its way: a browser that is answered before it has sent everything shows that the connection broke."""
    left = TAKEN
    with suppress(OSError, RawPostDataException):
        while left > 0 and (piece := request.read(65536)):
            left -= len(piece)


def server_error(request: HttpRequest) -> HttpResponse:
    """What Django asks for where an exception was caught by nobody; it stands in `sys.exception()`. Here come those of the
    middleware, such as the one that reads the session."""
    fault = sys.exception()
    trouble = trouble_of(fault)
    return broken(request) if trouble is None or fault is None else page(request, trouble, fault)


# --- what was sent


@dataclass(frozen=True)
class Sent:
    """A form that came from a page of ours: every field as it was sent, and `typed`, what somebody wrote in it. `files`: some came
    along, which a page cannot offer again."""

    fields: tuple[tuple[str, str], ...]
    typed: tuple[str, ...]
    files: bool

    @classmethod
    def of(cls, request: HttpRequest) -> Sent | None:
        """None where nothing was sent, where it cannot be read, where it came from elsewhere, and where it holds a secret. The
        token against forgery is the one that came: none is made for it."""
        if request.method != "POST" or not _is_ours(request):
            return None
        try:
            posted, files = request.POST, bool(request.FILES)
        except (BadRequest, OSError, RawPostDataException, SuspiciousOperation):
            return None
        if not posted or not SECRET.isdisjoint(posted):
            return None
        fields = tuple((name, str(value)) for name, values in posted.lists() for value in values)
        return cls(
            fields, tuple(value for name, value in fields if name != _TOKEN and is_words(value)), files
        )


_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


def _is_ours(request: HttpRequest) -> bool:
    """Whether a browser says that a page of this site sent it: nobody else puts words on a page of ours."""
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin"
