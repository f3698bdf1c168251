"""What people fill in at the end: how it ends, what became of the goals, and the look back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journeys.enums import GoalState
from journeys.models import ClosingAnswer, PairGoal
from journeys.operations.closing import Said
from matching.enums import EndReason
from ui.forms import Radios, Segments, Textarea

COMPLETE, EARLY = "complete", "early"
YES, NO = "yes", "no"
REASONS = [
    ("", _("I would rather not say")),
    (EndReason.NOT_THE_FIT, EndReason.NOT_THE_FIT.label),
    (EndReason.NO_TIME, EndReason.NO_TIME.label),
    (EndReason.OTHER, EndReason.OTHER.label),
]
OUTCOMES = [
    (GoalState.REACHED, _("Reached")),
    (GoalState.OPEN, _("Goes on")),
    (GoalState.DROPPED, _("Dropped")),
]
WORTH = [(1, _("Hardly")), (2, _("A little")), (3, _("Partly")), (4, _("Yes")), (5, _("Very much"))]


class CloseForm(forms.Form):
    """How it ends, with a field for each open goal. An end by agreement needs no reason, and the reasons of an early one go
    to the organisers."""

    way = forms.ChoiceField(
        label=_("How does it end?"),
        choices=[(COMPLETE, _("We did what we set out to do")), (EARLY, _("End it early, nobody at fault"))],
        widget=Radios(
            layout="cards",
            descriptions={
                COMPLETE: _("It counts as completed, whatever is still open."),
                EARLY: _("Not every pair fits, and time runs short for everybody once."),
            },
        ),
        error_messages={"required": _("Choose one of the two. Both are fine.")},
    )
    reason = forms.ChoiceField(
        label=_("If you like: why?"),
        help_text=_("You do not have to explain. Only your organisers see it."),
        choices=REASONS,
        required=False,
        widget=Radios(),
    )
    note = forms.CharField(
        label=_("Words for the organisers"),
        max_length=ClosingAnswer._meta.get_field("end_note").max_length,
        required=False,
        widget=Textarea(rows=3),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, goals: Sequence[PairGoal], **rest: Any
    ) -> None:
        super().__init__(data, **rest)
        self.by_name = {f"goal_{goal.pk}": goal for goal in goals}
        for name, goal in self.by_name.items():
            self.fields[name] = forms.ChoiceField(
                label=goal.text,
                choices=OUTCOMES,
                initial=GoalState.OPEN,
                widget=Segments(),
                error_messages={"required": _("Say what became of this goal. “Goes on” is an answer too.")},
            )

    def goal_fields(self) -> Iterator[BoundField]:
        return (self[name] for name in self.by_name)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("way") == COMPLETE:
            found["end_reason"], found["note"] = EndReason.FINISHED, ""
        else:
            found["end_reason"] = EndReason(found.get("reason") or EndReason.OTHER)
        chosen = {goal: GoalState(found.get(name, GoalState.OPEN)) for name, goal in self.by_name.items()}
        found["outcomes"] = {goal: to for goal, to in chosen.items() if to != GoalState.OPEN}
        return found

    def kept(self) -> list[tuple[str, str]]:
        """What was chosen, by the names of the fields, for the page that asks once more."""
        return [(name, self.data.get(name, "")) for name in self.fields if self.data.get(name)]


class ClosingForm(forms.Form):
    """The closing questions; each may be left out. After an end that was not a completion nobody is asked to stay in touch:
    the addresses are gone."""

    worth = forms.TypedChoiceField(
        label=_("Was it worth your time?"),
        choices=WORTH,
        coerce=int,
        empty_value=None,
        required=False,
        widget=Segments(),
    )
    again = forms.TypedChoiceField(
        label=_("Would you do it again?"),
        choices=[(YES, _("Yes")), (NO, _("No"))],
        coerce=lambda said: said == YES,
        empty_value=None,
        required=False,
        widget=Segments(),
    )
    takes_along = forms.CharField(
        label=_("What do you take along?"), max_length=ClosingAnswer._meta.get_field("takes_along").max_length, required=False, widget=Textarea(rows=4)
    )  # fmt: skip
    takes_along_shared = forms.BooleanField(
        label=_("Your organisers may read this, with your name"), required=False
    )
    better = forms.CharField(
        label=_("What could the programme do better?"), max_length=ClosingAnswer._meta.get_field("better").max_length, required=False, widget=Textarea(rows=3)
    )  # fmt: skip
    better_named = forms.BooleanField(label=_("With my name"), required=False)
    in_touch = forms.TypedChoiceField(
        label=_("Would you like to stay in touch?"),
        choices=[(YES, _("Yes")), (NO, _("No, this is a good end"))],
        coerce=lambda said: said == YES,
        empty_value=None,
        required=False,
        widget=Segments(),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, name: str, keeps_addresses: bool, **rest: Any
    ) -> None:
        super().__init__(data, **rest)
        self.fields["in_touch"].help_text = gettext(
            "If both of you say yes, you keep seeing each other’s addresses here. If not, nobody is told who said what."
        )
        self.fields["takes_along"].help_text = gettext("For yourself: %(name)s does not read it.") % {
            "name": name
        }
        self.fields["better"].help_text = gettext(
            "Your organisers read this without your name, and only once five people or more have answered. %(name)s never "
            "reads it."
        ) % {"name": name}
        if not keeps_addresses:
            del self.fields["in_touch"]

    @property
    def said(self) -> Said:
        """The answers, once the form is valid."""
        return Said(**{name: value for name, value in self.cleaned_data.items() if value is not None})


def said_before(answer: ClosingAnswer | None) -> dict[str, Any]:
    """The form filled in with what somebody answered before."""
    if answer is None or answer.answered_at is None:
        return {}
    yes_no = {None: "", True: YES, False: NO}
    return {
        "worth": answer.worth,
        "again": yes_no[answer.again],
        "takes_along": answer.takes_along,
        "takes_along_shared": answer.takes_along_shared,
        "better": answer.better,
        "better_named": answer.better_named,
        "in_touch": yes_no[answer.in_touch],
    }


class NextForm(forms.Form):
    """Whether somebody wants to meet the other one again."""

    not_again = forms.BooleanField(label=_("Not the same person again"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, name: str, **rest: Any) -> None:
        super().__init__(data, **rest)
        field = self.fields["not_again"]
        field.label = gettext("Not %(name)s again") % {"name": name}
        field.help_text = gettext(
            "The two of you are then never brought together again. Nobody else learns of it, not %(name)s and not your "
            "organisers; you can change it on this mentorship’s pages."
        ) % {"name": name}
