"""The whole site from one file: `manage.py restore FILE`."""

from __future__ import annotations

import sys
from argparse import BooleanOptionalAction
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.utils import timezone

from mentorship.backup import afterwards, checking, comparing, laying, manifest, programs, restoring
from mentorship.backup.archive import Unreadable, first_of
from mentorship.backup.checking import Checked
from mentorship.backup.laying import Laid
from mentorship.backup.manifest import Manifest
from mentorship.backup.restoring import There
from mentorship.upgrade import standing
from notifications.queries.health import queue_answers

UNITS = "mentorship-web mentorship-worker mentorship-worker-matching mentorship-beat"
STOP_FIRST = (
    "Stop web, workers and beat first, so that nothing is written meanwhile: docker compose stop web worker matching beat, "
    f"or systemctl stop {UNITS}. What ended without a word counts as there for two minutes."
)
START = (
    "Now start web, workers and beat: docker compose start web worker matching beat (on a new server: sh deploy/compose.sh), or "
    f"systemctl start {UNITS}. And see: manage.py health"
)
ONCE_MORE = "Before the site starts, run the command once more, with --replace."


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
        parser.add_argument(
            "--finish",
            action="store_true",
            help="only what follows once the rows and files are back: erase again, hold back letters, empty the queue. For a "
            "backup of an older release, after `upgrade`; may be run twice",
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
                self._erase(erased, options["erased"])
                return
            if options["finish"]:
                self._finish_alone(file, erased, hold=options["hold"])
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
        found = programs.found(there.version, dumped_with=checked.manifest.pg_dump)
        self._check_there(there, replace=replace, yes=yes)
        laying.check_room(checked)
        erased |= there.erased | afterwards.lists_beside(checked.path)
        self._keep_list(checked.path, erased)
        laid = Laid()
        try:
            self._say("laying the files")
            laying.lay(checked, laid)
            held = restoring.bring_back(checked, there, found, now=now, hold=hold, say=self._say)
        except restoring.Unsure as fault:
            known = (
                "PostgreSQL has kept the database of the backup"
                if fault.is_kept
                else "It was broken off while PostgreSQL was told to keep the database of the backup, and whether it did cannot be "
                "asked"
            )
            raise CommandError(
                f"{known}; what follows was not done. The files were left. {ONCE_MORE}"
            ) from fault
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
        try:
            self._settle(checked, laid, erased, held, replace=replace, hold=hold)
        except CommandError:
            raise
        except BaseException:
            self.stderr.write(
                self.style.ERROR(f"The database is back, and what follows was broken off. {ONCE_MORE}")
            )
            raise

    def _settle(
        self, checked: Checked, laid: Laid, erased: set[UUID], held: int, *, replace: bool, hold: bool
    ) -> None:
        """What follows when the database is back."""
        removed = laying.settle(checked, laid, replace=replace)
        self._say("comparing the files")
        if wrong := laying.differences(checked):
            self.stdout.write(self.style.ERROR("The database is back. These files are not as they were:"))
            self._list(wrong)
            raise CommandError(f"{ONCE_MORE} It lays what is missing.")
        self._tell(checked, removed)
        connection.close()
        afterwards.gather_statistics()
        if manifest.missing_in(checked.manifest):
            self._hand_over(checked, held, hold=hold)
        else:
            self._finish(checked.manifest, checked.path, erased, held, hold=hold)

    def _check_release(self, checked: Checked) -> None:
        if unknown := manifest.unknown_to_us(checked.manifest):
            raise CommandError(
                f"The backup was made with release {checked.manifest.release}, which is newer than this program "
                f"({manifest.release()}): it has {len(unknown)} migrations that are not known here, such as {unknown[0]}. "
                "Install that release, or a newer one, and restore with it."
            )

    def _keep_list(self, backup: Path, erased: set[UUID]) -> None:
        if not erased:
            return
        path = afterwards.list_beside(backup)
        try:
            afterwards.keep_list(path, erased)
        except OSError as fault:
            raise CommandError(
                f"{len(erased)} people are to be erased again, and the list of them cannot be kept in {path}: {fault.strerror}. "
                "Nothing was changed. Put the backup into a folder that the user of this command may write to."
            ) from fault

    def _check_redis(self) -> None:
        if not queue_answers():
            raise CommandError(
                "Redis does not answer, and what it holds of another time must go: start it first, and see that REDIS_URL is right."
            )

    def _check_still(self, there: There) -> None:
        if there.at_work:
            raise CommandError(
                f"Something works on the database {there.name}: {', '.join(there.at_work)}. {STOP_FIRST}"
            )

    def _check_there(self, there: There, *, replace: bool, yes: bool) -> None:
        self._check_redis()
        what = (
            f"a site with {there.accounts:,} accounts"
            if there.accounts is not None
            else f"{there.tables} tables that are not of this site"
        )
        if not (there.is_empty or replace):
            raise CommandError(
                f"The database {there.name} is not empty: it has {what}. Restore into an empty one, or say --replace to remove "
                "what is there; make a backup of it before."
            )
        self._check_still(there)
        if there.is_empty or yes:
            return
        if not sys.stdin.isatty():
            raise CommandError("Nobody can be asked here: say --yes to replace the site without a question.")
        self.stdout.write(
            f"The database {there.name} has {what}. All of it goes, and its files, and the backup takes its place."
        )
        if input(f"Type the name of the database ({there.name}) to go on: ").strip() != there.name:
            raise CommandError("That is another name. Nothing was changed.")

    def _finish_alone(self, path: Path, erased: set[UUID], *, hold: bool) -> None:
        told = manifest.read(first_of(path))
        self._check_redis()
        self._check_still(restoring.look(now=timezone.now()))
        if not standing.look(connection).up_to_date:
            raise CommandError("The tables are not those of this release yet: run manage.py upgrade first.")
        self._finish(told, path, erased | afterwards.lists_beside(path), 0, hold=hold)

    def _finish(self, told: Manifest, path: Path, erased: set[UUID], held: int, *, hold: bool) -> None:
        """Whoever cannot be erased is told last: nothing else waits for them."""
        now = timezone.now()
        afterwards.note(told, now=now)
        failed = self._erase_again(erased, now=now)
        if hold:  # with what erasing somebody again tells others
            self._say("letting come due what came due since the backup")
            held += afterwards.play_first_rounds(now=now)
        if not afterwards.forget_queue_and_cache():
            self.stdout.write(
                self.style.WARNING(
                    "Redis did not answer: empty it (FLUSHALL) before web, workers and beat start."
                )
            )
        self._tell_held(held)
        kept = afterwards.list_beside(path)
        left = afterwards.settle_list(kept, erased)
        if failed:
            raise CommandError(
                f"{failed} people could not be erased; the log says why, and {kept} has the list. All else is done. When that is "
                f"mended, and before the site starts: manage.py restore {path} --finish"
            )
        if left:
            self.stdout.write(
                f"{left} people who were erased are not in this backup. Others may have them: the list stays in {kept}"
            )
        self.stdout.write(START)

    def _hand_over(self, checked: Checked, held: int, *, hold: bool) -> None:
        """The backup is of an older release: what needs today's tables has to wait for them."""
        afterwards.forget_queue_and_cache()
        self._tell_held(held)
        self.stdout.write(
            self.style.WARNING(
                f"The backup was made with release {checked.manifest.release} and its tables are of that. Before web, workers "
                "and beat start, run these two, one after the other:\n"
                "  manage.py upgrade --no-backup\n"
                f"  manage.py restore {checked.path} --finish{'' if hold else ' --no-hold'}"
            )
        )

    def _erase(self, erased: set[UUID], path: Path) -> None:
        """Of a list that somebody else keeps, and by itself."""
        if failed := self._erase_again(erased, now=timezone.now()):
            raise CommandError(
                f"{failed} people could not be erased; the log says why. When that is mended: manage.py restore --erased {path}"
            )

    def _erase_again(self, erased: set[UUID], *, now: datetime) -> int:
        """Returns how many could not be erased."""
        if not erased:
            return 0
        done, failed = afterwards.erase_again(erased, now=now)
        self.stdout.write(
            f"Erased once more, as they had been erased since the backup: {done} of {len(erased)} in the list."
        )
        return failed

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
