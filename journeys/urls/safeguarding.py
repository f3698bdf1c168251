"""Addresses of what the safeguarding contact may read."""

from django.urls import path

from journeys.views import safeguarding

_ROOM = "safeguarding/<slug:slug>/conversations/"

urlpatterns = [
    path(_ROOM, safeguarding.conversations, name="conversations"),
    path(f"{_ROOM}<uuid:pk>/", safeguarding.conversation, name="conversation"),
]
