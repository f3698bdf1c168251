"""What people fill in to thank each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.defaultfilters import truncatechars
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journeys.models import Meeting, PairGoal, Thanks
from journeys.queries.thanks import goals_to_thank_for, meetings_to_thank_for
from matching.models import Mentorship
from ui.forms import Textarea

GOAL, MEETING = "goal", "meeting"
A_LINE = 70


class ThanksForm(forms.Form):
    """A note. `cleaned_data` has `goal` and `meeting` (rows, or None) beside `advice`, `text` and `shares`."""

    text = forms.CharField(
        label=_("Your thanks"),
        help_text=_("One true sentence is enough: what did it change?"),
        max_length=Thanks._meta.get_field("text").max_length,
        widget=Textarea(rows=4),
        error_messages={"required": _("Write a sentence. It may be a short one.")},
    )
    about = forms.ChoiceField(label=_("What is it for?"), required=False)
    advice = forms.CharField(
        label=_("A piece of advice"),
        help_text=_("If it is for one thing that was said: which?"),
        max_length=Thanks._meta.get_field("advice").max_length,
        required=False,
    )
    shares = forms.BooleanField(label=_("Others may read it"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, mentorship: Mentorship, name: str, **rest: Any
    ) -> None:
        super().__init__(data, **rest)
        self.known: dict[str, PairGoal | Meeting] = {
            f"{GOAL}:{goal.pk}": goal for goal in goals_to_thank_for(mentorship)
        }
        goals = [(key, truncatechars(str(goal), A_LINE)) for key, goal in self.known.items()]
        meetings = {f"{MEETING}:{meeting.pk}": meeting for meeting in meetings_to_thank_for(mentorship)}
        self.known |= meetings
        choices: list[Any] = [("", gettext("For everything"))]
        if goals:
            choices.append((gettext("A goal"), goals))
        if meetings:
            choices.append(
                (gettext("A meeting"), [(key, _meeting_name(one)) for key, one in meetings.items()])
            )
        about = self.fields["about"]
        about.choices = choices  # type: ignore[attr-defined]
        if not self.known:
            del self.fields["about"]
        shares = self.fields["shares"]
        shares.label = gettext("Others may read it, if %(name)s agrees") % {"name": name}
        shares.help_text = gettext(
            "With your first name and the name of the programme, on the page of a mentor and in the report of the "
            "programme. You can change it at any time."
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        about = self.known.get(found.pop("about", "") or "")
        found[GOAL] = about if isinstance(about, PairGoal) else None
        found[MEETING] = about if isinstance(about, Meeting) else None
        return found


def prefilled(query: Mapping[str, str]) -> dict[str, str]:
    """What a link to the form fills in: `?goal=` or `?meeting=` with an id; what is not one of the choices shows as none."""
    about = next((f"{name}:{query[name]}" for name in (GOAL, MEETING) if query.get(name)), "")
    return {"about": about}


def _meeting_name(meeting: Meeting) -> str:
    day = date_format(localtime(meeting.starts_at), "j F Y")
    return f"{day}: {truncatechars(meeting.topic, A_LINE)}" if meeting.topic else day
