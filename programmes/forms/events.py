"""What organisers say about an event."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programmes.enums import EventAudience
from programmes.models import Event, Programme
from programmes.operations.events import FIELDS, EventDetails, stamp_of
from ui.forms import Radios, Textarea

MOMENT = "%Y-%m-%dT%H:%M"
MOST = 100_000


class MomentField(forms.DateTimeField):
    """A day and a time in one input that browsers draw, on the clock of the programme."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        words = {
            "required": _("Choose a day and a time."),
            "invalid": _("Choose a day and a time, such as 2027-04-12 18:00."),
        }
        super().__init__(widget=widget, error_messages=words, **kwargs)


class EventForm(forms.Form):
    """An event, new or as it is. Its times are typed on the clock of the programme."""

    title = forms.CharField(
        label=_("Title"), max_length=160, error_messages={"required": _("Give the event a title.")}
    )
    about = forms.CharField(
        label=_("What happens there"), max_length=4000, required=False, widget=Textarea(rows=5),
        help_text=_("What people take home, and whether they need to bring anything."),
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=_("For whom"), choices=EventAudience.choices, initial=EventAudience.EVERYBODY, widget=Radios(layout="columns")
    )  # fmt: skip
    starts_at = MomentField(label=_("Starts"))
    ends_at = MomentField(label=_("Ends"))
    place = forms.CharField(
        label=_("Where"), max_length=300, required=False,
        help_text=_("Everybody for whom the event is reads it: a building, a town, or “By video”."),
    )  # fmt: skip
    private_place = forms.CharField(
        label=_("Where, for those who are going"), max_length=300, required=False,
        help_text=_("Such as the link to a call or a door code. Only people with a place see it."),
    )  # fmt: skip
    places = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=MOST, required=False,
        widget=forms.NumberInput(attrs={"class": "input--short", "inputmode": "numeric"}),
        help_text=_("Whoever comes later stands on the waiting list. Empty: as many as come."),
        error_messages={"invalid": _("Write a whole number, such as 40."), "min_value": _("Write 1 or more.")},
    )  # fmt: skip
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        programme: Programme,
        now: datetime,
        event: Event | None = None,
        has_guests: bool = False,
    ) -> None:
        self.programme, self.event, self.now = programme, event, now
        initial: dict[str, Any] = {}
        if event is not None:
            initial = {name: getattr(event, name) for name in FIELDS} | {"stamp": stamp_of(event)}
            for name in ("starts_at", "ends_at"):
                initial[name] = initial[name].astimezone(ZoneInfo(programme.zone)).strftime(MOMENT)
        super().__init__(data, initial=initial)
        zone = programme.zone.replace("_", " ")
        for name in ("starts_at", "ends_at"):
            self.fields[name].help_text = _("On the programme's clock, %(zone)s.") % {"zone": zone}
        if has_guests:
            # For whom it is stays as it was for those who signed up.
            self.fields["audience"].disabled = True
            self.fields["audience"].help_text = _("People have signed up, so this stays as it is.")

    def full_clean(self) -> None:
        with timezone.override(ZoneInfo(self.programme.zone)):
            super().full_clean()

    def clean_places(self) -> int | None:
        places: int | None = self.cleaned_data["places"]
        taken = self.event.taken if self.event is not None else 0
        if places is not None and places < taken:
            raise ValidationError(too_few(taken))
        return places

    def clean(self) -> None:
        starts, ends = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It ends before it starts. Choose a later time."))
        before = self.event.starts_at if self.event is not None else None
        if starts and starts <= self.now and not _same_minute(starts, before):
            self.add_error("starts_at", _("This time has passed. Choose a later one."))

    def details(self) -> EventDetails:
        """What was said, once it is valid. Seconds that no input shows stay as they were."""
        said = {name: self.cleaned_data[name] for name in FIELDS}
        said["about"] = said["about"].replace("\r\n", "\n").strip()
        for name in ("starts_at", "ends_at"):
            before = getattr(self.event, name) if self.event is not None else None
            if _same_minute(said[name], before):
                said[name] = before
        return EventDetails(**said)


def too_few(taken: int) -> str:
    words = ngettext(
        "%(n)s person is going, so that is the least.", "%(n)s people are going, so that is the least.", taken
    )
    return words % {"n": taken}


def _same_minute(one: datetime, other: datetime | None) -> bool:
    return other is not None and one == other.replace(second=0, microsecond=0)


class CancelForm(forms.Form):
    """Why an event does not take place."""

    words = forms.CharField(
        label=_("A few words to those who signed up"), max_length=400, required=False, widget=Textarea(rows=3),
        help_text=_("They stand in the letter and on the page. Links in them cannot be pressed."),
    )  # fmt: skip
