"""Addresses of reviews."""

from django.urls import URLPattern, path

from journeys.views import reviews

_PAIR = "mentorships/<uuid:pk>/reviews/"

urlpatterns: list[URLPattern] = [
    path(_PAIR, reviews.reviews, name="reviews"),
]
