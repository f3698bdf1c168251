"""Addresses of feedback and how it goes."""

from django.urls import path

from journeys.views import feedback

_ROOM = "mentorships/<uuid:pk>/"

urlpatterns = [
    path(f"{_ROOM}reflect/", feedback.reflect, name="reflect"),
]
