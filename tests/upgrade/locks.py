"""What of a migration would keep people waiting, or break the release before, which still runs while it is applied.

Squawk reads the SQL and knows PostgreSQL's locks. It does not know which tables are large (mentorship.upgrade.large), what is
done to rows, and what a retry would meet: these are rules of our own. docs/developers/migrations.md says what to write instead."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.migrations import Migration, RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from mentorship.localservices import CHECKOUT
from mentorship.upgrade.large import LARGE

SQUAWK = Path(sys.executable).with_name("squawk")
SETTINGS = CHECKOUT / ".squawk.toml"
APPS = {"accounts", "api", "journeys", "matching", "notifications", "programmes"}
# Done to a small table, these take no time.
ONLY_WHERE_LARGE = {
    "adding-field-with-default",
    "adding-foreign-key-constraint",
    "adding-not-nullable-field",
    "constraint-missing-not-valid",
    "disallowed-unique-constraint",
    "require-concurrent-index-creation",
}
TABLE = re.compile(
    r'(?:TABLE|ON|UPDATE|INTO|FROM|TRUNCATE)\s+(?:IF EXISTS\s+|ONLY\s+)?(?:"?public"?\.)?"?(\w+)"?',
    re.IGNORECASE,
)
BODY = re.compile(r"\$(\w*)\$.*?\$\1\$", re.DOTALL)
ROWS = re.compile(r"^\s*(?:UPDATE|DELETE\s+FROM|INSERT\s+INTO)\b[^;]*", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Complaint:
    """`rule` is Squawk's name or ours, `table` what it is about, `words` why."""

    rule: str
    table: str
    words: str


def ours(loader: MigrationLoader) -> list[Migration]:
    """The migrations of this project that came after those that make all tables of an empty database."""
    return [
        migration
        for (app, _), migration in sorted(loader.disk_migrations.items())
        if app in APPS and not migration.replaces
    ]


def statements(migration: Migration, before: ProjectState) -> list[str]:
    """The SQL of `migration`, applied to models that stand as `before`. Nothing is executed."""
    beside = connection.copy()  # in no transaction of a test
    with beside.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(before, editor, collect_sql=True)
    beside.close()
    return [line for line in editor.collected_sql if not line.startswith("--")]


def complaints(migration: Migration, before: ProjectState) -> list[Complaint]:
    """Of `migration`, applied to models that stand as `before`, whatever reasons it gives."""
    found = statements(migration, before)
    return [*by_squawk(found, atomic=migration.atomic), *by_us(migration, found)]


def reasons(migration: Migration) -> dict[str, str]:
    """Why it does what a rule complains of, by rule: its attribute `locks`."""
    return dict(getattr(migration, "locks", {}))


def by_squawk(found: Sequence[str], *, atomic: bool) -> Iterator[Complaint]:
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
        file.write(text := "\n".join(found) + "\n")
        file.flush()
        within = "--assume-in-transaction" if atomic else "--no-assume-in-transaction"
        command = (SQUAWK, "--config", SETTINGS, "--reporter", "json", within, file.name)
        said = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=Path(file.name).parent
        )
    if said.returncode not in {0, 1} or not said.stdout:
        raise RuntimeError(f"squawk could not read the SQL: {said.stderr}{said.stdout}")
    lines = text.splitlines()
    made = set(re.findall(r'CREATE TABLE "?(\w+)', text))
    for one in json.loads(said.stdout):
        table = _table("\n".join(lines[one["line"] : one["line_end"] + 1]))
        harmless = one["rule_name"] in ONLY_WHERE_LARGE and table not in LARGE
        if not harmless and table not in made:
            yield Complaint(one["rule_name"], table, one["message"])


def by_us(migration: Migration, found: Sequence[str]) -> Iterator[Complaint]:
    text = BODY.sub("''", "\n".join(found))
    if any(isinstance(operation, RunPython) for operation in migration.operations):
        yield Complaint(
            "rows-by-python", "", "Python goes over rows within one transaction, and nobody sees which."
        )
    for statement in ROWS.findall(text):
        if (table := _table(statement)) in LARGE:
            yield Complaint("rows-of-a-large-table", table, "All rows are written within one transaction.")
    if not migration.atomic and len(migration.operations) > 1:
        yield Complaint(
            "one-thing-without-transaction",
            "",
            "What was done before it broke off stays, and is in the way of the next try.",
        )


def _table(statement: str) -> str:
    match = TABLE.search(statement)
    return match[1] if match else ""
