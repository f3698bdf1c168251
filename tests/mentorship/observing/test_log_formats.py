"""Both ways of writing the log: what each line says, and what none does."""

from __future__ import annotations

import json
import logging
import logging.config
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from celery.app.trace import LOG_FAILURE, LOG_RECEIVED, LOG_RETRY, LOG_SUCCESS
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import resolve
from redis.exceptions import ConnectionError as NoConnection

from accounts.models import User
from mentorship import origin
from mentorship.logs import WITHHELD, Discreet, JSONFormatter, LineFormatter, configuration, told
from mentorship.origin import Origin
from tests import factories as make

SECRET = "kkzz"


def fault_of(sql: str, *values: Any) -> BaseException:
    with pytest.raises(DatabaseError) as found, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return found.value


# --- words of exceptions


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (ValueError(SECRET), WITHHELD),
        (KeyError(SECRET), WITHHELD),
        (RuntimeError(), ""),
        (SuspiciousOperation(SECRET), WITHHELD),
        (Http404(SECRET), WITHHELD),
        (
            AttributeError("'Thing' object has no attribute 'other'"),
            "'Thing' object has no attribute 'other'",
        ),
        (ImproperlyConfigured("set it"), "set it"),
        (
            FileNotFoundError(2, "No such file or directory", f"/shelf/{SECRET}.pdf"),
            "No such file or directory",
        ),
        (NoConnection("Error 111 connecting to valkey:6379."), "Error 111 connecting to valkey:6379."),
    ],
)
def test_an_exception_is_told_by_words_that_are_nobodys(fault: BaseException, words: str) -> None:
    assert told(fault) == words


@pytest.mark.django_db
def test_what_the_database_says_is_told_without_values() -> None:
    person = make.UserFactory(email=f"{SECRET}@example.org")
    with pytest.raises(IntegrityError) as found, transaction.atomic():
        User.objects.create(email=person.email)
    assert (
        told(found.value) == '23505 duplicate key value violates unique constraint "accounts_user_email_key"'
    )
    assert SECRET in str(found.value)  # the control
    assert told(fault_of("SELECT %s::uuid", SECRET)) == f"22P02 {WITHHELD}"
    assert (
        told(fault_of("SELECT * FROM nowhere WHERE x = %s", SECRET))
        == '42P01 relation "nowhere" does not exist'
    )
    away = DatabaseError()
    away.__cause__ = Exception(
        'connection to server at "10.0.0.5" failed: Connection refused\n\tIs it running?'
    )
    assert told(away) == 'connection to server at "10.0.0.5" failed: Connection refused'


# --- lines


