"""What the doctor measures, with servers that are really wrong: nothing is pretended, and nothing hangs."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
import redis
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Letters
from aiosmtpd.smtp import AuthResult
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from whitenoise.storage import CompressedManifestStaticFilesStorage

from mentorship.config import Config
from mentorship.doctor import database, examination, files, machine, mail, parts, people, queue_server, within
from mentorship.doctor.findings import Level, is_well
from mentorship.localservices import CHECKOUT, DEVELOPMENT_VALUES
from notifications.enums import Part
from notifications.operations.heartbeats import beat
from tests import factories as make
from tests.servers.processes import bare_environment, folder_for_servers

pytestmark = pytest.mark.django_db

QUICK = 0.3  # seconds


@contextmanager
def silent_server() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


# --- the database


@contextmanager
def another_connection(**changes: Any) -> Iterator[Any]:
    wrapper = connections.create_connection("default")
    wrapper.settings_dict = {**wrapper.settings_dict, **changes}
    try:
        yield wrapper
    finally:
        wrapper.close()


def test_a_database_that_is_well() -> None:
    facts = database.look()
    assert (facts.trouble, facts.missing, facts.unknown, facts.read_only) == ("", (), (), False)
    assert facts.version >= 140000
    assert facts.extensions == {"pg_trgm": "there", "unaccent": "there"}
    assert (facts.lock_timeout, facts.statement_timeout) == (3000, 0)
    assert 0 < facts.connections <= facts.most
    assert is_well(database.judge(facts))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"NAME": "nowhere"}, 'database "nowhere" does not exist'),
        ({"USER": "nobody_there"}, 'role "nobody_there" does not exist'),
        ({"HOST": "127.0.0.1", "PORT": "1"}, "refused"),
        ({"HOST": "no-such-machine.invalid", "PORT": ""}, "no-such-machine.invalid"),
    ],
)
def test_a_database_that_lets_nobody_in(
    changes: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with another_connection(**changes) as wrapper:
        monkeypatch.setattr(database, "connection", wrapper)
        facts = database.look()
    assert words in facts.trouble or "ame" in facts.trouble, facts.trouble
    assert [one.code for one in database.judge(facts)] == ["database.answers"]


def test_a_database_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    with silent_server() as port:
        options = {"connect_timeout": 2}  # libpq's shortest
        with another_connection(HOST="127.0.0.1", PORT=str(port), OPTIONS=options) as wrapper:
            monkeypatch.setattr(database, "connection", wrapper)
            facts = database.look()
    assert "timeout" in facts.trouble
    assert time.monotonic() - began < 10


def test_tables_of_another_version() -> None:
    recorder = MigrationRecorder(connections["default"])
    recorder.record_unapplied("accounts", "0008_first_run")
    recorder.record_applied("accounts", "9999_of_tomorrow")
    facts = database.look()
    assert "accounts.0008_first_run" in facts.missing
    assert facts.unknown == ("accounts.9999_of_tomorrow",)


# --- Redis


@pytest.fixture
def server() -> Iterator[Any]:
    with redis.Redis.from_url(settings.CONFIG.redis(0)) as server:
        yield server


def test_a_redis_that_is_well(server: Any) -> None:
    server.config_set("maxmemory-policy", "noeviction")
    facts = queue_server.look()
    assert (facts.trouble, facts.policy) == ("", "noeviction")
    assert abs(facts.ahead) < 1 + facts.uncertain


def test_a_redis_that_throws_things_away(server: Any) -> None:
    before = server.config_get("maxmemory-policy")["maxmemory-policy"]
    server.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert queue_server.look().policy == "allkeys-lru"
    finally:
        server.config_set("maxmemory-policy", before)


@pytest.mark.parametrize("kind", ["closed", "silent", "password"])
def test_a_redis_that_does_not_answer(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_server, "PATIENCE", QUICK)
    with silent_server() as port:
        right = settings.CONFIG.redis(0)
        url = {
            "closed": "redis://127.0.0.1:1",
            "silent": f"redis://127.0.0.1:{port}",
            "password": f"{right}{'&' if '?' in right else '?'}username=nobody&password=wrong",
        }[kind]
        monkeypatch.setattr(Config, "redis", lambda self, number: url)
        facts = queue_server.look()
    assert facts.trouble
    assert [one.code for one in queue_server.judge(facts)] == ["redis.answers"]


# --- mail


class Taken(Letters):
    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address.startswith("mistyped"):
            return "550 5.1.1 User unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def _let_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"site", b"right"), handled=False)


@pytest.fixture(scope="module")
def smtp() -> Iterator[tuple[int, Taken]]:
    """A mail server that wants a password, on a port of its own, and what it took."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    taken = Taken()
    controller = Controller(
        taken,
        hostname="127.0.0.1",
        port=port,
        authenticator=_let_in,
        auth_required=True,
        auth_require_tls=False,
        auth_exclude_mechanism=["LOGIN"],
    )
    controller.start()
    yield port, taken
    controller.stop()


