"""What web processes keep their figures in, and what /metrics reads beside."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from api.models import Delivery
from mentorship import figure_files, glance, metrics, readings
from mentorship.figure_files import FOLDER, PREFIX
from mentorship.localservices import CHECKOUT
from notifications.queries import health
from tests import factories as make

TOKEN = "a-token-for-prometheus"


# --- the folder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(figure_files.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv(FOLDER, "")  # and not removed: what is set afterwards would stay for other tests
    monkeypatch.setattr(figure_files.Place, "name", "main")
    return tmp_path


def test_the_folder_is_made_once_and_removed_by_its_maker_alone(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = figure_files.own_folder()
    assert first == figure_files.own_folder() == Path(os.environ[FOLDER])
    monkeypatch.setattr(figure_files.os, "getpid", lambda: 1)
    figure_files.remove_folder()  # a process that it has started
    assert first.exists()
    assert figure_files.own_folder() != first  # a successor makes its own
    monkeypatch.undo()


def test_what_killed_processes_left_is_removed(place: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    gone, living, odd = (place / f"{PREFIX}{pid}-x" for pid in (ended.pid, os.getppid(), "notes"))
    for folder in (gone, living, odd):
        folder.mkdir()
    figure_files.new_folder()
    assert (gone.exists(), living.exists()) == (False, True)


def test_places_are_used_again(place: Path) -> None:
    assert figure_files.free_place([]) == "web0"
    assert figure_files.free_place(["web0", "web2", ""]) == "web1"
    folder = figure_files.own_folder()
    for name in ("gauge_livesum_web1.db", "gauge_livesum_web0.db", "histogram_web1.db"):
        (folder / name).touch()
    figure_files.take_place("web1")
    assert sorted(path.name for path in folder.iterdir()) == ["gauge_livesum_web0.db", "histogram_web1.db"]


def test_gunicorn_is_configured_without_the_site_being_read(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bad value is told by the site, in words, and not by a fault of its logging."""
    for name, value in (("FORMAT", "xml"), ("LEVEL", "loud")):
        monkeypatch.setenv(f"MENTORSHIP_LOG_{name}", value)
    chosen = runpy.run_path(str(CHECKOUT / "gunicorn.conf.py"))["logconfig_dict"]
    assert (chosen["handlers"]["console"]["formatter"], chosen["root"]["level"]) == ("line", "INFO")


# --- what is read


