"""The steps in which skills are picked: those a mentee wants, those a mentor offers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Level, Priority
from accounts.models import Person, Skill
from programmes.forms.steps import StepForm
from programmes.models import Enrolment
from programmes.operations.intake import Wanted, set_offered_skills, set_wanted_skills
from programmes.queries import Intake
from ui.forms import Segments
from ui.words import inside

ADD, REMOVE, FIND, PROPOSE = "add", "remove", "find", "propose"
BUTTONS = frozenset({ADD, REMOVE, FIND, PROPOSE})


@dataclass(frozen=True)
class PickedSkill:
    """One skill of the list with the fields that belong to it, each with the label it has beside the skill's name."""

    skill: Skill
    fields: tuple[tuple[BoundField, str], ...]
    is_new: bool
    has_errors: bool


def _ids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


class SkillsForm(StepForm):
    """A list of skills that grows by buttons. Which skills are in it is posted with it, so that nothing is kept before it is
    whole. Subclasses name the choices for each skill in `rows`: (name, label, choices, what is said where none is made)."""

    template = "programmes/intake/skills.html"
    q = forms.CharField(
        label=_("Add a skill"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "class": "input", "hx-trigger": "input changed delay:250ms, search", "hx-target": "#found"}),
    )  # fmt: skip
    most: int
    none_chosen: Any
    rows: tuple[tuple[str, Any, Sequence[tuple[int, Any]], Any], ...]

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        enrolment: Enrolment,
        intake: Intake,
        draft: QueryDict | None = None,
        added: Skill | None = None,
    ) -> None:
        posted = data if data is not None else draft
        self.values = self.rows_stored(enrolment)
        ids = _ids(posted.getlist("skill")) if posted is not None else list(self.values)
        if draft is not None:
            ids = [each for each in ids if str(each) != draft.get(REMOVE)]
        if added is not None and added.pk not in ids and len(ids) < self.most:
            ids.append(added.pk)
        # A skill that was taken out of the vocabulary meanwhile may stay where it stands, but cannot be added.
        usable = Skill.objects.usable_by(enrolment.person).filter(pk__in=ids) | Skill.objects.filter(
            pk__in=self.values
        )
        known = {skill.pk: skill for skill in usable.distinct().select_related("group") if skill.pk in ids}
        self.skills = [known[each] for each in ids if each in known]
        self.added = added
        super().__init__(data, enrolment=enrolment, intake=intake, draft=draft)

    def prepare(self) -> None:
        self.fields["q"].help_text = self.room_in_words
        self.fields["q"].widget.attrs["hx-get"] = reverse("accounts:skill_search")
        for skill in self.skills:
            for name, label, choices, problem in self.rows:
                self.fields[f"{name}-{skill.pk}"] = forms.TypedChoiceField(
                    label=f"{skill.name}, {inside(label)}",
                    choices=choices,
                    coerce=int,
                    widget=Segments,
                    error_messages={"required": problem},
                )

    @staticmethod
    def rows_stored(enrolment: Enrolment) -> dict[UUID, dict[str, int]]:
        """What is stored for each skill, by the names of `rows`, in the order of the list; one query."""
        raise NotImplementedError

    def stored(self) -> dict[str, Any]:
        return {f"{name}-{skill}": value for skill, row in self.values.items() for name, value in row.items()}

    def typed(self, name: str, draft: QueryDict) -> Any:
        return "" if name == "q" and self.added is not None else super().typed(name, draft)

    def picked(self) -> list[PickedSkill]:
        cards = []
        for skill in self.skills:
            names = [f"{name}-{skill.pk}" for name, *_rest in self.rows]
            fields = tuple(
                (self[name], str(label))
                for name, (_name, label, *_rest) in zip(names, self.rows, strict=True)
            )
            bad = any(name in self.errors for name in names) if self.is_bound else False
            cards.append(PickedSkill(skill, fields, skill == self.added, bad))
        return cards

    @property
    def room(self) -> int:
        return max(self.most - len(self.skills), 0)

    @property
    def room_in_words(self) -> str:
        if not self.skills:
            return gettext("Start typing, or use your own words. Up to %(most)s.") % {"most": self.most}
        return ngettext("%(room)s more fits.", "%(room)s more fit.", self.room) % {"room": self.room}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.skills:
            self.add_error("q", self.none_chosen)
        if len(self.skills) > self.most:
            self.add_error(
                "q", _("Keep to %(most)s skills: remove those that matter least.") % {"most": self.most}
            )
        return cleaned

    def shown(self) -> list[tuple[str, list[str]]]:
        return [
            (skill.name, [self.row_in_words(self.values[skill.pk])])
            for skill in self.skills
            if skill.pk in self.values
        ]

    @staticmethod
    def row_in_words(row: dict[str, int]) -> str:
        """What is stored for one skill, as one line."""
        raise NotImplementedError


