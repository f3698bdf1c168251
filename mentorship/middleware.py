from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class BusyMiddleware:
    """Turns a lock that could not be had in three seconds into a page that asks to try again; nothing was changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        waited = isinstance(exception, OperationalError) and getattr(exception.__cause__, "pgcode", None) in {
            "55P03",
            "40P01",
        }
        if not waited:
            return None
        response = render(request, "503.html", status=503)
        response.headers["Retry-After"] = "2"
        return response
