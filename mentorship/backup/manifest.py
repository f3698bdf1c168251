"""What a backup says of itself: where and when it was made, of which release, and what its tables hold."""

from __future__ import annotations

import tomllib
from datetime import datetime

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils.crypto import salted_hmac
from pydantic import BaseModel, ConfigDict, ValidationError

from mentorship.backup.archive import Unreadable
from mentorship.config import ROOT

FORMAT = 1  # it rises when an older program could not read a backup any more
ABOUT = (
    "Backup of a Mentorship site. docs/operators/backup.md says how to bring it back: manage.py restore FILE"
)


class Table(BaseModel):
    """How many rows a table has, and a digest of them that does not depend on their order."""

    model_config = ConfigDict(frozen=True)

    rows: int
    digest: str


class Manifest(BaseModel):
    """`migrations` are those that the database had, as "app.name"; `left_out` names tables and folders, and why.

    `key` tells the secret key from others without giving it away. `pg_dump` is the major version of the program that wrote the
    database, which an older pg_restore cannot read; 0 where it was not noted."""

    model_config = ConfigDict(frozen=True)

    about: str = ABOUT
    format: int = FORMAT
    made_at: datetime
    site: str
    release: str
    key: str
    postgres: int
    pg_dump: int = 0
    migrations: list[str]
    tables: dict[str, Table]
    left_out: dict[str, str]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def release() -> str:
    """The version of this program."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def key_mark() -> str:
    """Twelve characters by which the secret key is known again."""
    return salted_hmac("mentorship.backup", "which key", algorithm="sha256").hexdigest()[:12]


def read(text: bytes) -> Manifest:
    """The manifest from its JSON. Raises Unreadable, in words, for another format and for what is none."""
    try:
        found = Manifest.model_validate_json(text)
    except ValidationError as fault:
        raise Unreadable("The manifest cannot be understood: this is no backup of this site.") from fault
    if found.format > FORMAT:
        raise Unreadable(
            f"This backup has format {found.format}, and this program ({release()}) reads {FORMAT} at most. "
            f"Install release {found.release}, with which it was made, or a newer one."
        )
    return found


def known_migrations() -> set[str]:
    """Every migration that this program has, or has drawn together into another, as "app.name"."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {name for migration in loader.disk_migrations.values() for name in migration.replaces}
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}}


def unknown_to_us(manifest: Manifest) -> list[str]:
    """The migrations of the backup that this program does not have: it was made with a newer release."""
    return sorted(set(manifest.migrations) - known_migrations())


def missing_in(manifest: Manifest) -> list[str]:
    """The migrations of this program that the backup has not seen: it was made with an older release."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    seen = set(manifest.migrations)
    return sorted(
        f"{app}.{name}"
        for (app, name), migration in loader.disk_migrations.items()
        if f"{app}.{name}" not in seen
        and not (migration.replaces and all(f"{a}.{n}" in seen for a, n in migration.replaces))
        and not _is_replaced(loader, app, name)
    )


def _is_replaced(loader: MigrationLoader, app: str, name: str) -> bool:
    """Whether another migration stands for this one, so that it need not be there itself."""
    return any((app, name) in migration.replaces for migration in loader.disk_migrations.values())


def here(
    *,
    made_at: datetime,
    postgres: int,
    pg_dump: int,
    migrations: list[str],
    tables: dict[str, Table],
    left_out: dict[str, str],
) -> Manifest:
    """The manifest of this site."""
    return Manifest(
        made_at=made_at,
        site=settings.SITE_URL,
        release=release(),
        key=key_mark(),
        postgres=postgres,
        pg_dump=pg_dump,
        migrations=migrations,
        tables=tables,
        left_out=left_out,
    )
