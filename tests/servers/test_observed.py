"""What real processes write into their logs and count: a gunicorn of two processes and a worker, given words that must stand in
no log by every way that leads into one."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from mentorship.figure_files import PREFIX
from mentorship.localservices import CHECKOUT
from mentorship.supervisor import Child
from tests.conftest import test_environment as environment
from tests.servers.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "kkzzcanary"
REFERENCE = "given-by-a-proxy-0001"
TOKEN = "a-token-for-prometheus"


@dataclass
class Site:
    port: int
    web: psutil.Process
    logs: list[Path]

    def ask(self, path: str, *, method: str = "GET", body: str = "", **headers: str) -> tuple[int, Any, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            link.request(method, path, body, {"Host": "127.0.0.1", **sent})
            answer = link.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            link.close()

    def send(self, raw: str) -> str:
        """What is answered to these very bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as link:
            link.sendall(raw.encode())
            return link.recv(4096).decode()

    def lines(self, log: int) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.logs[log].read_text().splitlines()]

    def figures(self) -> dict[tuple[str, ...], float]:
        """Every sample by its name and the values of its labels, in the order of the labels' names."""
        status, _, text = self.ask("/metrics", Authorization=f"Bearer {TOKEN}")
        assert status == 200
        return {
            (one.name, *dict(sorted(one.labels.items())).values()): one.value
            for family in text_string_to_metric_families(text)
            for one in family.samples
        }


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, port = tmp_path_factory.mktemp("observed"), free_port()
    env = {
        **environment(),
        "DJANGO_SETTINGS_MODULE": "tests.servers.observed",
        "MENTORSHIP_LOG_FORMAT": "json",
        "MENTORSHIP_METRICS_TOKEN": TOKEN,
        "MENTORSHIP_TRUSTED_PROXIES": "1",
        "MENTORSHIP_SLOW_QUERY_MS": "50",
        "MENTORSHIP_SITE_URL": "http://127.0.0.1",
        "WEB_CONCURRENCY": "2",
        "TMPDIR": str(folder),
    }
    python = (sys.executable, "-m")
    children = [
        Child(
            "web",
            (*python, "gunicorn", f"--bind=127.0.0.1:{port}", "mentorship.wsgi"),
            env=env,
            cwd=CHECKOUT,
            ends_by=signal.SIGQUIT,  # gunicorn's quick way
        ),
        Child(
            "worker",
            (*python, "celery", "-A", "mentorship", "worker", "--concurrency=1"),
            env=env,
            cwd=CHECKOUT,
            ends_by=signal.SIGKILL,
        ),
    ]
    running = []
    logs = [folder / f"{child.name}.log" for child in children]
    for child, log in zip(children, logs, strict=True):
        with log.open("wb") as output:
            running.append(child.spawn(output))
    found = Site(port, psutil.Process(running[0].pid), logs)
    try:
        assert eventually(lambda: _answers(found), 60), logs[0].read_text()
        assert eventually(lambda: " ready" in logs[1].read_text(), 60), logs[1].read_text()
        yield found
    finally:
        for child, process in zip(children, running, strict=True):
            child.stop(process)
    assert [path.name for path in folder.iterdir() if path.name.startswith(PREFIX)] == []


def _answers(site: Site) -> bool:
    try:
        return site.ask("/health/alive/")[0] == 200
    except OSError:
        return False


