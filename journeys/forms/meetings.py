"""What people fill in about meetings: times, what it is about, whether it took place, what to talk about, and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from journeys.clocks import both_clocks
from journeys.hours import NoSuchTime, TwiceThatTime, in_weeks, moment_at
from journeys.models import AgendaItem, Meeting, MeetingNote
from journeys.operations.meetings import MOST_TIMES
from ui.forms import Checks, Radios, Segments, Textarea

LENGTHS = (30, 45, 60, 90, 120)
USUAL = 60
OWN_TIMES = 3
FARTHEST = timedelta(days=370)
ONCE = 0
YES, NO = "yes", "no"
ME, BOTH = "me", "both"


def _limit(model: Any, name: str) -> int:
    return int(model._meta.get_field(name).max_length or 0)


DAYS = (_("Day"), _("Second day"), _("Third day"))
CLOCKS = (_("Time"), _("Second time"), _("Third time"))


def _day(number: int) -> forms.DateField:
    return forms.DateField(
        label=DAYS[number - 1],
        required=False,
        error_messages={"invalid": _("Give the day as 2027-01-31.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _clock(number: int) -> forms.TimeField:
    return forms.TimeField(
        label=CLOCKS[number - 1],
        required=False,
        error_messages={"invalid": _("Give the time as 17:30.")},
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
    )


def _topic() -> forms.CharField:
    return forms.CharField(label=_("What is it about?"), max_length=_limit(Meeting, "topic"), required=False)


def _place() -> forms.CharField:
    return forms.CharField(
        label=_("Where?"),
        help_text=_("The link of a call, or a place. It stands in both calendars."),
        max_length=_limit(Meeting, "place"),
        required=False,
    )


def _lengths(chosen: int = USUAL) -> list[tuple[int, str]]:
    return [(minutes, gettext("%(n)d min") % {"n": minutes}) for minutes in sorted({*LENGTHS, chosen})]


def moment_or_error(day: date, clock: time, zone: str) -> datetime:
    """The moment at which it is `clock` on `day` in `zone`. Raises ValidationError, with words, in the night in which clocks
    are changed."""
    try:
        return moment_at(day, clock, zone)
    except NoSuchTime as fault:
        raise forms.ValidationError(
            _(
                "That night clocks go forward, and this time does not exist in %(zone)s. Choose one an hour later."
            ),
            params={"zone": zone},
        ) from fault
    except TwiceThatTime as fault:
        raise forms.ValidationError(
            _(
                "That night clocks go back, and this time comes twice in %(zone)s. Choose one before or after it."
            ),
            params={"zone": zone},
        ) from fault


class TimesForm(forms.Form):
    """Up to five times to choose from: of those that suit both, and days and times of one's own, on the reader's clock. Once
    valid, `times` are the moments, the soonest first."""

    suggested = forms.MultipleChoiceField(
        label=_("Hours that suit you both"), required=False, widget=Checks(layout="columns")
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        reader: Person,
        other: Person,
        suggested: Sequence[datetime],
        minutes: int = USUAL,
        now: datetime,
        **rest: Any,
    ) -> None:
        super().__init__(data, **rest)
        self.reader, self.other, self.now = reader, other, now
        self.times: list[datetime] = []
        # What was ticked before the list moved on stays a choice.
        ticked = [] if data is None else _moments(getattr(data, "getlist", lambda _name: [])("suggested"))
        moments = sorted({*suggested, *ticked})
        field: Any = self.fields["suggested"]
        length = timedelta(minutes=minutes)
        clocks = {
            moment.isoformat(): both_clocks(
                moment, moment + length, mine=reader.zone, theirs=other.zone, now=now
            )
            for moment in moments
        }
        field.choices = [(key, shown.mine) for key, shown in clocks.items()]
        field.widget.descriptions = {
            key: gettext("%(time)s for %(name)s") % {"time": shown.theirs, "name": other.first_name}
            for key, shown in clocks.items()
            if shown.theirs
        }
        if not moments:
            del self.fields["suggested"]
        for number in range(1, OWN_TIMES + 1):
            self.fields[f"day_{number}"] = _day(number)
            self.fields[f"clock_{number}"] = _clock(number)

    @property
    def own(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each own time: its day and its clock."""
        return [(self[f"day_{n}"], self[f"clock_{n}"]) for n in range(1, OWN_TIMES + 1)]

    @property
    def opens_more(self) -> bool:
        """Whether something stands in the fields beyond the first."""
        return any(field.value() or field.errors for pair in self.own[1:] for field in pair)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        times = set(_moments(found.get("suggested", [])))
        for number in range(1, OWN_TIMES + 1):
            moment = self._own_time(number, found)
            if moment is not None:
                times.add(moment)
        self.times = sorted(times)
        if self.errors:
            return found
        if not times:
            raise forms.ValidationError(_("Choose at least one time, or give a day and a time of your own."))
        if len(times) > MOST_TIMES:
            raise forms.ValidationError(
                _("Five times are plenty: take some off, so that %(name)s can choose quickly."),
                params={"name": self.other.first_name},
            )
        if self.times[0] <= self.now:
            raise forms.ValidationError(
                _("One of these times is past by now. Choose times that are still to come.")
            )
        return found

    def _own_time(self, number: int, found: Mapping[str, Any]) -> datetime | None:
        day, clock = f"day_{number}", f"clock_{number}"
        if day in self.errors or clock in self.errors:
            return None
        if bool(found.get(day)) != bool(found.get(clock)):
            missing = clock if found.get(day) else day
            self.add_error(missing, _("A day and a time belong together: give both, or neither."))
            return None
        if not found.get(day):
            return None
        try:
            moment = moment_or_error(found[day], found[clock], self.reader.zone)
        except forms.ValidationError as fault:
            self.add_error(clock, fault)
            return None
        if moment <= self.now:
            self.add_error(day, _("Choose a time that is still to come."))
        elif moment > self.now + FARTHEST:
            self.add_error(day, _("Choose a day within a year."))
        return moment


