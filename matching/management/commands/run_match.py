"""`manage.py run_match`: makes a run of a programme in this process, as a worker would, and says what each part took.
docs/operators/runs.md is its manual."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from matching.enums import RunAim, RunStage
from matching.kept_runs import repeats
from matching.models import MatchRun
from matching.operations.publishing import claim_publishing, start_publishing, work_publishing
from matching.operations.run_work import claim_run, work_run
from matching.operations.runs import NobodyToMatch, start_run
from programmes.models import Programme

PARTS = {
    RunStage.SNAPSHOT: "reading the programme",
    RunStage.TOTAL: "highest total fit",
    RunStage.FAIR: "fairest",
    RunStage.STABLE: "stable",
    RunStage.EXPLAINING: "writing down the reasons",
    RunStage.STORING: "keeping the proposals",
}


class Command(BaseCommand):
    help = "Matches the cohort of a programme with all three aims, and keeps the run for its organisers to review."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("programme", help="the programme's address, as in /programmes/<address>/")
        parser.add_argument("--publish", choices=RunAim.values, help="publish the pairs of this aim at once")
        parser.add_argument("--seed", type=int, default=0, help="decides among equally good matchings (0)")
        parser.add_argument("--minimum", type=int, help="the least score of a pair, 0 to 100")
        parser.add_argument(
            "--levels", type=int, default=1, help="worst scores that the fairest aim lifts (1)"
        )
        parser.add_argument(
            "--check", action="store_true", help="solve the kept snapshot once more and compare"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        programme = _programme(options["programme"])
        if options["minimum"] is not None and not 0 <= options["minimum"] <= 100:
            raise CommandError(f"--minimum is from 0 to 100, not {options['minimum']}.")
        if options["seed"] < 0 or options["levels"] < 0:
            raise CommandError("--seed and --levels are 0 or more.")
        run = self._made(programme, options)
        self._tell(run)
        if options["check"]:
            if not repeats(run):
                raise CommandError("Solved once more, the same snapshot gave other pairs.")
            self.stdout.write("Solved once more, the same snapshot gave the same pairs.")
        if options["publish"]:
            self._publish(run, RunAim(options["publish"]))

    def _made(self, programme: Programme, options: dict[str, Any]) -> MatchRun:
        minimum = options["minimum"]
        try:
            # Claimed in the transaction that starts it, so that no worker that is rung comes first.
            with transaction.atomic():
                run = start_run(
                    programme=programme,
                    by=None,
                    now=timezone.now(),
                    seed=options["seed"],
                    levels=options["levels"],
                    minimum_score=None if minimum is None else minimum / 100,
                )
                claimed = claim_run(job_id=run.job_id, now=timezone.now())
        except NobodyToMatch as why:
            raise CommandError(str(why)) from why
        if claimed is None or not work_run(run=claimed):
            raise CommandError("The run was cancelled. Nothing was kept.", returncode=130)
        return MatchRun.objects.select_related("programme", "job").get(pk=run.pk)

    def _tell(self, run: MatchRun) -> None:
        self.stdout.write(
            f"Run {run.number} of {run.programme.name}: {run.mentees:,} mentees, {run.mentors:,} mentors, "
            f"{run.places:,} places."
        )
        for stage, part in PARTS.items():
            self.stdout.write(f"  {part:<26}{run.timings[stage.value]:>9.3f} s")
        self.stdout.write(f"  {'all of it':<26}{sum(run.timings.values()):>9.3f} s")
        self.stdout.write(f"  {'memory at most':<26}{(run.peak_memory or 0) / 2**20:>9.0f} MiB")
        head = f"{'':<18}{'matched':>9}{'total':>11}{'worst':>7}{'median':>8}{'blocking':>10}  proven"
        self.stdout.write(f"\n{head}")
        solutions = {one.aim: one for one in run.solutions.filter(revision=0)}
        for aim in RunAim:
            one = solutions[aim]
            self.stdout.write(
                f"{aim.label!s:<18}{one.matched:>9,}{one.total:>11,.2f}{100 * one.worst:>7.0f}"
                f"{100 * one.median:>8.0f}{one.blocking_pairs:>10,}  {'yes' if one.certified else 'no'}"
            )

    def _publish(self, run: MatchRun, aim: RunAim) -> None:
        with transaction.atomic():
            job = start_publishing(run=run, aim=aim, revision=run.revision, by=None, now=timezone.now())
            claimed = claim_publishing(job_id=job.pk, now=timezone.now())
        if claimed is None or not work_publishing(run=claimed):
            job.refresh_from_db()
            raise CommandError(job.failure or "Publishing was stopped. Nothing was published.")
        run.refresh_from_db()
        assert run.undo_closes_at is not None
        until = timezone.localtime(run.undo_closes_at)
        self.stdout.write(
            f"\nPublished: {run.mentorships.count():,} mentorships have begun. "
            f"They can be taken back until {until:%d %B %Y, %H:%M} where nobody has met."
        )


def _programme(address: str) -> Programme:
    programme = Programme.objects.filter(slug=address).first()
    if programme is None:
        known = ", ".join(Programme.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no programme called {address}. There are: {known}.")
    return programme
