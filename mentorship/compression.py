"""Pages are sent compressed, by the site itself, so that they are behind any proxy and behind none."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

SMALLER = ("text/html", "application/json")


class CompressedPagesMiddleware(GZipMiddleware):
    """Compresses pages and answers in JSON; photos, archives and what people put on shelves are what they are.

    How long a compressed page is says something about what stands in it, to somebody who can have it made again and again with
    words of theirs in it and see its length (BREACH). Three things stand against that: Django masks the form token anew for
    each page, and adds up to a hundred bytes of any length to each answer; and no other site can have a page made in
    somebody's name, whose session cookie is not sent along (SameSite)."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:  # type: ignore[override]
        if response.streaming or not response.get("Content-Type", "").startswith(SMALLER):
            return response
        return super().process_response(request, response)  # type: ignore[return-value]
