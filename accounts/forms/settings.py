"""When the site may write to somebody, and in which language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from accounts.forms.kept import KeptForm
from accounts.models import Person
from accounts.operations.profile import change_person
from notifications.hours import is_quiet
from ui.forms import Checks

A_MONDAY = date(2024, 1, 1)
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
NAMES = ("mail_hour", "quiet_from", "quiet_until", "days_off", "locale")


def week_days() -> list[tuple[int, str]]:
    """The days of the week by number, 0 is Monday."""
    return [(day, formats.date_format(A_MONDAY + timedelta(days=day), "l")) for day in range(7)]


class SettingsForm(KeptForm):
    mail_hour = forms.TypedChoiceField(
        label=_("Hour for reminders"),
        coerce=int,
        choices=HOURS,
        help_text=_("Check-ins, reminders and the daily letter come at this hour, in your own zone."),
    )
    quiet_from = forms.TypedChoiceField(label=_("Quiet from"), coerce=int, choices=HOURS)
    quiet_until = forms.TypedChoiceField(label=_("Quiet until"), coerce=int, choices=HOURS)
    days_off = forms.TypedMultipleChoiceField(
        label=_("Days without mail"), coerce=int, choices=week_days, required=False, widget=Checks(layout="columns"), help_text=_("What falls on such a day comes on the next one."),
    )  # fmt: skip
    locale = forms.ChoiceField(
        label=_("Language of the site"),
        choices=lambda: settings.LANGUAGES,
        help_text=_("Pages and letters come in this language; what people write stays in theirs."),
    )

    def stored(self) -> dict[str, Any]:
        return {name: getattr(self.person, name) for name in NAMES}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        hour, start, end = (cleaned.get(name) for name in ("mail_hour", "quiet_from", "quiet_until"))
        if None not in {hour, start, end} and is_quiet(hour, start, end):
            self.add_error("mail_hour", _("Choose an hour outside your quiet hours, or move those."))
        if len(cleaned.get("days_off", ())) == len(week_days()):
            self.add_error("days_off", _("Leave at least one day on which we may write."))
        return cleaned

    def save(self, *, by: Person, now: datetime) -> None:
        changes = {name: self.cleaned_data[name] for name in NAMES if name in self.cleaned_data}
        change_person(person=self.person, changes=changes, by=by, now=now)
