"""What the components page shows: people, reasons and a form that exist nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms

from ui.forms import Checks, Code, Radios, Segments, Switch, Textarea, WeekField


@dataclass(frozen=True)
class Someone:
    name: str
    initials: str
    tone: int


@dataclass(frozen=True)
class Reason:
    text: str
    less: bool = False


@dataclass(frozen=True)
class Part:
    name: str
    points: float
    weight: float
    sentence: str


@dataclass(frozen=True)
class Stage:
    name: str
    detail: str
    state: str


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool = False
    count: int | None = None


NAMES = "Amara Okafor,Søren Berg,Thandiwe Nkosi,Łucja Wójcik,Rachid Benali,Sigrid Lindqvist,Joaquín Araya,Priya Raghunathan"
ALL_TONES = [
    Someone(name, "".join(word[0] for word in name.split()), tone)
    for tone, name in enumerate(NAMES.split(","), start=1)
]
REASONS = [
    Reason("Strong in stakeholder work and presenting, your two musts"),
    Reason("Three shared hours: Tue 17:00 to 19:00, Thu 17:00"),
    Reason("New mentor, no history yet", less=True),
]
PARTS = [
    Part(
        "Skills you want", 36, 40, "Stakeholder work: she is Expert, you aim at Strong. Presenting: Strong."
    ),
    Part("Your story and hers", 20, 20, "She went from analyst to lead, and writes about first projects."),
    Part("Time you share", 12.5, 20, "Three common hours a week; four would be the full points."),
]
STAGES = [
    Stage("Agree goals", "19 Oct", "done"),
    Stage("Work on them", "Now", "now"),
    Stage("Look back", "12 Feb", "later"),
    Stage("Finish well", "5 Apr", "later"),
]
TABS = [Tab("Overview", "#tabs", True), Tab("Goals", "#tabs", count=3), Tab("Meetings", "#tabs", count=4)]
SWATCHES = (
    "canvas surface sunken line edge muted ink brand brand-strong brand-soft deep accent accent-soft accent-ink "
    "good good-soft warn warn-soft bad bad-soft"
).split()
LEVELS = [("0", "New"), ("1", "Basic"), ("2", "Able"), ("3", "Strong"), ("4", "Expert")]


class SampleForm(forms.Form):
    name = forms.CharField(label="Your name", help_text="As you like to be called.", max_length=80)
    day = forms.DateField(
        label="Date of the first meeting",
        error_messages={"invalid": "Choose a day such as 24 November 2026."},
    )
    zone = forms.ChoiceField(
        label="Time zone", choices=[("", "Choose"), ("a", "Auckland"), ("d", "Durban")], required=False
    )
    story = forms.CharField(
        label="Where you want to be",
        max_length=600,
        widget=Textarea,
        required=False,
        initial="Lead my first project.",
    )
    code = forms.CharField(label="Code from the e-mail", widget=Code, required=False)
    level = forms.ChoiceField(label="Today’s level", choices=LEVELS, widget=Segments)
    topics = forms.MultipleChoiceField(
        label="Tell me about",
        choices=[("meetings", "Meetings"), ("events", "Events")],
        widget=Checks,
        required=False,
    )
    role = forms.ChoiceField(
        label="How would you like to take part?",
        choices=[("mentee", "As a mentee"), ("mentor", "As a mentor")],
        widget=Radios(
            layout="cards",
            descriptions={
                "mentee": "I have a goal and would like company.",
                "mentor": "I have been there and would like to help.",
            },
        ),
    )
    listed = forms.BooleanField(label="Show my page in the directory", widget=Switch, required=False)
    agree = forms.BooleanField(
        label="I have read the code of conduct",
        error_messages={"required": "Tick the box once you have read it."},
    )
    week = WeekField(label="When could you usually meet?", help_text="In your own time zone.")
