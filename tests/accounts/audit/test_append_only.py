"""The database itself refuses to change or take away what was written down."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, migrations, transaction

from accounts.models import AuditEvent, AuditReason, Person
from accounts.operations.audit import record
from programmes.models import PrivateReading
from tests import factories as make

pytestmark = pytest.mark.django_db

LOG, READINGS = "accounts_auditevent", "programmes_privatereading"


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def refused(sql: str) -> None:
    with pytest.raises(IntegrityError, match="is refused"):
        run(sql)


@pytest.fixture
def event() -> AuditEvent:
    made: AuditEvent = make.AuditEventFactory(action="request.accept")
    return made


CHANGES = (
    f"UPDATE {LOG} SET action = 'nothing.at_all'",
    f"UPDATE {LOG} SET at = now() WHERE false",
    f"DELETE FROM {LOG}",
    f"TRUNCATE {LOG}",
    f"TRUNCATE {LOG} RESTART IDENTITY CASCADE",
    f"INSERT INTO {LOG} (id, at, action, object_kind, object_id, fields) "
    f"SELECT id, at, 'nothing.at_all', '', '', '{{}}' FROM {LOG} ON CONFLICT (id) DO UPDATE SET action = excluded.action",
    f"MERGE INTO {LOG} l USING {LOG} o ON l.id = o.id WHEN MATCHED THEN DELETE",
)


@pytest.mark.parametrize("sql", CHANGES)
def test_the_audit_log_is_only_ever_added_to(event: AuditEvent, sql: str) -> None:
    refused(sql)
    assert AuditEvent.objects.get() == event
    assert AuditEvent.objects.get().action == "request.accept"
    record("request.decline", event, by=None, now=make.NOW)
    assert AuditEvent.objects.count() == 2


@pytest.mark.parametrize(
    "do", [lambda e: e.delete(), lambda e: e.save(), lambda e: AuditEvent.objects.update(action="")]
)
def test_nor_does_the_program_change_it(event: AuditEvent, do: Any) -> None:
    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        do(event)


def operations(app: str, name: str) -> list[migrations.RunSQL]:
    found = importlib.import_module(f"{app}.migrations.{name}").Migration.operations
    return [operation for operation in found if isinstance(operation, migrations.RunSQL)]


@pytest.mark.parametrize(
    ("app", "name", "changes"),
    [
        ("accounts", "0001_squashed_0007_audit_append_only", CHANGES),
        (
            "programmes",
            "0001_squashed_0007_readings_append_only",
            (f"UPDATE {READINGS} SET what = 'messages'", f"TRUNCATE {READINGS}"),
        ),
    ],
)
def test_without_the_trigger_each_of_these_would_go(
    event: AuditEvent, app: str, name: str, changes: tuple[str, ...]
) -> None:
    """That these refusals are the trigger's, and that the migration can be taken back and put up again."""
    make.PrivateReadingFactory()
    with transaction.atomic(), connection.schema_editor(atomic=False) as editor:
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        state = apps.get_app_config(app)
        for one in operations(app, name):
            one.database_backwards(state.label, editor, None, None)
        for sql in changes:
            with transaction.atomic():
                run(sql)
                transaction.set_rollback(True)
        for one in operations(app, name):
            one.database_forwards(state.label, editor, None, None)
    refused(changes[0])


def test_a_reason_can_be_erased_and_its_event_stays() -> None:
    event = record("note.write", make.PersonFactory(), by=None, now=make.NOW, reason="She asked.")
    AuditReason.objects.filter(event_id=event.pk).delete()
    assert AuditEvent.objects.filter(pk=event.pk).exists()


@pytest.mark.parametrize(
    "sql",
    [
        f"DELETE FROM {READINGS}",
        f"TRUNCATE {READINGS}",
        f"UPDATE {READINGS} SET what = 'messages'",
        f"UPDATE {READINGS} SET opened_at = opened_at - interval '1 day'",
        f"UPDATE {READINGS} SET closes_at = closes_at + interval '1 day'",
        f"UPDATE {READINGS} SET reader_id = person_id",
        f"UPDATE {READINGS} SET person_id = reader_id",
    ],
)
def test_what_was_opened_stays_written_down(sql: str) -> None:
    reading = make.PrivateReadingFactory()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    refused(sql)
    kept = PrivateReading.objects.get()
    assert (kept.what, kept.reader, kept.opened_at) == (reading.what, reading.reader, reading.opened_at)


def test_its_reason_is_erased_and_a_reader_who_is_gone_leaves_the_line() -> None:
    reading = make.PrivateReadingFactory()
    PrivateReading.objects.update(reason="")
    reader = Person.objects.get(pk=reading.reader_id)
    PrivateReading.objects.filter(reader=reader).update(reader=None)
    reading.refresh_from_db()
    assert (reading.reason, reading.reader) == ("", None)
