"""Addresses of feedback and how it goes."""

from django.urls import path

from journeys.views import feedback
from journeys.views.organise import feedback as widened

_ROOM = "mentorships/<uuid:pk>/reflect/"

urlpatterns = [
    path(_ROOM, feedback.reflect, name="reflect"),
    path(f"{_ROOM}together/", feedback.share, name="trend_share"),
    path(f"{_ROOM}ask/", feedback.wish, name="feedback_wish"),
    path(f"{_ROOM}ask/take-back/", feedback.take_wish_back, name="feedback_wish_take_back"),
    path(f"{_ROOM}feedback/", feedback.give, name="feedback"),
    path(f"{_ROOM}feedback/<uuid:feedback>/", feedback.change, name="feedback_change"),
    path(f"{_ROOM}feedback/<uuid:feedback>/remove/", feedback.remove, name="feedback_remove"),
    path("admin/organise/<slug:slug>/feedback/", widened.feedback, name="organise_feedback"),
]
