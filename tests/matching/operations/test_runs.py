from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import ConsentPurpose, JobKind, JobState
from accounts.models import AuditEvent, AuditReason, Job
from accounts.operations.jobs import stop_job
from accounts.transitions import StaleState
from matching import engine, tasks
from matching.enums import DecisionKind, RunAim, RunStage, RunState
from matching.fit import pair_fit
from matching.kept_runs import fits, folder_of, opened, repeats, unmatched_words, why_not
from matching.models import Criterion, MatchRun, ProposedPair, RunDecision, Solution
from matching.operations import run_work, runs
from matching.operations.runs import NobodyToMatch
from matching.snapshot import snapshot_of, stored
from programmes.enums import EnrolmentState
from programmes.models import Enrolment, Programme
from tests import factories as make
from tests.matching.runs import finished_run
from tests.matching.worlds import World, more_mentors, world

pytestmark = pytest.mark.django_db


def cohort(mentors: int = 6, mentees: int = 5, **programme: Any) -> World:
    made = world(mode="cohort", **programme)
    more_mentors(made, mentors)
    for number in range(mentees):
        make.MenteeFactory(
            programme=made.programme, topics=["leading"] if number % 2 else ["confidence", "leading"]
        )
    return made


def started(programme: Programme, **options: Any) -> MatchRun:
    return runs.start_run(programme=programme, by=None, now=make.NOW, **options)


def claimed(run: MatchRun) -> MatchRun:
    found = run_work.claim_run(job_id=run.job_id, now=timezone.now())
    assert found is not None
    return found


def states(run: MatchRun) -> tuple[str, str]:
    run.refresh_from_db()
    return run.state, Job.objects.get(pk=run.job_id).state


def files(run: MatchRun) -> set[str]:
    """The folders of snapshots that this run has in the storage."""
    try:
        return set(default_storage.listdir(f"{stored.RUNS}/{run.pk.hex}")[0])
    except FileNotFoundError:
        return set()


# --- a run that goes well


def test_a_run_keeps_three_solutions_and_every_pair_of_them_with_its_parts() -> None:
    made = cohort()
    run = finished_run(made.programme, by=made.bob.person)
    assert states(run) == (RunState.READY, JobState.DONE)
    assert [event.to_state for event in run.history.all()] == ["queued", "running", "ready"]
    assert (run.number, run.mentees, run.mentors, run.stage, run.attempts) == (1, 6, 7, "", 1)
    assert set(run.timings) == set(RunStage.values)
    assert (run.peak_memory or 0) > 10_000_000
    solutions = {one.aim: one for one in run.solutions.all()}
    assert set(solutions) == set(RunAim.values)
    proposed = {(one.mentee_place, one.mentor_place): one for one in ProposedPair.objects.filter(run=run)}
    pairs = {
        (mentee, mentor)
        for one in solutions.values()
        for mentee, mentor in enumerate(one.mentors)
        if mentor >= 0
    }
    assert set(proposed) == pairs
    kept = opened(run)
    for solution in solutions.values():
        scores = sorted(proposed[pair].score for pair in enumerate(solution.mentors) if pair[1] >= 0)
        assert solution.total == pytest.approx(sum(scores))
        assert (solution.worst, solution.matched, sum(solution.spread)) == (
            scores[0],
            len(scores),
            len(scores),
        )
        assert solution.median == pytest.approx(float(np.median(scores)))
        assert solution.certified
    assert solutions["stable"].blocking_pairs == 0
    for (mentee, mentor), row in proposed.items():
        assert (row.mentee_id, row.mentor_id) == (kept.mentee_ids[mentee], kept.mentor_ids[mentor])
        explained = engine.explain(kept.problem, mentee, mentor)
        assert row.score == pytest.approx(explained.score, abs=1e-6)
        assert (row.eligible, row.little_known) == (explained.eligible, explained.little_known)
        assert [part[0] for part in row.parts["parts"]] == [part.criterion for part in explained.parts]
        assert sum(part[2] for part in row.parts["parts"]) == pytest.approx(row.score, abs=1e-5)
    assert run.job.result == {"proposals": len(pairs), "decisions": 0, "dropped": 0}
    assert AuditEvent.objects.get(action="run.start").actor_id == made.bob.person_id


