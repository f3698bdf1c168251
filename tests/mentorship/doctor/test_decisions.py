"""What the doctor says of what it measured: facts in, findings out, and nothing is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Error
from django.core.management import get_commands

from mentorship.doctor import (
    address,
    clock,
    configuration,
    database,
    environment,
    files,
    machine,
    mail,
    parts,
    people,
    queue_server,
)
from mentorship.doctor.address import Answer
from mentorship.doctor.findings import CHECKS, Finding, Level, is_well, table
from mentorship.doctor.telling import as_lines
from mentorship.localservices import CHECKOUT
from notifications.enums import Part
from notifications.health import Facts as Health
from notifications.health import Sign

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SITE = "https://mentoring.example.org"
OK, WARNING, FAULT = Level.OK, Level.WARNING, Level.FAULT


def health(**changes: Any) -> Health:
    signs = (
        worker("mail", "matching"),
        *(Sign(name, part, NOW) for name, part in (("beat@vm", Part.BEAT), ("tick", Part.TICK))),
    )
    known = {"now": NOW, "database": True, "queue": True, "signs": signs, "queues": ("mail", "matching")}
    return Health(**{**known, **changes})


def worker(*hears: str) -> Sign:
    return Sign("worker@vm", Part.WORKER, NOW, hears=hears)


def of_parts(**changes: Any) -> parts.Facts:
    return parts.Facts(**{"health": health(), **changes})


def of_address(**changes: Any) -> address.Facts:
    known = {
        "site": SITE,
        "health": Answer(200),
        "front": Answer(200),
        "plain": Answer(308, f"{SITE}/"),
        "metrics": Answer(404),
        "days": 60,
    }
    return address.Facts(**{**known, **changes})


WELL: list[Sequence[Finding]] = [
    configuration.judge(configuration.Facts(SITE, proxies=1, demo=False)),
    configuration.judge_model(configuration.Facts(SITE, proxies=1, demo=False)),
    database.judge(database.Facts(version=170002, connections=20)),
    queue_server.judge(queue_server.Facts(version="9.1", used=10**6)),
    clock.judge([clock.Offset("PostgreSQL", 0.4)]),
    mail.judge(mail.Facts("smtp", "mail.example.org:587")),
    files.judge_storage(files.Storage("/storage", free=90 * 1024**3, size=100 * 1024**3)),
    files.judge_static(files.Static("/static")),
    parts.judge(of_parts()),
    parts.judge_backup(of_parts(backed_up_at=NOW - timedelta(hours=9))),
    machine.judge(machine.Facts()),
    people.judge(people.Facts(operators=1, organisers=2)),
    address.judge(of_address()),
]


@pytest.mark.parametrize("found", WELL, ids=lambda found: found[0].code)
def test_what_is_well_is_said_to_be(found: Sequence[Finding]) -> None:
    assert {one.code: one.level for one in found} == dict.fromkeys([one.code for one in found], OK)
    assert "All is well." in as_lines(found)


def _database(**changes: Any) -> list[Finding]:
    return database.judge(database.Facts(**{"version": 170002, **changes}))


def _settings(**changes: Any) -> list[Finding]:
    return configuration.judge(
        configuration.Facts(**{"site_url": SITE, "proxies": 1, "demo": False, **changes})
    )


def _letter(refused: str) -> list[Finding]:
    return mail.judge(mail.Facts("smtp", "m:587", letter="a@b.c", refused=refused))


ILL: list[tuple[list[Finding], str, Level, str, str]] = [
    (_settings(proxies=0), "settings.proxies", FAULT, "sends every page to itself", "MENTORSHIP_TRUSTED_PROXIES=1"),
    (_settings(site_url="http://a.example.org"), "settings.proxies", WARNING, "not encrypted", "https://"),
    (_settings(demo=True), "settings.demo", FAULT, "can be read", "MENTORSHIP_DEMO=false"),
    (_settings(demo=True, site_url="http://127.0.0.1:8000", proxies=0), "settings.demo", WARNING, "can be read", "before anybody"),
    (_settings(messages=[Error("Bad", hint="Mend it.", id="x.E1")]), "settings.deploy", FAULT, "Bad. (x.E1)", "Mend it."),
    (configuration.judge_model(configuration.Facts(SITE, 1, demo=False, model="It is gone.")), "embedder.model", WARNING, "It is gone.", "bootstrap.sh"),
    (_database(trouble="FATAL:  password authentication failed for user"), "database.answers", FAULT, "password", "DATABASE_URL"),
    (_database(trouble='FATAL:  database "x" does not exist'), "database.answers", FAULT, "does not exist", "createdb"),
    (_database(trouble='FATAL:  role "x" does not exist'), "database.answers", FAULT, "does not exist", "createuser"),
    (_database(trouble='root certificate file "/x.pem" does not exist'), "database.answers", FAULT, "/x.pem", "sslrootcert"),
    (_database(trouble="server does not support SSL, but SSL was required"), "database.answers", FAULT, "support SSL", "ssl = on"),
    (_database(trouble='FATAL:  no pg_hba.conf entry for host "a", user "b", database "c", no encryption'), "database.answers", FAULT, "pg_hba", "sslmode=verify-full"),
    (_database(trouble="port 1 failed: Connection refused"), "database.answers", FAULT, "refused", "systemctl start postgresql"),
    (_database(trouble="PostgreSQL 14 or later is required (found 13.4)."), "database.answers", FAULT, "13.4", "Move to PostgreSQL 14"),
    (_database(version=130004), "database.version", FAULT, "13.4", "newer server"),
    (_database(read_only=True), "database.writable", FAULT, "replica", "primary"),
    (_database(may_create=False, missing=("a.0001",)), "database.writable", FAULT, "no tables", "GRANT CREATE"),
    (_database(encoding="SQL_ASCII"), "database.encoding", FAULT, "SQL_ASCII", "--encoding=UTF8"),
    (_database(extensions={"pg_trgm": "absent", "unaccent": "there"}), "database.extensions", FAULT, "pg_trgm", "CREATE EXTENSION pg_trgm;"),
    (_database(missing=("a.0001", "a.0002")), "database.migrations", FAULT, "a.0001 and 1 more", "manage.py upgrade"),
    (_database(unknown=("a.0009",)), "database.migrations", FAULT, "newer than this program", "newer program"),
    (_database(connections=85, most=100), "database.connections", WARNING, "85 of 100", "max_connections"),
    (_database(lock_timeout=0), "database.timeouts", WARNING, "without an end", "lock_timeout = '3s'"),
    (_database(statement_timeout=15_000), "database.timeouts", WARNING, "after 15 s", "statement_timeout = 0"),
    (queue_server.judge(queue_server.Facts(trouble="Connection refused")), "redis.answers", FAULT, "refused", "REDIS_URL"),
    (queue_server.judge(queue_server.Facts(trouble="[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")), "redis.answers", FAULT, "VERIFY", "ssl_ca_certs"),
    (queue_server.judge(queue_server.Facts(trouble="[SSL: WRONG_VERSION_NUMBER] wrong version number")), "redis.answers", FAULT, "WRONG", "the port on which it does"),
    (queue_server.judge(queue_server.Facts(trouble="NOAUTH Authentication required.")), "redis.answers", FAULT, "NOAUTH", "password"),
    (queue_server.judge(queue_server.Facts(trouble="MISCONF Redis is configured to save")), "redis.answers", FAULT, "MISCONF", "disk is full"),
    (queue_server.judge(queue_server.Facts(policy="allkeys-lru", most=10**9)), "redis.eviction", FAULT, "allkeys-lru", "noeviction"),
    (queue_server.judge(queue_server.Facts(policy="allkeys-lru")), "redis.eviction", WARNING, "allkeys-lru", "noeviction"),
    (queue_server.judge(queue_server.Facts(used=95, most=100)), "redis.memory", WARNING, "of", "maxmemory"),
    (queue_server.judge(queue_server.Facts(persistent=False)), "redis.persistence", WARNING, "nothing down", "appendonly yes"),
    (clock.judge([clock.Offset("Valkey", -2.4)]), "clock.right", FAULT, "Valkey is 2.4 s behind", "set-ntp"),
    (mail.judge(mail.Facts("smtp", "m:587", trouble="SMTPAuthenticationError: (535, b'no')")), "mail.server", FAULT, "535", "%40"),
    (mail.judge(mail.Facts("smtp", "m:587", trouble="SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number")), "mail.server", FAULT, "m:587", "tls=starttls"),
    (mail.judge(mail.Facts("smtp", "m:587", in_the_clear=True)), "mail.encrypted", WARNING, "unencrypted", "smtps://"),
    (_letter("SMTPSenderRefused: (550, …)"), "mail.letter", FAULT, "a@b.c", "MENTORSHIP_MAIL_FROM"),
    (_letter("SMTPRecipientsRefused: {'a@b.c': (550, b'5.7.1 <f@g>: Sender address rejected')}"), "mail.letter", FAULT, "rejected", "MENTORSHIP_MAIL_FROM"),
    (_letter("SMTPRecipientsRefused: {'a@b.c': (550, b'5.1.1 User unknown')}"), "mail.letter", FAULT, "unknown", "spelt right"),
    (_letter("SMTPRecipientsRefused: {'a@b.c': (554, b'5.7.1 Relay access denied')}"), "mail.letter", FAULT, "Relay", "user and password"),
    (_letter("SMTPSenderRefused: (530, b'5.7.0 Must issue a STARTTLS command first', 'f@g')"), "mail.letter", FAULT, "530", "put ?tls=starttls behind"),
    (_letter("SMTPSenderRefused: (530, b'5.5.1 Authentication Required', 'f@g')"), "mail.letter", FAULT, "530", "signs in: user and password"),
    (files.judge_storage(files.Storage("/s", "written", "PermissionError", free=1, size=2)), "storage.writes", FAULT, "could not be written", "chown"),
    (files.judge_storage(files.Storage("bucket", "read", "403")), "storage.writes", FAULT, "could not be read", "bucket"),
    (files.judge_storage(files.Storage("/s", free=10**6, size=10**12)), "storage.space", FAULT, "free", "now"),
    (files.judge_storage(files.Storage("/s", free=3 * 1024**3, size=100 * 1024**3)), "storage.space", WARNING, "free", "before it is full"),
    (files.judge_static(files.Static("/s", manifest=False)), "static.collected", FAULT, "never collected", "collectstatic"),
    (files.judge_static(files.Static("/s", missing=("a", "b", "c", "d"))), "static.collected", FAULT, "4 files", "collectstatic"),
    (parts.judge(of_parts(health=health(signs=()))), "workers.alive", FAULT, "No worker", "mentorship-worker"),
    (parts.judge(of_parts(health=health(signs=health().signs[:1]))), "beat.rings", FAULT, "Beat has not rung", "mentorship-beat"),
    (parts.judge(of_parts(health=health(signs=(worker("mail"), *health().signs[1:])))), "workers.queues", FAULT, "No worker hears matching", "--queues=matching"),
    (parts.judge(of_parts(health=health(oldest_due=NOW - timedelta(hours=1)))), "mail.outbox", FAULT, "waits since", "outbox"),
    (parts.judge(of_parts(health=health(failed=3))), "mail.given_up", WARNING, "3", "outbox"),
    (parts.judge_backup(of_parts()), "backup.recent", WARNING, "No backup", "manage.py backup"),
    (parts.judge_backup(of_parts(backed_up_at=NOW - timedelta(days=3))), "backup.recent", WARNING, "made at", "timer"),
    (parts.judge_backup(of_parts(backed_up_at=NOW, backup_fault="3 files were lost before it")), "backup.recent", WARNING, "was made at 10:00 UTC, without files that rows name: 3 files", "older backup"),
    (machine.judge(machine.Facts(root=True)), "machine.user", WARNING, "root", "sudo -u"),
    (machine.judge(machine.Facts(open_secrets=(Path("/k"),))), "machine.secrets", FAULT, "/k", "chmod o-rwx /k"),
    (machine.judge(machine.Facts(open_folders=(Path("/s"),))), "machine.secrets", WARNING, "/s", "chmod o-rwx /s"),
    (people.judge(people.Facts(0, 0)), "people.operator", FAULT, "Nobody runs", "first_run"),
    (people.judge(people.Facts(0, 0, barred=1)), "people.operator", FAULT, "that are shut: 1", "update(is_active=True)"),
    (people.judge(people.Facts(1, 0)), "people.organiser", WARNING, "No programme", "programme"),
    (address.judge(of_address(health=Answer(400))), "address.answers", FAULT, "Host", "proxy_set_header"),
    (address.judge(of_address(health=Answer(502))), "address.answers", FAULT, "web behind it does not", "mentorship-web"),
    (address.judge(of_address(health=Answer(301, "https://other.example.org/"))), "address.answers", FAULT, "other.example.org", "MENTORSHIP_SITE_URL"),
    (address.judge(of_address(health=Answer(trouble="timed out"))), "address.answers", FAULT, "timed out", "ports 80 and 443"),
    (address.judge(of_address(untrusted="certificate has expired")), "address.certificate", FAULT, "has expired", "Caddy"),
    (address.judge(of_address(days=9)), "address.certificate", WARNING, "9 more days", "journalctl -u caddy"),
    (address.judge(of_address(days=1)), "address.certificate", FAULT, "1 more days", "journalctl -u caddy"),
    (address.judge(of_address(front=Answer(301, f"{SITE}/"))), "address.proto", FAULT, "leads to itself", "X-Forwarded-Proto"),
    (address.judge(of_address(plain=Answer(trouble="refused"))), "address.http", WARNING, "refused", "port 80"),
    (address.judge(of_address(metrics=Answer(200))), "address.metrics", WARNING, "can be reached", "404"),
    (environment.refused("x:\n  REDIS_URL: Field required\nREADME"), "settings.complete", FAULT, "REDIS_URL: is missing.", "NAME_FILE"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("found", "code", "level", "words", "do"), ILL, ids=[f"{one[1]} {one[3]}" for one in ILL]
)
def test_what_is_wrong_is_said_with_what_to_do(
    found: list[Finding], code: str, level: Level, words: str, do: str
) -> None:
    wrong = [one for one in found if one.level != OK and one.code == code]
    assert [one.level for one in wrong] == [level]
    assert (words in wrong[0].words, do in wrong[0].do) == (True, True), wrong
    assert is_well(found) == (level != FAULT or any(one.level == FAULT for one in found) is False)


def test_every_check_is_shown_wrong_here() -> None:
    told_elsewhere = {"doctor.looked"}
    assert set(CHECKS) - {code for _, code, *_ in ILL} == told_elsewhere


def test_a_certificate_that_nobody_trusts_is_one_cause() -> None:
    assert len(address.judge(of_address(untrusted="self-signed", health=Answer(trouble="x")))) == 1


def test_that_nobody_hears_a_queue_is_told_once() -> None:
    alone = parts.judge(of_parts(health=health(signs=(worker("mail"), *health().signs[1:]))))
    assert {one.code: one.level for one in alone} == {
        "workers.alive": OK,
        "beat.rings": OK,
        "mail.outbox": OK,
        "workers.queues": FAULT,
    }
    # That no round ends and that letters wait follows from it; neither is said to be well.
    late = Sign("tick", Part.TICK, NOW - timedelta(hours=1))
    signs = (worker("matching"), health().signs[1], late)
    found = parts.judge(of_parts(health=health(signs=signs, oldest_due=NOW - timedelta(hours=1))))
    assert {one.code: one.level for one in found} == {"beat.rings": OK, "workers.queues": FAULT}


def test_a_worker_that_does_not_say_what_it_hears_is_not_judged() -> None:
    found = parts.judge(of_parts(health=health(signs=(worker(), *health().signs[1:]))))
    assert [(one.level, "does not say" in one.words) for one in found if one.level != OK] == [
        (Level.UNKNOWN, True)
    ]


def test_nothing_is_said_of_metrics_that_were_not_asked_for() -> None:
    assert "address.metrics" not in {one.code for one in address.judge(of_address(metrics=None))}


def test_clocks_may_differ_by_what_it_took_to_ask() -> None:
    assert is_well(clock.judge([clock.Offset("PostgreSQL", 2.5, uncertain=1.2)]))
    assert clock.judge([]) == []


@pytest.mark.parametrize(
    ("shown", "milliseconds"), [("0", 0), ("3s", 3000), ("500ms", 500), ("2min", 120_000), ("1h", 3_600_000)]
)
def test_times_as_postgresql_shows_them(shown: str, milliseconds: int) -> None:
    assert database.milliseconds(shown) == milliseconds


# --- documents

SOURCES = "".join(path.read_text() for path in sorted((CHECKOUT / "mentorship" / "doctor").glob("*.py")))
DOCUMENT = (CHECKOUT / "docs" / "operators" / "doctor.md").read_text(encoding="utf-8")


def test_the_document_tells_of_every_finding() -> None:
    assert table() in DOCUMENT
    assert [code for code in CHECKS if f"`{code}`" not in DOCUMENT] == []


def test_every_document_that_a_finding_names_is_there() -> None:
    named = set(re.findall(r"\]\(([\w/]+\.md)\)", table()))
    assert named
    assert [name for name in named if not (CHECKOUT / "docs" / "operators" / name).exists()] == []


def test_every_command_that_a_finding_names_is_there() -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", SOURCES))
    assert {"upgrade", "backup", "first_run", "outbox"} <= named
    assert named - set(get_commands()) == set()


def test_every_unit_that_a_finding_names_is_there() -> None:
    named = set(re.findall(r"\b(mentorship-[a-z-]*[a-z])(?:\.timer)?\b", SOURCES)) - {"mentorship-doctor"}
    units = {path.stem for path in (CHECKOUT / "deploy" / "systemd").glob("mentorship-*.*")}
    assert named
    assert named - units == set()
