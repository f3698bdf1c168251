from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from mentorship import localservices
from mentorship.localservices import CHECKOUT, LocalServices, attach, lock
from mentorship.supervisor import as_user
from tests.servers.processes import alive, bare_environment, eventually, folder_for_servers, tree

WAITING = (
    sys.executable,
    "-m",
    "mentorship.localservices",
    sys.executable,
    "-c",
    "import time; print('up', flush=True); time.sleep(600)",
)


@pytest.fixture(autouse=True)
def _no_servers_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")


@pytest.fixture
def kept() -> Iterator[Path]:
    with folder_for_servers() as folder:
        yield folder


def ask(url: str, statement: str) -> object:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        answer = cursor.fetchone()[0] if cursor.description else None
    connection.close()
    return answer


def test_both_servers_answer_and_nothing_is_left_after_the_stop():
    with LocalServices() as services:
        processes = [
            process for server in services.supervisor.running.values() for process in tree(server.pid)
        ]
        assert ask(services.env["DATABASE_URL"], "SHOW max_connections") == "300"
        assert ask(services.env["DATABASE_URL"], "SHOW fsync") == "off"
        assert ask(services.env["DATABASE_URL"], "SHOW listen_addresses") == ""
        assert redis.Redis.from_url(services.env["REDIS_URL"]).ping()
        assert os.geteuid() != 0 or {process.uids().real for process in processes} == {localservices.NOBODY}
    assert alive(processes) == []
    assert not services.run.exists()


def test_two_at_once_do_not_meet():
    with LocalServices() as one, LocalServices() as other:
        ask(one.env["DATABASE_URL"], "CREATE TABLE only_here ()")
        assert ask(other.env["DATABASE_URL"], "SELECT to_regclass('only_here')") is None
        redis.Redis.from_url(one.env["REDIS_URL"]).set("only", "here")
        assert redis.Redis.from_url(other.env["REDIS_URL"]).get("only") is None


def test_kept_data_are_there_again(kept: Path):
    with LocalServices(kept) as first:
        assert ask(first.env["DATABASE_URL"], "SHOW fsync") == "on"
        ask(first.env["DATABASE_URL"], "CREATE TABLE t AS SELECT 42 AS n")
        redis.Redis.from_url(first.env["REDIS_URL"]).set("n", 42)
    with LocalServices(kept) as second:
        assert ask(second.env["DATABASE_URL"], "SELECT n FROM t") == 42
        assert redis.Redis.from_url(second.env["REDIS_URL"]).get("n") == b"42"
        second.empty()
        assert ask(second.env["DATABASE_URL"], "SELECT to_regclass('t')") is None
        assert redis.Redis.from_url(second.env["REDIS_URL"]).get("n") is None


def test_a_killed_server_is_started_again_with_its_data(kept: Path):
    said: list[str] = []
    with LocalServices(kept, say=said.append) as services:
        ask(services.env["DATABASE_URL"], "CREATE TABLE t AS SELECT 42 AS n")
        for process in list(services.supervisor.running.values()):
            process.kill()
            process.wait()
        services.supervisor.look()
        assert eventually(lambda: localservices._database_is_there(services.run / "pg"), 20)
        assert ask(services.env["DATABASE_URL"], "SELECT n FROM t") == 42
        assert eventually(
            lambda: localservices._ask_valkey(services.run / "vk/valkey.sock", "PING") == "+PONG", 10
        )
    assert [line.split(";")[0] for line in said] == [
        "postgres ended by itself (signal SIGKILL)",
        "valkey ended by itself (signal SIGKILL)",
    ]


def test_a_pid_file_that_names_somebody_else_does_not_hurt(kept: Path):
    with LocalServices(kept):
        pid_file = (kept / "postgres" / "postmaster.pid").read_text()
    stranger = subprocess.Popen(
        ["sleep", "600"], cwd="/", **as_user(localservices.NOBODY if os.geteuid() == 0 else None)
    )
    try:
        stale = "\n".join([str(stranger.pid), *pid_file.split("\n")[1:]])
        (kept / "postgres" / "postmaster.pid").write_text(stale)
        with LocalServices(kept) as services:
            assert ask(services.env["DATABASE_URL"], "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_nothing_outlives_a_killed_parent():
    parent = subprocess.Popen(WAITING, cwd=CHECKOUT, env=bare_environment(), stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"up\n"
    processes = tree(parent.pid)
    assert {"postgres", "valkey-server"} <= {process.name() for process in processes}
    parent.kill()
    parent.wait()
    assert eventually(lambda: not alive(processes), 5), alive(processes)


def test_the_command_gets_the_servers_and_its_status_is_passed_on():
    command = [
        *WAITING[:5],
        "import os; os.environ['DATABASE_URL'], os.environ['REDIS_URL']; raise SystemExit(7)",
    ]
    assert subprocess.run(command, cwd=CHECKOUT, env=bare_environment(), check=False).returncode == 7


def test_leftovers_of_a_killed_parent_are_swept():
    parent = subprocess.Popen(WAITING, cwd=CHECKOUT, env=bare_environment(), stdout=subprocess.PIPE)
    assert parent.stdout is not None
    parent.stdout.readline()
    server = next(
        process for process in psutil.Process(parent.pid).children() if process.name() == "valkey-server"
    )
    run = Path(next(part for part in server.net_connections("unix") if part.laddr).laddr).parent.parent
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    localservices._sweep_leftovers()
    assert run.exists(), "a young folder is left alone: its owner may be about to lock it"
    os.utime(run, (0, 0))
    localservices._sweep_leftovers()
    assert not run.exists()


def test_given_servers_win_each_on_its_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere@db/mentorship")
    with LocalServices() as services:
        assert services.env["DATABASE_URL"] == "postgres://elsewhere@db/mentorship"
        assert [server.name for server in services.supervisor.running] == ["valkey"]


def test_data_of_another_postgresql_are_refused_in_words(kept: Path):
    with LocalServices(kept):
        pass
    (kept / "postgres" / "PG_VERSION").write_text("9\n")
    with (
        pytest.raises(SystemExit, match=r"written by PostgreSQL 9, and this is .*: run `make demo-reset`"),
        LocalServices(kept),
    ):
        pass


def test_attach_takes_the_environment_of_a_running_demo_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "environment.json").write_text(
        '{"DATABASE_URL": "postgres://demo@/x", "MENTORSHIP_SITE_URL": "http://demo"}'
    )
    monkeypatch.setenv("MENTORSHIP_SITE_URL", "http://mine")
    monkeypatch.setenv("DATABASE_URL", "")
    attach(tmp_path)
    assert os.environ["DATABASE_URL"] == "", "the demo that wrote this file is gone"
    held = lock(tmp_path / "lock")
    attach(tmp_path)
    assert os.environ["DATABASE_URL"] == "postgres://demo@/x"
    assert os.environ["MENTORSHIP_SITE_URL"] == "http://mine", "what is set wins"
    os.close(held)