def test_the_near_alternative_is_the_best_other_mentor_who_scores_nearly_as_well() -> None:
    run = finished_run(cohort().programme)
    kept = opened(run)
    problem = kept.problem
    seen = set()
    for row in ProposedPair.objects.filter(run=run):
        others = [
            (round(explained.score, 6), place)
            for place in range(problem.mentors.size)
            if place != row.mentor_place
            and (explained := engine.explain(problem, row.mentee_place, place)).eligible
        ]
        best = max(score for score, _place in others)
        near = best >= 0.98 * row.score
        assert row.near_score == (best if near else None)
        assert (row.near_mentor_place in {place for score, place in others if score == best}) == near
        seen.add(near)
    assert True in seen


def test_the_same_people_criteria_and_seed_give_the_same_pairs_and_the_same_digest() -> None:
    made = cohort()
    first, second = finished_run(made.programme, seed=3), finished_run(made.programme, seed=3)
    assert first.digest == second.digest != ""
    assert list(first.solutions.values_list("aim", "mentors")) == list(
        second.solutions.values_list("aim", "mentors")
    )
    assert repeats(first)
    Solution.objects.filter(run=second, aim="fair").update(mentors=[-1] * 6)
    assert not repeats(second)
    Criterion.objects.filter(programme=made.programme, key="hours").update(weight=1)
    assert finished_run(made.programme, seed=3).digest != first.digest
    assert repeats(first)


def test_only_mentees_who_wait_are_matched() -> None:
    made = cohort(mentees=3)
    make.MentorshipFactory(programme=made.programme, mentee=made.alice, mentor=made.bob)
    Enrolment.objects.filter(pk__in=[made.alice.pk, made.bob.pk]).update(active_mentorships=1)
    run = finished_run(made.programme)
    assert (run.mentees, made.alice.pk in opened(run).mentee_ids) == (3, False)
    # The programme's mean is that of everybody, whoever waits.
    whole = snapshot_of(made.programme, now=timezone.now())
    assert run.prior_mean == whole.problem.prior_mean


def test_nobody_to_match_is_said_at_once() -> None:
    made = world()
    Enrolment.objects.filter(pk=made.bob.pk).update(accepting=False)
    with pytest.raises(NobodyToMatch, match="No mentor of this programme has a place"):
        started(made.programme)
    Enrolment.objects.filter(pk=made.alice.pk).update(state=EnrolmentState.WITHDRAWN)
    with pytest.raises(NobodyToMatch, match="No mentee of this programme waits"):
        started(made.programme)
    assert not MatchRun.objects.exists()


def test_two_runs_of_one_programme_do_not_disturb_each_other() -> None:
    made = cohort()
    one, other = started(made.programme), started(made.programme, minimum_score=0.5)
    first, second = claimed(one), claimed(other)
    assert run_work.work_run(run=second)
    assert run_work.work_run(run=first)
    assert (states(one), states(other)) == ((RunState.READY, JobState.DONE),) * 2
    assert (one.number, other.number) == (1, 2)
    lowest = min(one.score for one in ProposedPair.objects.filter(run=other))
    assert lowest >= 0.5 > min(one.score for one in ProposedPair.objects.filter(run=one))


# --- what only the solver may know


def private_world() -> World:
    """Alice could have two mentors who are the same for her; privately she prefers one, and both share an identity."""
    made = world(mode="cohort")
    twin = make.MentorFactory(
        programme=made.programme,
        person=make.PersonFactory(name="Twin", availability=made.bob.person.availability),
        headline=made.bob.headline,
        biography=made.bob.biography,
        qualities=made.bob.qualities,
    )
    for one in made.bob.offered_skills.all():
        make.OfferedSkillFactory(enrolment=twin, skill=one.skill, level=one.level)
    make.PreferenceFactory(by=made.alice, about=twin, value="prefer")
    version = make.FormVersionFactory(programme=made.programme)
    question = make.QuestionFactory(version=version, key="faith", kind="choice", identity=True)
    make.QuestionOptionFactory(question=question, key="x", label="The X")
    for enrolment in (made.alice, made.bob, twin):
        make.AnswerFactory(enrolment=enrolment, question=question, key="faith", choices=["x"])
        make.ConsentFactory(
            person=enrolment.person,
            purpose=ConsentPurpose.IDENTITY_MATCHING,
            subject=f"{made.programme.pk}:faith",
        )
    make.CriterionFactory(
        programme=made.programme, key="wish", kind="prefer", weight=40, mentee_field="", mentor_field=""
    )
    make.CriterionFactory(
        programme=made.programme,
        key="faith",
        kind="same",
        weight=30,
        mentee_field="question:faith",
        mentor_field="question:faith",
        identity=True,
    )
    return made


