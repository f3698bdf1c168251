"""`manage.py seed_demo`: fills an empty database with the demo's people."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mentorship.demo_people import compose
from mentorship.seeding.context import Seeding
from mentorship.seeding.fill import NotEmpty, fill

REFUSAL = "There are people or programmes in this database already. The demo's people move only into an empty one; nothing was changed."


def moment(text: str) -> datetime:
    """An ISO 8601 date and time with its offset, such as 2026-11-24T10:00+00:00."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not an ISO 8601 date and time") from error
    if found.tzinfo is None:
        raise ArgumentTypeError(f"{text} has no offset; write 2026-11-24T10:00+00:00")
    return found


class Command(BaseCommand):
    help = "Fills an empty database with one organisation, three programmes and people who read as if they were real."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mentees", type=int, default=240, help="how many mentees (240)")
        parser.add_argument("--mentors", type=int, default=80, help="how many mentors (80)")
        parser.add_argument("--seed", type=int, default=1, help="the same number makes the same people (1)")
        parser.add_argument(
            "--now", type=moment, default=None, help="the moment that histories are told from (now)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        def tell(line: str) -> None:
            self.stdout.write(line)
            self.stdout.flush()

        try:
            world = compose(options["mentees"], options["mentors"], options["seed"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        tell(f"composed {len(world.people)} people, {len(world.requests)} requests")
        seeding = Seeding(now=options["now"] or timezone.now(), seed=options["seed"], tell=tell)
        try:
            fill(world, seeding)
        except NotEmpty as error:
            raise CommandError(REFUSAL) from error
