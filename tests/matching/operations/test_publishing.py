from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import JobKind, JobState
from accounts.models import AuditEvent, Job
from accounts.operations.jobs import stop_job
from accounts.transitions import StaleState
from journeys.operations.beginnings import tend
from matching import tasks
from matching.enums import CloseReason, EndReason, MentorshipState, RequestState, RunAim, RunState
from matching.fit import pair_fit
from matching.kept_runs import opened
from matching.models import MatchRun, Mentorship, MentorshipEvent
from matching.operations import publishing, run_decisions, runs
from matching.operations.publishing import HaveMet, TooLate
from matching.operations.run_decisions import StaleRun
from notifications.models import Notification
from notifications.operations.delivery import deliver_due
from programmes.enums import EnrolmentState, ProgrammeState
from programmes.models import Enrolment
from tests import factories as make
from tests.matching.runs import finished_run
from tests.matching.worlds import World, world

pytestmark = pytest.mark.django_db


def tomorrow_at_noon() -> datetime:
    """When everybody may be written to."""
    return (timezone.now() + timedelta(days=1)).replace(hour=12)


def cohort(mentees: int = 4, **programme: Any) -> World:
    """Alice and some more mentees; bob and another mentor, with three places together."""
    made = world(**{"mode": "cohort", "state": ProgrammeState.RUNNING, **programme})
    make.MentorFactory(programme=made.programme, capacity=2)
    Enrolment.objects.filter(pk=made.bob.pk).update(capacity=1)
    for _ in range(mentees - 1):
        make.MenteeFactory(programme=made.programme)
    return made


def start(run: MatchRun, **more: Any) -> Job:
    given = {"aim": RunAim.FAIR, "revision": run.revision, "by": None, "now": timezone.now(), **more}
    return publishing.start_publishing(run=run, **given)


def published(run: MatchRun, **more: Any) -> bool:
    job = start(run, **more)
    claimed = publishing.claim_publishing(job_id=job.pk, now=timezone.now())
    assert claimed is not None
    done = publishing.work_publishing(run=claimed)
    run.refresh_from_db()
    return done


def nothing_happened(run: MatchRun) -> bool:
    taken = Enrolment.objects.filter(programme=run.programme_id, active_mentorships__gt=0)
    return not (
        Mentorship.objects.filter(run=run).exists()
        or MentorshipEvent.objects.exists()
        or taken.exists()
        or Notification.objects.filter(kind__in=["mentorship_started", "cohort_unmatched"]).exists()
    )


def failure(run: MatchRun) -> str:
    job = Job.objects.get(pk=run.publishing_id)
    assert job.state == JobState.FAILED
    return job.failure


def letters(kind: str) -> int:
    return Notification.objects.filter(kind=kind).count()


# --- publishing


def test_publishing_begins_every_mentorship_and_tells_everybody(mailoutbox: list[Any]) -> None:
    made, organiser = cohort(), make.PersonFactory()
    run = finished_run(made.programme)
    solution = run.solutions.get(aim="fair", revision=0)
    assert published(run, by=organiser)
    assert (run.state, run.published_by, run.aim) == (RunState.PUBLISHED, organiser, "fair")
    assert run.published_at is not None
    assert run.undo_closes_at == run.published_at + timedelta(hours=made.programme.undo_hours)
    kept = opened(run)
    pairs = {
        (kept.mentee_ids[mentee], kept.mentor_ids[mentor])
        for mentee, mentor in enumerate(solution.mentors)
        if mentor >= 0
    }
    mentorships = list(Mentorship.objects.filter(run=run).select_related("mentee", "mentor__person"))
    assert {(one.mentee_id, one.mentor_id) for one in mentorships} == pairs
    assert len(pairs) == 3
    assert {(one.state, one.started_by_id, one.request_id) for one in mentorships} == {
        ("active", organiser.pk, None)
    }
    assert MentorshipEvent.objects.count() == 3
    for one in Enrolment.objects.filter(programme=made.programme):
        assert one.active_mentorships == sum(one.pk in pair for pair in pairs)
    # The words are those that the mentee's page would give.
    Enrolment.objects.update(active_mentorships=0)
    Mentorship.objects.update(state="ended", closed_at=timezone.now())
    for one in mentorships:
        fit = pair_fit(one.mentee, one.mentor, now=timezone.now())
        assert one.score == fit.score / 100
        assert one.reasons["parts"] == [part.__dict__ for part in fit.parts]
    Mentorship.objects.update(state="active", closed_at=None)
    assert (letters("mentorship_started"), letters("cohort_unmatched")) == (6, 1)
    assert tend(now=timezone.now()) == 3
    assert letters("mentorship_started") == 6  # everybody knows already
    deliver_due(now=tomorrow_at_noon())
    assert len(mailoutbox) == 7
    (sorry,) = [one for one in mailoutbox if "No mentor in" in one.subject]
    assert "It says nothing about you" in sorry.body
    job = Job.objects.get(pk=run.publishing_id)
    assert (job.state, job.done, job.total, job.result) == (JobState.DONE, 4, 4, {"mentorships": 3})
    assert [event.to_state for event in run.history.order_by("id")][-1] == "published"
    assert {"run.publishing", "run.publish"} <= set(AuditEvent.objects.values_list("action", flat=True))
    with pytest.raises(StaleRun):
        start(run)


