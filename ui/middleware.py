"""What a browser shows where an answer has no words of its own."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ui.views import nothing_sent


class WordsMiddleware:
    """Whoever comes back to the address of a button, as after signing in anew or by loading it again, reads that nothing was sent.
    Django's own answer is an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        page = nothing_sent(request)
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page