@pytest.fixture
def mail_by(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def by(port: int, password: str = "right", **more: Any) -> None:
        monkeypatch.setattr(mail, "PATIENCE", 2.0)
        settings.MAILBOX = False
        settings.EMAIL_BACKEND = mail.SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "site", password
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "Mentoring <mentoring@example.org>"
        for name, value in more.items():
            setattr(settings, name, value)

    return by


def test_a_mail_server_that_lets_the_site_in_and_takes_a_letter(
    smtp: tuple[int, Taken], mail_by: Callable[..., None]
) -> None:
    port, taken = smtp
    mail_by(port)
    assert mail.look().trouble == ""
    assert taken.letters == []
    facts = mail.look(send_to="operator@example.org")
    assert (facts.trouble, facts.refused) == ("", "")
    (letter,) = taken.letters
    assert (letter["To"], letter["From"]) == ("operator@example.org", "Mentoring <mentoring@example.org>")
    assert [one.code for one in mail.judge(facts)] == ["mail.server", "mail.encrypted", "mail.letter"]


@pytest.mark.parametrize(
    ("kind", "words", "do"),
    [
        ("password", "535", "user or password"),
        ("closed", "refused", "Nothing listens there"),
        ("silent", "timed out", "587 or 465"),
        ("starttls", "STARTTLS", "no STARTTLS"),
        ("ssl", "SSL", "STARTTLS"),
    ],
)
def test_a_mail_server_that_does_not(
    kind: str,
    words: str,
    do: str,
    smtp: tuple[int, Taken],
    mail_by: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port, _taken = smtp
    with silent_server() as quiet:
        mail_by(
            {"closed": 1, "silent": quiet}.get(kind, port),
            "wrong" if kind == "password" else "right",
            EMAIL_USE_TLS=kind == "starttls",
            EMAIL_USE_SSL=kind == "ssl",
        )
        if kind == "silent":
            monkeypatch.setattr(mail, "PATIENCE", QUICK)
        facts = mail.look(send_to="operator@example.org")
    assert words in facts.trouble
    (found,) = [one for one in mail.judge(facts) if one.level == Level.FAULT]
    assert (found.code, do in found.do) == ("mail.server", True), found


def test_a_mistyped_address_is_not_told_as_a_wrong_sender(
    smtp: tuple[int, Taken], mail_by: Callable[..., None]
) -> None:
    port, _taken = smtp
    mail_by(port)
    (found,) = [
        one for one in mail.judge(mail.look(send_to="mistyped@example.org")) if one.level == Level.FAULT
    ]
    assert (found.code, "User unknown" in found.words) == ("mail.letter", True)
    assert "spelt right" in found.do
    assert "MENTORSHIP_MAIL_FROM" not in found.do


# --- files


def test_a_storage_that_is_well_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "default_storage", FileSystemStorage(tmp_path))
    facts = files.look_at_storage()
    assert facts.trouble == ""
    assert facts.free
    assert list(tmp_path.iterdir()) == []


def test_a_storage_that_cannot_be_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "default_storage", FileSystemStorage("/proc/storage"))  # not even for root
    facts = files.look_at_storage()
    assert (facts.step, facts.where) == ("written", "/proc/storage")
    assert "chown" in files.judge_storage(facts)[0].do


def test_a_storage_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(FileSystemStorage):
        def save(self, *_: Any, **__: Any) -> str:
            time.sleep(5)
            return ""

    monkeypatch.setattr(files, "PATIENCE", QUICK / 4)
    monkeypatch.setattr(files, "default_storage", Slow("/tmp"))
    assert "no answer within" in files.look_at_storage().trouble


