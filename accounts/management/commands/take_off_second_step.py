"""`manage.py take_off_second_step <e-mail address>`: for somebody who lost the phone, the keys and the recovery codes."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.operations.second_step import take_off_second_step


class Command(BaseCommand):
    help = "Forgets somebody's passkeys, app and recovery codes, and ends their sessions. Check first who asks for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which they sign in")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            raise CommandError(f"Nobody here signs in with {email}.")
        forgotten = take_off_second_step(user=user, by=None, now=timezone.now())
        if not forgotten:
            raise CommandError("They have no second step. Nothing was changed.")
        self.stdout.write(
            self.style.SUCCESS("Done. They sign in by a code or password, and can set one up anew.")
        )