def test_what_is_shown_of_a_run_holds_nothing_that_people_said_privately() -> None:
    made = private_world()
    now = timezone.now()
    run = finished_run(made.programme)
    kept = opened(run)
    # The solver knew: of two mentors who are the same for Alice she gets the one she prefers.
    twin = Enrolment.objects.get(person__name="Twin")
    wished = kept.mentor_ids.index(twin.pk)
    assert {tuple(one.mentors) for one in run.solutions.all()} == {(wished,)}
    assert {"wish", "faith"} <= {one.key for one in kept.solver.criteria}
    # What is shown does not: it is, to the letter, what the mentee's own page says of every mentor.
    for place, pk in enumerate(kept.mentor_ids):
        mentor = Enrolment.objects.select_related("person").get(pk=pk)
        assert fits(run, [(0, place)]) == [pair_fit(made.alice, mentor, now=now)]
    plain = snapshot_of(made.programme, now=now, private=False).problem
    assert opened(run).problem.prior_mean == plain.prior_mean
    assert not len(kept.problem.preferences.pairs)
    row = ProposedPair.objects.get(run=run)
    assert row.score == pytest.approx(engine.explain(plain, 0, wished).score, abs=1e-6)
    assert {(one.total, one.worst, one.median) for one in run.solutions.all()} == {(row.score,) * 3}
    assert "faith" not in json.dumps(row.parts)
    (fit,) = fits(run, [(0, wished)])
    assert "X" not in json.dumps([part.label for part in fit.parts])


def test_whoever_wants_nothing_to_do_with_the_other_is_not_told_of() -> None:
    made = cohort()
    make.BlockFactory(blocker=made.bob.person, blocked=made.alice.person)
    run = finished_run(made.programme)
    kept = opened(run)
    pair = kept.mentee_ids.index(made.alice.pk), kept.mentor_ids.index(made.bob.pk)
    answer = why_not(run, *pair, now=make.NOW)
    assert (answer.fit.listed, answer.obstacles, answer.position, answer.notes) == (False, (), None, ())
    assert not fits(run, [pair])[0].listed


def test_the_legend_names_nobody_and_quotes_nobody() -> None:
    made = cohort()
    version = make.FormVersionFactory(programme=made.programme)
    question = make.QuestionFactory(version=version, key="team", kind="short_text")
    for enrolment in (made.alice, made.bob):
        make.AnswerFactory(enrolment=enrolment, question=question, key="team", text="Blue Herons")
    make.CriterionFactory(
        programme=made.programme,
        key="team",
        kind="same",
        weight=5,
        label="Team",
        mentee_field="question:team",
        mentor_field="question:team",
    )
    run = finished_run(made.programme)
    with default_storage.open(f"{stored.RUNS}/{folder_of(run)}/{stored.MANIFEST}") as file:
        told = file.read().decode().lower()
    assert "herons" not in told
    for enrolment in Enrolment.objects.select_related("person__user"):
        assert enrolment.person.name.lower() not in told
        assert enrolment.person.user.email not in told
    kept = opened(run)
    pair = kept.mentee_ids.index(made.alice.pk), kept.mentor_ids.index(made.bob.pk)
    part = next(part for part in fits(run, [pair])[0].parts if part.label == "Team")
    assert part.sentence_mentee in {
        "Team: both of you an answer in their own words.",
        "Your answers fit as the programme asks.",
    }


# --- reading a run again


