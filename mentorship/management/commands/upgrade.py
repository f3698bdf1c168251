"""`manage.py upgrade`: from the release before to this one, or from nothing, while the site is open."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

from django.core import checks
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from accounts.operations.vocabulary import load_vocabulary
from mentorship.upgrade import ready, standing, styles, tables
from mentorship.upgrade.alone import alone

FAILED, REFUSED = 1, 2
PATIENCE = 300  # seconds
PAUSE = 2.0  # seconds between two tries to open the database
TELL_EACH = 30  # of such tries


class Command(BaseCommand):
    help = (
        "Brings the database and the styles to this release, while the site is open. May be run at any time and as often as "
        "one likes. Ends with status 1 where a step failed, which may be run again, and 2 where it refused and changed nothing."
    )
    requires_system_checks = []  # a step of its own, whose faults are refusals

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument(
            "--no-backup", action="store_true", help="go on although no backup of the last 24 hours was noted"
        )
        parser.add_argument(
            "--back",
            action="store_true",
            help="where a newer release has upgraded the database, leave it as it is and go on: this is its predecessor again",
        )
        parser.add_argument(
            "--wait",
            action="store_true",
            help="first wait until the database answers, however long that takes, as after a power cut",
        )
        parser.add_argument(
            "--patience",
            type=int,
            default=PATIENCE,
            metavar="SECONDS",
            help=f"how long to try for the lock of a table that others use ({PATIENCE})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.began = time.monotonic()
        try:
            cautions = self._check_settings()
            if options["wait"]:
                wait_until_it_answers(lambda words: self._tell("waiting", words))
            if options["plan"]:
                self._look(options)
                self._tell(
                    "plan", "then the skills that ship with the program, and the styles where they changed"
                )
                return
            with alone(connection, lambda words: self._tell("alone", words)) as own:
                self._upgrade(own, options)
        except (DatabaseError, InterfaceError) as fault:
            raise CommandError(
                f"The database says: {str(fault).strip()}\nWhat was done before stays, whole. Run this again when that is mended.",
                returncode=FAILED,
            ) from fault
        for caution in cautions:
            self._tell("caution", caution)
        self._tell("done", "restart web, workers and beat now, if they are still those of the release before")

    def _upgrade(self, own: int, options: dict[str, Any]) -> None:
        found = self._look(options)
        if not found.unknown:
            if not found.up_to_date:
                self._step("tables", lambda: self._change_tables(own, options["patience"]))
            self._step("skills", load_skills)
        self._step("styles", styles.collect)

    def _change_tables(self, own: int, patience: int) -> str:
        tables.change(patience=patience, own=own, tell=lambda words: self._tell("tables", words))
        return "all are those of this release"

    def _look(self, options: dict[str, Any]) -> standing.Standing:
        """Says what is to be done. Raises CommandError where it must not be, or not now."""
        found = standing.look(connection)
        if found.unknown and options["back"]:
            self._tell("plan", "the database is newer than this program, and stays as it is")
            return found
        self._refuse(standing.refusal(found))
        for line in in_words(found):
            self._tell("plan", line)
        if found.pending and not found.empty:
            facts = ready.look(now=timezone.now())
            self._refuse(ready.room(facts))
            if not options["no_backup"]:
                self._refuse(ready.backup(facts))
                if caution := ready.caution(facts):
                    self._tell("caution", caution)
        return found

    def _check_settings(self) -> list[str]:
        """Returns what is only a caution. Raises CommandError for faults."""
        found = [one for one in checks.run_checks(include_deployment_checks=True) if not one.is_silenced()]
        self._refuse("\n".join(str(one) for one in found if one.level >= checks.ERROR))
        return [str(one) for one in found if checks.WARNING <= one.level < checks.ERROR]

    def _refuse(self, reason: str) -> None:
        if reason:
            raise CommandError(f"{reason}\nNothing was changed.", returncode=REFUSED)

    def _step(self, name: str, do: Callable[[], str]) -> None:
        """Tells what was done and how long it took. Raises CommandError for what could not be done."""
        began = time.monotonic()
        try:
            words = do()
        except (tables.Unable, styles.Unwritable) as fault:
            raise CommandError(str(fault), returncode=FAILED) from fault
        self._tell(name, f"{words} ({time.monotonic() - began:.1f} s)")

    def _tell(self, step: str, words: str) -> None:
        self.stdout.write(f"{time.monotonic() - self.began:6.1f} s  {step:<8}  {words}")
        self.stdout.flush()


def wait_until_it_answers(tell: Callable[[str], None]) -> None:
    """Returns once the database lets itself be opened. Tells what it says before, the first time and then once a minute."""
    tries = itertools.count()
    while True:
        try:
            connection.ensure_connection()
        except (DatabaseError, InterfaceError) as fault:
            if next(tries) % TELL_EACH == 0:
                tell(f"the database does not answer yet: {' '.join(str(fault).split())}")
            time.sleep(PAUSE)
        else:
            return


def load_skills() -> str:
    """The skills that ship with the release; an organisation's own stay as they are."""
    return "new or changed" if load_vocabulary(now=timezone.now()).changed else "as they were"


def in_words(found: standing.Standing) -> list[str]:
    """What is to be done to the tables, in lines."""
    if found.empty:
        return [f"the database is empty: {len(found.pending)} migrations make all tables"]
    if found.pending:
        return [f"apply {name}" for name in found.pending]
    if not found.noted:
        return ["the tables are those of this release; that several migrations are one now is to be noted"]
    return ["the tables are those of this release"]
