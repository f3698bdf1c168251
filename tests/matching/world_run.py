"""The run of tests/world.py: computed once a process, and written down again for each world, whose people bear the same ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Model

from accounts.models import Job
from matching.enums import DecisionKind
from matching.kept_runs import folder_of
from matching.models import MatchRun, ProposedPair, RunDecision, RunEvent, Solution
from matching.operations.run_decisions import Change, decide, solution_of
from matching.snapshot import stored
from programmes.models import Programme
from tests.matching.runs import finished_run

LINKS = {"created_by_id", "by_id", "made_by_id", "requested_by_id"}


@dataclass(frozen=True)
class _Kept:
    folder: str
    rows: list[tuple[type[Model], dict[str, Any]]]


_kept: list[_Kept] = []


def world_run(programme: Programme, *, now: datetime) -> MatchRun:
    """A run of the world's programme that is ready to review, with one pair locked."""
    if not _kept or not default_storage.exists(_kept[0].folder):
        run = finished_run(programme, now=now)
        mentors = solution_of(run).mentors
        mentee = next(place for place, mentor in enumerate(mentors) if mentor >= 0)
        locks = [Change(DecisionKind.LOCK, mentee, mentors[mentee])]
        decide(run=run, changes=locks, reason="They know each other.", revision=0, by=None, now=now)
        every = [run.job, run, *(row for model in PARTS for row in model.objects.filter(run=run))]
        folder = f"{stored.RUNS}/{folder_of(run)}"
        _kept[:] = [_Kept(folder, [(type(row), _values(row)) for row in every])]
        return run
    for model, values in _kept[0].rows:
        if "programme_id" in values:
            values["programme_id"] = programme.pk
        model.objects.bulk_create([model(**values)])
    return MatchRun.objects.get(programme=programme, number=1)


PARTS: list[Any] = [RunEvent, Solution, ProposedPair, RunDecision]


def _values(row: Model) -> dict[str, Any]:
    """The fields of a row, without who acted and without a number that the database gives."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    if not isinstance(row, Job | MatchRun):
        values.pop("id")
    return {name: value for name, value in values.items() if name not in LINKS}
