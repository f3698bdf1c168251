"""The whole examination, in the order in which things stand on each other. One cause is told once: where the database is away,
nothing is said of what lies in it but that it was not judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from mentorship.doctor import (
    address,
    clock,
    configuration,
    database,
    files,
    machine,
    mail,
    parts,
    people,
    queue_server,
)
from mentorship.doctor.findings import CHECKS, Finding, unknown
from mentorship.doctor.within import first_line

ORDER = {code: place for place, code in enumerate(CHECKS)}


def examine(*, now: datetime, url: bool = False, send_to: str = "") -> list[Finding]:
    """Everything that was found at `now`. `url` asks the site at its address too; `send_to` is an address for a letter."""
    settings_facts = configuration.look()
    found = configuration.judge(settings_facts)
    base, queue = database.look(), queue_server.look()
    found += database.judge(base) + queue_server.judge(queue)
    found += clock.judge(_clocks(base, queue))
    found += _guarded("mail", lambda: mail.judge(mail.look(send_to=send_to)))
    found += _guarded("files", lambda: files.judge_storage(files.look_at_storage()))
    found += _guarded("styles and scripts", lambda: files.judge_static(files.look_at_static()))
    found += _of_rows(base, now=now)
    found += configuration.judge_model(settings_facts)
    found += _guarded("permissions", lambda: machine.judge(machine.look()))
    if url:
        site, token = settings.SITE_URL, settings.METRICS_TOKEN
        found += _guarded("the address", lambda: address.judge(address.look(site, now=now, token=token)))
    return sorted(found, key=lambda one: ORDER[one.code])


def _clocks(base: database.Facts, queue: queue_server.Facts) -> list[clock.Offset]:
    known = [clock.look()] if not base.trouble else []
    if not queue.trouble:
        known.append(clock.Offset(queue.product, queue.ahead, queue.uncertain))
    return [one for one in known if one is not None]


def _of_rows(base: database.Facts, *, now: datetime) -> list[Finding]:
    """What lies in the database."""
    if base.trouble:
        return [
            unknown(
                "Not judged while the database does not answer: migrations, workers, beat, the outbox, people, backups."
            )
        ]
    if base.missing:
        return [
            unknown(
                "Not judged until the tables are those of this version: workers, beat, the outbox, people, backups."
            )
        ]

    def look() -> list[Finding]:
        facts = parts.look(now=now)
        return parts.judge(facts) + people.judge(people.look()) + parts.judge_backup(facts)

    try:
        return _guarded("workers, people and backups", look)
    except (DatabaseError, InterfaceError) as error:
        return [unknown(f"The database went away meanwhile: {first_line(error)}", "Ask again.")]


def _guarded(what: str, look: Callable[[], list[Finding]]) -> list[Finding]:
    """One thing that cannot be looked at keeps nothing else from being told."""
    try:
        return look()
    except (DatabaseError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - an examination that breaks off helps nobody
        words = f"{what[:1].upper()}{what[1:]} could not be looked at: {type(error).__name__}: {first_line(error)}"
        return [unknown(words, "Please report it.")]
