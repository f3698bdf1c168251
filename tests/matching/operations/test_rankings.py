from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from accounts.enums import JobState
from accounts.models import AuditEvent, Job
from accounts.operations.jobs import stop_job
from matching import engine, tasks
from matching.enums import BlockState
from matching.models import ProgrammeRanking, RankedMentors, RankingBlock
from matching.operations import rankings
from matching.operations.rankings import Pace
from matching.snapshot import snapshot_for, snapshot_of, stored
from programmes.enums import EnrolmentState
from programmes.models import Enrolment, Programme
from tests import factories as make
from tests.matching.rankings import expected, lists
from tests.matching.worlds import World, more_mentors, world

pytestmark = pytest.mark.django_db

SMALL = Pace(block=5, slice=2, lease=60)
LATER = timedelta(seconds=SMALL.lease + 1)


@pytest.fixture(autouse=True)
def characters(settings: Any) -> None:
    settings.EMBEDDER = "characters"


@pytest.fixture
def people() -> World:
    """Alice, bob, twelve more mentors and twelve more mentees."""
    held = world()
    more_mentors(held, 12)
    for number in range(12):
        mentee = make.MenteeFactory(programme=held.programme, topics=["leading"] if number % 2 else [])
        make.WantedSkillFactory(enrolment=mentee, skill=held.skills[number % 3], level_aim=2 + number % 3)
    return held


def start(programme: Programme, **more: Any) -> Job:
    job = rankings.start_ranking(
        programme=programme, by=None, now=make.NOW, **{"k": 7, "pace": SMALL, **more}
    )
    assert job is not None
    return job


def prepared(job: Job) -> ProgrammeRanking:
    ranking = rankings.claim_preparation(job_id=job.pk, now=timezone.now())
    assert ranking is not None
    assert rankings.prepare(ranking=ranking)
    return ranking


def take(block: RankingBlock, *, later: timedelta = timedelta()) -> RankingBlock:
    held = rankings.claim_block(block_id=block.pk, now=timezone.now() + later)
    assert held is not None
    return held


def finish(job: Job) -> ProgrammeRanking:
    """Everything that is left of a job, done here."""
    if job.state == JobState.QUEUED:
        prepared(job)
    for block in rankings.free_blocks(now=timezone.now()):
        assert rankings.work_block(block=take(block))
    job.refresh_from_db()
    assert job.state == JobState.DONE
    return job.ranking


def state(job: Job) -> tuple[str, int, int]:
    job.refresh_from_db()
    return job.state, job.done, job.total


# --- the whole way


def test_everybody_gets_the_list_that_the_engine_gives_and_that_their_page_shows(people: World) -> None:
    job = start(people.programme)
    ranking = finish(job)
    assert state(job) == (JobState.DONE, 13, 13)
    assert job.result == {"lists": 13, "workers": 1}
    assert [(b.start, b.stop, b.state, b.attempts) for b in ranking.blocks.order_by("start")] == [
        (0, 5, BlockState.DONE, 1),
        (5, 10, BlockState.DONE, 1),
        (10, 13, BlockState.DONE, 1),
    ]
    whole = snapshot_of(people.programme, now=timezone.now(), private=False)
    found = engine.rank(whole.problem, slice(None), 7)
    kept = lists(ranking)
    assert kept == expected(found, list(whole.mentees.place), list(whole.mentors.place))
    assert max(len(row) for row in kept.values()) == 7
    page = snapshot_for(people.alice, now=timezone.now())
    shown = engine.rank(page.problem, [0], 7)
    assert (
        kept[people.alice.pk] == expected(shown, [people.alice.pk], list(page.mentors.place))[people.alice.pk]
    )
    assert ranking.prior_mean == page.problem.prior_mean
    assert [c["key"] for c in ranking.criteria] == [c.key for c in page.problem.criteria]


def test_progress_is_what_is_committed(people: World) -> None:
    job = start(people.programme)
    assert state(job) == (JobState.QUEUED, 0, 0)
    ranking = prepared(job)
    assert state(job) == (JobState.RUNNING, 0, 13)
    for done, block in zip([5, 10, 13], ranking.blocks.order_by("start"), strict=True):
        held = take(block)
        assert state(job)[1] == ranking.lists.count()
        rankings.work_block(block=held)
        assert state(job)[1] == ranking.lists.count() == done
        # With the last block a process lets go of the snapshot.
        assert stored.opened.cache_info().currsize == (done < 13)


