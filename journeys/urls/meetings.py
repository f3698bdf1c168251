"""Addresses of meetings."""

from django.urls import URLPattern, path

from journeys.views import meetings

_ROOM = "mentorships/<uuid:pk>/"

urlpatterns: list[URLPattern] = [
    path(f"{_ROOM}meetings/", meetings.meetings, name="meetings"),
]
