"""Addresses of feedback and how it goes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