def test_publishing_takes_as_many_queries_for_many_pairs_as_for_few() -> None:
    counts = []
    for size in (2, 6):
        made = world(mode="cohort", state=ProgrammeState.RUNNING)
        make.MentorFactory(programme=made.programme, capacity=10)
        for _ in range(size):
            make.MenteeFactory(programme=made.programme)
        run = finished_run(made.programme)
        job = start(run)
        claimed = publishing.claim_publishing(job_id=job.pk, now=timezone.now())
        assert claimed is not None
        opened(run)
        with CaptureQueriesContext(connection) as queries:
            assert publishing.work_publishing(run=claimed)
        counts.append(len(queries))
    # One UPDATE for every number of places that a mentor takes.
    assert abs(counts[0] - counts[1]) <= 1
    assert max(counts) < 45


def test_open_requests_that_cannot_be_any_more_are_closed_with_a_letter() -> None:
    made = cohort(mentees=1, mode="both")
    run = finished_run(made.programme)
    mentor = opened(run).mentor_ids[run.solutions.get(aim="fair").mentors[0]]
    other = Enrolment.objects.mentors().exclude(pk=mentor).get(programme=made.programme)
    asked = make.RequestFactory(programme=made.programme, mentee=made.alice, mentor=other)
    stays = make.RequestFactory(
        programme=made.programme,
        mentee=make.MenteeFactory(programme=made.programme),
        mentor=other,
    )
    assert published(run)
    asked.refresh_from_db()
    stays.refresh_from_db()
    assert (asked.state, asked.close_reason) == (RequestState.CLOSED, CloseReason.MENTEE_MATCHED)
    assert stays.state == RequestState.PENDING
    assert letters("request_closed_mentee_matched") == 1


def test_requests_to_mentors_who_are_full_now_are_closed() -> None:
    made = cohort(mentees=3, mode="both")
    run = finished_run(made.programme)
    late = make.MenteeFactory(programme=made.programme)
    asked = make.RequestFactory(programme=made.programme, mentee=late, mentor=made.bob)
    assert published(run)
    asked.refresh_from_db()
    assert (asked.state, asked.close_reason) == (RequestState.CLOSED, CloseReason.MENTOR_FULL)
    assert letters("request_closed_mentor_full") == 1


def changed(made: World, what: str, run: MatchRun) -> None:
    """What may happen between a run and its publishing. Bob has one place, and it is given to somebody."""
    bob = made.bob
    kept = opened(run)
    place = kept.mentor_ids.index(bob.pk)
    mentee = Enrolment.objects.get(pk=kept.mentee_ids[run.solutions.get(aim="fair").mentors.index(place)])
    match what:
        case "the mentor left":
            Enrolment.objects.filter(pk=bob.pk).update(state=EnrolmentState.WITHDRAWN)
        case "the mentee left":
            Enrolment.objects.filter(pk=mentee.pk).update(state=EnrolmentState.WITHDRAWN)
        case "the mentee was erased":
            mentee.delete()
        case "the mentor is full":
            Enrolment.objects.filter(pk=bob.pk).update(active_mentorships=1)
        case "the mentee has a mentor":
            Enrolment.objects.filter(pk=mentee.pk).update(active_mentorships=1)
        case "the mentor takes nobody":
            Enrolment.objects.filter(pk=bob.pk).update(accepting=False)
        case "the mentor set a cap":
            make.MentorFactory(person=bob.person, capacity=2, active_mentorships=2)
            bob.person.mentee_cap = 2
            bob.person.save()
        case "one blocked the other":
            make.BlockFactory(blocker=mentee.person, blocked=bob.person)
        case "one would rather not":
            make.PreferenceFactory(by=mentee, about=bob, value="avoid")
        case "the two are together":
            Enrolment.objects.filter(pk__in=[bob.pk, mentee.pk]).update(capacity=9)
            make.MentorshipFactory(programme=made.programme, mentee=mentee, mentor=bob)


