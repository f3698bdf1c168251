"""What went wrong, said to programs (RFC 9457): in English, like the names of the fields, and with a type that never changes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.log import log_response
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from accounts.transitions import StaleState
from api.access import MissingScope, NotLetIn
from api.operations.feeding import ClosedAccount, NotEnrolledAgain
from api.queries.paging import BadCursor
from api.shapes import FaultShape, Problem, as_json
from programmes.operations.invitations import CannotInvite

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:mentorship:problem:"
BUSY = 5  # seconds until it is worth another try

# Every kind of problem there is, with its status and title: docs/operators/api.md lists them (tests/api/test_documents.py).
KINDS: Mapping[str, tuple[int, str]] = {
    "not-json": (400, "The body is not JSON"),
    "no-token": (401, "No token that opens anything"),
    "missing-scope": (403, "The token may not do this"),
    "not-https": (403, "Only over HTTPS"),
    "not-found": (404, "Nothing is there"),
    "wrong-method": (405, "Not with this method"),
    "changed": (409, "It stands otherwise than this needs"),
    "takes-nobody": (409, "The programme takes nobody now"),
    "for-minors": (409, "Not for a programme for people under age"),
    "closed-account": (409, "The account of this address is closed"),
    "left-before": (409, "They left, and are asked to join instead"),
    "wrong-fields": (422, "Something in the request is wrong"),
    "too-often": (429, "Too many requests"),
    "broken": (500, "Something broke here"),
    "busy": (503, "Busy; nothing was changed"),
}
STATUSES = frozenset(status for status, _title in KINDS.values()) - {405, 500}


class Refusal(Exception):
    """A problem of one of KINDS, with what is wrong this time, for people. `wait` is in seconds."""

    def __init__(self, kind: str, detail: str, *, wait: int | None = None) -> None:
        self.kind, self.detail, self.wait = kind, detail, wait
        super().__init__(kind, detail)


def problem(
    kind: str,
    detail: str,
    *,
    errors: list[FaultShape] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer."""
    status, title = KINDS[kind]
    body = Problem(type=TYPE + kind, title=title, status=status, detail=detail, errors=errors)
    return JsonResponse(as_json(body), status=status, content_type=MEDIA_TYPE, headers=headers)


def not_let_in(detail: str) -> HttpResponse:
    return problem("no-token", detail, headers={"WWW-Authenticate": 'Bearer realm="api"'})


def nothing_there(detail: str) -> HttpResponse:
    return problem("not-found", detail)


def listen(api: NinjaAPI) -> None:
    """Has every exception that a view may raise answered here."""
    answers: dict[type[Exception], Any] = {
        Refusal: _refused,
        NotLetIn: lambda request, fault: not_let_in(str(fault)),
        MissingScope: _missing_scope,
        Http404: lambda request, fault: nothing_there(str(fault)),
        ValidationError: _wrong_fields,
        BadCursor: lambda request, fault: _wrong_cursor(),
        HttpError: _http_error,
        StaleState: lambda request, fault: problem("changed", f"It is {fault.found} by now."),
        CannotInvite: lambda request, fault: problem(
            "takes-nobody", "It is a draft, or it has ended. Its organisers open it."
        ),
        ClosedAccount: lambda request, fault: problem(
            "closed-account",
            "Whoever signed in with this address cannot any more. Those who run the site know why.",
        ),
        NotEnrolledAgain: lambda request, fault: problem(
            "left-before", "Nobody is enrolled unasked in what they left. Send kind `join`."
        ),
        OperationalError: _busy,
        InterfaceError: _busy,
        Exception: _broken,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def _refused(request: HttpRequest, fault: Refusal) -> HttpResponse:
    headers = {} if fault.wait is None else {"Retry-After": str(fault.wait)}
    return problem(fault.kind, fault.detail, headers=headers)


def _missing_scope(request: HttpRequest, fault: MissingScope) -> HttpResponse:
    asked = f'Bearer realm="api", error="insufficient_scope", scope="{fault.scope.value}"'
    return problem(
        "missing-scope",
        f"It needs the scope {fault.scope.value}, which this token lacks. Make one that has it.",
        headers={"WWW-Authenticate": asked},
    )


def _wrong_fields(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    return problem("wrong-fields", "Nothing was changed.", errors=[_fault(error) for error in fault.errors])


def _fault(error: Mapping[str, Any]) -> FaultShape:
    """Of one of ninja's: the first of `loc` says where, the next names the argument of the view where it is the body."""
    source, *where = error["loc"]
    said = str(error["msg"]).removeprefix("Value error, ")
    if source == "body":
        return FaultShape(detail=said, pointer="#" + "".join(f"/{part}" for part in where[1:]))
    return FaultShape(detail=said, parameter=str(where[-1]) if where else None)


def _wrong_cursor() -> HttpResponse:
    fault = FaultShape(detail="No page ends so. Send `next` of the page before as it is.", parameter="cursor")
    return problem("wrong-fields", "Nothing was changed.", errors=[fault])


def _http_error(request: HttpRequest, fault: HttpError) -> HttpResponse:
    """Ninja's own: a body that cannot be read, and no token at all."""
    if fault.status_code == 401:
        return not_let_in("Send a token as `Authorization: Bearer mnt_…`.")
    return problem("not-json", "It cannot be read as JSON in UTF-8.")


def _busy(request: HttpRequest, fault: Exception) -> HttpResponse:
    """The database is away, or held something for longer than anybody waits."""
    logger.warning("api: the database did not answer: %s", type(fault).__name__)
    return problem("busy", "Send it again in a moment.", headers={"Retry-After": str(BUSY)})


def _broken(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Told to whoever runs the site as any other page that broke."""
    got_request_exception.send(sender=None, request=request)
    response = problem("broken", "It was noted for whoever runs the site. Send it again later.")
    log_response(
        "%s: %s", response.reason_phrase, request.path, response=response, request=request, exception=fault
    )
    return response
