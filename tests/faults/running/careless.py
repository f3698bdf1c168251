"""The negative control of whoever checks that what was confirmed is there: a site that confirms, and then takes it back."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

CARELESS = "X-Careless"


class CarelessMiddleware:
    """What comes with this header is answered as ever, and its transaction is rolled back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if CARELESS not in request.headers:
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            transaction.set_rollback(True)
        return response
