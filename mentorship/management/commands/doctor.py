"""What is right and what is wrong with this installation, for whoever installs it or is called at two in the morning."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from mentorship.doctor.examination import examine
from mentorship.doctor.findings import is_well
from mentorship.doctor.telling import as_json, as_lines


class Command(BaseCommand):
    help = (
        "Looks at settings, database, Redis, mail, files, clock, workers, beat, the sentence model, permissions and backups, and "
        "says in words what is wrong and what to do. Changes nothing. Exits with status 1 where something is wrong."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url", action="store_true", help="also ask the site at its own address, through the proxy"
        )
        parser.add_argument(
            "--send-to", default="", metavar="ADDRESS", help="also send a try letter to this address"
        )
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        found = examine(now=now, url=options["url"], send_to=options["send_to"])
        if options["json"]:
            self.stdout.write(as_json(found, at=now))
        else:
            self.stdout.write(as_lines(found, style=self.style))
        if not is_well(found):
            sys.exit(1)
