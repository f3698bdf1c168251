"""What runs, and decisions about their pairs, are called in the log of a programme."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from matching.models import MatchRun, RunDecision


def run_names(ids: Collection[str]) -> Mapping[str, str]:
    """By the ids of runs. One query."""
    rows = MatchRun.objects.filter(pk__in=ids).values_list("pk", "number")
    return {str(pk): _("run %(n)d") % {"n": number} for pk, number in rows}


def decision_names(ids: Collection[str]) -> Mapping[str, str]:
    """By the ids of decisions: the two people, and the run. One query."""
    rows = RunDecision.objects.filter(pk__in=ids).values_list(
        "pk", "run__number", "mentee__person__name", "mentor__person__name"
    )
    erased = _("Somebody erased")
    return {
        str(pk): _("%(mentee)s and %(mentor)s, run %(n)d")
        % {"mentee": mentee or erased, "mentor": mentor or erased, "n": number}
        for pk, number, mentee, mentor in rows
    }
