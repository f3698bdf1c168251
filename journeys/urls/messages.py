"""Addresses of messages."""

from django.urls import path

from journeys.views import messages

_ROOM = "mentorships/<uuid:pk>/messages/"

urlpatterns = [
    path(_ROOM, messages.thread, name="messages"),
]
