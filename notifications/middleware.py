from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from notifications import replica


class OwnWritesMiddleware:
    """Marks a browser that sent a form, so that reports show it what it just changed: the replica may not have that yet. A
    cookie of a minute that says nothing else; none where there is no replica."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in replica.SAFE and replica.is_set():
            response.set_cookie(
                replica.COOKIE,
                "1",
                max_age=replica.OWN_WRITES,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
