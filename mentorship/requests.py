"""Every request bears a reference, which its answer shows, and every line of the log and every task that comes of it bears; and
it ends as one line: which route, what was answered, how long it took."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from mentorship import figures, origin
from mentorship.origin import NOWHERE, Origin

logger = logging.getLogger(__name__)

ALIVE = "/health/alive/"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Machines ask these the whole day: what goes well is told at DEBUG alone.
_QUIET = ("health", "metrics", "static")


class RequestMiddleware:
    """The outermost, so that what it tells is the whole."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = perf_counter()
        given = request.headers.get(origin.REFERENCE_HEADER)
        reference = origin.reference_from(given, trusted_proxies=settings.ALLAUTH_TRUSTED_PROXY_COUNT)
        request.reference = reference  # type: ignore[attr-defined]  # for the pages that tell of a fault
        work = Origin(reference=reference)
        with origin.working_at(work), figures.IN_FLIGHT.track_inprogress():
            response = self.get_response(request)
            response.headers[origin.REFERENCE_HEADER] = reference
            _note(request, response, work, perf_counter() - began)
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        work = origin.current()
        if work is not None and request.resolver_match is not None:
            work.route = request.resolver_match.view_name


class AliveMiddleware:
    """Answers that this process lives, and asks nothing: no database, no queue, nor under which name it was asked, as a load
    balancer knows its address alone. What else is wrong is for /health/ to say."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info != ALIVE or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        work = origin.current()
        if work is not None:
            work.route = "health_alive"
        return HttpResponse("alive\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def _note(request: HttpRequest, response: HttpResponseBase, work: Origin, took: float) -> None:
    status, method = response.status_code, request.method if request.method in METHODS else "other"
    route = _route(request, work)
    with suppress(OSError):  # no room for the figures of one more route
        figures.SECONDS.labels(route, method, f"{status // 100}xx").observe(took)
        figures.STATEMENTS.labels(route).observe(work.statements)
    is_quiet = status < 400 and route.startswith(_QUIET)
    level = logging.DEBUG if is_quiet else logging.INFO
    if not logger.isEnabledFor(level):
        return
    facts = {
        "route": route,
        "method": method,
        "status": status,
        "milliseconds": round(took * 1000, 1),
        "statements": work.statements,
    }
    logger.log(
        level,
        "%s %s %s in %.0f ms, statements: %s",
        method,
        route,
        status,
        took * 1000,
        work.statements,
        extra=facts,
    )


def _route(request: HttpRequest, work: Origin) -> str:
    match = request.resolver_match
    if match is not None:
        return match.view_name
    if work.route:
        return work.route
    return "static" if request.path_info.startswith(settings.STATIC_URL) else NOWHERE