def test_one_ranking_of_a_programme_is_under_way_at_a_time(people: World) -> None:
    start(people.programme)
    assert rankings.start_ranking(programme=people.programme, by=None, now=make.NOW) is None
    assert rankings.start_ranking(programme=make.ProgrammeFactory(), by=None, now=make.NOW) is not None
    with pytest.raises(ValueError, match="k: expected 1 or more, got 0"):
        rankings.start_ranking(programme=people.programme, by=None, now=make.NOW, k=0)


def test_the_newest_finished_ranking_takes_the_place_of_the_older_ones(people: World) -> None:
    elsewhere = finish(start(make.ProgrammeFactory()))
    first = finish(start(people.programme))
    job = start(people.programme, k=2)
    prepared(job)
    assert RankedMentors.objects.filter(ranking=first).count() == 13
    second = finish(Job.objects.get(pk=job.pk))
    assert set(ProgrammeRanking.objects.values_list("pk", flat=True)) == {elsewhere.pk, second.pk}
    assert {len(row.mentors) for row in RankedMentors.objects.all()} == {2}


def test_a_programme_without_mentees_is_done_at_once_and_one_without_mentors_has_empty_lists() -> None:
    empty = start(make.ProgrammeFactory())
    prepared(empty)
    assert state(empty) == (JobState.DONE, 0, 0)
    mentee = make.MenteeFactory()
    assert lists(finish(start(mentee.programme))) == {mentee.pk: []}


# --- people who leave while it runs


def test_who_left_since_the_snapshot_has_no_list_and_is_in_none(people: World) -> None:
    job = start(people.programme)
    ranking = prepared(job)
    withdrawn, erased, removed, *_ = people.programme.enrolments.filter(role="mentee").exclude(
        pk=people.alice.pk
    )
    Enrolment.objects.filter(pk=withdrawn.pk).update(state=EnrolmentState.WITHDRAWN)
    erased.person.erased_at = make.NOW
    erased.person.save()
    removed.delete()
    Enrolment.objects.filter(pk=people.bob.pk).update(state=EnrolmentState.WITHDRAWN)
    for block in ranking.blocks.all():
        assert rankings.work_block(block=take(block))
    assert state(job) == (JobState.DONE, 13, 13)
    kept = lists(ranking)
    assert len(kept) == 10
    assert {withdrawn.pk, erased.pk, removed.pk}.isdisjoint(kept)
    assert people.bob.pk not in {mentor for row in kept.values() for mentor, _, _ in row}
    assert len(kept[people.alice.pk]) == 6


def test_a_list_goes_with_its_mentee(people: World) -> None:
    ranking = finish(start(people.programme))
    people.alice.delete()
    assert ranking.lists.count() == 12


# --- leases


def test_a_block_is_held_by_one_worker_until_its_lease_runs_out(people: World) -> None:
    ranking = prepared(start(people.programme))
    block = ranking.blocks.order_by("start")[0]
    first = take(block)
    assert rankings.claim_block(block_id=block.pk, now=timezone.now()) is None
    assert block not in rankings.free_blocks(now=timezone.now())
    assert block in rankings.free_blocks(now=timezone.now() + LATER)
    second = take(block, later=LATER)
    snapshot = stored.opened(f"{ranking.job_id.hex}/{ranking.version}", ranking.digest)
    found = engine.rank(snapshot.problem, slice(0, 5), 7)
    assert not rankings.hold_block(block=first, now=timezone.now())
    assert not rankings.commit_block(block=first, snapshot=snapshot, found=found, now=timezone.now())
    assert not rankings.work_block(block=first)
    assert (ranking.lists.count(), state(ranking.job)[1]) == (0, 0)
    assert rankings.work_block(block=second)
    assert (ranking.lists.count(), state(ranking.job)[1]) == (5, 5)
    block.refresh_from_db()
    assert (block.state, block.attempts) == (BlockState.DONE, 2)