@pytest.mark.parametrize(
    "what",
    [
        "the mentor left",
        "the mentee left",
        "the mentee was erased",
        "the mentor is full",
        "the mentee has a mentor",
        "the mentor takes nobody",
        "the mentor set a cap",
        "one blocked the other",
        "one would rather not",
        "the two are together",
    ],
)
def test_where_one_pair_cannot_be_any_more_nothing_is_published(what: str) -> None:
    made = cohort(mentees=3)
    run = finished_run(made.programme)
    changed(made, what, run)
    before = (
        list(Enrolment.objects.order_by("pk").values_list("pk", "active_mentorships")),
        Mentorship.objects.count(),
    )
    assert not published(run)
    assert run.state == RunState.READY
    # The words are the same whatever it was.
    assert failure(run).startswith("Nothing was published: 1 pair cannot be any more")
    place = opened(run).mentor_ids.index(made.bob.pk)
    (pair,) = Job.objects.get(pk=run.publishing_id).result["pairs"]
    assert pair[1] == place
    assert before == (
        list(Enrolment.objects.order_by("pk").values_list("pk", "active_mentorships")),
        Mentorship.objects.count(),
    )
    assert (letters("mentorship_started"), letters("cohort_unmatched")) == (0, 0)


def test_a_run_that_was_changed_after_it_was_confirmed_is_not_published() -> None:
    run = finished_run(cohort().programme)
    job = start(run)
    forbid = run_decisions.Change(run_decisions.DecisionKind.FORBID, 0, 0)
    run_decisions.decide(run=run, changes=[forbid], reason="", revision=0, by=None, now=timezone.now())
    claimed = publishing.claim_publishing(job_id=job.pk, now=timezone.now())
    assert claimed is not None
    assert not publishing.work_publishing(run=claimed)
    assert failure(run).startswith("The run was changed after you confirmed")
    assert nothing_happened(run)
    with pytest.raises(StaleRun):
        start(run, revision=0)
    assert published(run, revision=1)


def test_one_publishing_of_a_run_is_under_way_at_a_time() -> None:
    run = finished_run(cohort().programme)
    job = start(run)
    with pytest.raises(StaleRun):
        start(run)
    assert (job.kind, job.subject_id) == (JobKind.PUBLISHING, run.pk)
    Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED)
    run.solutions.filter(aim="stable").delete()
    with pytest.raises(StaleRun):  # this aim is not solved at this revision
        start(run, aim=RunAim.STABLE)


def test_a_programme_that_does_not_go_on_publishes_nothing() -> None:
    made = cohort()
    run = finished_run(made.programme)
    made.programme.state = ProgrammeState.CLOSED
    made.programme.save()
    assert not published(run)
    assert failure(run) == "Pairs can be published while the programme is open or running."


def test_publishing_can_be_stopped_until_it_is_written() -> None:
    run = finished_run(cohort().programme)
    job = start(run)
    claimed = publishing.claim_publishing(job_id=job.pk, now=timezone.now())
    assert claimed is not None
    assert stop_job(job=Job.objects.get(pk=job.pk), by=None, now=timezone.now())
    assert not publishing.work_publishing(run=claimed)
    job.refresh_from_db()
    assert (job.state, nothing_happened(run)) == (JobState.CANCELLED, True)
    # So does one whose worker died before it could look.
    job = start(run)
    publishing.claim_publishing(job_id=job.pk, now=timezone.now())
    stop_job(job=Job.objects.get(pk=job.pk), by=None, now=timezone.now())
    runs.end_stopped(now=timezone.now() + publishing.LEASE + timedelta(seconds=1))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert published(run)


def test_a_publishing_whose_worker_is_gone_is_taken_up_and_the_third_time_fails() -> None:
    run = finished_run(cohort().programme)
    job = start(run)
    for attempt in range(3):
        late = publishing.claim_publishing(job_id=job.pk, now=timezone.now())
        assert late is not None, attempt
        assert publishing.claim_publishing(job_id=job.pk, now=timezone.now()) is None
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert job.pk in {one.pk for one in runs.waiting_jobs(now=timezone.now())}
    assert publishing.claim_publishing(job_id=job.pk, now=timezone.now()) is None
    assert failure(run).startswith("Its worker ended 3 times")
    # And the last of them, come to itself again, publishes nothing.
    assert late is not None
    assert not publishing.work_publishing(run=late)
    assert nothing_happened(run)
    run.refresh_from_db()
    assert run.state == RunState.READY


