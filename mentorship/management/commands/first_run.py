"""The link that makes the first account of those who run the site."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.utils import timezone

from mentorship.first_run import link, words


class Command(BaseCommand):
    help = (
        "Prints a link that makes the first account, for as long as nobody runs the site. It works once and for a day, and a "
        "new one ends the one before."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            address = link(now=timezone.now())
        except ProgrammingError:
            raise CommandError(
                "The tables are not there yet. Make them first: python manage.py migrate"
            ) from None
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {error}") from None
        if address is None:
            self.stdout.write(
                "Somebody runs this site already: there is no link to make a first account any more."
            )
        else:
            self.stdout.write(words(address))
