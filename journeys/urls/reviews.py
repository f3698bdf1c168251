"""Addresses of reviews."""

from django.urls import URLPattern, path

from journeys.views import reviews

_HERE = "mentorships/<uuid:pk>/reviews/"

urlpatterns: list[URLPattern] = [
    path(_HERE, reviews.reviews, name="reviews"),
    path(f"{_HERE}<uuid:review_pk>/", reviews.review, name="review"),
]
