"""The runs of a programme in a list, whether another can begin, and how far one is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import JobState
from matching.enums import RunAim, RunStage, RunState
from matching.models import MatchRun, RunDecision, Solution
from matching.snapshot.people import load_people, taken_anywhere, taking_part
from programmes.enums import MatchingMode, ProgrammeState, Role
from programmes.models import Enrolment, Programme

RUNS = 20
POINTS = 100
UNDER_WAY = [RunState.QUEUED, RunState.RUNNING]
WITH_RESULT = [RunState.READY, RunState.PUBLISHED, RunState.DISCARDED]
# Where no earlier run tells how long each stage takes: shares of the whole, from the measurements in docs/benchmarks.md.
USUAL_SECONDS = {
    RunStage.SNAPSHOT: 3.0,
    RunStage.TOTAL: 3.0,
    RunStage.FAIR: 4.0,
    RunStage.STABLE: 2.0,
    RunStage.EXPLAINING: 3.0,
    RunStage.STORING: 1.0,
}
NEARLY = 0.95  # of a stage, however long it takes

TONES = {
    RunState.QUEUED: ("", "clock"),
    RunState.RUNNING: ("warm", "refresh-cw"),
    RunState.READY: ("good", "clipboard-check"),
    RunState.PUBLISHED: ("good", "send"),
    RunState.DISCARDED: ("", "folder"),
    RunState.FAILED: ("bad", "circle-alert"),
    RunState.CANCELLED: ("", "circle-x"),
}


@dataclass(frozen=True)
class Shown:
    """One solution as a page shows it: `average`, `worst` and `median` in points."""

    solution: Solution
    average: str
    worst: int
    median: int
    unmatched: int

    @property
    def matched(self) -> int:
        return self.solution.matched

    @property
    def blocking(self) -> int:
        return self.solution.blocking_pairs


def figures(solution: Solution, mentees: int) -> Shown:
    return Shown(
        solution=solution,
        average=average_points(solution.total, solution.matched),
        worst=round(solution.worst * POINTS),
        median=round(solution.median * POINTS),
        unmatched=max(mentees - solution.matched, 0),
    )


def average_points(total: float, matched: int) -> str:
    return formats.number_format(total / matched * POINTS, 1) if matched else "–"


@dataclass(frozen=True)
class RunRow:
    """One run in the list; `figures` are those of its aim after the last decision, None where nothing was computed."""

    run: MatchRun
    figures: Shown | None

    @property
    def tone(self) -> str:
        return TONES[RunState(self.run.state)][0]

    @property
    def icon(self) -> str:
        return TONES[RunState(self.run.state)][1]


@dataclass(frozen=True)
class Standing:
    """Who would take part in a run now. `unfinished` are enrolled, but have not finished their answers."""

    mentees: int
    mentors: int
    places: int
    unfinished: int
    with_mentor: int


@dataclass(frozen=True)
class Obstacle:
    """Why no run can begin, and where to change that: `tab` names one of the programme's, empty for none."""

    title: str
    text: str
    tab: str
    action: str


@dataclass(frozen=True)
class RunsPage:
    page: Page[MatchRun]
    rows: tuple[RunRow, ...]
    standing: Standing
    obstacle: Obstacle | None


def runs_page(programme: Programme, *, number: str | None, now: datetime) -> RunsPage:
    """One page of the programme's runs, the newest first. Six queries."""
    runs = MatchRun.objects.filter(programme=programme).select_related("created_by", "published_by")
    page = Paginator(runs, RUNS).get_page(number)
    shown = list(page.object_list)
    newest = newest_solutions(shown)
    standing = standing_of(programme, now=now)
    return RunsPage(
        page=page,
        rows=tuple(RunRow(run, _figures_of(run, newest)) for run in shown),
        standing=standing,
        obstacle=obstacle(programme, standing),
    )


def _figures_of(run: MatchRun, newest: Mapping[tuple[UUID, str], Solution]) -> Shown | None:
    solution = newest.get((run.pk, run.aim))
    return figures(solution, run.mentees) if solution else None


def newest_solutions(runs: Sequence[MatchRun]) -> dict[tuple[UUID, str], Solution]:
    """The last solution of each aim of each run, without its pairs, by run and aim. One query."""
    rows = Solution.objects.filter(run__in=runs).defer("mentors").order_by("run_id", "aim", "-revision")
    return {(row.run_id, row.aim): row for row in rows.distinct("run_id", "aim")}


def standing_of(programme: Programme, *, now: datetime) -> Standing:
    """Five queries."""
    mentees = taking_part(programme, Role.MENTEE)
    looking = mentees.filter(active_mentorships__lt=F("capacity")).count()
    places = load_people(programme, Role.MENTOR).capacity_left(taken_anywhere(), now)
    unfinished = Enrolment.objects.enrolled().filter(programme=programme, submitted_at__isnull=True)
    return Standing(
        mentees=looking,
        mentors=int((places > 0).sum()),
        places=int(places.sum()),
        unfinished=unfinished.count(),
        with_mentor=mentees.count() - looking,
    )


def obstacle(programme: Programme, standing: Standing) -> Obstacle | None:
    if programme.mode == MatchingMode.SELF:
        return Obstacle(
            _("People choose each other here"),
            _(
                "In this programme each mentee looks for a mentor. To match people yourself, change how people are matched."
            ),
            "settings",
            _("Change how people are matched"),
        )
    if programme.state in (ProgrammeState.CLOSED, ProgrammeState.ARCHIVED):
        return Obstacle(
            _("The programme is closed"),
            _("A closed programme begins no new pairs. Start it again to match people."),
            "settings",
            _("Go to its settings"),
        )
    if not standing.mentees:
        return Obstacle(
            _("Nobody waits for a mentor"),
            _(
                "A run matches mentees who are enrolled, have finished their answers and have no mentor yet. There is none at the moment."
            ),
            "people",
            _("Look at the people"),
        )
    if not standing.places:
        return Obstacle(
            _("No mentor has a place free"),
            _(
                "Every place is taken, or its mentor takes nobody at the moment. Invite mentors, or ask some for one more place."
            ),
            "people",
            _("Look at the people"),
        )
    return None


# --- a run that is under way


@dataclass(frozen=True)
class Stage:
    """As the component `stages` takes it."""

    name: str
    detail: str
    state: str


@dataclass(frozen=True)
class Progress:
    """`percent` of the whole; `left` says how long it takes still, in words, empty where that is not known."""

    percent: int
    stages: tuple[Stage, ...]
    left: str
    stopping: bool


def progress(run: MatchRun, *, now: datetime) -> Progress:
    """How far a run is that waits or runs. One query."""
    expected, told = _expected(run)
    stages = list(RunStage)
    at = stages.index(RunStage(run.stage)) if run.stage else -1
    spent = {stage: run.timings.get(stage.value) for stage in stages[: max(at, 0)]}
    done = sum(expected[stage] for stage in stages[: max(at, 0)])
    if at >= 0:
        began = run.job.started_at or now
        elapsed = (now - began).total_seconds() - sum(seconds or 0.0 for seconds in spent.values())
        done += min(max(elapsed, 0.0), NEARLY * expected[stages[at]])
    whole = sum(expected.values())
    return Progress(
        percent=min(int(done / whole * 100), 99),
        stages=tuple(_stage(stage, place, at, spent) for place, stage in enumerate(stages)),
        left=seconds_in_words(whole - done) if told and at >= 0 else "",
        stopping=run.job.cancel_requested_at is not None,
    )


def _stage(stage: RunStage, place: int, at: int, spent: Mapping[RunStage, float | None]) -> Stage:
    if place < at:
        seconds = spent.get(stage)
        taken = formats.number_format(seconds, 1) if seconds is not None else ""
        detail = _("%(n)s seconds") % {"n": taken} if taken else _("Done")
        return Stage(str(stage.label), detail, "done")
    return Stage(
        str(stage.label),
        _("Under way") if place == at else "",
        "now" if place == at else "later",
    )


def _expected(run: MatchRun) -> tuple[dict[RunStage, float], bool]:
    """Seconds of each stage, from the last run of this programme that was finished, and whether there is one."""
    earlier = (
        MatchRun.objects.filter(programme_id=run.programme_id, number__lt=run.number)
        .filter(state__in=WITH_RESULT)
        .exclude(timings={})
        .order_by("-number")
        .only("timings", "mentees", "mentors")
        .first()
    )
    if earlier is None:
        return dict(USUAL_SECONDS), False
    size = earlier.mentees * earlier.mentors
    grown = run.mentees * run.mentors / size if size and run.mentees and run.mentors else 1.0
    seconds = {stage: max(float(earlier.timings.get(stage.value) or 0.0) * grown, 0.01) for stage in RunStage}
    return seconds, True


def seconds_in_words(seconds: float) -> str:
    whole = max(round(seconds), 1)
    if whole < 90:
        return ngettext("%(n)d second", "%(n)d seconds", whole) % {"n": whole}
    minutes = round(whole / 60)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def took(run: MatchRun) -> str:
    """How long the run took, in words; empty where it is not known."""
    seconds = sum(value for value in run.timings.values() if isinstance(value, int | float))
    return seconds_in_words(seconds) if seconds else ""


def why_stopped(run: MatchRun) -> str:
    """Why a run that failed or was cancelled has no result."""
    if run.state == RunState.CANCELLED:
        return _("It was stopped before it had a result. Nothing was changed, and nobody was told.")
    if run.job.failure:
        return run.job.failure
    return _("Something went wrong while it was computed. Nothing was changed, and nobody was told.")


def publishing_progress(run: MatchRun) -> Progress:
    """How far the publishing of a run is."""
    job = run.publishing
    assert job is not None
    return Progress(
        percent=min(int(job.done / job.total * 100), 99) if job.total else 0,
        stages=(),
        left="",
        stopping=False,
    )


def compared_by_default(run: MatchRun) -> MatchRun | None:
    """The run before this one that has a result, None where there is none. One query."""
    runs = MatchRun.objects.filter(programme_id=run.programme_id, state__in=WITH_RESULT)
    return runs.filter(number__lt=run.number).order_by("-number").first()


def comparable(run: MatchRun) -> list[MatchRun]:
    """The programme's other runs that have a result, the newest first. One query."""
    runs = MatchRun.objects.filter(programme_id=run.programme_id, state__in=WITH_RESULT)
    return list(runs.exclude(pk=run.pk).order_by("-number")[:RUNS])


def is_publishing(run: MatchRun) -> bool:
    return run.publishing is not None and run.publishing.state in (JobState.QUEUED, JobState.RUNNING)


def forerunners(programme: Programme) -> list[tuple[MatchRun, int]]:
    """The runs with decisions that still stand, and how many, the newest first: a new run may begin from them."""
    standing = RunDecision.objects.filter(run__programme=programme, undone_at__isnull=True)
    found: dict[UUID, int] = {}
    for pk in standing.values_list("run_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    runs = MatchRun.objects.filter(pk__in=found).order_by("-number")
    return [(run, found[run.pk]) for run in runs]


def aim_label(aim: str) -> str:
    return str(RunAim(aim).label)
