"""What an organiser can choose from: what criteria look at, how they compare it, and how much they count, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.enums import NetworkKind
from matching.defaults import DEFAULTS
from matching.enums import CriterionKind as K
from matching.enums import CriterionUse
from matching.models import Criterion
from matching.snapshot.questions import PREFIX
from programmes.enums import QuestionFor, QuestionKind
from programmes.models import FormVersion, Programme, Question

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Importance(TextChoices):
    """How much a criterion counts, as organisers say it."""

    MUST = "must", _("Must hold")
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")
    CUSTOM = "custom", _("A number")


WEIGHTS: Mapping[str, float] = {Importance.HIGH: 40.0, Importance.MEDIUM: 15.0, Importance.LOW: 5.0}


def importance_of(row: Criterion) -> Importance:
    if row.use == CriterionUse.RULE:
        return Importance.MUST
    return next((Importance(name) for name, at in WEIGHTS.items() if at == row.weight), Importance.CUSTOM)


@dataclass(frozen=True)
class Dial:
    """One parameter of a kind as a number in a form: `per` is what one of the engine's units is there (100 for percent)."""

    name: str
    label: StrOrPromise
    hint: StrOrPromise = ""
    per: float = 1.0


@dataclass(frozen=True)
class KindWords:
    """How one kind compares: `what` in a sentence, and an example. `rule`: it may be one that must hold; then `least` is
    how much of it at least, where that can be said."""

    title: StrOrPromise
    what: StrOrPromise
    example: StrOrPromise
    rule: bool = True
    least: Dial | None = None
    dials: tuple[Dial, ...] = ()


def _share(label: StrOrPromise) -> Dial:
    return Dial("minimum", label, _("In per cent, 0 to 100. At 0 anything above nothing is enough."), per=100)


KINDS: Mapping[str, KindWords] = {
    K.COVERAGE: KindWords(
        _("How much of it is offered"),
        _("How much of what the mentee wants to learn the mentor can teach, by level and priority."),
        _("Wants Budgets (a must) and Presenting; the mentor offers Budgets: most of the points."),
        least=_share(_("At least this much of what is wanted")),
        dials=(
            Dial(
                "share",
                _("What a skill of the same group is worth"),
                _("In per cent of the skill itself: Forecasting where Budgets was wanted."),
                per=100,
            ),
        ),
    ),
    K.TEXT: KindWords(
        _("Likeness of meaning"),
        _(
            "How near in meaning what the mentee wrote is to what the mentor wrote. It says little about who will "
            "get on, so give it little weight."
        ),
        _("“I want to present to sponsors” beside “I have spoken to boards for years”: many points."),
        rule=False,
        dials=(
            Dial("low", _("Likeness worth nothing"), _("From -1 to 1; 0.05 is that of any two people.")),
            Dial("high", _("Likeness worth all the points"), _("From -1 to 1; 0.5 is that of a clear fit.")),
        ),
    ),
    K.OVERLAP: KindWords(
        _("Things in common"),
        _("The share of what the mentee named that the mentor named too."),
        _("The mentee named three, the mentor two of them: two thirds of the points."),
        least=_share(_("At least this share in common")),
    ),
    K.SAME: KindWords(
        _("The same"),
        _("All the points where the two answers are the same, none where they differ."),
        _("Both answered “Policy”: all the points."),
    ),
    K.DIFFERENT: KindWords(
        _("Different"),
        _("All the points where the two answers differ, none where they are the same."),
        _("One answered “Sales”, the other “Finance”: all the points."),
    ),
    K.GAP: KindWords(
        _("Steps ahead"),
        _(
            "How many steps the mentor stands above the mentee: best within a range, nothing on the same step or below."
        ),
        _("Best from one to two: a mentor one step up gets all the points, one five steps up few."),
        least=_share(_("At least this share of the points")),
        dials=(
            Dial("best_from", _("Best from this many steps ahead")),
            Dial("best_to", _("Best up to this many steps ahead")),
            Dial("fade", _("Lost with every step beyond"), _("In per cent of the points."), per=100),
        ),
    ),
    K.HOURS: KindWords(
        _("Hours in common"),
        _("Hours of the week that both marked, each in their own time zone."),
        _("All the points from two hours: with one hour in common, half of them."),
        least=Dial("minimum", _("At least this many hours a week"), _("Half an hour is the least.")),
        dials=(Dial("full_hours", _("Hours a week that get all the points")),),
    ),
    K.NETWORK: KindWords(
        _("One in common"),
        _("All the points where both belong to one and the same, whatever else they belong to."),
        _("Both went to Leeds University: all the points."),
    ),
    K.LANGUAGE: KindWords(
        _("A language in common"),
        _("All the points where both speak one and the same."),
        _("One speaks English and French, the other French: all the points."),
    ),
    K.BIAS: KindWords(
        _("A number of the mentor"),
        _(
            "A number from 0 to 1 that moves a mentor up for every mentee alike. It says nothing about the two."
        ),
        _("Mentors who are new get 1, the others 0: new ones come a little earlier."),
        rule=False,
    ),
    K.PREFER: KindWords(
        _("What the two wished for"),
        _(
            "What both said privately in a preview. It counts for the solver alone, is in no score that anybody sees, "
            "and nobody is told of it. Whoever said “avoid” is kept apart in any case."
        ),
        _("A mentee said “prefer” of one mentor: that pair comes about sooner."),
        rule=False,
    ),
}

