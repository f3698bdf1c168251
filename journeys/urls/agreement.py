"""Addresses of the working agreement."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
