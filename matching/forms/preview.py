"""The mutual preview: how long it stays open, and what one person thinks of those who are proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.enums import PreferenceValue
from matching.queries.previews import Proposal
from ui.forms import Segments, Switch

USUAL = timedelta(days=5)
LONGEST = timedelta(days=60)
ANSWERS = [
    (PreferenceValue.PREFER.value, _("I would like this")),
    (PreferenceValue.NEUTRAL.value, _("Either way")),
    (PreferenceValue.AVOID.value, _("Rather not")),
]


class OpenPreviewForm(forms.Form):
    """Until when people can answer: the end of a day, where the organiser is."""

    day = forms.DateField(
        label=_("Open until the end of"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input--short"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose the last day on which people can answer."),
            "invalid": _("Choose a day such as 2026-11-24."),
        },
    )

    def __init__(
        self, data: Any = None, *, zone: str, now: datetime, closes_at: datetime | None = None
    ) -> None:
        self.zone = ZoneInfo(zone)
        self.today = now.astimezone(self.zone).date()
        standing = closes_at if closes_at is not None and closes_at > now else now + USUAL
        super().__init__(
            data, initial={"day": (standing - timedelta(seconds=1)).astimezone(self.zone).date()}
        )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError(_("Choose today or a day after it."), code="past")
        if day - self.today > LONGEST:
            raise forms.ValidationError(_("Choose a day within the next two months."), code="far")
        return day

    @property
    def closes_at(self) -> datetime:
        """Midnight after the day that was chosen."""
        return datetime.combine(self.cleaned_data["day"] + timedelta(days=1), time(), tzinfo=self.zone)


class AgainForm(forms.Form):
    """A new run with the answers."""

    wishes = forms.BooleanField(
        label=_("Let “I would like this” count"),
        help_text=_(
            "It moves who comes together, by the weight you set, and no score that anybody sees. “Rather not” keeps "
            "two people apart in any case."
        ),
        required=False,
        widget=Switch,
    )


@dataclass(frozen=True)
class Asked:
    """One proposal with its question."""

    proposal: Proposal
    field: BoundField

    @property
    def words(self) -> str:
        """What was answered before, as the question calls it."""
        return str(dict(ANSWERS).get(self.proposal.answer, ""))


class PreviewForm(forms.Form):
    """An answer about each who is proposed; one may be left out."""

    def __init__(self, data: Any = None, *, proposals: Sequence[Proposal]) -> None:
        self.proposals = proposals
        super().__init__(data)
        for one in proposals:
            name = one.enrolment.person.name
            self.fields[_name(one)] = forms.ChoiceField(
                label=gettext("Would you like to work with %(name)s?") % {"name": name},
                choices=ANSWERS,
                initial=one.answer or None,
                required=False,
                widget=Segments,
            )

    @property
    def asked(self) -> list[Asked]:
        return [Asked(one, self[_name(one)]) for one in self.proposals]

    @property
    def answers(self) -> dict[UUID, PreferenceValue]:
        """What was answered, by enrolment."""
        given = {one.enrolment.pk: self.cleaned_data[_name(one)] for one in self.proposals}
        return {pk: PreferenceValue(value) for pk, value in given.items() if value}


def _name(one: Proposal) -> str:
    return f"answer-{one.enrolment.pk}"