_PROFILE: tuple[tuple[str, StrOrPromise, tuple[K, ...]], ...] = (
    ("skills", _("Skills wanted and offered"), (K.COVERAGE,)),
    ("words", _("Goals against experience"), (K.TEXT,)),
    ("topics", _("Areas for development"), (K.OVERLAP,)),
    ("qualities", _("Ways of working"), (K.OVERLAP,)),
    ("availability", _("Hours of the week"), (K.HOURS,)),
    ("seniority", _("Stage of the career"), (K.GAP,)),
    ("languages", _("Languages"), (K.LANGUAGE, K.OVERLAP)),
    ("formats", _("Ways of meeting"), (K.OVERLAP,)),
    ("networks", _("Any network"), (K.NETWORK,)),
    (f"networks:{NetworkKind.EMPLOYER}", _("Employer"), (K.NETWORK,)),
    (f"networks:{NetworkKind.SCHOOL}", _("School"), (K.NETWORK,)),
    (f"networks:{NetworkKind.COMMUNITY}", _("Community"), (K.NETWORK,)),
    (f"networks:{NetworkKind.PROFESSIONAL_BODY}", _("Professional body"), (K.NETWORK,)),
    ("", _("Wishes from a preview"), (K.PREFER,)),
)

_FITTING: Mapping[str, tuple[K, ...]] = {
    QuestionKind.CHOICE: (K.SAME, K.DIFFERENT, K.OVERLAP),
    QuestionKind.CHOICES: (K.OVERLAP,),
    QuestionKind.LADDER: (K.GAP, K.SAME, K.DIFFERENT),
    QuestionKind.NUMBER: (K.GAP, K.BIAS),
    QuestionKind.YES_NO: (K.SAME, K.DIFFERENT),
    QuestionKind.SHORT_TEXT: (K.SAME, K.DIFFERENT),
}


@dataclass(frozen=True)
class Subject:
    """Something that a criterion can look at: a field of the profile, or a question of the programme (`asked`). `mentee`
    and `mentor` say who answers it."""

    field: str
    label: StrOrPromise
    kinds: tuple[K, ...]
    asked: bool = False
    identity: bool = False
    mentee: bool = True
    mentor: bool = True

    @property
    def ways(self) -> list[tuple[K, KindWords]]:
        return [(kind, KINDS[kind]) for kind in self.kinds]


def subjects(programme: Programme) -> list[Subject]:
    """The fields of the profile, then the questions of the newest published form of which answers can be compared. One
    query."""
    newest = FormVersion.objects.filter(programme=programme, published_at__isnull=False).order_by("-number")
    questions = Question.objects.filter(version=newest.values("pk")[:1]).order_by("position", "key")
    return [Subject(*row) for row in _PROFILE] + [
        Subject(
            field=f"{PREFIX}{question.key}",
            label=question.text,
            kinds=_FITTING[question.kind],
            asked=True,
            identity=question.identity,
            mentee=question.asked_of != QuestionFor.MENTOR,
            mentor=question.asked_of != QuestionFor.MENTEE,
        )
        for question in questions
        if question.kind in _FITTING
    ]


def of_side(kind: str, found: Iterable[Subject], *, mentees: bool) -> list[Subject]:
    """Those that a criterion of this kind can look at on one side."""
    return [one for one in found if kind in one.kinds and (one.mentee if mentees else one.mentor)]


def is_usual(row: Criterion) -> bool:
    """Whether a criterion is one of those that every programme begins with. Such a one is switched off, never deleted."""
    return row.key in {default.key for default in DEFAULTS}
