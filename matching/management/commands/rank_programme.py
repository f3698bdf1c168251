"""`manage.py rank_programme`: has the workers rank everybody of a programme. docs/operators/ranking.md is its manual."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.enums import OPEN_JOB_STATES, JobKind, JobState
from accounts.models import Job
from matching.operations.rankings import K, cancel_ranking, start_ranking
from programmes.models import Programme

LOOK_EVERY = 0.5  # seconds
TELL_EVERY = timedelta(seconds=10)
PATIENCE = timedelta(seconds=15)


class Command(BaseCommand):
    help = "Has the workers rank the mentors for everybody of a programme. The result replaces the one before it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("programme", help="the programme's address, as in /programmes/<address>/")
        parser.add_argument("--k", type=int, default=K, help=f"how many mentors to keep a mentee ({K})")
        parser.add_argument(
            "--wait", action="store_true", help="tell how far it is until it ends; Ctrl-C stops the ranking"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            known = ", ".join(Programme.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no programme called {options['programme']}. There are: {known}.")
        if options["k"] < 1:
            raise CommandError(f"--k is at least 1, not {options['k']}.")
        job = start_ranking(programme=programme, by=None, now=timezone.now(), k=options["k"])
        if job is None:
            raise CommandError(self._under_way(programme))
        self.stdout.write(f"The workers rank {programme.name}.")
        if options["wait"]:
            self._wait(job)

    def _under_way(self, programme: Programme) -> str:
        words = f"A ranking of {programme.name} is under way already"
        job = Job.objects.filter(
            kind=JobKind.RANKING, subject_id=programme.pk, state__in=OPEN_JOB_STATES
        ).first()
        if job is not None:
            words += f", at {job.done:,} of {job.total:,} mentees"
        return f"{words}. Wait for it, or stop it in the administration, under Jobs."

    def _wait(self, job: Job) -> None:
        """Tells of the job until it ends. Raises CommandError where that is not its own end."""
        try:
            self._watch(job)
        except KeyboardInterrupt:
            cancel_ranking(job=job, by=None, now=timezone.now())
            job.refresh_from_db()
        if job.state == JobState.DONE:
            took = timezone.now() - job.created_at
            workers = job.result["workers"]
            by = f"{workers} worker{'' if workers == 1 else 's'}"
            self.stdout.write(f"Done: {job.done:,} mentees in {_span(took)}, by {by}.")
        elif job.state == JobState.CANCELLED:
            raise CommandError(
                f"Stopped at {job.done:,} of {job.total:,} mentees. The ranking before it, if any, stays.",
                returncode=130,
            )
        else:
            raise CommandError(f"It failed. {job.failure}")

    def _watch(self, job: Job) -> None:
        terminal, said, warned = self.stdout.isatty(), "", False
        told_at, first = timezone.now(), None
        while job.state in OPEN_JOB_STATES:
            sleep(LOOK_EVERY)
            job.refresh_from_db()
            now = timezone.now()
            if first is None and job.done:
                first = (now, job.done)
            if job.state == JobState.QUEUED and now - job.created_at > PATIENCE and not warned:
                self.stderr.write(
                    "No worker has taken it up yet. Does one run that hears the queue `ranking`?"
                )
                warned = True
            line = _progress(job, now, first)
            if terminal and line != said:
                self.stdout.write(f"\r{line:<{len(said)}}", ending="")
                said = line
            elif not terminal and now - told_at >= TELL_EVERY:
                self.stdout.write(line)
                told_at = now
        if said:
            self.stdout.write("")


def _progress(job: Job, now: datetime, first: tuple[datetime, int] | None) -> str:
    """How far the job is, and how long it takes still at the pace since `first`, a moment and the number done by then."""
    if job.state == JobState.QUEUED:
        return "waiting for a worker"
    if not job.total:
        return "reading the programme"
    line = f"{job.done:,} of {job.total:,} mentees"
    if first is None or job.done == first[1]:
        return line
    left = (now - first[0]) * (job.total - job.done) / (job.done - first[1])
    return f"{line}, about {_span(left)} left"


def _span(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    return f"{seconds} s" if seconds < 90 else f"{round(seconds / 60)} min"
