from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import JobState
from accounts.models import Job
from matching import embedding, engine, tasks
from matching.models import TextVector
from matching.operations import vectors
from matching.sentences import model_warning, present_model
from matching.snapshot import snapshot_for
from tests import factories as make
from tests.matching.worlds import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_model(settings: Any) -> None:
    settings.EMBEDDER = "characters"
    cache.delete_many([vectors.STANDING, vectors.WRITTEN])


def run(job: Job) -> Job:
    held = vectors.claim(job_id=job.pk, now=make.NOW)
    assert held is not None
    return vectors.run_embedding(job=held)


def start() -> Job:
    job = vectors.start_embedding(programme=None, by=None, now=make.NOW)
    assert job is not None
    return job


def test_everybody_with_words_gets_a_unit_vector() -> None:
    mentee, mentor = make.MenteeFactory(), make.MentorFactory()
    make.GoalFactory(enrolment=mentee)
    job = run(start())
    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)
    for enrolment in (mentee, mentor):
        vector = np.frombuffer(TextVector.objects.get(enrolment=enrolment).vector, dtype="<f4")
        assert len(vector) == present_model().dimensions
        assert np.linalg.norm(vector) == pytest.approx(1, abs=0.01)
    assert vectors.stale() == []


def test_only_changed_words_another_model_and_lost_words_are_stale() -> None:
    changed, same, emptied = make.MentorFactory(), make.MentorFactory(), make.MentorFactory()
    run(start())
    changed.biography = "I changed my mind about everything."
    changed.save()
    type(emptied).objects.filter(pk=emptied.pk).update(headline="", biography="")
    assert set(vectors.stale()) == {changed.pk, emptied.pk}
    run(start())
    assert set(TextVector.objects.values_list("enrolment_id", flat=True)) == {changed.pk, same.pk}
    TextVector.objects.update(model="older")
    assert set(vectors.stale()) == {changed.pk, same.pk}


def test_a_new_goal_makes_a_mentee_stale() -> None:
    mentee = make.MenteeFactory()
    run(start())
    make.GoalFactory(enrolment=mentee)
    assert vectors.stale() == [mentee.pk]


def test_there_is_one_job_at_a_time_and_none_for_nothing() -> None:
    assert vectors.start_embedding(programme=None, by=None, now=make.NOW) is None
    make.MentorFactory()
    start()
    assert vectors.start_embedding(programme=None, by=None, now=make.NOW) is None


def test_a_job_is_held_by_one_worker_until_its_lease_runs_out() -> None:
    make.MentorFactory()
    job = start()
    first = vectors.claim(job_id=job.pk, now=make.NOW)
    assert first is not None
    assert vectors.claim(job_id=job.pk, now=make.NOW) is None
    assert vectors.jobs_to_take_up(now=make.NOW) == []
    later = make.NOW + vectors.LEASE + timedelta(seconds=1)
    assert vectors.jobs_to_take_up(now=later) == [job.pk]
    assert vectors.claim(job_id=job.pk, now=later) is not None
    block = [(make.MentorFactory().pk, "words")]
    assert not vectors.embed_block(job=first, block=block, model=present_model(), now=later)
    assert not TextVector.objects.exists()


def test_progress_is_what_is_committed_and_cancel_stops_before_the_next_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vectors, "BLOCK", 2)
    for _ in range(5):
        make.MentorFactory()
    job = start()
    whole, seen = vectors.embed_block, []

    def after_one_block(**given: Any) -> bool:
        written = whole(**given)
        seen.append(Job.objects.get(pk=job.pk).done)
        vectors.cancel_embedding(job=Job.objects.get(pk=job.pk), by=None, now=make.NOW)
        return written

    monkeypatch.setattr(vectors, "embed_block", after_one_block)
    ended = run(job)
    assert (ended.state, ended.done, seen) == (JobState.CANCELLED, 2, [2, 2])
    assert TextVector.objects.count() == 2


def test_a_waiting_job_is_cancelled_at_once() -> None:
    make.MentorFactory()
    job = start()
    vectors.cancel_embedding(job=job, by=None, now=make.NOW)
    assert Job.objects.get(pk=job.pk).state == JobState.CANCELLED
    assert vectors.claim(job_id=job.pk, now=make.NOW) is None


