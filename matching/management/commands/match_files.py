"""`manage.py match_files`: matches the people of two spreadsheets, without a database. docs/match_files.md is its manual."""

from __future__ import annotations

import gc
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from matching import engine
from matching.files.cohort import Cohort, cohort_of, shipped_index
from matching.files.outputs import Occupied, refuse_occupied, table_bytes, write_all
from matching.files.pair_lists import read_pair_list, refuse_impossible
from matching.files.pairs import cells, columns, pair_rows
from matching.files.report import Outcome, report_of, summary
from matching.importing import FileRead, FilesRead, existing_file, read_files
from programmes.enums import Role
from programmes.importing import Refused
from programmes.operations.imports import limits

AIMS = ("total", "fair", "stable")
REASONS = 3


def number_to(most: int) -> Any:
    """A whole number from 0 to `most`, for the arguments of a command."""

    def read(text: str) -> int:
        if not (text.isdecimal() and int(text) <= most):
            raise ArgumentTypeError(f"{text} is not a whole number from 0 to {most}")
        return int(text)

    return read


def new_file(text: str) -> Path:
    """A file that can be made: its folder is there."""
    path = Path(text)
    if path.is_dir() or not path.parent.is_dir():
        raise ArgumentTypeError(f"{text} cannot be written: name a file in a folder that is there")
    return path


class Command(BaseCommand):
    help = "Matches the people of two CSV files as a mapping says, without a database or any server."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mentees", type=existing_file, help="the CSV file of the mentees")
        parser.add_argument("mentors", type=existing_file, help="the CSV file of the mentors")
        parser.add_argument(
            "--mapping", type=existing_file, required=True, help="what the columns mean (TOML)"
        )
        parser.add_argument("--out", type=new_file, required=True, help="the CSV file of the pairs to write")
        parser.add_argument("--report", type=new_file, required=True, help="the JSON report to write")
        parser.add_argument("--aim", choices=AIMS, default="total", help="what the best pairs are")
        parser.add_argument(
            "--levels", type=number_to(1000), default=1, help="how many of the worst pairs --aim fair settles"
        )
        parser.add_argument(
            "--minimum-score", type=number_to(100), help="the least score of a pair, 0 to 100"
        )
        parser.add_argument("--lock", type=existing_file, help="a CSV file of pairs that must come together")
        parser.add_argument("--forbid", type=existing_file, help="a CSV file of pairs that must not")
        parser.add_argument(
            "--explain", type=number_to(20), default=REASONS, help="how many reasons for each side of a pair"
        )
        parser.add_argument("--seed", type=number_to(2**31 - 1), default=0, help="decides between equals")
        parser.add_argument("--force", action="store_true", help="overwrite the files that are written")

    def handle(self, *_args: Any, **options: Any) -> None:
        self.seconds: dict[str, float] = {}
        out, report = options["out"], options["report"]
        read = [
            options[name] for name in ("mentees", "mentors", "mapping", "lock", "forbid") if options[name]
        ]
        _refuse_the_same([out, report, *read], [out, report])
        try:
            if not options["force"]:
                refuse_occupied([out, report])
            with _nothing_old_collected():
                pairs, outcome = self._match(options)
            self._write(out, report, pairs, outcome, force=options["force"])
        except Refused as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            number = len(refused.faults)
            raise CommandError(
                f"{number} fault{'s' if number > 1 else ''} found. Nothing was written."
            ) from None
        except Occupied as occupied:
            raise CommandError(str(occupied)) from None
        except OSError as error:
            raise CommandError(f"{error}. Nothing was written.") from None
        for line in [*summary(outcome), f"Written: {out} and {report}."]:
            self.stdout.write(line)

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        start = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start

    def _match(self, options: dict[str, Any]) -> tuple[bytes, Outcome]:
        now = timezone.now()
        with self._phase("read"):
            people = {Role.MENTEE: options["mentees"], Role.MENTOR: options["mentors"]}
            said = read_files(options["mapping"], people, limits=limits(), vocabulary=shipped_index)
        with self._phase("question"):
            cohort = cohort_of(said.mapping, said.read, said.criteria, now=now)
            decisions, decided = self._decisions(options, said, cohort)
        aim = options["aim"]
        with self._phase("match"):
            assignment = engine.assign_problem(
                cohort.problem, aim=aim, levels=options["levels"], seed=options["seed"], **decisions
            )
        with self._phase("unmatched"):
            relaxations = engine.relaxations(cohort.problem, assignment, aim=aim, **decisions)
        with self._phase("pairs"):
            rows = pair_rows(
                cohort,
                assignment,
                relaxations,
                locked=[(mentee, mentor) for mentee, mentor in decisions["locked"].tolist()],
                explain=options["explain"],
                now=now,
            )
            table = table_bytes(columns(options["explain"]), [cells(row, options["explain"]) for row in rows])
        with self._phase("compare"):
            comparison = engine.compare_problem(
                cohort.problem, levels=options["levels"], seed=options["seed"], **decisions
            )
        return table, Outcome(
            cohort=cohort,
            files={**said.files, **decided},
            notes=said.read.notes,
            options={name: options[name] for name in ("aim", "levels", "minimum_score", "explain", "seed")},
            assignment=assignment,
            comparison=comparison,
            relaxations=relaxations,
            seconds=self.seconds,
        )

    def _decisions(
        self, options: dict[str, Any], said: FilesRead, cohort: Cohort
    ) -> tuple[dict[str, Any], dict[str, FileRead]]:
        """What the organiser decided, as the engine takes it, and the files in which it stands."""
        lists = {name: read_pair_list(options[name], cohort, said.mapping) for name in ("lock", "forbid")}
        refuse_impossible(lists["lock"], lists["forbid"], cohort)
        least = options["minimum_score"]
        locked, forbidden = (np.array(each.pairs, dtype=np.int64).reshape(-1, 2) for each in lists.values())
        decisions = {
            "locked": locked,
            "forbidden": forbidden,
            "minimum_score": None if least is None else least / 100,
        }
        return decisions, {name: each.read for name, each in lists.items() if each.read}

    def _write(self, out: Path, report: Path, pairs: bytes, outcome: Outcome, *, force: bool) -> None:
        write_all({out: pairs, report: report_of(outcome, now=timezone.now())}, force=force)


@contextmanager
def _nothing_old_collected() -> Iterator[None]:
    """Leaves out of garbage collection what was loaded before: to look through all of Django again and again, while short
    rows come and go, takes longer than to match them."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _refuse_the_same(named: list[Path], written: list[Path]) -> None:
    """Raises CommandError where a file that is written is also read, or written twice."""
    for path in written:
        if [other.resolve() for other in named].count(path.resolve()) > 1:
            raise CommandError(f"{path} is named twice; what is written needs a file of its own.")
