from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.operations.people import create_person


def zone_choices() -> list[tuple[str, str]]:
    """Every IANA zone of a place, as (name, shown name), in alphabetical order."""
    return [
        (zone, zone.replace("_", " "))
        for zone in sorted(available_timezones())
        if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))
    ] + [("UTC", "UTC")]


class NewPersonForm(forms.Form):
    """Who somebody is who comes here for the first time, and when their days are."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As mentors and mentees should call you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    zone = forms.ChoiceField(
        label=_("Your time zone"),
        help_text=_("We show every time in this zone. It is taken from your browser where we can."),
        choices=zone_choices,
        initial=lambda: settings.DEFAULT_PERSON_ZONE,
        widget=forms.Select(attrs={"data-fill-zone": ""}),
    )


class SignupForm(NewPersonForm):
    """What sign-up asks besides the e-mail address. allauth calls `signup` in the transaction that makes the account."""

    def signup(self, request: HttpRequest, user: User) -> None:
        create_person(
            user=user,
            name=self.cleaned_data["name"],
            zone=self.cleaned_data["zone"],
            language=get_language(),
            now=timezone.now(),
        )
