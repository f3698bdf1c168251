"""Addresses of the end."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
