from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.operations.vocabulary import load_vocabulary


class Command(BaseCommand):
    help = "Brings the skills that ship with the site into the database. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_vocabulary(now=timezone.now())
        if loaded.changed:
            self.stdout.write(
                f"Skills: {loaded.skills}, groups: {loaded.groups}, synonyms: {loaded.synonyms} new or changed."
            )
        else:
            self.stdout.write("The vocabulary is up to date.")