def test_a_worker_that_looks_keeps_its_lease(people: World) -> None:
    ranking = prepared(start(people.programme))
    block = take(ranking.blocks.order_by("start")[0])
    later = timezone.now() + timedelta(seconds=SMALL.lease - 1)
    assert rankings.hold_block(block=block, now=later)
    assert rankings.claim_block(block_id=block.pk, now=later + timedelta(seconds=SMALL.lease - 1)) is None


def test_the_same_message_twice_and_a_message_of_nothing_do_nothing(people: World) -> None:
    job = start(people.programme)
    for _ in range(2):
        tasks.prepare_ranking(str(job.pk))
    ids = list(job.ranking.blocks.values_list("pk", flat=True))
    for pk in [*ids, *ids, max(ids) + 1]:
        tasks.rank_block(pk)
    for pk in ids:
        tasks.rank_block(pk)
    assert state(job) == (JobState.DONE, 13, 13)
    assert (job.ranking.lists.count(), {b.attempts for b in job.ranking.blocks.all()}) == (13, {1})
    tasks.prepare_ranking(str(job.pk))
    tasks.prepare_ranking("3f333df6-90a4-4fda-8dd3-9485d27cee36")
    assert state(job) == (JobState.DONE, 13, 13)


def test_a_block_that_ends_its_worker_three_times_ends_the_job(people: World) -> None:
    job = start(people.programme)
    ranking = prepared(job)
    block = ranking.blocks.order_by("start")[1]
    for attempt in range(3):
        take(block, later=attempt * LATER)
    assert state(job)[0] == JobState.RUNNING
    assert rankings.claim_block(block_id=block.pk, now=timezone.now() + 2 * LATER) is None
    assert state(job)[0] == JobState.RUNNING
    assert rankings.claim_block(block_id=block.pk, now=timezone.now() + 3 * LATER) is None
    assert state(job)[0] == JobState.FAILED
    assert job.failure == "Mentees 6 to 10 ended their worker 3 times."
    assert rankings.claim_block(block_id=ranking.blocks.first().pk, now=timezone.now()) is None


