"""Addresses of the shelf."""

from django.urls import path

from journeys.views import shelf

_SHELF = "mentorships/<uuid:pk>/shelf/"

urlpatterns = [
    path(_SHELF, shelf.shelf, name="shelf"),
]
