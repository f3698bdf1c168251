"""How the site writes its log: a line an event, as words or as JSON, with what it was caused by (mentorship.origin).

No personal data stand in it, whatever somebody puts into an address or a field: an address is told by the name of its route, as
part of it may be a key; a task by its id and name, without what it was given; an exception by its class and where it arose, and
by its words only where these are a server's or the program's own."""

from __future__ import annotations

import logging
import os
import re
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from celery.exceptions import Retry
from django.core.exceptions import DisallowedHost, FieldError, ImproperlyConfigured
from django.db import Error as DatabaseTrouble
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from kombu.exceptions import OperationalError as QueueTrouble
from pythonjsonlogger.json import JsonFormatter
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as NoAnswer

from mentorship import origin

FORMATS = ("line", "json")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

# Control characters, among them those that begin a line in some reader of logs or other, and those that turn text around.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# An address of mail, and not the name of a worker or beat such as celery@host.example.org.
_ADDRESS = re.compile(
    r"""(?<![^\s<>(,;:"'\[=])(?!(?:celery|beat)@)[^\s<>(),;:"'\[\]=@][^\s<>(),;:"\[\]=@]*@[^\s<>(),;:"'\[\]@]+\.[^\s<>(),;:"'\[\]@.]+"""
)

# The words of these are the program's own, or a server's about itself, and quote nothing that somebody typed.
_OWN_WORDS = (
    AttributeError, FieldError, ImportError, ImproperlyConfigured, NameError, NoAnswer, NoConnection, QueueTrouble,
    TemplateDoesNotExist, TemplateSyntaxError, TypeError,
)  # fmt: skip
WITHHELD = "(its words are withheld: they may hold what somebody typed)"
# What PostgreSQL says of values that it cannot read quotes them (class 22 of its codes), but for these.
_DATA, _QUOTE_NOTHING = "22", {"22001", "22003", "22012"}


def on_one_line(text: str) -> str:
    r"""`text` with every control character as its escape, such as \n."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


# --- what may be said


def told(fault: BaseException) -> str:
    """The words of an exception that may stand in a log, on one line; WITHHELD where they may be somebody's own."""
    if isinstance(fault, DatabaseTrouble):
        return on_one_line(_of_database(fault.__cause__ or fault))
    if isinstance(fault, OSError):
        return on_one_line(fault.strerror or "")  # and no name of a file: it may be one that somebody gave
    if isinstance(fault, _OWN_WORDS):
        return on_one_line(str(fault))
    if hasattr(fault, "diag"):
        return on_one_line(_of_database(fault))
    return WITHHELD if str(fault) else ""


def _of_database(fault: BaseException) -> str:
    code, diagnosis = getattr(fault, "pgcode", None), getattr(fault, "diag", None)
    if code is None:
        # No answer to a statement: the server is away, or the connection broke.
        return str(fault).strip().split("\n")[0]
    if code.startswith(_DATA) and code not in _QUOTE_NOTHING:
        return f"{code} {WITHHELD}"
    # Without the detail, which quotes the row, and the statement.
    return f"{code} {getattr(diagnosis, 'message_primary', None) or ''}".strip()


def traceback_of(fault: BaseException) -> list[str]:
    """The lines of a traceback with those that caused it, each told by the words that may be said."""
    lines: list[str] = []
    known: set[int] = set()
    link: BaseException | None = fault
    because = ""
    while link is not None and id(link) not in known:
        known.add(id(link))
        frames = [
            line for frame in traceback.format_tb(link.__traceback__) for line in frame.rstrip().split("\n")
        ]
        words = told(link)
        name = f"{type(link).__module__}.{type(link).__qualname__}".removeprefix("builtins.")
        own = ["Traceback (most recent call last):", *frames, f"{name}: {words}" if words else name]
        lines = [*own, *([because, *lines] if because else lines)]
        if link.__cause__ is not None:
            link, because = link.__cause__, "This was the cause of:"
        else:
            link = None if link.__suppress_context__ else link.__context__
            because = "While this was dealt with:"
    return [on_one_line(line) for line in lines]


class Discreet(logging.Filter):
    """Lets every record pass, without what may be private in it, and with what it was caused by."""

    def filter(self, record: logging.LogRecord) -> bool:
        _without_addresses_of_pages(record)
        _without_what_tasks_hold(record)
        if isinstance(record.args, tuple) and any(isinstance(one, BaseException) for one in record.args):
            record.args = tuple(_in_short(one) for one in record.args)
        work = origin.current()
        record.reference = work.reference if work else ""
        record.task_id = getattr(record, "task_id", "") or (work.task if work else "")
        record.task_name = getattr(record, "task_name", "") or (work.task_name if work else "")
        return True


def _in_short(argument: object) -> object:
    if isinstance(argument, BaseException):
        return f"{type(argument).__name__}: {told(argument)}".removesuffix(": ")
    return argument


