"""A cohort is published at the very moment in which its mentors accept requests: nobody goes over their places, nobody gets
two mentors, and nobody waits for somebody who waits for them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from accounts.transitions import StaleState
from matching.enums import RunState
from matching.models import MatchRun, Mentorship, Request
from matching.operations import cohort_places, publishing, requests
from programmes.enums import ProgrammeState
from programmes.models import Enrolment, Programme
from programmes.operations.enrolments import NoPlace
from tests import factories as make
from tests.matching.runs import finished_run

ROUNDS, MENTORS = 4, 6

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def line_up() -> tuple[MatchRun, list[Request]]:
    """Mentors with one place each: a run gives it to one mentee, and another mentee has asked for it."""
    programme = make.ProgrammeFactory(mode="both", state=ProgrammeState.RUNNING)
    make.CriterionFactory(programme=programme, kind="hours", key="hours", mentee_field="")
    mentors = [make.MentorFactory(programme=programme, capacity=1) for _ in range(MENTORS)]
    for _ in range(MENTORS):
        make.MenteeFactory(programme=programme)
    run = finished_run(programme)
    late = [make.MenteeFactory(programme=programme) for _ in range(MENTORS)]
    asked = [
        make.RequestFactory(programme=programme, mentee=mentee, mentor=mentor)
        for mentee, mentor in zip(late, mentors, strict=True)
    ]
    return run, asked


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Does all of these at one moment, each in a connection of its own."""
    line = Barrier(len(acts))

    def go(act: Callable[[], object]) -> object:
        try:
            line.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(go, acts))


def accepts(request: Request) -> Callable[[], object]:
    def accept() -> bool:
        try:
            requests.accept(request, by=request.mentor.person, now=timezone.now())
        except (NoPlace, StaleState):
            return False
        return True

    return accept


def over_full(programme: Programme) -> list[str]:
    """Whoever has more open mentorships than places, or another number of them than their row says."""
    return [
        str(one)
        for one in Enrolment.objects.filter(programme=programme)
        if (
            count := Mentorship.objects.open()
            .filter(**{f"{one.role}": one})  # their own side
            .count()
        )
        > one.capacity
        or count != one.active_mentorships
    ]


def test_nobody_goes_over_their_places_while_a_cohort_is_published() -> None:
    outcomes = set()
    for number in range(ROUNDS):
        run, asked = line_up()
        job = publishing.start_publishing(run=run, aim=run.aim, revision=0, by=None, now=timezone.now())
        claimed = publishing.claim_publishing(job_id=job.pk, now=timezone.now())
        assert claimed is not None
        # Half of the rounds only some of the mentors accept, so that either may be first.
        crowd = [accepts(request) for request in asked[: 1 + number % 2]]
        done, *accepted = at_once(lambda of=claimed: publishing.work_publishing(run=of), *crowd)
        run.refresh_from_db()
        assert over_full(run.programme) == []
        assert (run.state == RunState.PUBLISHED) == done
        assert done != any(accepted)  # the places are given to the one or to the others
        pairs = Mentorship.objects.filter(programme=run.programme)
        assert pairs.count() == (MENTORS if done else sum(map(bool, accepted)))
        outcomes.add(done)


def test_a_publishing_that_looks_first_and_takes_then_over_fills(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: without holding the rows, and counting in the end as the look said, a place is given twice."""
    held = cohort_places.hold

    def look(mentees: object, mentors: object) -> dict[object, Enrolment]:
        rows = Enrolment.objects.select_related("person__user")
        return {row.pk: row for row in rows.filter(pk__in={*mentees, *mentors})}  # type: ignore[misc]

    def take(pairs: list[tuple[object, object]]) -> bool:
        Enrolment.objects.filter(pk__in=[pk for pair in pairs for pk in pair]).update(active_mentorships=1)
        return True

    assert held is not look
    run, asked = line_up()
    monkeypatch.setattr(cohort_places, "hold", look)
    impossible = cohort_places.impossible

    def slow(*arguments: object, **more: object) -> object:
        gone = impossible(*arguments, **more)  # type: ignore[arg-type]
        at_once(accepts(asked[0]))  # in the very middle
        return gone

    monkeypatch.setattr(cohort_places, "impossible", slow)
    monkeypatch.setattr(cohort_places, "take", take)
    job = publishing.start_publishing(run=run, aim=run.aim, revision=0, by=None, now=timezone.now())
    claimed = publishing.claim_publishing(job_id=job.pk, now=timezone.now())
    assert claimed is not None
    assert publishing.work_publishing(run=claimed)
    assert over_full(run.programme) != []
