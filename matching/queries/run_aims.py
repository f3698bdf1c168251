"""The three aims of a run side by side, and what the chosen one costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.enums import RunAim
from matching.models import MatchRun, Solution
from matching.queries.run_review import LOW
from matching.queries.runs import POINTS, Shown, aim_label, figures, newest_solutions
from matching.words.clock import spelled
from ui.charts import Chart, Series, bar_chart

LEAST_BARS = 5

AIM_LINES = {
    RunAim.TOTAL: gettext_lazy("The most points over everybody"),
    RunAim.FAIR: gettext_lazy("Lifts the worst-off mentee first"),
    RunAim.STABLE: gettext_lazy("No two would both rather have each other"),
}


@dataclass(frozen=True)
class AimCard:
    """One aim: `stale` says that it was solved before the last decision."""

    aim: str
    label: str
    line: str
    chosen: bool
    stale: bool
    figures: Shown
    chart: Chart


def aim_cards(run: MatchRun) -> list[AimCard]:
    """One query."""
    newest = newest_solutions([run])
    solutions = {aim: newest[run.pk, aim] for aim in RunAim.values if (run.pk, aim) in newest}
    first = _first_bar([solution.spread for solution in solutions.values()])
    return [
        AimCard(
            aim=aim,
            label=aim_label(aim),
            line=str(AIM_LINES[RunAim(aim)]),
            chosen=aim == run.aim,
            stale=solution.revision < run.revision,
            figures=figures(solution, run.mentees),
            chart=_chart(aim_label(aim), solution.spread, first),
        )
        for aim, solution in solutions.items()
    ]


def _first_bar(spreads: Sequence[Sequence[int]]) -> int:
    """The lowest ten that any aim has a pair in, with LEAST_BARS to show at least."""
    lowest = min((tens for spread in spreads for tens, pairs in enumerate(spread) if pairs), default=0)
    return min(lowest, 10 - LEAST_BARS)


def _chart(label: str, spread: Sequence[int], first: int) -> Chart:
    tens = list(range(first, 10))
    labels = [_tens(ten) for ten in tens]
    told = ", ".join(
        _("%(n)d in the %(tens)s") % {"n": spread[ten], "tens": name}
        for ten, name in zip(tens, labels, strict=True)
        if spread[ten]
    )
    return bar_chart(
        series=Series(_("Pairs"), [spread[ten] for ten in tens]),
        labels=labels,
        sentence=_("%(aim)s, pairs by their fit: %(told)s.") % {"aim": label, "told": told or _("none")},
        low_until=max(LOW // 10 - first, 0),
    )


def _tens(ten: int) -> str:
    return _("%(n)ds") % {"n": ten * 10} if ten else _("0 to 9")


def comparing(cards: Sequence[AimCard], *, moved: int) -> str:
    """What the chosen aim costs and brings against the highest total; empty where that is the one chosen. `moved` counts
    the mentees who would have another mentor there."""
    of = {card.aim: card for card in cards}
    chosen = next((card for card in cards if card.chosen), None)
    total = of.get(RunAim.TOTAL)
    if chosen is None or total is None or chosen is total or chosen.stale or total.stale:
        return ""
    ours, theirs = chosen.figures.solution, total.figures.solution
    lost = (theirs.total / max(theirs.matched, 1) - ours.total / max(ours.matched, 1)) * POINTS
    before, after = total.figures.worst, chosen.figures.worst
    words: dict[str, object] = {
        "aim": chosen.label,
        "points": formats.number_format(abs(lost), 1),
        "before": before,
        "after": after,
    }
    if not moved:
        return _("%(aim)s comes to the same pairs as the highest total here.") % words
    if lost >= 0.05:
        cost = _("%(aim)s costs %(points)s points of average fit") % words
    elif lost <= -0.05:
        cost = _("%(aim)s has %(points)s points more of average fit, over fewer pairs") % words
    else:
        cost = _("%(aim)s costs no point of average fit") % words
    if after > before:
        cost = _("%(cost)s, and lifts the lowest from %(before)d to %(after)d.") % {**words, "cost": cost}
    elif after < before:
        cost = _("%(cost)s, and the lowest falls from %(before)d to %(after)d.") % {**words, "cost": cost}
    else:
        cost = _("%(cost)s; the lowest is %(after)d in both.") % {**words, "cost": cost}
    people = ngettext(
        "%(people)s mentee would have another mentor than with the highest total.",
        "%(people)s mentees would have another mentor than with the highest total.",
        moved,
    ) % {"people": spelled(moved)}
    return f"{cost} {people}"


def moved_from_total(run: MatchRun, solution: Solution) -> int:
    """How many mentees have another mentor in `solution` than under the highest total. One query."""
    if solution.aim == RunAim.TOTAL:
        return 0
    rows = (
        Solution.objects.filter(run=run, aim=RunAim.TOTAL)
        .order_by("-revision")
        .values_list("mentors", flat=True)
    )
    theirs = rows.first() or solution.mentors
    return sum(ours != other for ours, other in zip(solution.mentors, theirs, strict=True))
