from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mentorship.trouble import page, trouble_of


class BusyMiddleware:
    """Turns what passes by itself into a page that says so: a lock that could not be had in three seconds, a database that is
    away, a full disk. What arises in middleware comes to `mentorship.trouble.server_error`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        trouble = trouble_of(exception)
        return None if trouble is None else page(request, trouble, exception)
