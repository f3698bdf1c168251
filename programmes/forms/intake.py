"""The steps of the guided intake that are plain fields, and which form belongs to which step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.profile import AboutForm, AvailabilityForm, LinksForm, MeetingForm, NetworksForm
from accounts.forms.rows import RowsField, TextRows
from accounts.models import Person
from programmes.enums import HelpTopic, Quality, Role, Seniority
from programmes.forms.questions import IdentityForm, QuestionsForm
from programmes.forms.skills import OfferedSkillsForm, WantedSkillsForm
from programmes.forms.steps import StepForm
from programmes.intake import IDENTITY, QUESTIONS
from programmes.models import Enrolment
from programmes.operations.intake import change_enrolment, set_capacity, set_goals
from ui.forms import Checks, Radios, Textarea

MOST_GOALS = 5
MOST_PLACES = 50


def _from_another(enrolment: Enrolment, name: str, *, step: str) -> Any:
    """What the person said in the programme they joined last, until they have answered `step` here."""
    own = getattr(enrolment, name)
    if own not in (None, "") or step in enrolment.steps_done:
        return own
    others = Enrolment.objects.of(enrolment.person).exclude(pk=enrolment.pk).order_by("-created_at")
    return next((value for value in others.values_list(name, flat=True) if value not in (None, "")), own)


class ColumnsForm(StepForm):
    """A step whose fields are columns of the enrolment with the same names."""

    def stored(self) -> dict[str, Any]:
        return {name: getattr(self.enrolment, name) for name in self.base_fields}

    def save(self, *, by: Person, now: datetime) -> None:
        changes = {name: self.cleaned_data[name] for name in self.base_fields}
        change_enrolment(enrolment=self.enrolment, changes=changes, by=by, now=now)


class AboutStep(StepForm, AboutForm):
    seniority = forms.TypedChoiceField(
        label=_("Where you are in your working life"), choices=Seniority.choices, coerce=int, widget=Radios,
        error_messages={"required": _("Choose the line that comes nearest.")},
    )  # fmt: skip

    def stored(self) -> dict[str, Any]:
        return {**super().stored(), "seniority": _from_another(self.enrolment, "seniority", step="about")}

    def save(self, *, by: Person, now: datetime) -> None:
        super().save(by=by, now=now)
        change_enrolment(
            enrolment=self.enrolment, changes={"seniority": self.cleaned_data["seniority"]}, by=by, now=now
        )


class StoryStep(ColumnsForm):
    where_i_am = forms.CharField(
        label=_("Where I am"),
        max_length=2000,
        required=False,
        widget=Textarea,
        help_text=_("What you do, and what brought you here."),
    )
    where_i_want_to_be = forms.CharField(
        label=_("Where I want to be"), max_length=2000, widget=Textarea, help_text=_("In a year or two. It may be vague."),
        error_messages={"required": _("Write a sentence or two about where you want to be: it is what mentors are matched to.")},
    )  # fmt: skip
    challenges = forms.CharField(
        label=_("What is hard at the moment"),
        max_length=2000,
        required=False,
        widget=Textarea,
        help_text=_("What stands between the two."),
    )


class TopicsStep(ColumnsForm):
    topics = forms.MultipleChoiceField(
        label=_("Areas for development"),
        choices=HelpTopic.choices,
        required=False,
        widget=Checks(layout="columns"),
    )
    topics_note = forms.CharField(
        label=_("In your own words"), max_length=1000, required=False, widget=Textarea(rows=3)
    )

    def prepare(self) -> None:
        super().prepare()
        if self.enrolment.role == Role.MENTOR:
            self.fields["topics"].label = _("What you like to help with")


class QualitiesStep(ColumnsForm):
    qualities = forms.MultipleChoiceField(
        label=_("My mentor"), choices=Quality.choices, required=False, widget=Checks(layout="columns")
    )
    qualities_note = forms.CharField(
        label=_("In your own words"), max_length=1000, required=False, widget=Textarea(rows=3)
    )

    def prepare(self) -> None:
        super().prepare()
        if self.enrolment.role == Role.MENTOR:
            self.fields["qualities"].label = _("As a mentor, I am somebody who")


class GoalsStep(StepForm):
    goals = RowsField(
        label=_("My goals"), most=MOST_GOALS, max_length=400, help_text=_("A good goal says what will be different, and when you would know."),
        widget=TextRows(row=_("Goal"), add=_("Add another goal"), shown=2, lines=2),
        error_messages={"required": _("Write at least one goal. It may be rough.")},
    )  # fmt: skip

    def stored(self) -> dict[str, Any]:
        return {"goals": [goal.text for goal in self.enrolment.goals.order_by("position")]}

    def save(self, *, by: Person, now: datetime) -> None:
        set_goals(enrolment=self.enrolment, texts=self.cleaned_data["goals"], by=by, now=now)


class WordsStep(ColumnsForm):
    headline = forms.CharField(
        label=_("You in one line"), max_length=160, help_text=_("Such as “Head of analytics, once a nurse”."),
        error_messages={"required": _("Write one line that says who you are.")},
    )  # fmt: skip
    biography = forms.CharField(
        label=_("Your story"), max_length=4000, widget=Textarea(rows=8), help_text=_("Where you came from, what you learnt the hard way, how you like to work."),
        error_messages={"required": _("Write a few sentences about yourself: mentees choose by them.")},
    )  # fmt: skip


class CapacityStep(StepForm):
    capacity = forms.IntegerField(
        label=_("Mentees at once, in this programme"), min_value=1, max_value=MOST_PLACES, widget=forms.NumberInput(attrs={"class": "input--short", "inputmode": "numeric"}),
        error_messages={"required": _("Write how many mentees you can help at once."), "min_value": _("Write 1 or more. To pause, switch off new requests instead."), "max_value": _("Write 50 or fewer.")},
    )  # fmt: skip
    mentee_cap = forms.IntegerField(
        label=_("Mentees at once, in all programmes together"), min_value=1, max_value=500, required=False, widget=forms.NumberInput(attrs={"class": "input--short", "inputmode": "numeric"}),
        help_text=_("If you mentor in several programmes and want one limit for all. Leave it empty otherwise."),
    )  # fmt: skip

    def stored(self) -> dict[str, Any]:
        return {"capacity": self.enrolment.capacity, "mentee_cap": self.person.mentee_cap}

    def save(self, *, by: Person, now: datetime) -> None:
        set_capacity(
            enrolment=self.enrolment,
            capacity=self.cleaned_data["capacity"],
            cap=self.cleaned_data["mentee_cap"],
            by=by,
            now=now,
        )


class MeetingStep(StepForm, MeetingForm):
    pass


class AvailabilityStep(StepForm, AvailabilityForm):
    pass


class NetworksStep(StepForm, NetworksForm):
    pass


class LinksStep(StepForm, LinksForm):
    pass


class MenteeNetworksStep(NetworksStep):
    line_manager_email = forms.EmailField(
        label=_("Your line manager's e-mail address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Write a whole address, such as sam@example.org.")},
    )  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        self.fields["line_manager_email"].help_text = (
            _("So that your organisers know. In this programme a line manager may be the mentor.")
            if self.enrolment.programme.manager_may_mentor
            else _(
                "So that they are never suggested as your mentor. We do not write to them, and mentors never see it."
            )
        )

    def stored(self) -> dict[str, Any]:
        return {
            **super().stored(),
            "line_manager_email": _from_another(self.enrolment, "line_manager_email", step="networks"),
        }

    def clean_line_manager_email(self) -> str:
        return str(self.cleaned_data["line_manager_email"]).lower()

    def save(self, *, by: Person, now: datetime) -> None:
        super().save(by=by, now=now)
        changes = {"line_manager_email": self.cleaned_data["line_manager_email"]}
        change_enrolment(enrolment=self.enrolment, changes=changes, by=by, now=now)


_FORMS: dict[str, type[StepForm]] = {
    "about": AboutStep,
    "story": StoryStep,
    "topics": TopicsStep,
    "goals": GoalsStep,
    "skills": WantedSkillsForm,
    "qualities": QualitiesStep,
    "meeting": MeetingStep,
    "availability": AvailabilityStep,
    "networks": NetworksStep,
    "links": LinksStep,
    "words": WordsStep,
    "expertise": OfferedSkillsForm,
    "capacity": CapacityStep,
    QUESTIONS: QuestionsForm,
    IDENTITY: IdentityForm,
}


def form_of(step: str, role: str) -> type[StepForm]:
    """The form of the step called `step`. Raises KeyError where there is none."""
    if step == "networks" and role == Role.MENTEE:
        return MenteeNetworksStep
    return _FORMS[step]
