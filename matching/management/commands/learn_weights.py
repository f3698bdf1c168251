"""`manage.py learn_weights`: what a history of decisions says about the weights. docs/learning.md is its manual."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from matching.engine.learning import Answers, Decisions, shortfalls, study
from matching.outcomes import POSITION, read_outcomes, read_weights
from matching.queries.history import History, history
from matching.words.learning import Learnt, as_data, report, too_little
from programmes.importing import Refused
from programmes.models import Programme


def existing_file(text: str) -> Path:
    """A file that can be read."""
    path = Path(text)
    if not path.is_file():
        raise ArgumentTypeError(f"there is no file {text}")
    return path


class Command(BaseCommand):
    help = (
        "Says what a history of decisions supports: weights, and a prior for mentors. It suggests and never "
        "changes anything."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "programme", nargs="?", default="", help="the programme's address, as in /programmes/<address>/"
        )
        parser.add_argument(
            "--outcomes", type=existing_file, help="a CSV file of past decisions instead of a programme"
        )
        parser.add_argument(
            "--weights",
            default="",
            help="with --outcomes, what is in use now: skills=40,words=15; without it all weigh the same",
        )
        parser.add_argument("--json", type=Path, help="write everything that was found to this file as well")

    def handle(self, *_args: Any, **options: Any) -> None:
        slug, file = options["programme"], options["outcomes"]
        if bool(slug) == (file is not None):
            raise CommandError("Name a programme, or a file with --outcomes: one of the two.")
        if options["weights"] and file is None:
            raise CommandError("--weights belongs to --outcomes; a programme has weights of its own.")
        learnt = self._of_file(file, options["weights"]) if file else self._of_programme(slug)
        if options["json"]:
            text = json.dumps(as_data(learnt), ensure_ascii=False, indent=2) + "\n"
            try:
                options["json"].write_text(text, encoding="utf-8")
            except OSError as error:
                raise CommandError(f"{options['json']} cannot be written: {error.strerror}.") from None
        self.stdout.write(report(learnt))

    def _of_programme(self, slug: str) -> Learnt:
        programme = Programme.objects.filter(slug=slug).first()
        if programme is None:
            known = ", ".join(Programme.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no programme called {slug}. There are: {known}.")
        found = history(programme, now=timezone.now())
        if not any(found.weights):
            raise CommandError(f"{programme.name} has no criterion that scores and may be shown.")
        return self._learnt(
            f"Weights for {programme.name}, from what its mentees were shown and whom they asked",
            _used(found),
            found.labels,
            found.weights,
            found.decisions,
            found.answers,
            {key: str(pk) for key, pk in found.mentors.items()},
        )

    def _of_file(self, file: Path, weights: str) -> Learnt:
        try:
            found = read_outcomes(file.read_bytes(), file=file.name)
        except Refused as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            number = len(refused.faults)
            raise CommandError(
                f"{number} fault{'s' if number > 1 else ''} found. Nothing was learned."
            ) from None
        try:
            present = read_weights(weights, found.criteria)
        except ValueError as error:
            raise CommandError(f"--weights: {error}") from None
        decisions = found.decisions
        used = [
            _pairs(decisions, "decided", "chosen"),
            "Each is an answer of its mentor as well: what a mentor prior is made of.",
            f"The column “{POSITION}” is where a mentor stood in the list."
            if decisions.position is not None
            else f"The file has no column “{POSITION}”, so what the order of a list did is not told apart.",
            "Present weights: as given with --weights." if weights else "Present weights: the same for all.",
        ]
        answers = Answers(mentee=decisions.mentee, mentor=decisions.mentor, accepted=decisions.chosen)
        return self._learnt(
            f"Weights from {file.name}", used, found.criteria, present, decisions, answers, found.mentors
        )

    def _learnt(
        self,
        title: str,
        used: list[str],
        labels: tuple[str, ...],
        weights: Any,
        decisions: Decisions,
        answers: Answers,
        mentors: Mapping[int, str],
    ) -> Learnt:
        lacking = shortfalls(decisions)
        if lacking:
            raise CommandError("\n".join([*used, too_little(lacking)]))
        found = study(decisions, answers, np.array(weights, dtype=np.float64))
        return Learnt(title=title, used=used, labels=labels, study=found, mentors=mentors)


def _pairs(decisions: Decisions, decided: str, chosen: str) -> str:
    return (
        f"{decisions.size:,} pairs {decided}, of {len(decisions.people):,} mentees with {len(np.unique(decisions.mentor)):,} "
        f"mentors; {int(decisions.chosen.sum()):,} were {chosen}. {int(decisions.both.sum()):,} mentees chose some and passed "
        "over others: they alone say anything about choice."
    )


def _used(found: History) -> list[str]:
    if found.first_at is None or found.last_at is None:
        lists = "No list of mentors was shown yet."
    else:
        lists = f"{found.lists:,} lists shown from {found.first_at:%-d %B %Y} to {found.last_at:%-d %B %Y}."
    left_out = (
        f"Left out: {found.gone:,} pairs of which one takes part no more, {found.asked_before:,} that were asked before they "
        "were shown."
    )
    accepted = int(found.answers.accepted.sum())
    return [
        lists,
        _pairs(found.decisions, "shown, each counted from the first time", "asked afterwards"),
        left_out,
        f"{len(found.answers.accepted):,} answers of mentors: {accepted:,} accepted, "
        f"{len(found.answers.accepted) - accepted:,} declined or run out of time; withdrawn and closed requests say nothing.",
        "The values are those of today's profiles, not of the day of the choice. Criteria about identity and private wishes "
        "have no part in this.",
    ]
