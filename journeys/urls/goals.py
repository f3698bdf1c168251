"""Addresses of goals, things to do and self-assessments."""

from django.urls import URLPattern, path

from journeys.views import goals

_ONE = "mentorships/<uuid:pk>/"

urlpatterns: list[URLPattern] = [
    path(f"{_ONE}goals/", goals.goals, name="goals"),
    path(f"{_ONE}to-do/", goals.goals, name="actions"),
    path(f"{_ONE}skills/", goals.goals, name="assess"),
]