def test_a_pair_is_explained_from_its_parts_as_from_the_snapshot_in_as_many_queries() -> None:
    made = cohort(mentors=8, mentees=12)
    run = finished_run(made.programme)
    pairs = [pair for pair in enumerate(run.solutions.get(aim="fair").mentors) if pair[1] >= 0]
    opened(run)
    with CaptureQueriesContext(connection) as few:
        one = fits(run, pairs[:1])
    with CaptureQueriesContext(connection) as many:
        every = fits(run, pairs)
    assert len(few) == len(many) <= 5
    assert every[0] == one[0]
    Criterion.objects.filter(programme=made.programme).delete()  # the run has its own
    ProposedPair.objects.filter(run=run).delete()
    assert fits(run, pairs) == every


def test_of_somebody_erased_the_score_is_left() -> None:
    made = cohort()
    run = finished_run(made.programme)
    kept = opened(run)
    mentee = kept.mentee_ids.index(made.alice.pk)
    mentor = run.solutions.get(aim="total").mentors[mentee]
    score = ProposedPair.objects.get(run=run, mentee_place=mentee, mentor_place=mentor).score
    ProposedPair.objects.filter(run=run, mentee_place=mentee).update(parts={})
    made.alice.delete()
    (fit,) = fits(run, [(mentee, mentor)])
    assert (fit.score, fit.parts, fit.for_mentee) == (round(score * 100), (), ())
    assert kept.people([mentee], [mentor]).mentees[mentee].person.name == "Somebody erased"
    assert not why_not(run, mentee, mentor, now=make.NOW).fit.parts
    assert ProposedPair.objects.get(run=run, mentee_place=mentee, mentor_place=mentor).mentee is None
    solution = run.solutions.get(aim="total")
    solution.mentors = [-1] * run.mentees
    words = dict(unmatched_words(run, solution, now=make.NOW))
    assert set(words) == set(range(run.mentees))
    assert repeats(run)


def test_everybody_without_a_mentor_hears_what_would_help() -> None:
    made = cohort(mentors=1, mentees=6)
    run = finished_run(made.programme)
    solution = run.solutions.get(aim="fair")
    left = [place for place, mentor in enumerate(solution.mentors) if mentor < 0]
    opened(run)
    with CaptureQueriesContext(connection) as queries:
        words = unmatched_words(run, solution, now=make.NOW)
    assert [place for place, _words in words] == left != []
    assert "would do" in str(words[0][1])
    assert len(queries) <= 5


# --- a run that does not go well


def test_a_run_that_waits_is_cancelled_at_once() -> None:
    made = cohort()
    run = started(made.programme)
    assert runs.cancel_run(run=run, by=made.bob.person, now=make.NOW)
    assert states(run) == (RunState.CANCELLED, JobState.CANCELLED)
    assert not runs.cancel_run(run=run, by=made.bob.person, now=make.NOW)
    assert run_work.claim_run(job_id=run.job_id, now=make.NOW) is None
    assert AuditEvent.objects.filter(action="run.cancel").count() == 1


def test_a_run_that_is_under_way_stops_at_its_next_look(monkeypatch: pytest.MonkeyPatch) -> None:
    run = claimed(started(cohort().programme))
    solve, asked = run_work.solve, []

    def solve_and_be_cancelled(*arguments: Any) -> Any:
        asked.append(runs.cancel_run(run=MatchRun.objects.get(pk=run.pk), by=None, now=timezone.now()))
        return solve(*arguments)

    monkeypatch.setattr(run_work, "solve", solve_and_be_cancelled)
    assert not run_work.work_run(run=run)
    assert asked == [True]  # it did not come to the second aim
    assert states(run) == (RunState.CANCELLED, JobState.CANCELLED)
    assert not Solution.objects.exists()
    assert not ProposedPair.objects.exists()
    # Its files go once no worker can be about to write them.
    runs.clear_away(now=timezone.now())
    assert files(run) == {run.version}
    runs.clear_away(now=timezone.now() + runs.GRACE + timedelta(seconds=1))
    assert files(run) == set()


def test_a_run_cancelled_while_its_reasons_are_written_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    run = claimed(started(cohort().programme))
    monkeypatch.setattr(run_work, "LOOK_EVERY", 1)
    made, seen = run_work.Proposals.made, []

    def cancelled(self: Any, pairs: Any) -> Any:
        seen.append(Job.objects.get(pk=run.job_id))
        runs.cancel_run(run=MatchRun.objects.get(pk=run.pk), by=None, now=timezone.now())
        return made(self, pairs)

    monkeypatch.setattr(run_work.Proposals, "made", cancelled)
    assert not run_work.work_run(run=run)
    assert [(job.done, job.total) for job in seen] == [(65, 100)]
    assert states(run) == (RunState.CANCELLED, JobState.CANCELLED)
    assert not ProposedPair.objects.exists()


