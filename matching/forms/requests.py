"""What mentees and mentors write to each other before they are a pair."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from matching.enums import DeclineReason, Frequency
from programmes.models import Enrolment
from ui.forms import Radios, Textarea

A_YEAR = timedelta(days=366)


class AskForm(forms.Form):
    """What a mentee tells the mentor they ask."""

    want = forms.CharField(
        label=_("What would you like help with?"),
        help_text=_(
            "The next step you want to take, and where you are stuck. Two or three sentences are plenty."
        ),
        max_length=2000,
        widget=Textarea(rows=5),
        error_messages={"required": _("Say in a sentence or two what you would like help with.")},
    )
    why_you = forms.CharField(
        label=_("Why this mentor?"),
        help_text=_("What in their story speaks to you. The reasons of the match go along by themselves."),
        max_length=2000,
        required=False,
        widget=Textarea(rows=3),
    )
    how_often = forms.ChoiceField(
        label=_("How often would you like to meet?"),
        choices=Frequency.choices,
        initial=Frequency.OPEN,
        widget=Radios(layout="columns"),
        error_messages={"required": _("Choose how often, or leave it open.")},
    )


class AcceptForm(forms.Form):
    note = forms.CharField(
        label=_("A first word"),
        help_text=_("It goes into the e-mail that brings the good news. When could you meet first?"),
        max_length=1000,
        required=False,
        widget=Textarea(rows=3),
    )


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why not now?"),
        choices=DeclineReason.choices,
        widget=Radios,
        error_messages={"required": _("Choose the reason that comes nearest.")},
    )
    note = forms.CharField(
        label=_("A kind word"),
        help_text=_("What you liked in the request, or where else to look."),
        max_length=1000,
        required=False,
        widget=Textarea(rows=3),
    )


class AskMoreForm(forms.Form):
    question = forms.CharField(
        label=_("What would you like to know?"),
        help_text=_("One question is easier to answer than three."),
        max_length=1000,
        widget=Textarea(rows=4),
        error_messages={"required": _("Write what you would like to know.")},
    )


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Your reply"),
        max_length=2000,
        widget=Textarea(rows=5),
        error_messages={"required": _("Write a line or two before you send it.")},
    )


class WithdrawForm(forms.Form):
    """Nothing to fill in: the press of the button is the answer."""


class Taking(TextChoices):
    """Whether a mentor takes requests."""

    YES = "yes", _("I take requests")
    UNTIL = "until", _("Not until a day I name")
    NO = "no", _("Not until I say so")


class TakingRequestsForm(forms.Form):
    """Whether one mentor takes requests in one programme. `until` is midnight of the day named, in the mentor's zone."""

    taking = forms.ChoiceField(
        label=_("Do you take new requests?"),
        choices=Taking.choices,
        widget=Radios(
            descriptions={
                Taking.YES.value: _("As long as you have a place free."),
                Taking.UNTIL.value: _("You appear again by yourself on that day."),
                Taking.NO.value: _("Mentees do not find you meanwhile."),
            }
        ),
        error_messages={"required": _("Choose one of the three.")},
    )
    day = forms.DateField(
        label=_("From which day again?"),
        help_text=_("Only where you name a day."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input--short"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Choose a day such as 2026-11-24.")},
    )

    def __init__(self, data: Any = None, *, mentor: Enrolment, now: datetime) -> None:
        self.zone = ZoneInfo(mentor.person.zone)
        self.today = now.astimezone(self.zone).date()
        super().__init__(data, initial=_standing(mentor, self.zone, now))

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day is not None and self.cleaned_data.get("taking") == Taking.UNTIL:
            if day <= self.today:
                raise forms.ValidationError(_("Choose a day after today."), code="past")
            if day - self.today > A_YEAR:
                raise forms.ValidationError(_("Choose a day within a year."), code="far")
        return day

    def clean(self) -> None:
        if (
            self.cleaned_data.get("taking") == Taking.UNTIL
            and not self.cleaned_data.get("day")
            and "day" not in self.errors
        ):
            self.add_error("day", _("Name the day from which you take requests again."))

    @property
    def accepting(self) -> bool:
        return bool(self.cleaned_data["taking"] == Taking.YES)

    @property
    def until(self) -> datetime | None:
        if self.cleaned_data["taking"] != Taking.UNTIL:
            return None
        return datetime.combine(self.cleaned_data["day"], time(), tzinfo=self.zone)


def _standing(mentor: Enrolment, zone: ZoneInfo, now: datetime) -> dict[str, object]:
    until = mentor.not_accepting_until
    if until is not None and until > now:
        return {"taking": Taking.UNTIL, "day": until.astimezone(zone).date()}
    return {"taking": Taking.YES if mentor.accepting else Taking.NO}
