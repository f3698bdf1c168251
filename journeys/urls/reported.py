"""Addresses of what a safeguarding contact reads because of a report."""

from django.urls import path

from journeys.views.organise import reported

urlpatterns = [
    path("safeguarding/<uuid:pk>/messages/", reported.conversation, name="safeguarding_conversation"),
]
