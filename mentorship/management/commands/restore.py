"""The whole site from one file: `manage.py restore FILE`."""

from __future__ import annotations

import sys
from argparse import BooleanOptionalAction
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.utils import timezone

from mentorship.backup import afterwards, checking, comparing, laying, manifest, programs, restoring
from mentorship.backup.archive import Unreadable
from mentorship.backup.checking import Checked
from mentorship.backup.laying import Laid
from mentorship.backup.restoring import There
from notifications.queries.health import queue_answers

STOP_FIRST = (
    "Stop web, worker and beat first, so that nothing is written meanwhile: docker compose stop web worker beat, or "
    "systemctl stop 'mentorship-*'."
)


class Command(BaseCommand):
    help = (
        "Brings the whole site back from one file of `backup`: all of it, or nothing. Checks the file first, compares every "
        "table and file afterwards, and holds back letters that may have been sent since. docs/operators/backup.md has the steps."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", nargs="?", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="remove the site that is there; asks for the name of the database",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument(
            "--compare",
            action="store_true",
            help="only say in what the site that is there differs from the backup",
        )
        parser.add_argument(
            "--hold",
            action=BooleanOptionalAction,
            default=True,
            help="hold back letters that came due before now, as they may have been sent since the backup (the usual)",
        )
        parser.add_argument(
            "--erased",
            metavar="CSV",
            type=Path,
            help="then erase once more whoever is in this list (docs/operators/erasing.md); by itself it does only that",
        )

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        if settings.CONFIG.MENTORSHIP_POOLED:
            raise CommandError(
                "DATABASE_URL leads to a pool, which a restore cannot go through: run this command with DATABASE_URL set to "
                "PostgreSQL itself and MENTORSHIP_POOLED=false."
            )
        try:
            erased = afterwards.erased_in(options["erased"]) if options["erased"] else set()
            if file is None:
                if not options["erased"]:
                    raise CommandError("Name the file to restore: manage.py restore FILE")
                self._erase(erased)
                return
            self._say("reading the file and comparing it with its digests")
            checked = checking.check(file)
            if options["compare"]:
                self._compare(checked)
                return
            self._restore(
                checked, erased, replace=options["replace"], yes=options["yes"], hold=options["hold"]
            )
        except Unreadable as fault:
            raise CommandError(f"{file}: {fault}") from fault
        except (programs.NoPrograms, laying.NoRoom, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        except DatabaseError as fault:
            raise CommandError(f"The database does not answer as it should: {fault}") from fault
        except OSError as fault:
            raise CommandError(f"A file could not be read or written: {fault}") from fault

    # --- one after the other

    def _restore(self, checked: Checked, erased: set[UUID], *, replace: bool, yes: bool, hold: bool) -> None:
        now = timezone.now()
        self._check_release(checked)
        there = restoring.look(now=now)
        programs.found(there.version)
        self._check_there(there, replace=replace, yes=yes)
        laying.check_room(checked)
        laid = Laid()
        try:
            self._say("laying the files")
            laying.lay(checked, laid)
            held = restoring.bring_back(checked, there, now=now, hold=hold, say=self._say)
        except restoring.Differs as fault:
            laid.take_away()
            lines = "\n  ".join(map(str, fault.found))
            raise CommandError(
                f"What came back is not what was backed up, so nothing was changed:\n  {lines}"
            ) from fault
        except programs.Failed as fault:
            laid.take_away()
            raise CommandError(f"PostgreSQL refused the backup, and nothing was changed:\n{fault}") from fault
        except BaseException:
            laid.take_away()
            raise
        removed = laying.settle(checked, laid, replace=replace)
        self._say("comparing the files")
        if wrong := laying.differences(checked):
            self.stdout.write(self.style.ERROR("The database is back. These files are not as they were:"))
            self._list(wrong)
            raise CommandError("Run the command once more, with --replace: it lays what is missing.")
        self._tell(checked, removed)
        self._finish(checked, there, erased | {UUID(one) for one in there.erased}, held, hold=hold)

    def _check_release(self, checked: Checked) -> None:
        if unknown := manifest.unknown_to_us(checked.manifest):
            raise CommandError(
                f"The backup was made with release {checked.manifest.release}, which is newer than this program "
                f"({manifest.release()}): it has {len(unknown)} migrations that are not known here, such as {unknown[0]}. "
                "Install that release, or a newer one, and restore with it."
            )

    def _check_there(self, there: There, *, replace: bool, yes: bool) -> None:
        if not queue_answers():
            raise CommandError(
                "Redis does not answer, and what it holds of another time must go: start it first, and see that REDIS_URL is right."
            )
        if there.is_empty:
            return
        what = (
            f"a site with {there.accounts:,} accounts"
            if there.accounts is not None
            else f"{there.tables} tables that are not of this site"
        )
        if not replace:
            raise CommandError(
                f"The database {there.name} is not empty: it has {what}. Restore into an empty one, or say --replace to remove "
                "what is there; make a backup of it before."
            )
        if there.at_work:
            raise CommandError(
                f"Something works on the database {there.name}: {', '.join(there.at_work)}. {STOP_FIRST}"
            )
        if yes:
            return
        if not sys.stdin.isatty():
            raise CommandError("Nobody can be asked here: say --yes to replace the site without a question.")
        self.stdout.write(
            f"The database {there.name} has {what}. All of it goes, and its files, and the backup takes its place."
        )
        if input(f"Type the name of the database ({there.name}) to go on: ").strip() != there.name:
            raise CommandError("That is another name. Nothing was changed.")

    def _finish(self, checked: Checked, there: There, erased: set[UUID], held: int, *, hold: bool) -> None:
        connection.close()
        afterwards.gather_statistics()
        if manifest.missing_in(checked.manifest):
            afterwards.forget_queue_and_cache()
            self._hand_over(checked, erased, held)
            return
        now = timezone.now()
        afterwards.note(checked, now=now)
        if erased:
            self._erase(erased)
        if hold:
            self._say("letting come due what came due since the backup")
            held += afterwards.play_first_round(now=now)
        if not afterwards.forget_queue_and_cache():
            self.stdout.write(
                self.style.WARNING(
                    "Redis did not answer: empty it (FLUSHALL) before web, worker and beat start."
                )
            )
        self._tell_held(held)
        self.stdout.write("Now start web, worker and beat, and see: manage.py health")

    def _hand_over(self, checked: Checked, erased: set[UUID], held: int) -> None:
        """The backup is of an older release: what needs today's tables has to wait for them."""
        self._tell_held(held)
        self.stdout.write(
            self.style.WARNING(
                f"The backup was made with release {checked.manifest.release} and its tables are of that: run manage.py upgrade "
                "before web, worker and beat start."
            )
        )
        if erased:
            kept = checked.path.with_suffix(".erased.csv").absolute()
            afterwards.keep_list(kept, map(str, erased))
            self.stdout.write(
                f"Then erase once more whoever was erased since: manage.py restore --erased {kept}"
            )

    def _erase(self, erased: set[UUID]) -> None:
        done, failed = afterwards.erase_again(erased, now=timezone.now())
        self.stdout.write(
            f"Erased once more, as they had been erased since the backup: {done} of {len(erased)} in the list."
        )
        if failed:
            raise CommandError(
                f"{failed} people could not be erased; the log says why. Run: manage.py restore --erased CSV"
            )

    def _compare(self, checked: Checked) -> None:
        self._say("comparing the rows and the files")
        found = comparing.differences(checked)
        if not found:
            self.stdout.write(
                self.style.SUCCESS("The same site: every table and every file is as in the backup.")
            )
            return
        self._list(found)
        raise CommandError(f"Not the same as the backup, in {len(found)} ways.")

    # --- words

    def _tell(self, checked: Checked, removed: int) -> None:
        told = checked.manifest
        self.stdout.write(
            self.style.SUCCESS(
                f"The same site as on {told.made_at:%Y-%m-%d at %H:%M} UTC: {told.rows:,} rows in {len(told.tables)} tables and "
                f"{len(checked.files):,} files, each compared with its digest."
            )
        )
        if removed:
            self.stdout.write(f"Files of the site that was there before, removed: {removed}")
        for place in checked.missing:
            self.stdout.write(
                self.style.WARNING(f"It was not in the storage when the backup was made: {place}")
            )
        self.stdout.write("Nobody is signed in; everybody signs in once more.")
        if told.key != manifest.key_mark():
            self.stdout.write(
                self.style.WARNING(
                    "MENTORSHIP_SECRET_KEY is another than that of the backup: links in letters that were sent, calendar "
                    "addresses and the keys of webhooks are no good any more. Set the old key if you have it."
                )
            )

    def _tell_held(self, held: int) -> None:
        if held:
            self.stdout.write(
                f"Letters that are held back, as they may have been sent since the backup: {held}. Where the old site sent "
                "none of them: manage.py outbox release"
            )

    def _list(self, found: list[str]) -> None:
        for line in found[:50]:
            self.stdout.write(f"  {line}")
        if len(found) > 50:
            self.stdout.write(f"  and {len(found) - 50} more")

    def _say(self, what: str) -> None:
        self.stderr.write(f"  {what} …")
