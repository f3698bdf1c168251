"""The site with bare pages beside its own, for benchmarks.web: `gunicorn benchmarks.bare:application`.

    /bare/<bytes>/    a template of rows of words and links, `bytes` long, for anybody, behind all of the site's middleware
    /alone/<bytes>/   the same page behind no middleware at all, for comparison

A bare page asks nothing of the database itself; behind the middleware its reader's session and person are read, as on every
page of the site."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import django
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test.utils import override_settings
from django.urls import include, path
from django.views.decorators.http import require_safe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
django.setup()

HEAD = '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{{ title }}</title></head>\n<body><main><h1>{{ title }}</h1>\n'
ROW = '<li class="card"><h2><a href="{{ row.address }}">{{ row.name }}</a></h2><p>{{ row.words }}</p></li>\n'
TEMPLATE = HEAD + "<ul>{% for row in rows %}" + ROW + "{% endfor %}</ul>{{ rest }}</main></body>\n</html>\n"
WORDS = "Somebody who listens, asks, and says what they have seen work, and what they have not. "


@cache
def _template() -> Any:
    return engines["django"].from_string(TEMPLATE)


def _rows(number: int) -> list[dict[str, str]]:
    # Numbers of as many digits, so that every row is as long.
    return [
        {"address": f"/people/{n}/", "name": f"Person {n}", "words": WORDS}
        for n in range(1000, 1000 + number)
    ]


def _length(rows: int) -> int:
    return len(_template().render({"title": "A page", "rows": _rows(rows), "rest": ""}))


@cache
def _fit(size: int) -> tuple[int, int]:
    """How many rows make a page of `size` bytes, and how many bytes are to be added to them."""
    rows = max(0, size - _length(0)) // (_length(1) - _length(0))
    return rows, max(0, size - _length(rows))


@login_not_required
@require_safe
def bare(request: HttpRequest, size: int) -> HttpResponse:
    rows, rest = _fit(size)
    context = {"title": "A page", "rows": _rows(rows), "rest": " " * rest}
    page = _template().render(context, request)
    return HttpResponse(page, headers={"Content-Length": str(len(page))})


urlpatterns = [
    path("bare/<int:size>/", bare),
    path("alone/<int:size>/", bare),
    path("", include("mentorship.urls")),
]
settings.ROOT_URLCONF = __name__
_site = WSGIHandler()
with override_settings(MIDDLEWARE=[]):
    _alone = WSGIHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    handler = _alone if environ["PATH_INFO"].startswith("/alone/") else _site
    return handler(environ, start_response)