@pytest.fixture(params=["line", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """What all loggers write, by the site's own configuration."""
    out = StringIO()
    chosen = configuration(request.param, "INFO", quotes=False)
    chosen["handlers"]["console"]["stream"] = out
    root = logging.getLogger()
    kept = [*root.handlers]
    logging.config.dictConfig(chosen)
    try:
        yield out
    finally:
        logging.config.dictConfig(settings.LOGGING)
        root.handlers[:] = kept


def log_a_task(
    logger: str, text: str, *, level: int = logging.INFO, fault: BaseException | None = None, **more: Any
) -> None:
    facts = {
        "id": "0192-task", "name": "a.task", "args": f"('{SECRET}',)", "kwargs": f"{{'x': '{SECRET}'}}", "runtime": 0.5,
        "return_value": repr(SECRET), "exc": f"ValueError('{SECRET}')", "traceback": SECRET, "description": "raised unexpected", **more,
    }  # fmt: skip
    logging.getLogger(logger).log(level, text.strip(), facts, extra={"data": facts}, exc_info=fault)


def test_a_task_is_told_without_what_it_was_given_returned_or_raised(written: StringIO) -> None:
    log_a_task("celery.worker.strategy", LOG_RECEIVED)
    log_a_task("celery.app.trace", LOG_SUCCESS)
    log_a_task("celery.app.trace", LOG_FAILURE, level=logging.ERROR, fault=ValueError(SECRET))
    log_a_task("celery.app.trace", LOG_FAILURE)
    log_a_task("celery.app.trace", LOG_RETRY, exc=f"Retry in 10s: KeyError('{SECRET}')")
    said = written.getvalue()
    assert SECRET not in said
    for words in (
        "a.task[0192-task] received",
        "a.task[0192-task] succeeded in 0.5s",
        "raised unexpected: ValueError",
        "retry: KeyError",
        "ValueError: (its words are withheld",
    ):
        assert words in said


def test_a_request_is_told_by_its_route(written: StringIO) -> None:
    request = RequestFactory().get(f"/invitations/{SECRET}/?q={SECRET}")
    extra = {"request": request, "status_code": 500}
    for name in ("django.request", "django.security.csrf"):
        logging.getLogger(name).error("Failed (%s): %s", "why", request.path, extra=extra)
    request.resolver_match = resolve(request.path)
    for name in ("django.request", "django.security.csrf"):
        logging.getLogger(name).error(
            "Failed (%s): %s", "why", request.path, extra=extra, exc_info=ValueError(SECRET)
        )
    logging.getLogger("django.security.SuspiciousSession").warning(SECRET, extra=extra)
    logging.getLogger("gunicorn.error").error("Error handling request %s", request.get_full_path())
    logging.getLogger("gunicorn.error").warning(
        f"Invalid request from ip=203.0.113.9: Invalid HTTP request line: 'GET /invitations/{SECRET}'"
    )
    logging.getLogger("django.security.DisallowedHost").error(
        "Invalid HTTP_HOST header: 'evil.example.org'.", extra=extra
    )
    said = written.getvalue()
    assert SECRET not in said
    assert said.count("Failed (why): -") == 2
    assert said.count("Failed (why): programmes:invitation") == 2
    assert "SuspiciousSession: programmes:invitation" in said
    assert "Error handling a request" in said
    assert "Refused a malformed request" in said
    assert "203.0.113.9" not in said
    assert "evil.example.org" in said  # whoever set the wrong name has to see it


def test_an_address_of_mail_stands_nowhere_and_the_name_of_a_worker_does(written: StringIO) -> None:
    logging.getLogger("any").warning(
        "to <%s.o'neil+x@mail.example.org>: from celery@web1.example.org", SECRET
    )
    logging.getLogger("any").warning("it failed: %s", KeyError(SECRET))
    said = written.getvalue()
    assert SECRET not in said
    assert "(address)" in said
    assert "celery@web1.example.org" in said
    assert "it failed: KeyError" in said


@pytest.mark.django_db
def test_a_page_with_words_in_its_address_and_form_leaves_none(written: StringIO, client: Client) -> None:
    client.raise_request_exception = False
    client.get(f"/{SECRET}/?q={SECRET}", headers={"User-Agent": SECRET, "Referer": f"http://x/{SECRET}"})
    client.get(f"/invitations/{SECRET}/")
    client.get("/", headers={"Host": f"{SECRET}"})
    client.post("/accounts/login/", {"login": f"{SECRET}@example.org", "password": SECRET})
    lines = written.getvalue().splitlines()
    assert [line for line in lines if SECRET in line and "HTTP_HOST" not in line] == []
    assert len(lines) >= 6


def record(**more: Any) -> logging.LogRecord:
    made = logging.LogRecord("x", logging.WARNING, "x", 1, "one\ntwo %s", ("three",), None)
    made.created = 1795750000.1234
    for name, value in more.items():
        setattr(made, name, value)
    Discreet().filter(made)
    return made


def test_how_a_line_looks() -> None:
    line = LineFormatter("{asctime} {levelname} {name} {cause}{message}")
    assert line.format(record()) == r"2026-11-27T03:26:40.123Z WARNING x one\ntwo three"
    with origin.working_at(Origin(reference="7f3a", task="0192", task_name="a.task")):
        assert line.format(record()) == r"2026-11-27T03:26:40.123Z WARNING x [7f3a] [0192] one\ntwo three"


def test_how_a_line_of_json_looks_and_that_no_library_adds_to_it() -> None:
    with origin.working_at(Origin(reference="7f3a", task="0192", task_name="a.task")):
        made = record(route="somewhere", status=200, user="alice", data={"x": SECRET}, request=object())
    found = json.loads(JSONFormatter().format(made))
    process = found.pop("process")
    assert process == made.process
    assert found == {
        "time": "2026-11-27T03:26:40.123Z",
        "level": "WARNING",
        "logger": "x",
        "message": r"one\ntwo three",
        "request": "7f3a",
        "task": "0192",
        "task_name": "a.task",
        "route": "somewhere",
        "status": 200,
    }


def test_in_debug_mode_the_words_of_exceptions_stay() -> None:
    made = record(exc_info=(ValueError, ValueError(SECRET), None))
    assert SECRET in LineFormatter("{message}", quotes=True).format(made)
    assert SECRET in JSONFormatter(quotes=True).format(made)
    assert SECRET not in LineFormatter("{message}").format(made)
    assert SECRET not in JSONFormatter().format(made)


def test_an_exception_is_told_with_what_caused_it_and_no_circle_is_walked() -> None:
    first, second = ValueError(SECRET), TypeError("second")
    first.__cause__, second.__cause__ = second, first
    made = record(exc_info=(ValueError, first, None))
    said = LineFormatter("{message}").format(made)
    assert said.count("This was the cause of:") == 1
    assert "TypeError: second" in said
