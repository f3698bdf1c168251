"""What came of a match, as data for a file and as a table for a terminal."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from matching import engine
from matching.enums import CriterionUse
from matching.files.cohort import Cohort
from matching.files.pairs import unmatched_words
from matching.importing import FileRead
from matching.models import Criterion

PACKAGES = ("numpy", "ortools", "django")
WAYS = {
    "total": "highest total",
    "fair": "fairest",
    "stable": "stable",
    "first_come": "first come, first served",
}


@dataclass(frozen=True)
class Outcome:
    """A cohort that was matched. `options` are those of the command, `seconds` what each phase took,
    `notes` what of the files was not taken over."""

    cohort: Cohort
    files: Mapping[str, FileRead]
    notes: Sequence[str]
    options: Mapping[str, Any]
    assignment: engine.Assignment
    comparison: engine.Comparison
    relaxations: Sequence[engine.Relaxation]
    seconds: Mapping[str, float]


def report_of(outcome: Outcome, *, now: datetime) -> bytes:
    """The report as JSON. It names people by e-mail address, and holds nothing about identity."""
    cohort = outcome.cohort
    mentees, mentors = cohort.snapshot.mentees.rows, cohort.snapshot.mentors.rows
    words = unmatched_words(cohort, outcome.relaxations, now=now)
    told = {
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in PACKAGES},
            "sentence model": cohort.model or None,
        },
        "files": {
            what: {
                "name": file.name,
                "sha256": file.digest,
                **({"rows": file.rows} if what != "mapping" else {}),
            }
            for what, file in outcome.files.items()
        },
        "options": dict(outcome.options),
        "people": {
            "mentees": len(mentees),
            "mentors": len(mentors),
            "places": int(cohort.problem.capacity_left.sum()),
        },
        "criteria": [_criterion(row, cohort) for row in cohort.snapshot.criteria.values()],
        "not taken over": list(outcome.notes),
        "not counted": [row.label for row in cohort.inert],
        "result": {
            **_way(getattr(outcome.comparison, outcome.options["aim"])),
            "certified": outcome.assignment.certified,
        },
        "comparison": {way: _way(getattr(outcome.comparison, way)) for way in WAYS},
        "unmatched": [
            {
                "mentee": mentees[one.mentee].email,
                "lack": one.lack.value,
                "why": words[one.mentee].why,
                "change": words[one.mentee].change,
                "mentor": None if one.mentor is None else mentors[one.mentor].email,
                "places": one.places,
                "places at": None if one.place_at is None else mentors[one.place_at].email,
                "minimum": None if one.minimum is None else round(100 * one.minimum),
            }
            for one in outcome.relaxations
        ],
        "seconds": {phase: round(seconds, 4) for phase, seconds in outcome.seconds.items()},
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _criterion(row: Criterion, cohort: Cohort) -> dict[str, Any]:
    scoring = [one.weight for one in cohort.snapshot.criteria.values() if one.use == CriterionUse.SCORE]
    scores = row.use == CriterionUse.SCORE
    return {
        "key": row.key,
        "label": row.label,
        "kind": row.kind,
        "use": row.use,
        "weight": row.weight if scores else None,
        "share": round(row.weight / sum(scoring), 4) if scores else None,
    }


def _way(way: engine.Summary) -> dict[str, Any]:
    return {
        "matched": way.assignment.matched,
        "total": _points(way.assignment.total),
        "worst": _points(way.assignment.worst),
        "blocking pairs": way.assignment.blocking_pairs,
        "deciles": [_points(score) for score in way.deciles],
        "first choice": round(way.first_choice, 4),
        "top five": round(way.top_five, 4),
    }


def _points(score: float) -> float:
    """A score of 0 to 1, or a sum of such, in points of 100."""
    return round(100 * score, 2)


def summary(outcome: Outcome) -> list[str]:
    """The lines that a terminal shows."""
    cohort, chosen = outcome.cohort, outcome.options["aim"]
    mentees, problem = cohort.problem.mentees.size, cohort.problem
    head = (
        f"{'':28}{'matched':>9}{'average':>9}{'worst':>7}{'1st choice':>12}{'top five':>10}{'blocking':>10}"
    )
    lines = [
        f"{mentees} mentees, {problem.mentors.size} mentors with {int(problem.capacity_left.sum())} places.",
        "",
        head,
    ]
    for way, label in WAYS.items():
        one: engine.Summary = getattr(outcome.comparison, way)
        done = one.assignment
        average = 100 * done.total / done.matched if done.matched else 0.0
        lines.append(
            f"{'> ' if way == chosen else '  '}{label:26}{done.matched:>9}{average:>9.1f}{100 * done.worst:>7.0f}"
            f"{one.first_choice:>12.0%}{one.top_five:>10.0%}{done.blocking_pairs:>10}"
        )
    lines += ["", _proof(outcome.assignment)]
    if cohort.warning:
        lines.append(cohort.warning)
    if outcome.relaxations:
        number = len(outcome.relaxations)
        lines.append(f"{number} mentee{'s are' if number > 1 else ' is'} unmatched; their rows say why.")
    if cohort.inert:
        labels = ", ".join(row.label for row in cohort.inert)
        lines.append(
            f"Not counted: {labels}. Answers about identity count only where each person has agreed on the site."
        )
    return [*lines, *outcome.notes]


def _proof(assignment: engine.Assignment) -> str:
    if assignment.certified:
        return "Proven: no other pairs would serve this aim better."
    return "Not proven to be the best for this aim."
