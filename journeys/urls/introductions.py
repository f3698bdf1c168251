"""Addresses of introductions."""

from django.urls import path

from journeys.views import introduced, introductions

_ROOM = "mentorships/<uuid:pk>/introductions/"
_ONE = f"{_ROOM}<uuid:introduction>/"

urlpatterns = [
    path(_ROOM, introductions.introductions, name="introductions"),
    path(f"{_ROOM}offer/", introductions.offer, name="introduction_offer"),
    path(f"{_ONE}answer/", introductions.answer, name="introduction_answer"),
    path(f"{_ONE}take-back/", introductions.take_back, name="introduction_take_back"),
    path(f"{_ONE}outcome/", introductions.outcome, name="introduction_outcome"),
    path("from-mail/introduction/<str:token>/", introduced.introduced, name="mail_introduced"),
]