def test_a_failure_is_kept_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    make.MentorFactory()
    job = vectors.claim(job_id=start().pk, now=make.NOW)
    assert job is not None

    class Broken:
        name, dimensions = "broken", 3

        def embed(self, texts: Any) -> Any:
            raise RuntimeError("the model is gone")

    monkeypatch.setattr(vectors, "present_model", Broken)
    with pytest.raises(RuntimeError):
        vectors.run_embedding(job=job)
    job.refresh_from_db()
    assert (job.state, job.failure) == (JobState.FAILED, "RuntimeError: the model is gone")


def test_the_sweep_queues_once_and_rests_while_nothing_changes(django_assert_max_num_queries: Any) -> None:
    mentor = make.MentorFactory()
    assert tasks.sweep_vectors(now=make.NOW) == 1
    job = Job.objects.get()
    run(job)
    assert tasks.sweep_vectors(now=make.NOW) == 0
    with django_assert_max_num_queries(4):
        assert tasks.sweep_vectors(now=make.NOW) == 0
    mentor.headline = "Something else"
    mentor.save()
    assert tasks.sweep_vectors(now=make.NOW) == 1
    assert Job.objects.count() == 2


def test_the_admin_shows_how_far_a_job_is() -> None:
    make.JobFactory(state=JobState.RUNNING, done=128, total=300)
    operator = make.PersonFactory(user__is_staff=True, user__is_superuser=True)
    client = Client()
    client.force_login(operator.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/admin/accounts/job/").content.decode()
    assert "Reading goals and biographies" in page
    assert '<td class="field-done">128</td><td class="field-total">300</td>' in page


# --- without the sentence model


def swept() -> Job:
    """What the sweep queues, done."""
    assert tasks.sweep_vectors(now=make.NOW) == 1
    return run(Job.objects.get(state=JobState.QUEUED))


def models() -> set[str]:
    return set(TextVector.objects.values_list("model", flat=True))


def words_value(made: World) -> float | None:
    problem = snapshot_for(made.alice, now=make.NOW).problem
    return {part.criterion: part.value for part in engine.explain(problem, 0, 0).parts}["words"]


def test_without_its_model_the_site_goes_on_and_with_it_comes_back(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBEDDER = "universal"
    made = world()
    type(made.bob).objects.filter(pk=made.bob.pk).update(
        headline="Teacher", biography="I taught dance at a school."
    )
    swept()
    assert models() == {"universal-sentence-encoder"}
    meant = words_value(made)
    assert model_warning() == ""

    monkeypatch.setattr(embedding, "_PACKAGE", "no_such_package")
    assert "universal-sentence-encoder cannot be used: its package" in model_warning()
    assert words_value(made) is None  # what the other model made is not compared, and nothing fails
    job = swept()
    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)
    assert models() == {"characters-512"}
    spelt = words_value(made)
    assert spelt is not None
    assert spelt != meant
    assert tasks.sweep_vectors(now=make.NOW) == 0

    monkeypatch.undo()
    assert model_warning() == ""
    assert words_value(made) is None
    swept()
    assert models() == {"universal-sentence-encoder"}
    assert words_value(made) == meant


def test_where_nothing_was_written_no_words_and_no_rows_are_looked_at() -> None:
    mentor, mentee = make.MentorFactory(), make.MenteeFactory()
    make.GoalFactory(enrolment=mentee)
    run(start())
    assert vectors.start_where_stale(now=make.NOW) is None
    with CaptureQueriesContext(connection) as queries:
        assert vectors.start_where_stale(now=make.NOW) is None
    assert [query["sql"].count("pg_stat_get") > 0 for query in queries.captured_queries] == [True]
    # Something is written: looked at, and found to be no matter of words.
    mentor.person.save()
    with CaptureQueriesContext(connection) as queries:
        assert vectors.start_where_stale(now=make.NOW) is None
    assert len(queries) > 1
    mentor.headline = "Has led a clinic since spring."
    mentor.save()
    assert vectors.start_where_stale(now=make.NOW) is not None


def test_where_postgresql_does_not_count_every_sweep_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    mentor = make.MentorFactory()
    run(start())
    monkeypatch.setattr(vectors, "writes_to", lambda *models: ())
    assert vectors.start_where_stale(now=make.NOW) is None
    assert vectors.start_where_stale(now=make.NOW) is None
    mentor.headline = "Has led a clinic since spring."
    mentor.save()
    assert vectors.start_where_stale(now=make.NOW) is not None
