"""Addresses of goals, things to do and self-assessments."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
