"""The demo as somebody runs it: one process tree, a cold start and a second one, and everything that may befall it."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin

import brotli
import psutil
import psycopg2
import pytest
from playwright.sync_api import Browser

from mentorship.demo import answers
from mentorship.demo_people import SIGN_INS
from mentorship.localservices import CHECKOUT
from tests.servers import restored
from tests.servers.buckets import bucket_server
from tests.servers.processes import alive, bare_environment, eventually, folder_for_servers, tree, words
from tests.servers.visits import first_visits, main_pages, static_files
from tests.servers.weight import KILOBYTE, told, weigh


class RunningDemo:
    """`make demo` on a folder and a port of its own; `said` collects what it prints."""

    def __init__(self, folder: Path, port: int):
        self.folder, self.port = folder, port
        self.address = f"http://127.0.0.1:{port}"
        self.said: list[str] = []
        self.process = subprocess.Popen(
            command(folder, port), cwd=CHECKOUT, env=bare_environment(), stdout=subprocess.PIPE
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.decode().rstrip("\n"))
            if line.startswith(b"Ctrl-C"):
                break
        assert self.process.poll() is None, "\n".join(self.said)

    def end(self, sig: signal.Signals) -> int:
        self.process.send_signal(sig)
        rest, _ = self.process.communicate(timeout=40)
        self.said += rest.decode().splitlines()
        return self.process.returncode

    def child(self, name: str) -> psutil.Process:
        """The top process of one child, by a word of its command line."""
        (found,) = [p for p in psutil.Process(self.process.pid).children() if name in words(p)]
        return found

    def all_processes(self) -> list[psutil.Process]:
        """The whole tree, once both of Celery's and both of gunicorn's own are there."""

        def complete() -> bool:
            listed = [words(process) for process in tree(self.process.pid)]
            return [
                sum(word in line for line in listed)
                for word in ("mentorship worker", "mentorship beat", "gunicorn")
            ] == [3, 1, 3]

        assert eventually(complete, 20), [words(process) for process in tree(self.process.pid)]
        return tree(self.process.pid)

    def describe(self) -> dict[str, str]:
        return dict(json.loads((self.folder / "environment.json").read_text()))


def command(folder: Path, port: int, *more: str) -> list[str]:
    return [sys.executable, "-m", "mentorship.demo", "--folder", str(folder), "--port", str(port), *more]


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=CHECKOUT, env={**bare_environment(), **env}, capture_output=True, text=True, check=False
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with folder_for_servers() as folder:
        yield folder


@pytest.fixture(scope="module")
def demo(folder: Path) -> Iterator[RunningDemo]:
    demo = RunningDemo(folder, free_port())
    yield demo
    if demo.process.poll() is None:
        demo.end(signal.SIGTERM)


def people(demo: RunningDemo) -> int:
    connection = psycopg2.connect(demo.describe()["DATABASE_URL"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
        (count,) = cursor.fetchone() or (0,)
    connection.close()
    return int(count)


def test_it_tells_where_it_is_and_how_to_sign_in(demo: RunningDemo):
    assert f"Mentorship is ready: {demo.address}" in demo.said
    printed = "\n".join(demo.said)
    for role, email, password in SIGN_INS:
        assert re.search(rf"^ +{role} +{re.escape(email)} +{re.escape(password)}$", printed, re.MULTILINE)
    assert people(demo) >= 320


def test_it_serves_pages_and_hashed_styles(demo: RunningDemo):
    with urllib.request.urlopen(demo.address) as page:
        assert page.status == 200
        html = page.read().decode()
    style = re.search(r'href="(/static/css/[^"]+\.[0-9a-f]{12}\.css)"', html)
    assert style, "styles have names that change with their content"
    with urllib.request.urlopen(demo.address + style[1]) as answer:
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]


def fetch(address: str, accepts: str) -> tuple[bytes, Message]:
    request = urllib.request.Request(address, headers={"Accept-Encoding": accepts})
    with urllib.request.urlopen(request) as answer:
        return answer.read(), answer.headers


def test_what_its_pages_name_is_kept_for_good_and_comes_compressed(demo: RunningDemo):
    page, headers = fetch(demo.address, "br, gzip")
    assert headers["Content-Encoding"] == "gzip"
    named = static_files(gzip.decompress(page).decode())
    sheets = [fetch(demo.address + name, "")[0].decode() for name in named if name.endswith(".css")]
    named |= {
        urljoin("/static/css/x.css", file) for css in sheets for file in re.findall(r'url\("?([^")#]+)', css)
    }
    assert {name.rpartition(".")[2] for name in named} == {"css", "js", "svg", "woff2"}
    for name in named:
        plain, _ = fetch(demo.address + name, "identity")
        body, headers = fetch(demo.address + name, "br, gzip")
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", name)
        assert headers["Cache-Control"] == "max-age=315360000, public, immutable", name
        if name.endswith(".woff2"):  # is Brotli within
            assert headers["Content-Encoding"] is None
        else:
            assert headers["Content-Encoding"] == "br", name
            assert brotli.decompress(body) == plain


FIRST, AFTER = 100 * KILOBYTE, 20 * KILOBYTE


def test_a_first_visit_weighs_less_than_100_kb_and_the_next_less_than_20(demo: RunningDemo, browser: Browser):
    faults, pages = [], main_pages(demo.describe()["DATABASE_URL"])
    for path, context in first_visits(browser, demo.address, pages):
        for most in (FIRST, AFTER):
            weights = weigh(context, path)
            if sum(weights.values()) >= most:
                faults.append(f"{path} weighs more than {most} bytes:\n{told(weights)}")
    assert not faults, "\n".join(faults)


class Heavy(BaseHTTPRequestHandler):
    """A page with a sheet of 200 kB, which may be kept."""

    def do_GET(self) -> None:
        page = self.path == "/"
        body = b'<link rel="stylesheet" href="/heavy.css">' if page else b"/* */" * 40_000
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if page else "text/css")
        self.send_header("Cache-Control", "no-store" if page else "max-age=60, immutable")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_the_scales_see_what_is_heavy_and_what_is_kept(browser: Browser):
    with ThreadingHTTPServer(("127.0.0.1", 0), Heavy) as server:
        threading.Thread(target=server.serve_forever).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        context = browser.new_context()
        first, after = (sum(weigh(context, address).values()) for _ in range(2))
        context.close()
        server.shutdown()
    assert first > FIRST + 90 * KILOBYTE
    assert after < KILOBYTE


def test_beat_and_worker_tick(demo: RunningDemo):
    def ticked() -> bool:
        try:
            with urllib.request.urlopen(f"{demo.address}/health/") as answer:
                return bool(json.load(answer)["ok"])
        except OSError:
            return False

    assert eventually(ticked, 30)


def test_other_commands_find_it(demo: RunningDemo):
    code = f"from mentorship.localservices import attach; attach(__import__('pathlib').Path('{demo.folder}')); import os; print(os.environ['DATABASE_URL'])"
    assert run(sys.executable, "-c", code).stdout.strip() == demo.describe()["DATABASE_URL"]


def test_what_it_keeps_is_not_for_everybody(demo: RunningDemo):
    for name in ("secret-key", "environment.json"):
        assert (demo.folder / name).stat().st_mode & 0o077 == 0


def test_a_backup_of_it_comes_back_elsewhere_as_the_same_site(
    demo: RunningDemo, tmp_path: Path, browser: Browser
):
    """Made while it runs, and restored into an empty database of another PostgreSQL and an empty bucket."""
    here, kept = demo.describe(), tmp_path / "backups"
    restored.killed_when(here, "dumping the database", "backup", str(kept))
    assert [path.suffix for path in kept.iterdir()] == [".half"]
    made = restored.manage(here, "backup", str(kept))
    assert made.returncode == 0, made.stderr
    (backup,) = map(str, kept.iterdir())  # what was left half went with the next one

    with (
        bucket_server(tmp_path / "served") as bucket,
        restored.elsewhere(here, bucket.environment()) as there,
    ):
        back = there.manage("restore", backup)
        assert "The same site as on" in back.stdout, back.stderr
        assert there.manage("check").returncode == 0
        assert there.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(False,)]

        walk(browser, there.env)

        again = there.manage("restore", backup)
        assert "is not empty: it has a site with" in again.stderr
        changed = there.execute("UPDATE programmes_programme SET name = name || '!' RETURNING 1")[:1]
        laid = next((bucket.folder / "site" / "shelf").iterdir())
        laid.write_bytes(laid.read_bytes()[:-1] + b"?")
        restored.wait_until_nobody_is_connected(there)
        before = there.manage("restore", backup, "--compare")
        assert (changed, before.returncode) == ([(1,)], 1)
        assert "programmes_programme has as many rows" in before.stdout
        assert f"the file shelf/{laid.name} is another" in before.stdout
        restored.killed_when(there.env, "comparing the rows", "restore", backup, "--replace", "--yes")
        restored.wait_until_nobody_is_connected(there)
        assert there.manage("restore", backup, "--compare").stdout == before.stdout


def walk(browser: Browser, env: Mapping[str, str]) -> None:
    """The mentee signs in with the password of the demo, opens her mentorship and takes a file from its shelf."""
    pages = main_pages(env["DATABASE_URL"])
    (pair,) = [path for path in pages["mentee"] if path.startswith("/mentorships/")]
    with restored.served(env, free_port()) as address:
        assert eventually(lambda: answers(address), 60)
        for _path, context in first_visits(browser, address, {"mentee": [pair]}):
            page = context.new_page()
            page.goto(pair)
            assert page.locator("h1").inner_text()
            page.goto(f"{pair}shelf/")
            with page.expect_download() as download:
                page.locator('a[href$="/file/"]').first.click()
            assert Path(download.value.path()).stat().st_size > 0


def test_a_second_one_on_the_same_data_is_refused(demo: RunningDemo):
    second = run(*command(demo.folder, free_port()))
    assert second.returncode == 1
    assert second.stderr.strip() == (
        f"A demo of this checkout is running: {demo.address}. Stop it first, with Ctrl-C where it was started."
    )


def test_reset_is_refused_while_it_runs(demo: RunningDemo):
    refused = run(*command(demo.folder, demo.port, "--reset"))
    assert refused.returncode == 1
    assert f"A demo of this checkout is running: {demo.address}." in refused.stderr
    assert (demo.folder / "postgres").exists()


def test_a_taken_port_is_said_in_words(demo: RunningDemo, tmp_path: Path):
    refused = run(*command(tmp_path, demo.port))
    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        f"Port {demo.port} is taken by another program. Choose another: make demo PORT={demo.port + 1}"
    )
    assert list(tmp_path.iterdir()) == [], "nothing was begun"


@pytest.mark.parametrize("name", ["worker", "gunicorn"])
def test_a_killed_child_is_started_again_and_leaves_no_orphans(demo: RunningDemo, name: str):
    demo.all_processes()
    victims = tree(demo.child(name).pid)
    victims[0].kill()
    assert eventually(lambda: not alive(victims), 5), alive(victims)
    assert {process.pid for process in demo.all_processes()}.isdisjoint(process.pid for process in victims)
    assert eventually(lambda: answers(demo.address), 20)


def test_ctrl_c_ends_it_in_order(demo: RunningDemo):
    processes = demo.all_processes()
    assert demo.end(signal.SIGINT) == 0
    assert alive(processes) == []
    assert demo.said[-2:] == ["Stopping ...", "Stopped."]
    assert not (demo.folder / "environment.json").exists()


@pytest.fixture(scope="module")
def second(demo: RunningDemo) -> RunningDemo:
    """A start on the data that `demo` kept."""
    if demo.process.poll() is None:
        demo.end(signal.SIGTERM)
    return RunningDemo(demo.folder, free_port())


def test_a_second_start_keeps_people_and_styles(second: RunningDemo):
    assert people(second) >= 320
    assert not [line for line in second.said if " people " in line or " styles " in line]


def test_nothing_outlives_kill_9(second: RunningDemo):
    processes = second.all_processes()
    assert {"postgres", "valkey-server"} <= {process.name() for process in processes}
    for busy in [*second.child("worker").children(), *second.child("gunicorn").children()]:
        busy.suspend()  # one that is deep in its work notices nothing
    second.process.send_signal(signal.SIGKILL)
    second.process.wait()
    assert eventually(lambda: not alive(processes), 5), alive(processes)


def test_a_start_after_kill_9_finds_everything_and_a_killed_make_takes_it_along(second: RunningDemo):
    make = shutil.which("make")
    assert make
    port = free_port()
    process = subprocess.Popen(
        [make, "-f", "-", "demo"],
        cwd=CHECKOUT,
        env=bare_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"demo:\n\t@{' '.join(command(second.folder, port))}\n".encode())
    process.stdin.close()
    assert any(line.startswith(b"Ctrl-C") for line in process.stdout)
    processes = tree(process.pid)
    assert people(second) >= 320
    process.kill()
    process.wait()
    assert eventually(lambda: not alive(processes), 15), alive(processes)


def test_reset_removes_the_data(second: RunningDemo):
    assert run(*command(second.folder, second.port, "--reset")).returncode == 0
    assert not second.folder.exists()
    os.mkdir(second.folder)
