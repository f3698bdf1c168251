"""A finished run for the tests of others: made for real, in this process."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from matching.models import MatchRun
from matching.operations.run_work import claim_run, work_run
from matching.operations.runs import start_run
from programmes.models import Programme
from tests import factories as make


def finished_run(programme: Programme, *, now: datetime = make.NOW, **options: Any) -> MatchRun:
    """A run of `programme`, ready to review; `options` are those of start_run. Raises NobodyToMatch."""
    run = start_run(programme=programme, by=options.pop("by", None), now=now, **options)
    claimed = claim_run(job_id=run.job_id, now=now)
    assert claimed is not None
    assert work_run(run=claimed)
    return MatchRun.objects.select_related("programme", "job").get(pk=run.pk)
