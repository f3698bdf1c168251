"""Addresses of the end."""

from django.urls import URLPattern, path

from journeys.views import closing
from journeys.views.organise import endings

_CLOSE = "mentorships/<uuid:pk>/close/"

urlpatterns: list[URLPattern] = [
    path(_CLOSE, closing.close, name="close"),
    path(f"{_CLOSE}answers/", closing.answers, name="closing_answers"),
    path(f"{_CLOSE}next/", closing.after, name="closing_next"),
    path("certificate/<uuid:pk>/", closing.certificate, name="certificate"),
    path("admin/organise/<slug:slug>/endings/", endings.endings, name="organise_endings"),
]
