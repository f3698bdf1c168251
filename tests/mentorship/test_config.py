"""A missing or bad value stops the start, in one line that bears the variable's name."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import kombu
import pytest
import redis
from django.db import connections

from mentorship import config, documents
from mentorship.backup import programs
from mentorship.config import ROOT, Config

GOOD = {
    "DATABASE_URL": "postgres://web:s%40fe@db.example.org:5433/mentoring",
    "REDIS_URL": "redis://queue.example.org:6379",
    "MENTORSHIP_SECRET_KEY": "k" * 50,
    "MENTORSHIP_SITE_URL": "https://mentoring.example.org/",
    "MENTORSHIP_EMAIL_URL": "smtp://post:word@mail.example.org:587?tls=starttls",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Config.model_fields:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def refusal() -> str:
    with pytest.raises(SystemExit) as stopped:
        config.load()
    return str(stopped.value)


@pytest.mark.parametrize("name", sorted(GOOD.keys() - {"MENTORSHIP_SITE_URL"}))
def test_a_missing_value_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name)
    assert name in refusal()
    monkeypatch.setenv(name, "")
    assert name in refusal()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://web@db/mentoring"),
        ("DATABASE_URL", "db.sqlite3"),
        ("MENTORSHIP_REPLICA_URL", "mysql://web@db/mentoring"),
        ("MENTORSHIP_POOLED", "perhaps"),
        ("MENTORSHIP_SECRET_KEY", "short"),
        ("MENTORSHIP_SITE_URL", "mentoring.example.org"),
        ("MENTORSHIP_SITE_URL", "ftp://mentoring.example.org"),
        ("MENTORSHIP_DEMO", "perhaps"),
        ("MENTORSHIP_DEBUG", "perhaps"),
        ("MENTORSHIP_TIME_ZONE", "Europe/Nowhere"),
        ("MENTORSHIP_EMBEDDER", "crystal-ball"),
        ("MENTORSHIP_EMAIL_URL", "pigeon://mail.example.org"),
        ("MENTORSHIP_TRUSTED_PROXIES", "-1"),
        ("MENTORSHIP_TRUSTED_PROXIES", "a few"),
        ("MENTORSHIP_LOG_LEVEL", "LOUD"),
        ("REDIS_URL", "amqp://queue.example.org"),
        ("REDIS_URL", "queue.example.org"),
        ("REDIS_URL", "redis://queue.example.org/3"),
        ("REDIS_URL", "redis://queue.example.org?ssl_ca_certs=/ca.pem"),
        ("REDIS_URL", "rediss://queue.example.org?ssl_cert_reqs=perhaps"),
        ("REDIS_URL", "unix:///run/queue.sock?db=3"),
        ("DATABASE_URL", "postgres://web@db/mentoring?sslmod=verify-full"),
        ("DATABASE_URL", "postgres://web@db/mentoring?sslmode=verify_full"),
        ("DATABASE_URL", "postgres://web@db/mentoring?sslmode=require&sslrootcert="),
        ("MENTORSHIP_REPLICA_URL", "postgres://web@db/mentoring?target_session_attrs=any"),
        ("MENTORSHIP_EMAIL_URL", "smtp://mail.example.org?tls=startls"),
        ("MENTORSHIP_EMAIL_URL", "smtp://mail.example.org?starttls=true"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert name in refusal()


@pytest.mark.parametrize("name", ["DATABASE_URL", "MENTORSHIP_REPLICA_URL"])
def test_how_postgresql_is_known_is_handed_on(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "sslmode=verify-full&sslrootcert=/tls/ca.pem&sslcert=/tls/web.pem&sslkey=/tls/web%20key"
    monkeypatch.setenv(name, f"postgres://web@db.example.org/mentoring?{asked}")
    loaded = config.load()
    held = loaded.database if name == "DATABASE_URL" else loaded.replica
    assert held is not None
    assert held["HOST"] == "db.example.org"
    tls = {"sslmode": "verify-full", "sslrootcert": "/tls/ca.pem", "sslcert": "/tls/web.pem"}
    assert held["OPTIONS"].items() >= {**tls, "sslkey": "/tls/web key"}.items()
    # And on to the programs that make a backup.
    wrapper = connections.create_connection("default")
    wrapper.settings_dict = {**wrapper.settings_dict, **held}
    handed = programs.environment(wrapper)
    assert handed.items() >= {"PGSSLMODE": "verify-full", "PGSSLKEY": "/tls/web key"}.items()


def test_what_is_not_known_behind_a_question_mark_is_named_and_no_secret_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://web@db/mentoring?sslmod=verify-full&target=x")
    known = "host, sslmode, sslrootcert, sslcert and sslkey"
    assert f"DATABASE_URL knows {known} after the question mark, and not sslmod, target" in refusal()
    monkeypatch.setenv("DATABASE_URL", GOOD["DATABASE_URL"])
    monkeypatch.setenv("REDIS_URL", "redis://:half?secret@queue.example.org")
    assert "knows nothing after the question mark, and not …" in refusal()
    assert "secret" not in refusal()


def known_by(address: str) -> tuple[Any, Any]:
    """How the queue's certificate is checked by Celery, and by everything else."""
    loaded = config.load()
    assert loaded.redis(1).startswith(f"{address}/1")
    here = redis.connection.parse_url(loaded.redis(1))
    assert (here["db"], here["port"]) == (1, 6380)
    with kombu.Connection(loaded.broker) as queue:
        assert (queue.virtual_host, queue.port) == ("0", 6380)
        return queue.ssl, {name: value for name, value in here.items() if name.startswith("ssl_")}