def test_a_fault_in_the_last_step_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    run = finished_run(cohort().programme)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(publishing, "move_run", fail)
    with pytest.raises(RuntimeError):
        published(run)
    assert failure(run) == "RuntimeError: the disk is full"
    assert nothing_happened(run)


def test_confirming_rings_and_the_tick_rings_again(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    run = finished_run(cohort().programme)
    rung: list[str] = []
    monkeypatch.setattr(tasks.publish_cohort, "apply_async", lambda ids, **_: rung.append(ids[0]))
    with django_capture_on_commit_callbacks(execute=True):
        job = start(run)
    assert tasks.sweep_runs(now=timezone.now()) == 1
    assert rung == [str(job.pk)] * 2
    tasks.publish_cohort(rung[0])
    tasks.publish_cohort(rung[0])
    assert Mentorship.objects.filter(run=run).count() == 3


# --- taking back


def test_everything_is_taken_back_as_a_whole(mailoutbox: list[Any]) -> None:
    made, organiser = cohort(), make.PersonFactory()
    run = finished_run(made.programme)
    assert published(run)
    deliver_due(now=tomorrow_at_noon())
    mailoutbox.clear()
    assert publishing.why_not_taken_back(run=run, now=timezone.now()) == ""
    assert publishing.take_back(run=run, by=organiser, now=timezone.now()) == 3
    run.refresh_from_db()
    assert (run.state, run.undone_by) == (RunState.READY, organiser)
    assert set(Mentorship.objects.filter(run=run).values_list("state", "end_reason", "closed_by")) == {
        (MentorshipState.ENDED, EndReason.TAKEN_BACK, organiser.pk)
    }
    assert not Enrolment.objects.filter(active_mentorships__gt=0).exists()
    assert letters("cohort_taken_back") == 6
    deliver_due(now=tomorrow_at_noon())
    assert len(mailoutbox) == 6
    assert all("nothing that either of you did" in one.body for one in mailoutbox)
    assert [event.to_state for event in run.history.order_by("id")][-2:] == ["published", "ready"]
    with pytest.raises(StaleState):
        publishing.take_back(run=run, by=organiser, now=timezone.now())
    # It can be changed and published anew.
    assert published(run)
    assert Mentorship.objects.open().filter(run=run).count() == 3
    assert run.undone_at is None


def test_letters_that_were_not_sent_before_it_was_taken_back_are_not_sent(mailoutbox: list[Any]) -> None:
    run = finished_run(cohort().programme)
    assert published(run)
    publishing.take_back(run=run, by=None, now=timezone.now())
    deliver_due(now=tomorrow_at_noon())
    assert {one.subject.partition(":")[2] for one in mailoutbox} == {" taken back for now"}


def test_nothing_is_taken_back_after_its_time_or_once_two_have_met() -> None:
    run = finished_run(cohort().programme)
    assert published(run)
    assert run.undo_closes_at is not None
    late = run.undo_closes_at + timedelta(minutes=1)
    with pytest.raises(TooLate, match="is over"):
        publishing.take_back(run=run, by=None, now=late)
    assert "is over" in publishing.why_not_taken_back(run=run, now=late)
    mentorship = Mentorship.objects.filter(run=run).select_related("mentee__person").first()
    assert mentorship is not None
    make.CheckInFactory(
        mentorship=mentorship,
        person=mentorship.mentee.person,
        state="answered",
        answered_at=timezone.now(),
        met=True,
    )
    with pytest.raises(HaveMet, match="1 pair has met already"):
        publishing.take_back(run=run, by=None, now=timezone.now())
    assert "has met" in publishing.why_not_taken_back(run=run, now=timezone.now())
    assert Mentorship.objects.open().filter(run=run).count() == 3


def test_a_mentorship_that_ended_by_itself_is_left_as_it_is() -> None:
    run = finished_run(cohort().programme)
    assert published(run)
    one = Mentorship.objects.filter(run=run).select_related("mentee", "mentor").first()
    assert one is not None
    Mentorship.objects.filter(pk=one.pk).update(state="ended", end_reason="no_time", closed_at=timezone.now())
    Enrolment.objects.filter(pk__in=[one.mentee_id, one.mentor_id]).update(active_mentorships=0)
    assert publishing.take_back(run=run, by=None, now=timezone.now()) == 2
    one.refresh_from_db()
    assert one.end_reason == EndReason.NO_TIME
