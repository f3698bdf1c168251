"""What counts in a programme, and how much, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.enums import CriterionKind, CriterionUse
from matching.fit import whole_shares
from matching.models import Criterion
from matching.words.changes import number
from matching.words.clock import spelled
from programmes.models import Programme


@dataclass(frozen=True)
class Counting:
    """One criterion: its share of 100 points (0 for a rule), and what it looks at."""

    name: str
    weight: int
    sentence: str

    @property
    def points(self) -> int:
        return self.weight


@dataclass(frozen=True)
class WhatCounts:
    scores: tuple[Counting, ...]
    rules: tuple[Counting, ...]
    identity: bool


def what_counts(programme: Programme) -> WhatCounts:
    """The criteria in use. Those about identity are not told one by one, only that there are some. One query."""
    rows = list(Criterion.objects.filter(programme=programme, enabled=True))
    # Wishes are told to nobody, nor that there are any.
    open_rows = [row for row in rows if not row.identity and row.kind != CriterionKind.PREFER]
    scoring = [row for row in open_rows if row.use == CriterionUse.SCORE and row.weight > 0]
    total = sum(row.weight for row in scoring)
    shares = whole_shares([100 * row.weight / total for row in scoring], 100) if scoring else []
    return WhatCounts(
        scores=tuple(
            Counting(row.label, share, score_words(row)) for row, share in zip(scoring, shares, strict=True)
        ),
        rules=tuple(
            Counting(row.label, 0, rule_words(row)) for row in open_rows if row.use == CriterionUse.RULE
        ),
        identity=any(row.identity for row in rows),
    )


def score_words(row: Criterion) -> str:
    """What a criterion that scores looks at."""
    hours = float(row.parameters.get("full_hours", 3))
    steps = int(row.parameters.get("best_from", 1)), int(row.parameters.get("best_to", 2))
    texts = {
        CriterionKind.COVERAGE: _(
            "What you want to learn against what a mentor offers: a must counts three times a nice to have, and a close skill counts in part."
        ),
        CriterionKind.TEXT: _(
            "Your goals and where you want to be, against the mentor’s headline and biography. Likeness of words says little, so it counts little."
        ),
        CriterionKind.OVERLAP: _("How much of what you named the mentor named too."),
        CriterionKind.SAME: _("Full points where your answers are the same."),
        CriterionKind.DIFFERENT: _("Full points where your answers differ."),
        CriterionKind.HOURS: ngettext(
            "Hours of the week that you both marked, time zones allowed for; %(hours)s is worth all the points.",
            "Hours of the week that you both marked, time zones allowed for; %(hours)s are worth all the points.",
            1 if hours <= 1 else 2,
        )
        % {"hours": spelled(hours).lower()},
        CriterionKind.GAP: _(
            "A mentor %(from)d to %(to)d steps ahead is best: near enough to remember, far enough to help."
        )
        % {"from": steps[0], "to": steps[1]},
        CriterionKind.NETWORK: _("An employer, school, community or professional body in common."),
        CriterionKind.LANGUAGE: _("A language in common."),
        CriterionKind.BIAS: _("A number the programme gives each mentor, the same for every mentee."),
    }
    return str(texts[CriterionKind(row.kind)])


def rule_words(row: Criterion) -> str:
    """What a rule asks of two people."""
    if row.kind == CriterionKind.HOURS:
        return _("At least %(hours)s hours a week in common.") % {"hours": number(row.minimum)}
    if row.kind == CriterionKind.LANGUAGE:
        return _("At least one language in common.")
    unknown = _("An empty answer does not pass.") if row.strict else _("An empty answer passes.")
    return f"{score_words(row)} {unknown}"
