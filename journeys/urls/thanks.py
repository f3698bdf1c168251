"""Addresses of thanks."""

from django.urls import URLPattern, path

from journeys.views import thanks

_THANKS = "mentorships/<uuid:pk>/thanks/"

urlpatterns: list[URLPattern] = [
    path(_THANKS, thanks.thanks, name="thanks"),
    path(f"{_THANKS}<uuid:note_pk>/remove/", thanks.remove, name="thanks_remove"),
    path(f"{_THANKS}<uuid:note_pk>/share/", thanks.share, name="thanks_share"),
    path("thanks/", thanks.mine, name="my_thanks"),
]