def test_no_word_of_anybody_stands_in_a_log_and_every_line_says_what_caused_it(site: Site) -> None:
    for path, status in (
        (f"/{SECRET}/?q={SECRET}", 404),
        (f"/invitations/{SECRET}/", 404),
        (f"/breaks/{SECRET}/?q={SECRET}", 500),
        (f"/suspects/{SECRET}/", 400),
    ):
        assert (
            site.ask(path, User_Agent=SECRET, Referer=f"http://x/{SECRET}", Cookie=f"session={SECRET}")[0]
            == status
        )
    form = {
        "method": "POST",
        "body": f"login={SECRET}%40example.org",
        "Content_Type": "application/x-www-form-urlencoded",
    }
    assert site.ask("/accounts/login/", **form)[0] == 403  # without the form's key
    assert site.ask("/", method=SECRET.upper())[0] == 405
    for malformed in (
        f"GET /invitations/{SECRET} \r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: a\r\n{SECRET} b: c\r\n\r\n",
    ):
        assert " 400 " in site.send(malformed).splitlines()[0]
    status, headers, _ = site.ask(f"/rings/{SECRET}/", X_Request_ID=REFERENCE)
    assert (status, headers["X-Request-ID"]) == (200, REFERENCE)
    assert eventually(lambda: site.logs[1].read_text().count("give_back") >= 4, 30), site.logs[1].read_text()
    web, worker = site.lines(0), site.lines(1)
    assert SECRET not in json.dumps([web, worker]).lower()
    # The control: every one of these is told, and could have told more.
    (broken,) = [line for line in web if line["logger"] == "django.request"]
    assert (broken["exception"], broken["message"]) == ("ValueError", "Internal Server Error: breaks")
    assert "ValueError: (its words are withheld" in broken["traceback"]
    assert "DataError: 22P02 (its words are withheld" in broken["traceback"]
    assert broken["request"] in {
        line["request"] for line in web if line.get("route") == "breaks" and line.get("status") == 500
    }
    assert [line["message"] for line in web if line["logger"] == "django.security.SuspiciousOperation"] == [
        "SuspiciousOperation: suspects"
    ]
    refused = [
        line["message"] for line in web if line["logger"] == "gunicorn.error" and line["level"] == "WARNING"
    ]
    assert refused[-2:] == ["Refused a malformed request"] * 2
    (slow,) = [line for line in web if line["logger"] == "mentorship.statements"]
    assert (slow["sql"], slow["route"], slow["request"]) == (
        "SELECT pg_sleep(0.06), %s, '…'",
        "rings",
        REFERENCE,
    )
    assert slow["milliseconds"] >= 50
    tasks = {line["message"].partition("[")[0]: line for line in worker if line.get("request") == REFERENCE}
    names = [
        line.get("task_name", "").rpartition(".")[2] for line in worker if line.get("request") == REFERENCE
    ]
    assert names.count("fail") == 1
    assert names.count("give_back") == 2  # its slow statement, and that it succeeded
    assert all(line["task"] for line in tasks.values())
    assert {line["level"] for line in worker if line.get("exception") == "ValueError"} == {"ERROR"}
    # Each request ends as one line.
    ends = [line for line in web if line["logger"] == "mentorship.requests"]
    assert sorted((line["route"], line["status"]) for line in ends if line["route"] != "metrics") == sorted(
        [
            ("-", 404),
            ("programmes:invitation", 404),
            ("breaks", 500),
            ("suspects", 400),
            ("account_login", 403),
            ("-", 405),
            ("rings", 200),
        ]
    )
    assert all(line["time"].endswith("Z") and line["milliseconds"] > 0 for line in ends)


def test_whichever_process_is_asked_it_knows_what_all_have_counted(site: Site) -> None:
    counted = ("mentorship_request_seconds_count", "GET", "programmes:home", "2xx")
    began = site.figures().get(counted, 0)
    for _ in range(12):
        assert site.ask("/")[0] == 200
    assert {site.figures()[counted] - began for _ in range(8)} == {12}
    # One is killed; another takes its place, and goes on counting where it stopped.
    worker = site.web.children()[0]
    os.kill(worker.pid, signal.SIGKILL)
    assert eventually(lambda: len({one.pid for one in site.web.children()} - {worker.pid}) == 2, 20)
    for _ in range(6):
        assert site.ask("/")[0] == 200
    found = site.figures()
    assert found[counted] - began == 18
    assert found["mentorship_requests_in_flight",] == 1  # the one that asks
    files = [path.name for path in site.logs[0].parent.glob(f"{PREFIX}*/histogram_*")]
    assert sorted(files) == ["histogram_web0.db", "histogram_web1.db"]


def test_what_workers_counted_is_told_by_the_web(site: Site) -> None:
    name = "tests.servers.observed_site."
    site.ask("/rings/again/")
    assert eventually(
        lambda: ("mentorship_tasks_total", "succeeded", f"{name}give_back") in site.figures(), 20
    )
    found = site.figures()
    assert found["mentorship_tasks_total", "failed", f"{name}fail"] >= 1
    assert found["mentorship_task_seconds_count", f"{name}give_back"] >= 1
    assert found["mentorship_task_seconds_sum", f"{name}give_back"] >= 0.06
    assert 0 <= found["mentorship_task_wait_seconds_sum", f"{name}fail"] < 60
    assert found["mentorship_queue_messages", "mail"] >= 0
    assert found["mentorship_slow_statements_total",] >= 1
