"""`manage.py erase_person <e-mail address>`: erases somebody at once, for those who run the server."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.leaving import obstacles
from accounts.models import Person
from accounts.operations.erasing import foreseen
from accounts.operations.erasures import erase


class Command(BaseCommand):
    help = "Erases somebody at once and for good, as if the time in which they may take it back were over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which they sign in")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask again")

    def handle(self, *args: Any, email: str, dry_run: bool, yes: bool, **options: Any) -> None:
        person = Person.objects.select_related("user").filter(user__email__iexact=email.strip()).first()
        if person is None:
            raise CommandError(f"Nobody here signs in with {email}.")
        in_the_way = obstacles(person)
        for table, what, count in foreseen(person):
            self.stdout.write(f"{count:>7}  {table} {what}")
        for words in in_the_way:
            self.stdout.write(self.style.WARNING(words))
        if dry_run:
            self.stdout.write("Nothing was changed.")
            return
        if in_the_way:
            raise CommandError("Something must be handed over first. Nothing was changed.")
        if not yes and input("This cannot be undone. Type the address once more: ").strip() != email:
            raise CommandError("That is another address. Nothing was changed.")
        erase(person=person, now=timezone.now())
        self.stdout.write(self.style.SUCCESS("Done."))