def test_how_redis_is_known_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "rediss://queue.example.org:6380"
    monkeypatch.setenv("REDIS_URL", address)
    # Celery by itself would check nothing; redis-py does.
    assert known_by(address) == ({"ssl_cert_reqs": ssl.CERT_REQUIRED}, {})
    monkeypatch.setenv("REDIS_URL", f"{address}?ssl_cert_reqs=none")
    assert known_by(address) == ({"ssl_cert_reqs": ssl.CERT_NONE}, {"ssl_cert_reqs": "none"})
    monkeypatch.setenv("REDIS_URL", f"{address}/?ssl_ca_certs=/tls/ca%20.pem&ssl_check_hostname=false")
    asked = {"ssl_ca_certs": "/tls/ca .pem", "ssl_check_hostname": False}
    assert known_by(address) == ({"ssl_cert_reqs": ssl.CERT_REQUIRED, **asked}, asked)


def test_every_fault_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORSHIP_SECRET_KEY", "short")
    monkeypatch.setenv("MENTORSHIP_TIME_ZONE", "Europe/Nowhere")
    said = refusal()
    assert "MENTORSHIP_SECRET_KEY" in said
    assert "MENTORSHIP_TIME_ZONE" in said


def test_a_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORSHIP_SECRET_KEY", "my-short-secret")
    assert "my-short-secret" not in refusal()


def test_a_value_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (secret := tmp_path / "key").write_text("s" * 60 + "\n")
    monkeypatch.delenv("MENTORSHIP_SECRET_KEY")
    monkeypatch.setenv("MENTORSHIP_SECRET_KEY_FILE", str(secret))
    assert config.load().MENTORSHIP_SECRET_KEY == "s" * 60


def test_a_value_of_the_environment_wins_over_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (secret := tmp_path / "key").write_text("s" * 60)
    monkeypatch.setenv("MENTORSHIP_SECRET_KEY_FILE", str(secret))
    assert GOOD["MENTORSHIP_SECRET_KEY"] == config.load().MENTORSHIP_SECRET_KEY


def test_a_bad_value_of_a_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (secret := tmp_path / "key").write_text("short\n")
    monkeypatch.delenv("MENTORSHIP_SECRET_KEY")
    monkeypatch.setenv("MENTORSHIP_SECRET_KEY_FILE", str(secret))
    assert "MENTORSHIP_SECRET_KEY" in refusal()


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MENTORSHIP_SECRET_KEY")
    monkeypatch.setenv("MENTORSHIP_SECRET_KEY_FILE", str(tmp_path / "gone"))
    assert "MENTORSHIP_SECRET_KEY_FILE" in refusal()


