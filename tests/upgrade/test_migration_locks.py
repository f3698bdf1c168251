"""No migration keeps people waiting, and none breaks the release before; bad ones of every kind are found."""

from __future__ import annotations

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from mentorship.upgrade.large import LARGE
from tests.upgrade import locks

pytestmark = pytest.mark.django_db

LETTERS, SIGNS = "notification", "heartbeat"  # a large table and a small one
INDEX = models.Index(fields=["kind"], name="notification_bad_example")
POSITIVE = models.CheckConstraint(condition=models.Q(attempts__gte=0), name="notification_bad_example")


@pytest.fixture(scope="module")
def state() -> ProjectState:
    """All models as the last migrations leave them."""
    found = MigrationLoader(None).project_state()
    _ = found.apps  # rendered once, not for each of its copies
    return found


def test_no_migration_keeps_people_waiting() -> None:
    loader, found = MigrationLoader(None), []
    for migration in locks.ours(loader):
        before = loader.project_state((migration.app_label, migration.name), at_end=False)
        broken, reasons = locks.complaints(migration, before), locks.reasons(migration)
        found += [f"{migration}: {one}" for one in broken if one.rule not in reasons]
        found += [
            f"{migration}: nobody asks why: {rule}" for rule in reasons.keys() - {b.rule for b in broken}
        ]
        found += [f"{migration}: say why in words: {why}" for why in reasons.values() if len(why.split()) < 5]
    assert found == []


def test_tables_that_are_called_large_are_there() -> None:
    assert set(LARGE) - set(connection.introspection.table_names()) == set()


def judged(state: ProjectState, *operations: Operation, atomic: bool = True) -> set[str]:
    """The rules that a migration with these `operations` would break, were it the next one."""
    kind = type("Migration", (migrations.Migration,), {"operations": list(operations), "atomic": atomic})
    return {one.rule for one in locks.complaints(kind("0099_next", "notifications"), state.clone())}


def field(name: str, kind: models.Field[object, object], model: str = LETTERS) -> migrations.AddField:
    return migrations.AddField(model, name, kind)


@pytest.mark.parametrize(
    ("operation", "rule"),
    [
        (migrations.AddIndex(LETTERS, INDEX), "require-concurrent-index-creation"),
        (migrations.AddConstraint(LETTERS, POSITIVE), "constraint-missing-not-valid"),
        (
            field("n", models.ForeignKey("accounts.Person", models.CASCADE, null=True)),
            "adding-foreign-key-constraint",
        ),
        (field("n", models.CharField(max_length=9, null=True, unique=True)), "disallowed-unique-constraint"),
        (field("n", models.CharField(max_length=9, default="")), "ban-drop-default"),
        (field("n", models.CharField(max_length=9, default=""), SIGNS), "ban-drop-default"),
        (migrations.AlterField(LETTERS, "attempts", models.BigIntegerField()), "changing-column-type"),
        (migrations.RemoveField(SIGNS, "fault"), "ban-drop-column"),
        (migrations.RenameField(SIGNS, "fault", "trouble"), "renaming-column"),
        (migrations.DeleteModel("demomail"), "ban-drop-table"),
        (migrations.AlterModelTable(SIGNS, "signs"), "renaming-table"),
        (migrations.RunSQL("UPDATE notifications_notification SET attempts = 0"), "rows-of-a-large-table"),
        (migrations.RunPython(migrations.RunPython.noop), "rows-by-python"),
    ],
)
def test_a_bad_one_is_found(state: ProjectState, operation: Operation, rule: str) -> None:
    assert rule in judged(state, operation)


def test_so_are_bad_ones_of_several_steps(state: ProjectState) -> None:
    index = AddIndexConcurrently(LETTERS, INDEX)
    assert judged(state, index, field("n", models.IntegerField(null=True)), atomic=False) == {
        "one-thing-without-transaction"
    }
    both = (AddConstraintNotValid(LETTERS, POSITIVE), ValidateConstraint(LETTERS, POSITIVE.name))
    assert judged(state, *both) == {"constraint-missing-not-valid"}


@pytest.mark.parametrize(
    "operation",
    [
        field("n", models.IntegerField(null=True)),
        field("n", models.CharField(max_length=9, default="", db_default="")),
        AddConstraintNotValid(LETTERS, POSITIVE),
        migrations.AddIndex(SIGNS, models.Index(fields=["at"], name="heartbeat_example")),
        migrations.CreateModel(
            "Parcel",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("of", models.ForeignKey("accounts.Person", models.CASCADE)),
            ],
        ),
    ],
)
def test_a_good_one_is_let_through(state: ProjectState, operation: Operation) -> None:
    assert judged(state, operation) == set()


def test_and_an_index_that_is_made_beside_the_work(state: ProjectState) -> None:
    assert judged(state, AddIndexConcurrently(LETTERS, INDEX), atomic=False) == set()
