from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mentorship.documents import DOCUMENTS


class Command(BaseCommand):
    help = "Writes the documents that are made from the code; with --check only says which are stale."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail where a document is stale"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        stale = [document for document in DOCUMENTS if document.is_stale()]
        if check and stale:
            raise CommandError(f"stale: {', '.join(d.path.name for d in stale)}. Run: manage.py docs")
        for document in stale:
            document.write()
            self.stdout.write(f"written: {document.path.name}")
