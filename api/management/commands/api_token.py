"""Tokens for other systems, from the command line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from api.enums import Scope
from api.models import Token
from api.operations.tokens import USUAL_LIFE, make_token, revoke_token
from api.queries.tokens import standing_of
from programmes.models import Organisation


class Command(BaseCommand):
    help = "Makes, lists and revokes the tokens by which other systems read here. The secret is printed once, by make."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, title="actions")
        make = actions.add_parser("make", help="a new token; its secret is all that goes to standard output")
        make.add_argument("organisation", help="the organisation's address, as northbridge")
        make.add_argument("name", help="which system uses it, and whom to ask")
        make.add_argument(
            "scopes", nargs="+", choices=[scope.value for scope in Scope], metavar="scope",
            help="what it may do: " + ", ".join(scope.value for scope in Scope),
        )  # fmt: skip
        make.add_argument(
            "--days",
            type=int,
            default=USUAL_LIFE.days,
            help=f"how long it works (the usual: {USUAL_LIFE.days}; 0: for ever)",
        )
        actions.add_parser("list", help="all tokens, the newest first, without their secrets")
        revoke = actions.add_parser("revoke", help="end a token at once")
        revoke.add_argument("token", help="its last four characters or its id, as list shows them")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        match action:
            case "make":
                self._make(options["organisation"], options["name"], options["scopes"], options["days"])
            case "revoke":
                self._revoke(options["token"])
            case _:
                self._list()

    def _make(self, slug: str, name: str, scopes: list[str], days: int) -> None:
        organisation = Organisation.objects.filter(slug=slug).first()
        if organisation is None:
            known = ", ".join(Organisation.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no organisation {slug}. There are: {known}.")
        if not name.strip() or len(name) > 80:
            raise CommandError("Give it a name of 80 characters at most.")
        if not 0 <= days <= 3650:
            raise CommandError("Give a number of days from 0 (for ever) to 3650.")
        now = timezone.now()
        token, secret = make_token(
            organisation=organisation,
            name=name.strip(),
            scopes=[Scope(scope) for scope in scopes],
            expires_at=now + timedelta(days=days) if days else None,
            by=None,
            now=now,
        )
        until = f"until {token.expires_at:%Y-%m-%d}" if token.expires_at else "for ever"
        self.stderr.write(f"“{token.name}” for {organisation.name}, {until}. It is shown this once:")
        self.stdout.write(secret)

    def _list(self) -> None:
        now, rows = timezone.now(), Token.objects.select_related("organisation")
        for row in rows:
            ends = f"{row.expires_at:%Y-%m-%d}" if row.expires_at else "never"
            used = f"{row.used_at:%Y-%m-%d}" if row.used_at else "never"
            self.stdout.write(
                f"{row.pk}  …{row.hint}  {standing_of(row, now=now):9}  ends {ends:10}  used {used:10}  "
                f"{row.organisation.slug}: {row.name} ({' '.join(row.scopes)})"
            )
        if not rows:
            self.stdout.write("There is no token yet. Make one: api_token make ORGANISATION NAME SCOPE …")

    def _revoke(self, which: str) -> None:
        named = which.strip().removeprefix("…").removeprefix("...")
        found = [row for row in Token.objects.all() if named in {row.hint, str(row.pk)}]
        working = [row for row in found if row.revoked_at is None]
        if not found:
            raise CommandError("No token has this id or ends so. api_token list shows them.")
        if len(working) > 1:
            ids = ", ".join(str(row.pk) for row in working)
            raise CommandError(f"Several tokens end so. Give the id of one: {ids}.")
        if not working:
            self.stdout.write("It was revoked before.")
            return
        revoke_token(token=working[0], by=None, now=timezone.now())
        self.stdout.write(f"“{working[0].name}” opens nothing any more.")
