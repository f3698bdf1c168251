"""Addresses of the shelf."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