def test_after_an_error_a_block_waits_for_another_attempt_and_the_third_ends_the_job(
    people: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start(people.programme)
    ranking = prepared(job)
    stored.opened.cache_clear()
    name = f"{stored.ROOT}/{ranking.job_id.hex}/{ranking.version}/0.npy"
    with default_storage.open(name, "r+b") as file:
        file.seek(-1, 2)
        file.write(b"\xff")
    block = ranking.blocks.order_by("start")[0]
    for attempt in (1, 2, 3):
        with pytest.raises(stored.DamagedSnapshot):
            rankings.work_block(block=take(block))
        block.refresh_from_db()
        assert (block.state, block.attempts, block.lease_until) == (BlockState.QUEUED, attempt, None)
        assert state(job)[0] == (JobState.FAILED if attempt == 3 else JobState.RUNNING)
    assert job.failure.startswith(f"{block.worker}: DamagedSnapshot: 0.npy of ")


# --- preparing


def test_a_job_is_prepared_by_one_worker_until_its_lease_runs_out(people: World) -> None:
    job = start(people.programme)
    assert rankings.to_prepare(now=make.NOW) == [job.pk]
    first = rankings.claim_preparation(job_id=job.pk, now=timezone.now())
    assert first is not None
    assert rankings.claim_preparation(job_id=job.pk, now=timezone.now()) is None
    later = timezone.now() + rankings.PREPARING + timedelta(seconds=1)
    assert (rankings.to_prepare(now=timezone.now()), rankings.to_prepare(now=later)) == ([], [job.pk])
    second = rankings.claim_preparation(job_id=job.pk, now=later)
    assert second is not None
    assert not rankings.prepare(ranking=first)
    assert not RankingBlock.objects.exists()
    assert rankings.prepare(ranking=second)
    assert rankings.to_prepare(now=later + rankings.PREPARING) == []
    assert lists(finish(Job.objects.get(pk=job.pk)))


def test_preparing_that_ends_its_worker_three_times_ends_the_job(people: World) -> None:
    job = start(people.programme)
    now = timezone.now()
    for _ in range(3):
        assert rankings.claim_preparation(job_id=job.pk, now=now) is not None
        assert rankings.claim_preparation(job_id=job.pk, now=now) is None
        now += rankings.PREPARING + timedelta(seconds=1)
    assert rankings.claim_preparation(job_id=job.pk, now=now) is None
    assert state(job)[0] == JobState.FAILED
    assert job.failure == "Preparing it ended its worker 3 times."


def test_a_failure_in_preparing_is_kept_in_words(people: World, settings: Any) -> None:
    job = start(people.programme)
    make.CriterionFactory(programme=people.programme, kind="bias", mentee_field="", mentor_field="")
    ranking = rankings.claim_preparation(job_id=job.pk, now=timezone.now())
    assert ranking is not None
    with pytest.raises(ValueError, match="mentor_field"):
        rankings.prepare(ranking=ranking)
    assert state(job)[0] == JobState.FAILED
    assert job.failure.startswith("ValueError: criterion ")


# --- stopping


def test_a_waiting_ranking_is_stopped_at_once(people: World) -> None:
    job = start(people.programme)
    assert rankings.cancel_ranking(job=job, by=None, now=make.NOW)
    assert state(job) == (JobState.CANCELLED, 0, 0)
    assert rankings.claim_preparation(job_id=job.pk, now=timezone.now()) is None
    assert not rankings.cancel_ranking(job=job, by=None, now=make.NOW)


def test_nothing_is_committed_once_it_is_stopped_and_the_earlier_ranking_stays(people: World) -> None:
    earlier = finish(start(people.programme))
    job = start(people.programme)
    ranking = prepared(job)
    one, two, three = ranking.blocks.order_by("start")
    assert rankings.work_block(block=take(one))
    held = take(two)
    snapshot = stored.opened(f"{ranking.job_id.hex}/{ranking.version}", ranking.digest)
    found = engine.rank(snapshot.problem, slice(5, 10), 7)
    by = make.PersonFactory()
    assert rankings.cancel_ranking(job=job, by=by, now=make.NOW)
    assert not rankings.hold_block(block=held, now=timezone.now())
    assert not rankings.commit_block(block=held, snapshot=snapshot, found=found, now=timezone.now())
    assert not rankings.work_block(block=held)
    assert rankings.claim_block(block_id=three.pk, now=timezone.now()) is None
    assert state(job) == (JobState.CANCELLED, 5, 13)
    assert ranking.lists.count() == 5
    assert list(AuditEvent.objects.filter(action="job.stop").values_list("actor_id", "object_id")) == [
        (by.pk, str(job.pk))
    ]
    rankings.clear_away(now=timezone.now())
    assert list(ProgrammeRanking.objects.all()) == [earlier]
    assert RankedMentors.objects.count() == 13


def test_while_it_is_prepared_it_is_stopped_as_well(people: World) -> None:
    job = start(people.programme)
    ranking = rankings.claim_preparation(job_id=job.pk, now=timezone.now())
    assert ranking is not None
    stop_job(job=job, by=None, now=make.NOW)
    assert not rankings.prepare(ranking=ranking)
    assert state(job) == (JobState.CANCELLED, 0, 0)
    assert not RankingBlock.objects.exists()


def test_a_worker_ends_a_ranking_that_was_asked_to_stop(people: World) -> None:
    job = start(people.programme)
    ranking = prepared(job)
    held = take(ranking.blocks.order_by("start")[0])
    assert stop_job(job=job, by=None, now=make.NOW)
    assert state(job)[0] == JobState.RUNNING
    assert not rankings.work_block(block=held)
    assert state(job) == (JobState.CANCELLED, 0, 13)


# --- the tick


def test_the_sweep_finds_what_nobody_works_at_and_is_cheap_where_nothing_is(
    people: World, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(5):
        assert tasks.sweep_rankings(now=timezone.now()) == 0
    job = start(people.programme)
    assert tasks.sweep_rankings(now=timezone.now()) == 1
    ranking = prepared(job)
    assert tasks.sweep_rankings(now=timezone.now()) == 3
    take(ranking.blocks.order_by("start")[0])
    assert tasks.sweep_rankings(now=timezone.now()) == 2
    assert tasks.sweep_rankings(now=timezone.now() + LATER) == 3
    stop_job(job=job, by=None, now=timezone.now())
    assert tasks.sweep_rankings(now=timezone.now()) == 0
    assert state(job)[0] == JobState.CANCELLED
    assert not ProgrammeRanking.objects.exists()


def test_files_outlive_their_ranking_for_a_moment_and_then_go(people: World) -> None:
    job = start(people.programme)
    prepared(job)
    rankings.clear_away(now=timezone.now())
    assert stored.folders() == [job.pk.hex]
    finish(Job.objects.get(pk=job.pk))
    rankings.clear_away(now=timezone.now())
    assert stored.folders() == [job.pk.hex]
    rankings.clear_away(now=timezone.now() + rankings.GRACE)
    assert stored.folders() == []


def test_the_files_hold_no_words_and_nothing_that_only_a_solver_may_see(people: World) -> None:
    make.PreferenceFactory(by=people.alice, about=people.bob, value="prefer")
    question = make.QuestionFactory(version__programme=people.programme, key="faith", identity=True)
    make.AnswerFactory(enrolment=people.alice, question=question, choices=["sikh"])
    make.CriterionFactory(
        programme=people.programme, key="faith", mentee_field="question:faith", identity=True
    )
    job = start(people.programme)
    ranking = prepared(job)
    folder = f"{stored.ROOT}/{ranking.job_id.hex}/{ranking.version}"
    files = [default_storage.open(f"{folder}/{name}").read() for name in default_storage.listdir(folder)[1]]
    assert len(files) > 10
    for word in ("Alice", "Baptiste", "example.org", "budget", "sikh", "faith"):
        assert not any(word.encode() in file for file in files), word
    problem = stored.opened(f"{ranking.job_id.hex}/{ranking.version}", ranking.digest).problem
    assert (len(problem.preferences.pairs), [c.key for c in problem.criteria if c.private]) == (0, [])


# --- several workers at one moment


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of `acts` returns, all begun at one moment in threads of their own."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def careless_claim(block_id: int) -> bool:
    """Looks first and takes then, as one must not."""
    block = RankingBlock.objects.get(pk=block_id)
    if block.state != BlockState.QUEUED:
        return False
    block.state = BlockState.RUNNING
    block.save()
    return True


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_block() -> None:
    ranking = prepared(start(make.MenteeFactory().programme))
    (block,) = ranking.blocks.all()
    crowd = [lambda: rankings.claim_block(block_id=block.pk, now=timezone.now()) is not None] * 12
    for attempt in range(1, 4):
        assert sum(at_once(*crowd)) == 1
        block.refresh_from_db()
        assert block.attempts == attempt
        RankingBlock.objects.update(state=BlockState.QUEUED)
    # The negative control: who looks first and takes then is caught by the same crowd.
    careless = [lambda: careless_claim(block.pk)] * 12
    assert max(sum(at_once(*careless)) for _ in range(5) if RankingBlock.objects.update(state="queued")) > 1


@pytest.mark.django_db(transaction=True)
def test_a_stop_at_the_moment_of_a_commit_comes_before_it_or_after_it() -> None:
    for _ in range(12):
        mentee = make.MenteeFactory()
        job = start(mentee.programme)
        ranking = prepared(job)
        held = take(ranking.blocks.get())
        stopped, committed = at_once(
            lambda job=job: rankings.cancel_ranking(job=job, by=None, now=timezone.now()),
            lambda held=held: rankings.work_block(block=held),
        )
        assert stopped != committed
        found = state(job)
        assert found == ((JobState.DONE, 1, 1) if committed else (JobState.CANCELLED, 0, 1))
        assert RankedMentors.objects.filter(ranking=ranking.pk).count() == committed


@pytest.mark.django_db(transaction=True)
def test_blocks_that_end_at_one_moment_end_the_job_once() -> None:
    for _ in range(3):
        programme = make.ProgrammeFactory()
        for _ in range(6):
            make.MenteeFactory(programme=programme)
        job = start(programme, pace=Pace(block=1, slice=1))
        ranking = prepared(job)
        held = [take(block) for block in ranking.blocks.all()]
        assert (
            at_once(*[lambda block=block: rankings.work_block(block=block) for block in held]) == [True] * 6
        )
        assert state(job) == (JobState.DONE, 6, 6)
        assert job.result["lists"] == ranking.lists.count() == 6
