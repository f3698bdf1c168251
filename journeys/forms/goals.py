"""What a pair fills in about its goals, milestones, things to do, and skills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Level
from accounts.models import Person, Skill
from journeys.enums import GoalState
from journeys.models import Action, GoalUpdate, Milestone, PairGoal
from journeys.queries.goals import TEN, goals_seen
from journeys.queries.room import Room
from programmes.models import WantedSkill
from ui.forms import Checks, Radios, Segments, Textarea

SHARED, PRIVATE = "shared", "private"
OTHER = "other"
A_DAY = _("Give the day as 2027-01-31, or leave it empty.")


def day_field(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        error_messages={"invalid": A_DAY},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class GoalForm(forms.Form):
    """A goal: what, how to tell, by when, who sees it, and which of the wanted skills it is about. A mentor is not asked who
    sees it, and neither is anybody about a goal that both have seen."""

    text = forms.CharField(
        label=_("What would you like to achieve?"),
        max_length=PairGoal._meta.get_field("text").max_length,
        help_text=_("One thing, as something to do: “Present our plan to the board without reading it out.”"),
        error_messages={"required": _("Say in a sentence what you would like to achieve.")},
        widget=Textarea(rows=2),
    )
    measure = forms.CharField(
        label=_("How will you both tell?"),
        max_length=PairGoal._meta.get_field("measure").max_length,
        required=False,
        help_text=_("What one of you could see or count when it is reached."),
        widget=Textarea(rows=2),
    )
    due_on = day_field(_("By when?"), _("A rough day is enough; you can move it."))
    who = forms.ChoiceField(label=_("Who sees it"), widget=Segments(), initial=SHARED)
    skills = forms.ModelMultipleChoiceField(
        label=_("Which of the skills is it about?"),
        queryset=Skill.objects.none(),
        required=False,
        widget=Checks(layout="columns"),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        room: Room,
        goal: PairGoal | None = None,
        **rest: Any,
    ) -> None:
        if goal is not None:
            rest["initial"] = {
                "text": goal.text,
                "measure": goal.measure,
                "due_on": goal.due_on,
                "who": PRIVATE if goal.private else SHARED,
                "skills": list(goal.skills.values_list("pk", flat=True)),
                **rest.get("initial", {}),
            }
        super().__init__(data, **rest)
        wanted = Skill.objects.filter(wanted__enrolment=room.mentorship.mentee_id)
        kept = (
            Skill.objects.filter(pk__in=goal.skills.values("pk"))
            if goal is not None
            else Skill.objects.none()
        )
        skills = Skill.objects.filter(pk__in=wanted.values("pk").union(kept.values("pk"))).order_by("name")
        self.fields["skills"].queryset = skills  # type: ignore[attr-defined] # a ModelMultipleChoiceField
        if not skills:
            del self.fields["skills"]
        if not room.is_mentee or (goal is not None and not goal.private):
            del self.fields["who"]
        else:
            names = {"name": room.other.first_name}
            self.fields["who"].choices = [  # type: ignore[attr-defined] # a ChoiceField
                (SHARED, gettext("You and %(name)s") % names),
                (PRIVATE, gettext("You alone")),
            ]

    @property
    def said(self) -> dict[str, Any]:
        """What to keep, once the form is valid."""
        value = dict(self.cleaned_data)
        skills = list(value.pop("skills", []))
        who = value.pop("who", None)
        return {**value, "skills": skills, **({} if who is None else {"private": who == PRIVATE})}


class NewsForm(forms.Form):
    """How far a goal is, in steps of ten percent, with the suggestion chosen beforehand."""

    progress = forms.TypedChoiceField(label=_("How far is it?"), coerce=int, widget=forms.Select())
    note = forms.CharField(
        label=_("What is new?"),
        max_length=GoalUpdate._meta.get_field("note").max_length,
        required=False,
        widget=Textarea(rows=2),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, stands: int, suggested: int, **rest: Any
    ) -> None:
        super().__init__(data, **rest)
        steps = sorted({*range(0, 101, TEN), stands, suggested})
        field = self.fields["progress"]
        field.choices = [(step, self._label(step, stands)) for step in steps]  # type: ignore[attr-defined]
        field.initial = suggested

    @staticmethod
    def _label(step: int, stands: int) -> str:
        words = gettext("%(n)d%%, as before") if step == stands else gettext("%(n)d%%")
        return words % {"n": step}


class DropForm(forms.Form):
    """Why a goal is dropped. `cleaned_data["reason"]` is the words to keep."""

    why = forms.ChoiceField(
        label=_("What changed?"),
        widget=Radios(),
        error_messages={"required": _("Choose what comes nearest. Nobody is at fault.")},
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=PairGoal._meta.get_field("drop_reason").max_length,
        required=False,
        widget=Textarea(rows=2),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons = {
            "past": gettext("It does not matter any more"),
            "first": gettext("Something else comes first"),
            "big": gettext("It was too big for now"),
            "elsewhere": gettext("It goes on without the two of us"),
            OTHER: gettext("Something else"),
        }
        self.fields["why"].choices = list(self.reasons.items())  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        words = found.get("words", "")
        if found.get("why") == OTHER and not words and "words" not in self.errors:
            self.add_error("words", _("Say in a few words what changed, or choose what comes nearest."))
        return {**found, "reason": words or self.reasons.get(found.get("why", ""), "")}


class MilestoneForm(forms.Form):
    text = forms.CharField(
        label=_("The next step"),
        max_length=Milestone._meta.get_field("text").max_length,
        error_messages={"required": _("Say what the step is.")},
    )
    due_on = day_field(_("By when?"))


class ActionForm(forms.Form):
    """Something to do: what, who, by when, for which goal. `goals` are those that the reader may see."""

    text = forms.CharField(
        label=_("What is to do?"),
        max_length=Action._meta.get_field("text").max_length,
        error_messages={"required": _("Say what is to do.")},
    )
    owner = forms.ModelChoiceField(
        label=_("Who does it?"),
        queryset=Person.objects.none(),
        empty_label=None,
        widget=Segments(),
        error_messages={"required": _("Say who does it.")},
    )
    due_on = day_field(_("By when?"))
    goal = forms.ModelChoiceField(
        label=_("For which goal?"), queryset=PairGoal.objects.none(), required=False, empty_label=_("None")
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        room: Room,
        action: Action | None = None,
        goal: PairGoal | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(data, **rest)
        self.room = room
        self.of_goal = goal
        self.is_private = bool(action and action.private) or bool(goal and goal.private)
        owner, goals = self.fields["owner"], self.fields["goal"]
        owner.queryset = Person.objects.filter(pk__in=[room.reader.pk, room.other.pk])  # type: ignore[attr-defined]
        owner.label_from_instance = self._name  # type: ignore[attr-defined] # a ModelChoiceField
        owner.initial = action.owner_id if action else room.reader.pk
        if self.is_private:
            del self.fields["owner"]
        seen = goals_seen(room.mentorship, room.reader)
        open_ones = seen.filter(state=GoalState.OPEN)
        if action is not None:
            open_ones = seen.filter(Q(state=GoalState.OPEN) | Q(pk=action.goal_id))
            if not action.private:
                open_ones = open_ones.filter(private=False)
            known = {"text": action.text, "due_on": action.due_on, "goal": action.goal_id}
            self.initial = {**known, **self.initial}
        goals.label_from_instance = self._goal  # type: ignore[attr-defined] # a ModelChoiceField
        goals.queryset = open_ones.order_by("created_at")  # type: ignore[attr-defined] # a ModelChoiceField
        if goal is not None or not open_ones.exists():
            del self.fields["goal"]

    @staticmethod
    def _goal(goal: PairGoal) -> str:
        text = Truncator(goal.text).chars(80)
        return gettext("%(goal)s (you alone)") % {"goal": text} if goal.private else text

    def _name(self, person: Person) -> str:
        return gettext("You") if person.pk == self.room.reader.pk else person.first_name

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        goal, owner = found.get("goal") or self.of_goal, found.get("owner") or self.room.reader
        if goal is not None and goal.private and owner.pk != self.room.reader.pk:
            self.add_error("owner", _("This goal is for your eyes alone, so what is to do for it is yours."))
        return {"due_on": None, **found, "goal": goal, "owner": owner}


class SkillsForm(forms.Form):
    """A level for each of the skills. `said` are the levels to begin with, by the skill's id; the mentee's intake stands
    beside them. A mentor may leave out what they cannot tell."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        wanted: Sequence[WantedSkill],
        said: Mapping[UUID, int],
        is_mentee: bool,
        **rest: Any,
    ) -> None:
        super().__init__(data, **rest)
        self.skills = {f"skill-{row.skill_id}": row.skill_id for row in wanted}
        for row in wanted:
            start = said.get(row.skill_id, row.level_now if is_mentee and not said else None)
            hint = ""
            if is_mentee:
                hint = gettext("At the intake you said %(level)s, and your aim is %(aim)s.") % {
                    "level": Level(row.level_now).label,
                    "aim": Level(row.level_aim).label,
                }
            self.fields[f"skill-{row.skill_id}"] = forms.TypedChoiceField(
                label=row.skill.name,
                help_text=hint,
                choices=Level.choices,
                coerce=int,
                empty_value=None,
                required=False,
                initial=start,
                widget=Segments(),
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not self.levels_of(found):
            raise forms.ValidationError(_("Choose a level for at least one of the skills."))
        return found

    def levels_of(self, found: Mapping[str, Any]) -> dict[UUID, Level]:
        return {pk: Level(found[name]) for name, pk in self.skills.items() if found.get(name) is not None}

    @property
    def levels(self) -> dict[UUID, Level]:
        """The chosen levels by the skill's id, once the form is valid."""
        return self.levels_of(self.cleaned_data)
