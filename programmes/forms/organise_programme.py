"""The settings of a programme."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.signup import zone_choices
from programmes.forms.organise_new import day_input
from programmes.models import Programme
from programmes.operations.programmes import SETTINGS, digest, digests_in, stamp_of
from ui.forms import Radios, Switch, Textarea

CODE = re.compile(r"^[A-Z0-9]{4,16}$")


@dataclass(frozen=True)
class Section:
    """A part of the page: fields that take its whole width, and short ones that stand side by side."""

    key: str
    title: Any
    text: Any
    wide: list[BoundField]
    short: list[BoundField]


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """All settings of a programme. Its hours are by the clocks of the zone that is chosen on the same page.

    `loaded` says what the settings were when the page was opened, so that nobody undoes what somebody else has saved
    since without knowing."""

    loaded = forms.CharField(widget=forms.HiddenInput, required=False)
    zone = forms.ChoiceField(
        label=_("Time zone of its dates"),
        choices=zone_choices,
        help_text=_("If you change it, the hours below keep their clock time."),
        error_messages={"invalid_choice": _("Choose a time zone from the list.")},
    )

    class Meta:
        model = Programme
        fields = SETTINGS
        labels = {
            "name": _("Name"),
            "summary": _("In one sentence"),
            "about": _("What it is"),
            "audience": _("Who it is for"),
            "listed": _("Everybody may find it"),
            "join_code": _("Join code"),
            "guidelines": _("Guidelines"),
            "guidelines_version": _("Version"),
            "enrolment_opens_at": _("Joining opens"),
            "enrolment_closes_at": _("Joining closes"),
            "matching_on": _("Matching"),
            "starts_on": _("First day"),
            "ends_on": _("Last day"),
            "reviews_applications": _("You read every application first"),
            "mentee_places": _("Mentees at most"),
            "mentor_places": _("Mentors at most"),
            "mode": _("Who brings people together"),
            "mentors_a_mentee": _("Mentors for each mentee"),
            "open_requests": _("Requests open at once, for each mentee"),
            "request_days": _("Days to answer a request"),
            "manager_may_mentor": _("A line manager may be somebody's mentor"),
            "cadence": _("How often they are asked how it goes"),
            "messages": _("Pairs can write to each other here"),
            "undo_hours": _("Hours in which published pairs can be taken back"),
        }
        help_texts = {
            "name": "",
            "summary": _("Stands under the name wherever the programme is listed."),
            "about": _(
                "The page's own words: what happens, how long it takes, what people have said. Blank lines part paragraphs."
            ),
            "audience": _("One line. Who should feel that this is meant for them?"),
            "listed": _("Otherwise only people who have the link or the code find it."),
            "join_code": _(
                "4 to 16 letters and figures. A new one shuts out whoever holds the old one and has not joined yet."
            ),
            "guidelines": _("What everybody keeps to; each person agrees to it on joining."),
            "guidelines_version": _(
                "Kept with each person's agreement. Give changed words a new one, such as 2."
            ),
            "enrolment_opens_at": _("Empty: as soon as you open the programme."),
            "enrolment_closes_at": _("Empty: people may join for as long as it goes on."),
            "matching_on": _("Said to people who wait for a mentor. Nothing happens by itself on that day."),
            "starts_on": "",
            "ends_on": "",
            "reviews_applications": _("Otherwise whoever finishes their answers is enrolled at once."),
            "mentee_places": _("Empty: as many as come."),
            "mentor_places": _("Empty: as many as come."),
            "mentors_a_mentee": _("At the same time."),
            "open_requests": _("At the same time."),
            "request_days": _("Afterwards the request closes by itself, and we suggest somebody else."),
            "manager_may_mentor": _(
                "Usually not: people speak more freely with somebody who does not judge their work."
            ),
            "cadence": _("Each check-in is one question by e-mail. Pairs may agree on another rhythm."),
            "messages": _(
                "You read none of it. Otherwise they use e-mail alone, and what was written stays readable to the two."
            ),
            "undo_hours": _("Only pairs that have not met. Afterwards each pair is ended by itself."),
        }
        widgets = {
            "about": Textarea(rows=8),
            "guidelines": Textarea(rows=10),
            "listed": Switch(),
            "reviews_applications": Switch(),
            "manager_may_mentor": Switch(),
            "messages": Switch(),
            "mode": Radios(),
            "cadence": Radios(layout="columns"),
            "matching_on": day_input(),
            "starts_on": day_input(),
            "ends_on": day_input(),
            "join_code": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        }

    def __init__(self, data: Any = None, *, programme: Programme, **kwargs: Any) -> None:
        self.programme = programme
        # The form writes into its instance while it checks; what was loaded stays as it is.
        shown = Programme(
            **{field.attname: getattr(programme, field.attname) for field in Programme._meta.fields}
        )
        shown._state.adding = False
        super().__init__(data, instance=shown, **kwargs)
        self.zones = _offer(self.fields["zone"], programme.zone)
        for name in MOMENTS:
            self.fields[name] = _moment_field(self.fields[name])
            self.initial[name] = _typed(getattr(programme, name), programme.zone)
        for field in self.fields.values():
            field.error_messages |= WORDS.get(type(field), {})
        self.initial["loaded"] = stamp_of(programme)
        self.fields["name"].error_messages["required"] = str(_("The programme needs a name."))
        self.fields["summary"].error_messages["required"] = str(_("Say in one sentence what it is."))

    def full_clean(self) -> None:
        chosen = self.data.get("zone", "") if self.is_bound else ""
        with timezone.override(ZoneInfo(chosen if chosen in self.zones else self.programme.zone)):
            super().full_clean()

    def clean_join_code(self) -> str:
        code = re.sub(r"[\s-]", "", self.cleaned_data["join_code"]).upper()
        if not CODE.match(code):
            raise ValidationError(_("Use 4 to 16 letters and figures, such as SPRING27."))
        if Programme.objects.filter(join_code__iexact=code).exclude(pk=self.programme.pk).exists():
            raise ValidationError(_("Another programme has this code. Choose another."))
        return code

    def clean(self) -> dict[str, Any]:
        value = self.cleaned_data
        opens, closes = value.get("enrolment_opens_at"), value.get("enrolment_closes_at")
        if opens and closes and closes <= opens:
            self.add_error("enrolment_closes_at", _("Joining closes before it opens. Choose a later time."))
        starts, ends, matching = value.get("starts_on"), value.get("ends_on"), value.get("matching_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is before the first. Choose a later day."))
        elif ends and matching and matching > ends:
            self.add_error(
                "matching_on", _("People would be matched after the last day. Choose an earlier day.")
            )
        if self.programme.for_minors and not value.get("messages"):
            self.add_error(
                "messages",
                _("In a programme for people under age pairs have no other way to reach each other."),
            )
        changed = value.get("guidelines", "") != _plain(self.programme.guidelines)
        same_version = value.get("guidelines_version") == self.programme.guidelines_version
        if changed and same_version and self.programme.enrolments.exists():
            self.add_error(
                "guidelines_version",
                _(
                    "The words changed, and people agreed to the old ones. Give the new words a new version, such as 2."
                ),
            )
        return value

    def clean_about(self) -> str:
        return _plain(self.cleaned_data["about"])

    def clean_guidelines(self) -> str:
        return _plain(self.cleaned_data["guidelines"])

    def changes(self) -> dict[str, Any]:
        """The settings as they were typed, once the form is valid. What only looks different, such as a line break of
        another kind or a second that no clock input shows, is as it was."""
        return {
            name: stored if _looks_like(self.cleaned_data[name], stored) else self.cleaned_data[name]
            for name in SETTINGS
            for stored in [getattr(self.programme, name)]
        }

    def untouched(self, stamp: str, names: Sequence[str]) -> list[str]:
        """Those of `names` that still read as they did when the page with `stamp` was opened."""
        parts = digests_in(stamp)
        return [name for name in names if digest(self.cleaned_data.get(name)) == parts.get(name)]

    def sections(self) -> list[Section]:
        return [
            Section(key, title, text, [self[name] for name in wide], [self[name] for name in short])
            for key, title, text, wide, short in SECTIONS
        ]


MOMENTS = ("enrolment_opens_at", "enrolment_closes_at")
WORDS: Mapping[type[forms.Field], Mapping[str, Any]] = {
    forms.DateField: {"invalid": _("Choose a day such as 2027-04-12.")},
    forms.DateTimeField: {"invalid": _("Choose a day and a time, such as 2027-04-12 18:00.")},
    forms.IntegerField: {"invalid": _("Write a whole number, such as 40.")},
}
SECTIONS: tuple[tuple[str, Any, Any, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "page",
        _("What people read"),
        _("The public page of the programme."),
        ("name", "summary", "audience", "about"),
        ("listed", "join_code"),
    ),
    (
        "guidelines",
        _("Guidelines"),
        _("Short is better: five sentences that everybody remembers."),
        ("guidelines", "guidelines_version"),
        (),
    ),
    (
        "dates",
        _("Dates"),
        _("All of them may stay empty in a programme that is open all year."),
        ("zone",),
        ("enrolment_opens_at", "enrolment_closes_at", "starts_on", "ends_on", "matching_on"),
    ),
    (
        "joining",
        _("Who joins"),
        _("How people get in, and how many. Whoever comes after the last place stands on the waiting list."),
        ("reviews_applications",),
        ("mentee_places", "mentor_places"),
    ),
    (
        "matching",
        _("How people come together"),
        _("What is compared, and how much it counts, is set under “What counts”."),
        ("mode", "manager_may_mentor"),
        ("mentors_a_mentee", "open_requests", "request_days", "undo_hours"),
    ),
    (
        "pairs",
        _("While they meet"),
        _("What the site asks of a pair."),
        ("cadence", "messages"),
        (),
    ),
)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _looks_like(value: Any, stored: Any) -> bool:
    if isinstance(value, str) and isinstance(stored, str):
        return _plain(value) == _plain(stored)
    if isinstance(value, datetime) and isinstance(stored, datetime):
        return value == stored.replace(second=0, microsecond=0)
    return bool(value == stored)


def _typed(value: datetime | None, zone: str) -> str:
    return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if value else ""


def _moment_field(field: forms.Field) -> forms.DateTimeField:
    """A clock input of one part; Django's own has none that browsers draw."""
    return forms.DateTimeField(
        label=field.label,
        help_text=field.help_text,
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def _offer(field: forms.Field, zone: str) -> frozenset[str]:
    """Lets every zone be chosen, and the one there is, which a list of places may leave out."""
    choices = zone_choices()
    if zone not in dict(choices):
        choices.append((zone, zone.replace("_", " ")))
    cast(forms.ChoiceField, field).choices = choices
    return frozenset(dict(choices))
