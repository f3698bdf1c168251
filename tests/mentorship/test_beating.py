"""Beat whose clock is set back goes on at the next interval; Celery's own waits until it is as late again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from celery.beat import PersistentScheduler
from celery.schedules import schedule

from mentorship.beating import SteadyScheduler
from mentorship.celery import app

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(("kind", "waits"), [(SteadyScheduler, 60), (PersistentScheduler, 300)])
def test_a_clock_that_is_set_back(
    kind: type[PersistentScheduler], waits: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler = kind(app=app, schedule_filename=str(tmp_path / "schedule"), lazy=True)
    clock = [NOON]
    entry = scheduler.Entry(
        name="tick", task="mentorship.tasks.tick", app=app,
        schedule=schedule(timedelta(seconds=60), nowfun=lambda: clock[0], app=app), last_run_at=NOON,
    )  # fmt: skip
    monkeypatch.setattr(entry, "default_now", lambda: clock[0])
    entries = {"tick": entry}
    monkeypatch.setattr(kind, "schedule", property(lambda self: entries))
    assert scheduler.tick() == pytest.approx(60, abs=1)
    clock[0] = NOON - timedelta(hours=1)
    assert scheduler.tick() == pytest.approx(waits, abs=1)
