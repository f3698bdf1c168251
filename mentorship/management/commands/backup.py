"""The whole site in one file: `manage.py backup`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from mentorship import signs
from mentorship.backup import archive, checking, making, programs
from mentorship.backup.archive import CannotWrite, Unreadable
from mentorship.backup.checking import Keeping
from mentorship.backup.making import Made
from notifications.enums import Part

SIGN = "backup"
PIPE = "-"
LEFT_OF_A_PIPE = "What went into the pipe is no backup: remove what became of it."


class Command(BaseCommand):
    help = (
        "Writes the whole site (database and files, and no secrets) into one file, which `restore` brings back. The site may "
        "run meanwhile. docs/operators/backup.md says what is in it and what must be kept besides."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "target",
            nargs="?",
            default=str(settings.CONFIG.MENTORSHIP_BACKUPS),
            metavar="FOLDER_OR_FILE",
            help="a folder, in which the file gets a name with the time (the usual: MENTORSHIP_BACKUPS, or backups); or a file; or - for a pipe",
        )
        parser.add_argument(
            "--keep",
            metavar="N",
            help="then remove older backups from the folder: 14 keeps that many, 30d those of so many days",
        )
        parser.add_argument(
            "--verify",
            metavar="FILE",
            type=Path,
            help="only say whether this backup is whole; needs no database",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            self._verify(options["verify"])
            return
        if settings.CONFIG.MENTORSHIP_POOLED:
            raise CommandError(
                "DATABASE_URL leads to a pool, which pg_dump cannot go through: run this command with DATABASE_URL set to "
                "PostgreSQL itself and MENTORSHIP_POOLED=false."
            )
        try:
            keeping = Keeping.of(options["keep"]) if options["keep"] else None
        except ValueError as fault:
            raise CommandError(str(fault)) from None
        left = LEFT_OF_A_PIPE if options["target"] == PIPE else "Nothing is left of the file."
        try:
            self._make(options["target"], keeping)
        except (CannotWrite, programs.NoPrograms) as fault:
            raise CommandError(str(fault)) from fault
        except programs.Failed as fault:
            raise CommandError(f"The database could not be dumped. {left}\n{fault}") from fault
        except DatabaseError as fault:
            raise CommandError(f"The database could not be read. {left}\n{fault}") from fault
        except OSError as fault:
            raise CommandError(f"A file could not be read or written. {left}\n{fault}") from fault

    def _make(self, target: str, keeping: Keeping | None) -> None:
        now = timezone.now()
        if target == PIPE:
            if keeping or sys.stdout.isatty():
                raise CommandError(
                    "- is for a pipe or a file, such as `backup - | age -r … > FILE`, and has nothing to --keep."
                )
            with open(sys.stdout.fileno(), "wb", closefd=False) as pipe:
                made = making.make(pipe, now=now, say=self._say)
            self._tell(made, "the pipe", error=True)
            return
        path = Path(target)
        if path.suffix != archive.ENDING:
            path = path / archive.name_at(now)
        elif keeping:
            raise CommandError("--keep looks after a folder: name that, and not a file.")
        if path.exists():
            raise CommandError(f"{path} is there already. Name another file, or a folder.")
        with archive.written_whole(path) as file:
            made = making.make(file, now=now, say=self._say)
        self._read_back(path)
        signs.give(SIGN, Part.BACKUP, fault=_fault(made))
        self._tell(made, f"{path} ({path.stat().st_size / 1024**2:,.1f} MB)")
        if keeping:
            self._prune(path, keeping)

    def _read_back(self, path: Path) -> None:
        """What is not as it was written is no backup: it is removed, noted nowhere, and no older one goes for it."""
        self._say("reading it back")
        try:
            checking.check(path)
        except (Unreadable, OSError) as fault:
            path.unlink(missing_ok=True)
            raise CannotWrite(
                f"The backup was written and did not read back as it was written, so it was removed: {fault}\n"
                f"Look at the disk of {path.parent}, and make one in another folder meanwhile."
            ) from fault

    def _prune(self, path: Path, keeping: Keeping) -> None:
        """Removes older backups."""
        names = [other.name for other in path.parent.iterdir()]
        for name in checking.superfluous(names, keeping, now=timezone.now()):
            try:
                (path.parent / name).unlink()
            except OSError as fault:
                raise CommandError(
                    f"The backup is made, and an older one could not be removed: {fault}"
                ) from fault
            self.stdout.write(f"removed {name}")

    def _verify(self, path: Path) -> None:
        try:
            found = checking.check(path)
        except Unreadable as fault:
            raise CommandError(f"{path}: {fault}") from fault
        told = found.manifest
        self.stdout.write(
            f"{path} is whole: {told.site}, made {told.made_at:%Y-%m-%d %H:%M} UTC with release {told.release} and "
            f"PostgreSQL {told.postgres}; {told.rows:,} rows in {len(told.tables)} tables, "
            f"{len(found.files):,} files ({found.files_size / 1024**2:,.1f} MB)."
        )
        for place in found.missing:
            self.stdout.write(self.style.WARNING(f"not in it, as it was not in the storage: {place}"))

    def _say(self, what: str) -> None:
        self.stderr.write(f"  {what} …")

    def _tell(self, made: Made, where: str, *, error: bool = False) -> None:
        out = self.stderr if error else self.stdout
        told = made.manifest
        out.write(
            f"{where}: {told.rows:,} rows in {len(told.tables)} tables, {made.files:,} files ({made.size / 1024**2:,.1f} MB)."
        )
        if made.removed:
            out.write(f"{len(made.removed)} files were removed from the site meanwhile, and are not in it.")
        for place in made.lost:
            out.write(self.style.WARNING(f"lost: a row names {place}, and the storage does not have it."))
        if made.strangers:
            out.write(
                self.style.WARNING(
                    f"not in it, as it is nothing of the site: {', '.join(made.strangers[:10])} in the storage."
                )
            )
        out.write("Keep the secret key and .env in another place: they are not in it.")


def _fault(made: Made) -> str:
    return f"{len(made.lost)} files were lost before it" if made.lost else ""
