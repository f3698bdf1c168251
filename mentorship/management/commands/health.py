"""What is wrong with the site, for a terminal and for the health checks of containers."""

from __future__ import annotations

import socket
import sys
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.enums import Part
from notifications.health import Area, Facts, cautions, faults
from notifications.queries.health import gather


class Command(BaseCommand):
    help = (
        "Says what is wrong with the site and what to do, and exits with status 1 where something is. The same as /health/, "
        "with what servers said."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("area", nargs="?", choices=[*map(str, Area)], help="only this")
        parser.add_argument(
            "--here",
            action="store_true",
            help="ask after the worker or beat of this machine (or container) and no other; for its health check",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        facts = gather(now=timezone.now())
        if options["here"]:
            facts = of_this_machine(facts)
        found = faults(facts, [Area(options["area"])] if options["area"] else tuple(Area))
        for fault in found:
            self.stdout.write(self.style.ERROR(str(fault)))
        for caution in cautions(facts):
            self.stdout.write(self.style.WARNING(caution))
        if found:
            sys.exit(1)
        self.stdout.write(_("All is well."))


def of_this_machine(facts: Facts) -> Facts:
    """The facts without what was written elsewhere. What a round ran into is no fault of the container that ran it."""
    host = f"@{socket.gethostname()}"
    own = tuple(
        sign for sign in facts.signs if sign.part in {Part.WORKER, Part.BEAT} and sign.name.endswith(host)
    )
    return replace(facts, signs=own, oldest_due=None, failed=0, queues=(), replica=None, concerns=())