def test_styles_that_were_collected_and_that_were_not(tmp_path: Path) -> None:
    storage = CompressedManifestStaticFilesStorage(location=str(tmp_path))
    assert not files.look_at_static(storage, lambda: ["page.css"]).manifest
    (tmp_path / "staticfiles.json").write_text(
        json.dumps({"version": "1.1", "paths": {"page.css": "page.1.css", "gone.css": "gone.1.css"}})
    )
    (tmp_path / "page.1.css").write_text("")
    assert files.look_at_static(storage, lambda: ["page.css"]).missing == ()
    found = files.look_at_static(storage, lambda: ["page.css", "gone.css", "new.css"])
    assert found.missing == ("new.css", "gone.1.css")


def test_secrets_that_everybody_may_read() -> None:
    with folder_for_servers() as folder:
        folder.chmod(0o755)
        (key := folder / "key").write_text("secret")
        key.chmod(0o644)
        assert machine.readable_by_others([key, folder / "none"]) == [key]
        folder.chmod(0o750)  # nobody gets there
        assert machine.readable_by_others([key]) == []


# --- rows


def test_people_and_parts() -> None:
    assert people.look() == people.Facts(operators=0, organisers=0, barred=0)
    organiser = make.OrganiserFactory()
    make.OrganiserFactory(person=organiser.person)
    make.UserFactory(is_superuser=True, is_active=False)
    make.UserFactory(is_superuser=True)
    assert people.look() == people.Facts(operators=1, organisers=1, barred=1)
    now = timezone.now()
    beat(parts.BACKUP, Part.BACKUP, now=now - timedelta(days=1))
    facts = parts.look(now=now)
    assert facts.backed_up_at == now - timedelta(days=1)


def test_an_account_that_was_shut_is_opened_by_the_command_that_is_named(capsys: Any) -> None:
    user = make.UserFactory(is_superuser=True, is_active=False, email="you@example.org")
    (found, *_) = people.judge(people.look())
    code = re.search(r'shell -c "(.+)"', found.do)
    assert code is not None
    call_command("shell", command=code[1], verbosity=0)
    assert capsys.readouterr().out == "1\n"
    user.refresh_from_db()
    assert user.is_active


# --- the whole


def test_one_cause_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "look", lambda: database.Facts(trouble="Connection refused"))
    found = examination.examine(now=timezone.now())
    blind = [one for one in found if one.level == Level.UNKNOWN]
    assert len(blind) == 1
    assert "while the database does not answer" in blind[0].words
    told = {one.code for one in found}
    assert (
        told & {"workers.alive", "beat.rings", "people.operator", "backup.recent", "database.migrations"}
        == set()
    )


def test_what_breaks_while_it_looks_keeps_nothing_else_from_being_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> machine.Facts:
        raise RuntimeError("of a kind that nobody foresaw")

    monkeypatch.setattr(machine, "look", broken)
    found = examination.examine(now=timezone.now())
    (blind,) = [one for one in found if one.level == Level.UNKNOWN]
    assert "RuntimeError: of a kind that nobody foresaw" in blind.words
    assert "storage.writes" in {one.code for one in found}


def test_what_never_ends_is_left_to_itself() -> None:
    with pytest.raises(within.TooLong):
        within.within(0.05, lambda: time.sleep(1))


def command(*words: str, **env: str) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor", "--json", *words],
        cwd=CHECKOUT,
        env={**bare_environment(), **DEVELOPMENT_VALUES, **env},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, json.loads(done.stdout)


def test_the_command_with_every_server_away() -> None:
    status, told = command(
        DATABASE_URL="postgres://mentorship:secret-word@127.0.0.1:1/mentorship",
        REDIS_URL="redis://:secret-word@127.0.0.1:1",
        MENTORSHIP_EMAIL_URL="smtp://site:secret-word@127.0.0.1:1",
        MENTORSHIP_STORAGE=os.environ["MENTORSHIP_STORAGE"],
    )
    faults = {one["code"] for one in told["findings"] if one["level"] == "fault"}
    assert (status, told["ok"]) == (1, False)
    assert {"database.answers", "redis.answers", "mail.server"} <= faults
    assert "secret-word" not in json.dumps(told)


def test_the_command_with_settings_that_cannot_be_understood() -> None:
    status, told = command(DATABASE_URL="postgres://a@/b", REDIS_URL="ftp://x", MENTORSHIP_TIME_ZONE="Mars")
    assert status == 1
    words = " ".join(one["words"] for one in told["findings"])
    assert {one["code"] for one in told["findings"]} == {"settings.complete"}
    assert "REDIS_URL" in words
    assert "MENTORSHIP_TIME_ZONE" in words