def test_a_run_stopped_under_jobs_is_cancelled_by_the_tick() -> None:
    made = cohort()
    waits, works = started(made.programme), claimed(started(made.programme))
    for run in (waits, works):
        assert stop_job(job=run.job, by=None, now=make.NOW)
    assert runs.end_stopped(now=make.NOW) == 2
    assert (states(waits), states(works)) == ((RunState.CANCELLED, JobState.CANCELLED),) * 2
    assert runs.end_stopped(now=make.NOW) == 0
    assert not run_work.work_run(run=works)


def test_a_run_whose_worker_is_gone_is_taken_up_from_its_beginning() -> None:
    first = claimed(started(cohort().programme))
    assert run_work.claim_run(job_id=first.job_id, now=timezone.now()) is None  # somebody holds it
    assert runs.waiting_jobs(now=timezone.now()) == []
    stored.write(
        folder_of(first), snapshot_of(first.programme, now=make.NOW).problem, [], [], root=stored.RUNS
    )
    Job.objects.filter(pk=first.job_id).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert [job.pk for job in runs.waiting_jobs(now=timezone.now())] == [first.job_id]
    second = claimed(first)
    assert (second.attempts, files(second)) == (2, set())
    # The first comes to itself again: the run is no longer its own.
    assert not run_work.work_run(run=first)
    assert states(first) == (RunState.RUNNING, JobState.RUNNING)
    assert run_work.work_run(run=second)
    assert states(second) == (RunState.READY, JobState.DONE)
    assert len(second.solutions.all()) == 3
    assert [event.to_state for event in second.history.all()] == ["queued", "running", "ready"]
    assert second.version in files(second)


def test_what_a_worker_finished_is_not_overwritten_by_one_who_comes_late() -> None:
    run = started(cohort().programme)
    late = claimed(run)
    Job.objects.filter(pk=run.job_id).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert run_work.work_run(run=claimed(run))
    run.refresh_from_db()
    before = (run.digest, run.version)
    assert not run_work.work_run(run=late)
    run.refresh_from_db()
    assert (run.digest, run.version, run.state) == (*before, RunState.READY)
    assert opened(run).problem.mentees.size == run.mentees


def test_the_third_worker_that_dies_fails_the_run_in_words() -> None:
    run = started(cohort().programme)
    for _attempt in range(3):
        claimed(run)
        Job.objects.filter(pk=run.job_id).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert run_work.claim_run(job_id=run.job_id, now=timezone.now()) is None
    assert states(run) == (RunState.FAILED, JobState.FAILED)
    assert Job.objects.get(pk=run.job_id).failure.startswith("Its worker ended 3 times")
    assert runs.waiting_jobs(now=timezone.now()) == []


def test_a_failure_is_kept_in_words_and_nothing_else_is(monkeypatch: pytest.MonkeyPatch) -> None:
    run = claimed(started(cohort().programme))

    def fail(*_: Any) -> None:
        raise RuntimeError("no memory left")

    monkeypatch.setattr(run_work, "copy", fail)
    with pytest.raises(RuntimeError):
        run_work.work_run(run=run)
    assert states(run) == (RunState.FAILED, JobState.FAILED)
    assert Job.objects.get(pk=run.job_id).failure == "RuntimeError: no memory left"
    assert not Solution.objects.exists()


def test_snapshots_of_finished_runs_are_kept_for_good() -> None:
    made = cohort()
    run, gone = finished_run(made.programme), finished_run(made.programme)
    runs.discard_run(run=gone, by=None, now=make.NOW)
    stored.write(uuid4().hex, opened(run).solver, [], [], root=stored.RUNS)  # of nobody
    MatchRun.objects.filter(pk=gone.pk).update(state=RunState.FAILED)
    Job.objects.filter(pk=gone.job_id).update(finished_at=make.NOW)
    runs.clear_away(now=make.NOW + timedelta(days=3650))
    assert set(stored.folders(stored.RUNS)) & {run.pk.hex, gone.pk.hex} == {run.pk.hex}
    assert repeats(run)