def _without_addresses_of_pages(record: logging.LogRecord) -> None:
    """Django tells of a refused or failed request by its path, gunicorn by its path and query; and one that it cannot read by
    what was sent and from where."""
    if record.name == "gunicorn.error" and str(record.msg).startswith("Error handling request"):
        record.msg, record.args = "Error handling a request", ()
    if record.name == "gunicorn.error" and str(record.msg).startswith("Invalid request from"):
        record.msg, record.args = "Refused a malformed request", ()
    if not record.name.startswith("django."):
        return
    request = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    route = match.view_name if match else origin.NOWHERE
    if record.name.startswith("django.security.") and not record.args:
        # The words of an exception, whose class is the last part of the logger's name.
        kind = record.name.rpartition(".")[2]
        if kind != DisallowedHost.__name__:
            record.msg = f"{kind}: {route}"
    elif isinstance(record.args, tuple):
        record.args = tuple(
            route if isinstance(one, str) and one.startswith("/") else _in_short(one) for one in record.args
        )


def _without_what_tasks_hold(record: logging.LogRecord) -> None:
    """Celery tells of a task with what it was given, returned or raised."""
    facts = getattr(record, "data", None)
    if not record.name.startswith("celery.") or not isinstance(facts, Mapping):
        return
    record.task_id, record.task_name = str(facts.get("id", "")), str(facts.get("name", ""))
    fault = record.exc_info[1] if record.exc_info else None
    kept = {
        key: value
        for key, value in facts.items()
        if key in {"id", "name", "description", "runtime", "hostname"}
    }
    words = f"{type(fault).__name__}" if fault else _kind_in(str(facts.get("exc", "")))
    record.args = {"exc": words, "return_value": "", "args": "", "kwargs": "", "traceback": "", **kept}
    if str(record.msg).rstrip().endswith(": %(return_value)s"):
        record.msg = str(record.msg).rstrip().removesuffix(": %(return_value)s")


def _kind_in(said: str) -> str:
    """The class in what repr() says of an exception, or Celery of one for which it tries again."""
    found = re.match(rf"(?:{Retry.__name__}[^:]*: )?([A-Za-z_.]+)", said)
    return found[1] if found else ""


# --- how it is written


def _moment(record: logging.LogRecord) -> str:
    return (
        datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )


def _message(record: logging.LogRecord) -> str:
    text = on_one_line(record.getMessage())
    return _ADDRESS.sub("(address)", text) if "@" in text else text


class LineFormatter(logging.Formatter):
    """Django's and ours alike: the message of a record stays on its line. A traceback below it is the program's own, told in by
    its indent. Where `quotes`, the words of exceptions stand there whatever they are."""

    def __init__(self, fmt: str | None = None, *, style: Any = "{", quotes: bool = False) -> None:
        super().__init__(fmt, style=style)
        self.quotes = quotes

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return _moment(record)

    def format(self, record: logging.LogRecord) -> str:
        causes = (getattr(record, "reference", ""), getattr(record, "task_id", ""))
        record.cause = "".join(f"[{cause}] " for cause in causes if cause)
        record.exc_text = None  # another formatter may have written it its own way
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = _message(record)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:
        return "\n".join(f"    {line}" for line in _lines(ei[1], quotes=self.quotes))


def _lines(fault: BaseException, *, quotes: bool) -> list[str]:
    if not quotes:
        return traceback_of(fault)
    return [on_one_line(line) for line in "".join(traceback.format_exception(fault)).rstrip().split("\n")]


class JSONFormatter(JsonFormatter):
    """A line of JSON a record, with these fields and no others, whatever a library adds to its records. What is empty is left
    out."""

    FACTS = ("route", "method", "status", "milliseconds", "statements", "rows", "sql")

    def __init__(self, *, quotes: bool = False) -> None:
        super().__init__()
        self.quotes = quotes

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        facts = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            "request": getattr(record, "reference", ""),
            "task": getattr(record, "task_id", ""),
            "task_name": getattr(record, "task_name", ""),
            **{name: getattr(record, name, "") for name in self.FACTS},
            "exception": type(fault).__name__ if fault else "",
            "traceback": "\n".join(_lines(fault, quotes=self.quotes)) if fault else "",
            "process": record.process,
        }
        log_data.update({name: value for name, value in facts.items() if value not in ("", None)})


def by_environment() -> dict[str, Any]:
    """The same for a process that has not read the site's configuration yet, which is where a bad value is told."""
    form, level = (os.environ.get(f"MENTORSHIP_LOG_{name}", "") for name in ("FORMAT", "LEVEL"))
    return configuration(
        form if form in FORMATS else "line",
        level.upper() if level.upper() in LEVELS else "INFO",
        quotes=False,
    )


def configuration(form: str, level: str, *, quotes: bool) -> dict[str, Any]:
    """What logging.config reads, for web processes, workers, beat and commands alike. `form` is one of FORMATS."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"discreet": {"()": "mentorship.logs.Discreet"}},
        "formatters": {
            "line": {
                "()": "mentorship.logs.LineFormatter",
                "fmt": "{asctime} {levelname} {name} {cause}{message}",
                "quotes": quotes,
            },
            "json": {"()": "mentorship.logs.JSONFormatter", "quotes": quotes},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["discreet"]}
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own handlers know nothing of the filter; what they wrote goes to the root.
            "django": {"handlers": [], "level": level},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR"},
            "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }
