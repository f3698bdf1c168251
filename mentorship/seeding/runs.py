"""A cohort matched and not yet published, so that an organiser who looks around has pairs to review."""

from __future__ import annotations

from matching.operations.run_work import claim_run, work_run
from matching.operations.runs import start_run
from mentorship.seeding.context import Seeding
from programmes.models import Programme


def create_run(programme: Programme, seeding: Seeding) -> int:
    """One run of `programme`, ready to review; how many mentees it matched."""
    run = start_run(programme=programme, by=None, now=seeding.now)
    claimed = claim_run(job_id=run.job_id, now=seeding.now)
    if claimed is None or not work_run(run=claimed):
        raise RuntimeError("the run of the demo was taken by somebody else")
    return run.solutions.get(aim=run.aim).matched
