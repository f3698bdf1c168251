"""Pages and a task that break, or are slow, with the words that they are given."""

from __future__ import annotations

from celery import shared_task
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from mentorship.urls import handler400, handler403, handler404, handler500
from mentorship.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@shared_task
def fail(words: str) -> None:
    raise ValueError(words)


@shared_task
def give_back(words: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.06), %s", [words])
    return words


@login_not_required
def breaks(request: HttpRequest, words: str) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int", [words])
    except Exception as fault:
        raise ValueError(words) from fault
    return HttpResponse()


@login_not_required
def suspects(request: HttpRequest, words: str) -> HttpResponse:
    raise SuspiciousOperation(words)


@login_not_required
def rings(request: HttpRequest, words: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_sleep(0.06), %s, '{words}'", [words])
    fail.delay(words)
    give_back.delay(words)
    return HttpResponse()


urlpatterns = [
    path("breaks/<str:words>/", breaks, name="breaks"),
    path("suspects/<str:words>/", suspects, name="suspects"),
    path("rings/<str:words>/", rings, name="rings"),
    *site,
]
