"""`manage.py retention`: throws away what is over its limit, at once; with --dry-run says what that would be."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.operations.retention import foreseen, retain
from accounts.retention import SETTLED_FOR, YEARS, years_after, years_before


class Command(BaseCommand):
    help = "Empties or deletes what is over the limit that the privacy declarations name, as the worker does every night."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen and since when, and change nothing"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        overs, found = foreseen(now=now)
        self.stdout.write(f"Programmes that closed more than {YEARS} years ago: {len(overs)}")
        for over in overs:
            since = years_after(over.closed_at)
            self.stdout.write(f"  {over.name}: closed {over.closed_at:%Y-%m-%d}, over since {since:%Y-%m-%d}")
        self.stdout.write(f"Mail, enquiries and imports: dealt with before {now - SETTLED_FOR:%Y-%m-%d}")
        self.stdout.write(f"The admin's own log: before {years_before(now):%Y-%m-%d}")
        for row in found:
            fields = f": {', '.join(row.names)}" if row.names else ""
            self.stdout.write(f"{row.count:>7}  {row.table} {row.what}{fields}")
        if not found:
            self.stdout.write("Nothing is over its limit.")
        if dry_run:
            self.stdout.write("Nothing was changed.")
            return
        done = retain(now=now)
        self.stdout.write(self.style.SUCCESS(f"Done: {done} rows."))
