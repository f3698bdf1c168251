"""Addresses of the working agreement."""

from django.urls import URLPattern, path

from journeys.views import agreement

_HERE = "mentorships/<uuid:pk>/agreement/"

urlpatterns: list[URLPattern] = [
    path(_HERE, agreement.agreement, name="agreement"),
    path(f"{_HERE}edit/", agreement.agreement_edit, name="agreement_edit"),
    path(f"{_HERE}sign/", agreement.agreement_sign, name="agreement_sign"),
    path(f"{_HERE}take-back/", agreement.agreement_withdraw, name="agreement_withdraw"),
    path(f"{_HERE}goals/", agreement.agreement_goals, name="agreement_goals"),
    path(f"{_HERE}<int:version>/", agreement.agreement_version, name="agreement_version"),
]