def test_the_parts_of_the_addresses() -> None:
    loaded = config.load()
    assert {name: loaded.database[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "mentoring",
        "USER": "web",
        "PASSWORD": "s@fe",
        "HOST": "db.example.org",
        "PORT": "5433",
    }
    assert (loaded.broker, loaded.redis(1)) == (
        "redis://queue.example.org:6379/0",
        "redis://queue.example.org:6379/1",
    )
    assert (loaded.MENTORSHIP_SITE_URL, loaded.https, loaded.hosts) == (
        "https://mentoring.example.org",
        True,
        ["mentoring.example.org"],
    )
    assert (loaded.email["EMAIL_PORT"], loaded.email["EMAIL_USE_TLS"], loaded.email["EMAIL_USE_SSL"]) == (
        587,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("smtps://mail.example.org", {"EMAIL_PORT": 465, "EMAIL_USE_SSL": True, "EMAIL_USE_TLS": False}),
        ("smtp://mail.example.org", {"EMAIL_PORT": 587, "EMAIL_USE_SSL": False, "EMAIL_USE_TLS": False}),
        ("anymail://postmark", {"EMAIL_BACKEND": "anymail.backends.postmark.EmailBackend"}),
    ],
)
def test_mail_servers(given: str, expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORSHIP_EMAIL_URL", given)
    email = config.load().email
    assert {name: email[name] for name in expected} == expected


def test_sockets_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://web@/mentoring?host=/run/db")
    monkeypatch.setenv("REDIS_URL", "unix:///run/queue.sock")
    loaded = config.load()
    assert (loaded.database["HOST"], loaded.redis(1), loaded.broker) == (
        "/run/db",
        "unix:///run/queue.sock?db=1",
        "redis+socket:///run/queue.sock",
    )


def test_the_demo_needs_no_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MENTORSHIP_EMAIL_URL")
    monkeypatch.setenv("MENTORSHIP_DEMO", "true")
    assert config.load().email == {"EMAIL_BACKEND": "notifications.mailbox.MailboxBackend"}


def test_a_command_ends_with_the_words_and_no_trace() -> None:
    environment = {**os.environ, "MENTORSHIP_SECRET_KEY": "short"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "MENTORSHIP_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_readme_lists_every_variable_with_words() -> None:
    table = documents.configuration()
    for name, field in Config.model_fields.items():
        assert f"| `{name}` |" in table
        assert field.description
    assert not any(
        document.is_stale() for document in documents.DOCUMENTS if document.path.name == "README.md"
    )


def test_behind_a_pool_nothing_is_sent_that_it_cannot_keep(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = config.load().database
    assert alone["OPTIONS"] == {"options": "-c lock_timeout=3000", "connect_timeout": 5}
    assert alone["DISABLE_SERVER_SIDE_CURSORS"] is False
    monkeypatch.setenv("MENTORSHIP_POOLED", "true")
    pooled = config.load().database
    assert (pooled["OPTIONS"], pooled["DISABLE_SERVER_SIDE_CURSORS"]) == ({"connect_timeout": 5}, True)
    changed = {"OPTIONS", "DISABLE_SERVER_SIDE_CURSORS"}
    assert {k: v for k, v in alone.items() if k not in changed} == {
        k: v for k, v in pooled.items() if k not in changed
    }


def test_a_replica_is_a_second_database_that_is_waited_for_less(monkeypatch: pytest.MonkeyPatch) -> None:
    assert config.load().replica is None
    monkeypatch.setenv("MENTORSHIP_REPLICA_URL", "postgres://web@copy.example.org/mentoring")
    replica = config.load().replica
    assert replica is not None
    assert (replica["HOST"], replica["NAME"]) == ("copy.example.org", "mentoring")
    assert replica["OPTIONS"]["connect_timeout"] == 2


def test_hosts_inside_are_names_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert config.load().webhook_inside == frozenset()
    monkeypatch.setenv("MENTORSHIP_WEBHOOK_INSIDE", "HR.example.lan, 10.0.0.12")
    assert config.load().webhook_inside == {"hr.example.lan", "10.0.0.12"}
    monkeypatch.setenv("MENTORSHIP_WEBHOOK_INSIDE", "10.0.0.0/8")
    assert "MENTORSHIP_WEBHOOK_INSIDE: Value error, '10.0.0.0/8' is no host" in refusal()
    monkeypatch.delenv("MENTORSHIP_WEBHOOK_INSIDE")
    monkeypatch.setenv("MENTORSHIP_DEMO", "true")
    assert config.load().webhook_inside == {"127.0.0.1", "localhost"}