def _moments(values: Sequence[str]) -> list[datetime]:
    """The moments of posted choices; what is none is left out, and fails as a choice."""
    found = []
    for value in values:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            continue
        if moment.tzinfo is not None:
            found.append(moment.astimezone(UTC))
    return found


class PlanForm(TimesForm):
    """A new meeting. With one time alone it can come again: `starts` is then the whole row."""

    minutes = forms.TypedChoiceField(label=_("How long?"), coerce=int, widget=Segments())
    topic = _topic()
    place = _place()
    every = forms.TypedChoiceField(
        label=_("How often?"),
        choices=[
            (ONCE, _("Once")),
            (1, _("Every week")),
            (2, _("Every 2 weeks")),
            (4, _("Every 4 weeks")),
        ],
        coerce=int,
        initial=ONCE,
        required=False,
        empty_value=ONCE,  # type: ignore[arg-type] # what it coerces to
        widget=Segments(),
        help_text=_("A row of dates is for one time: the other one agrees to all of them in one press."),
    )
    count = forms.TypedChoiceField(
        label=_("How many dates?"),
        choices=[(n, n) for n in range(2, 9)],
        coerce=int,
        initial=4,
        required=False,
        empty_value=4,  # type: ignore[arg-type] # as above
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, minutes: int = USUAL, **rest: Any) -> None:
        super().__init__(data, minutes=minutes, **rest)
        self.fields["minutes"].choices = _lengths(minutes)  # type: ignore[attr-defined]
        self.initial.setdefault("minutes", minutes)

    @property
    def starts(self) -> list[datetime]:
        every = self.cleaned_data["every"]
        if not every:
            return []
        return [
            in_weeks(self.times[0], every * n, self.reader.zone) for n in range(self.cleaned_data["count"])
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not self.errors and found.get("every") and len(self.times) != 1:
            self.add_error("every", _("Choose one time alone for a row of dates, or “Once”."))
        return found

    @property
    def what(self) -> dict[str, Any]:
        """Length, topic and place, as the operations take them."""
        return {name: self.cleaned_data[name] for name in ("minutes", "topic", "place")}


class DetailsForm(forms.Form):
    """What an open meeting is about, where and how long it is."""

    topic = _topic()
    place = _place()
    minutes = forms.TypedChoiceField(label=_("How long?"), coerce=int, widget=Segments())

    def __init__(self, data: Mapping[str, Any] | None = None, *, meeting: Meeting, **rest: Any) -> None:
        kept = {"topic": meeting.topic, "place": meeting.place, "minutes": meeting.minutes}
        super().__init__(data, initial=kept, **rest)
        self.fields["minutes"].choices = _lengths(meeting.minutes)  # type: ignore[attr-defined]


class PastForm(forms.Form):
    """A meeting that took place without an appointment; `starts_at` is its beginning once the form is valid."""

    day = forms.DateField(
        label=_("On which day?"),
        error_messages={
            "invalid": _("Give the day as 2027-01-31."),
            "required": _("Give the day on which you met."),
        },
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    clock = forms.TimeField(
        label=_("At what time did it begin?"),
        help_text=_("Roughly is enough."),
        error_messages={
            "invalid": _("Give the time as 17:30."),
            "required": _("Give the time at which it began, roughly."),
        },
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
    )
    minutes = forms.TypedChoiceField(
        label=_("How long?"), choices=_lengths, coerce=int, initial=USUAL, widget=Segments()
    )
    topic = _topic()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        reader: Person,
        since: datetime,
        now: datetime,
        **rest: Any,
    ) -> None:
        super().__init__(data, **rest)
        self.reader, self.since, self.now = reader, since, now
        self.starts_at = now

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.errors:
            return found
        try:
            self.starts_at = moment_or_error(found["day"], found["clock"], self.reader.zone)
        except forms.ValidationError as fault:
            self.add_error("clock", fault)
            return found
        if self.starts_at > self.now:
            self.add_error("day", _("That is still to come: plan it as a meeting instead."))
        elif self.starts_at < self.since - timedelta(days=1):
            self.add_error("day", _("That was before your mentorship began."))
        return found


class CancelForm(forms.Form):
    note = forms.CharField(
        label=_("A line to go with it"),
        help_text=_("The other one reads it. A reason is kind, and not owed."),
        max_length=_limit(Meeting, "cancel_note"),
        required=False,
        widget=Textarea(rows=2),
    )


class HappenedForm(forms.Form):
    """Whether a meeting took place, and how long it was."""

    held = forms.ChoiceField(
        label=_("Did you meet?"),
        choices=[(YES, _("Yes, we met")), (NO, _("It did not come about"))],
        widget=Radios(layout="cards"),
        error_messages={"required": _("Say whether you met. Both answers are fine.")},
    )
    minutes = forms.IntegerField(label=_("For how many minutes?"), required=False, min_value=1, max_value=480)

    def __init__(self, data: Mapping[str, Any] | None = None, *, meeting: Meeting, **rest: Any) -> None:
        super().__init__(
            data, initial={"minutes": meeting.minutes, **(rest.pop("initial", None) or {})}, **rest
        )

    def clean_held(self) -> bool:
        return bool(self.cleaned_data["held"] == YES)


class ItemForm(forms.Form):
    text = forms.CharField(
        label=_("What would you like to talk about?"),
        max_length=_limit(AgendaItem, "text"),
        error_messages={"required": _("Write what you would like to talk about.")},
    )


class NoteForm(forms.Form):
    """A note, and who reads it."""

    text = forms.CharField(
        label=_("Note"),
        max_length=_limit(MeetingNote, "text"),
        error_messages={"required": _("Write something first.")},
        widget=Textarea(rows=5),
    )
    readers = forms.ChoiceField(
        label=_("Who reads it?"),
        choices=[(ME, _("Only me")), (BOTH, _("Both of us"))],
        initial=ME,
        widget=Segments(),
        error_messages={"required": _("Say who reads it.")},
    )

    @property
    def words(self) -> dict[str, Any]:
        """The note as the operations take it."""
        return {"text": self.cleaned_data["text"], "shared": self.cleaned_data["readers"] == BOTH}


def note_form(data: Mapping[str, Any] | None = None, *, note: MeetingNote | None = None) -> NoteForm:
    """The form of a new note, or of one that is there."""
    kept = None if note is None else {"text": note.text, "readers": BOTH if note.shared else ME}
    return NoteForm(data, initial=kept, prefix="note")