def ask(settings: Any) -> dict[tuple[str, ...], float]:
    settings.METRICS_TOKEN = TOKEN
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return {
        (sample.name, *dict(sorted(sample.labels.items())).values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.mark.django_db
def test_long_work_webhooks_and_the_database_are_told(settings: Any) -> None:
    now = timezone.now()
    ago = lambda **spans: now - timedelta(**spans)  # noqa: E731
    make.JobFactory(kind="run", state="running", subject_id=uuid4(), created_at=ago(minutes=20))
    make.JobFactory(kind="run", state="queued", subject_id=uuid4(), created_at=ago(minutes=5))
    for minutes in (1, 3):
        make.JobFactory(
            kind="ranking", state="done", created_at=ago(hours=2), started_at=ago(hours=1),
            finished_at=ago(hours=1) + timedelta(minutes=minutes),
        )  # fmt: skip
    make.JobFactory(
        kind="ranking", state="done", created_at=ago(days=3), started_at=ago(days=3), finished_at=ago(days=2)
    )
    make.DeliveryFactory(state="queued", not_before=ago(minutes=10), at=ago(minutes=10))
    make.DeliveryFactory(state="queued", not_before=now + timedelta(hours=1), at=now)
    found = ask(settings)
    assert found["mentorship_jobs", "run", "running"] == found["mentorship_jobs", "run", "queued"] == 1
    assert found["mentorship_jobs", "ranking", "done"] == 2
    assert 1200 <= found["mentorship_job_oldest_seconds", "run"] < 1260
    assert found["mentorship_job_seconds", "mean", "ranking"] == 120
    assert found["mentorship_job_seconds", "most", "ranking"] == 180
    assert found["mentorship_deliveries", "queued"] == Delivery.objects.count() == 2
    assert 600 <= found["mentorship_deliveries_oldest_due_seconds",] < 660
    assert found["mentorship_database_connections", "active"] >= 1
    assert found["mentorship_database_connections_most",] >= 100
    assert found["mentorship_database_bytes",] > 1e6


@pytest.mark.django_db
def test_what_waits_in_a_queue_is_told(settings: Any) -> None:
    with redis.Redis.from_url(settings.CONFIG.redis(0)) as server:
        for queue, n in (("mail", 2), ("matching", 1), ("housekeeping", 0)):
            server.delete(queue)
            for _ in range(n):
                server.lpush(queue, "a message")
        found = ask(settings)
        server.delete("mail", "matching")
    waiting = {key[1]: value for key, value in found.items() if key[0] == "mentorship_queue_messages"}
    assert waiting == {"mail": 2, "matching": 1, "housekeeping": 0}


@pytest.mark.django_db
def test_where_a_server_is_away_the_rest_is_told(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: object) -> None:
        raise OperationalError("connection refused")

    def no_signs() -> None:
        away()

    with monkeypatch.context() as patched:
        patched.setattr(metrics, "outbox", away)
        patched.setattr(health, "signs", no_signs)
        found = ask(settings)
    assert found["mentorship_well", "web"] == 0
    assert ("mentorship_queue_messages", "mail") in found
    assert ("mentorship_letters", "due") not in found
    nowhere = redis.Redis.from_url("unix:///tmp/nobody-is-here")
    monkeypatch.setattr(readings.redis.Redis, "from_url", lambda *_, **__: nowhere)
    found = ask(settings)
    assert ("mentorship_queue_messages", "mail") not in found
    assert ("mentorship_letters", "due") in found


# --- health


def test_whoever_asks_within_a_second_is_told_the_same(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HEALTH_LASTS = timedelta(seconds=60)
    looks: list[Any] = []
    monkeypatch.setattr(glance, "gather", lambda now: looks.append(now) or now)
    monkeypatch.setattr(glance._Last, "facts", None)
    monkeypatch.setattr(glance._Last, "until", 0.0)
    now = timezone.now()
    first = glance.glance(now=now)
    assert glance.glance(now=now + timedelta(seconds=1)) == first
    assert looks == [now]
    settings.HEALTH_LASTS = timedelta(0)
    glance._Last.until = 0.0
    for _ in range(2):
        glance.glance(now=now)
    assert len(looks) == 3


def test_where_a_server_hangs_one_waits_for_it_and_the_others_are_told_what_was_found_before(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HEALTH_LASTS = timedelta(0)
    before, later = timezone.now(), timezone.now() + timedelta(seconds=5)
    asked, answered = Event(), Event()

    def hangs(now: datetime) -> datetime:
        asked.set()
        assert answered.wait(10)
        return now

    monkeypatch.setattr(glance, "gather", hangs)
    monkeypatch.setattr(glance._Last, "facts", before)
    monkeypatch.setattr(glance._Last, "until", monotonic())
    with ThreadPoolExecutor(2) as threads:
        try:
            looks = threads.submit(glance.glance, now=later)
            assert asked.wait(10)
            assert threads.submit(glance.glance, now=later).result(5) == before
            # What is older than a minute is told to nobody.
            monkeypatch.setattr(glance._Last, "until", monotonic() - 61)
            waits = threads.submit(glance.glance, now=later)
            with pytest.raises(TimeoutError):
                waits.result(0.1)
        finally:
            answered.set()
        assert (looks.result(10), waits.result(10)) == (later, later)


@pytest.mark.django_db
def test_a_process_is_ready_where_it_reaches_the_database(
    client: Client, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_assert_num_queries(1):
        assert client.get("/health/ready/").status_code == 200

    class Away:
        def cursor(self) -> None:
            raise OperationalError

    monkeypatch.setattr("mentorship.views.connection", Away())
    answer = client.get("/health/ready/")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")
