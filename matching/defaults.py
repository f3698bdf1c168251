"""What counts in a programme until its organiser says otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matching.enums import CriterionKind, CriterionUse


@dataclass(frozen=True)
class Default:
    """One criterion of a new programme; the fields mean what those of matching.models.Criterion mean."""

    key: str
    kind: CriterionKind
    label: Promise
    weight: float = 0.0
    mentee_field: str = ""
    mentor_field: str = ""
    use: CriterionUse = CriterionUse.SCORE
    minimum: float = 0.0
    enabled: bool = True
    parameters: dict[str, float] = field(default_factory=dict)


# Needs and time come first, words and qualities after them: likeness of texts says little about who will
# accept whom (docs: the evidence is in the guide's chapter on why mentorship matters).
DEFAULTS = (
    Default("skills", CriterionKind.COVERAGE, _("Skills"), 40, "skills", "skills"),
    Default("words", CriterionKind.TEXT, _("Goals and experience"), 15, "words", "words"),
    Default("topics", CriterionKind.OVERLAP, _("Areas for development"), 15, "topics", "topics"),
    Default(
        "hours",
        CriterionKind.HOURS,
        _("Time in common"),
        15,
        "availability",
        "availability",
        parameters={"full_hours": 2},
    ),
    Default(
        "step",
        CriterionKind.GAP,
        _("The step ahead"),
        10,
        "seniority",
        "seniority",
        parameters={"best_from": 1, "best_to": 3},
    ),
    Default("qualities", CriterionKind.OVERLAP, _("Ways of working"), 5, "qualities", "qualities"),
    Default("network", CriterionKind.NETWORK, _("A network in common"), 3, "networks", "networks"),
    Default("wishes", CriterionKind.PREFER, _("What they wished for"), 10, enabled=False),
    Default(
        "language",
        CriterionKind.LANGUAGE,
        _("A language in common"),
        mentee_field="languages",
        mentor_field="languages",
        use=CriterionUse.RULE,
    ),
    Default(
        "some-time",
        CriterionKind.HOURS,
        _("At least this much time in common"),
        mentee_field="availability",
        mentor_field="availability",
        use=CriterionUse.RULE,
        minimum=0.5,
        enabled=False,
    ),
)
