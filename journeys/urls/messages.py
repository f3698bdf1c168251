"""Addresses of messages."""

from django.urls import path

from journeys.views import messages

_ROOM = "mentorships/<uuid:pk>/messages/"

urlpatterns = [
    path(_ROOM, messages.thread, name="messages"),
    path(f"{_ROOM}<uuid:message>/take-back/", messages.take_back_message, name="message_take_back"),
]
