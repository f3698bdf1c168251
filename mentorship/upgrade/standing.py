"""How the database stands to this program: as new, older, too old or newer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Key = tuple[str, str]  # app and name of a migration


@dataclass(frozen=True)
class Standing:
    """Migrations are told as "app.name". `pending` are those that this program would apply, in their order. `unknown` were applied
    by a newer program. `lacking` were never applied, and are no longer here to be: the database is older than the release
    before. `noted` is False where old migrations were applied that one of this program stands for, and that is still to be written
    down. Of a database that is newer or too old nothing is pending."""

    empty: bool
    pending: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    noted: bool = True

    @property
    def up_to_date(self) -> bool:
        return self.noted and not (self.pending or self.unknown or self.lacking)


def compare(applied: frozenset[Key], here: frozenset[Key], replaced: Mapping[Key, Sequence[Key]]) -> Standing:
    """The standing of a database with the migrations `applied`, for a program that has those `here`, of which some stand for others
    that it once had (`replaced`). What is pending is not told."""
    once = {old for olds in replaced.values() for old in olds}
    lacking = [
        old
        for olds in replaced.values()
        if any(other in applied for other in olds)
        for old in olds
        if old not in applied and old not in here
    ]
    folded = [new for new, olds in replaced.items() if all(old in applied for old in olds)]
    return Standing(
        empty=not applied,
        unknown=_told(applied - here - once),
        lacking=_told(lacking),
        noted=all(new in applied for new in folded),
    )


def look(connection: BaseDatabaseWrapper) -> Standing:
    """Changes nothing. Raises DatabaseError where the database does not answer."""
    here = MigrationLoader(None)
    replaced = {
        key: tuple(migration.replaces)
        for key, migration in here.disk_migrations.items()
        if migration.replaces
    }
    applied = frozenset(MigrationRecorder(connection).applied_migrations())
    standing = compare(applied, frozenset(here.disk_migrations), replaced)
    if standing.unknown or standing.lacking:
        return standing
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    pending = tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan)
    return Standing(empty=standing.empty, pending=pending, noted=standing.noted)


def refusal(standing: Standing) -> str:
    """Why this program must not touch the database, and what to do; empty where it may."""
    if standing.unknown:
        return (
            f"The database is newer than this program, which does not know {_some(standing.unknown)}. Start the newer release again. "
            "If this is its predecessor, on the way back, it may run on these tables: upgrade --back (docs/operators/upgrading.md)."
        )
    if standing.lacking:
        return (
            f"The database is older than the release before this one: it lacks {_some(standing.lacking)}, which are no longer here. "
            "Install the release before first, let it migrate, and then come back to this one."
        )
    return ""


def _told(keys: Sequence[Key] | frozenset[Key]) -> tuple[str, ...]:
    return tuple(sorted(f"{app}.{name}" for app, name in keys))


def _some(names: Sequence[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