# --- the organiser


def test_a_run_is_set_aside_and_fetched_back() -> None:
    run = finished_run(cohort().programme)
    runs.discard_run(run=run, by=None, now=timezone.now())
    with pytest.raises(StaleState):
        runs.discard_run(run=run, by=None, now=timezone.now())
    runs.restore_run(run=run, by=None, now=timezone.now())
    assert run.state == RunState.READY
    with pytest.raises(StaleState):
        runs.restore_run(run=run, by=None, now=timezone.now())
    assert [event.to_state for event in run.history.all()][-2:] == ["discarded", "ready"]


def test_an_aim_is_chosen() -> None:
    run = finished_run(cohort().programme)
    assert runs.set_aim(run=run, aim=RunAim.STABLE, by=None, now=make.NOW).aim == "stable"
    assert MatchRun.objects.get(pk=run.pk).aim == RunAim.STABLE
    assert run.solutions.count() == 3
    runs.discard_run(run=run, by=None, now=make.NOW)
    with pytest.raises(StaleState):
        runs.set_aim(run=run, aim=RunAim.TOTAL, by=None, now=make.NOW)


def test_a_run_takes_over_the_decisions_that_can_still_be_kept() -> None:
    made = cohort()
    before = finished_run(made.programme)
    kept = opened(before)
    mentees = {pk: place for place, pk in enumerate(kept.mentee_ids)}
    mentors = {pk: place for place, pk in enumerate(kept.mentor_ids)}
    others = [pk for pk in mentees if pk != made.alice.pk]
    gone = next(pk for pk in mentors if pk != made.bob.pk)

    def decided(kind: DecisionKind, mentee: Any, mentor: Any, **more: Any) -> RunDecision:
        return make.RunDecisionFactory(
            run=before,
            kind=kind,
            mentee_place=mentees[mentee],
            mentor_place=mentors[mentor],
            mentee_id=mentee,
            mentor_id=mentor,
            **more,
        )

    decided(DecisionKind.LOCK, made.alice.pk, made.bob.pk)
    decided(DecisionKind.FORBID, others[0], made.bob.pk)
    decided(DecisionKind.LOCK, others[1], made.bob.pk)  # there will be no second place
    decided(DecisionKind.LOCK, others[2], gone)
    decided(DecisionKind.FORBID, others[3], made.bob.pk, undone_at=make.NOW)
    Enrolment.objects.filter(pk=gone).update(state=EnrolmentState.WITHDRAWN)
    Enrolment.objects.filter(pk=made.bob.pk).update(capacity=1)
    run = finished_run(made.programme, started_from=before, by=made.bob.person)
    places = opened(run)
    alice, bob = places.mentee_ids.index(made.alice.pk), places.mentor_ids.index(made.bob.pk)
    assert {(one.kind, one.mentee_id, one.mentor_id, one.revision) for one in run.decisions.all()} == {
        ("lock", made.alice.pk, made.bob.pk, 0),
        ("forbid", others[0], made.bob.pk, 0),
    }
    assert all(one.mentors[alice] == bob for one in run.solutions.all())
    assert (run.job.result["decisions"], run.job.result["dropped"]) == (2, 2)
    event = AuditEvent.objects.get(action="run.take_over")
    said = "2 decisions of run 1 were taken over, 2 could not be."
    assert AuditReason.objects.get(event_id=event.pk).text == said
    assert repeats(run)


# --- rings


def test_a_new_run_rings_and_the_tick_rings_again(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(tasks.match_cohort, "apply_async", lambda ids, **_: rung.append(ids[0]))
    with django_capture_on_commit_callbacks(execute=True):
        run = started(cohort().programme)
    assert tasks.sweep_runs(now=make.NOW) == 1
    assert rung == [str(run.job_id)] * 2
    tasks.match_cohort(rung[0])
    assert states(run) == (RunState.READY, JobState.DONE)
    tasks.match_cohort(rung[0])
    assert tasks.sweep_runs(now=timezone.now()) == 0
    assert run.job.kind == JobKind.RUN