class WantedSkillsForm(SkillsForm):
    most = 8
    none_chosen = _("Choose at least one skill that you want to grow.")
    rows = (
        ("now", _("Where you are today"), Level.choices, _("Say where you are today.")),
        ("aim", _("Where you want to be"), Level.choices, _("Choose the level you aim at.")),
        ("priority", _("How much it matters"), Priority.choices, _("Say how much it matters.")),
    )

    @staticmethod
    def rows_stored(enrolment: Enrolment) -> dict[UUID, dict[str, int]]:
        rows = enrolment.wanted_skills.order_by("pk").values_list(
            "skill_id", "level_now", "level_aim", "priority"
        )
        return {skill: {"now": now, "aim": aim, "priority": priority} for skill, now, aim, priority in rows}

    @staticmethod
    def row_in_words(row: dict[str, int]) -> str:
        levels = {
            "now": Level(row["now"]).label,
            "aim": Level(row["aim"]).label,
            "priority": Priority(row["priority"]).label,
        }
        return gettext("From %(now)s to %(aim)s. %(priority)s.") % levels

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for skill in self.skills:
            now, aim = cleaned.get(f"now-{skill.pk}"), cleaned.get(f"aim-{skill.pk}")
            if now is None or aim is None or aim > now:
                continue
            message = _("Choose an aim above today's level.")
            if now == Level.EXPERT:
                message = _("Nothing is above Expert: lower today's level, or remove this skill.")
            elif now == Level.STRONG:
                message = _(
                    "Choose an aim above today's level. You are at Strong; the only step up is Expert."
                )
            self.add_error(f"aim-{skill.pk}", message)
        return cleaned

    def save(self, *, by: Person, now: datetime) -> None:
        value = self.cleaned_data
        wanted = [
            Wanted(s.pk, value[f"now-{s.pk}"], value[f"aim-{s.pk}"], value[f"priority-{s.pk}"])
            for s in self.skills
        ]
        set_wanted_skills(enrolment=self.enrolment, wanted=wanted, by=by, now=now)


class OfferedSkillsForm(SkillsForm):
    most = 15
    none_chosen = _("Choose at least one skill that you could help with.")
    rows = (("level", _("How well you know it"), Level.choices[1:], _("Say how well you know it.")),)

    @staticmethod
    def rows_stored(enrolment: Enrolment) -> dict[UUID, dict[str, int]]:
        rows = enrolment.offered_skills.order_by("pk").values_list("skill_id", "level")
        return {skill: {"level": level} for skill, level in rows}

    @staticmethod
    def row_in_words(row: dict[str, int]) -> str:
        return str(Level(row["level"]).label)

    def save(self, *, by: Person, now: datetime) -> None:
        levels = {skill.pk: self.cleaned_data[f"level-{skill.pk}"] for skill in self.skills}
        set_offered_skills(enrolment=self.enrolment, levels=levels, by=by, now=now)
