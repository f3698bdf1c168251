"""The outbox, from the command line."""

from __future__ import annotations

import json
import sys
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.operations import tending
from notifications.health import faults, moment, standings
from notifications.operations.tending import Which
from notifications.queries.outbox import Group, Outbox, label_of, outbox


class Command(BaseCommand):
    help = (
        "Shows the outbox and what is wrong with mail (exit status 1 where something is), and takes up or stops letters. "
        "It prints no addresses."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", title="actions")
        status = actions.add_parser("status", help="what waits, what failed, what is wrong (the usual)")
        status.add_argument("--json", action="store_true", dest="as_json", help="for programs")
        retry = actions.add_parser("retry", help="try letters again that were given up")
        retry.add_argument("--kind", help="only letters of this kind, by its code")
        retry.add_argument("--reason", help="only letters with this reason, as status --json has it")
        actions.add_parser(
            "requeue",
            help="take up letters that were held back for an address that takes mail again, or whose worker died",
        )
        actions.add_parser("release", help="send what was held back when a backup was restored")
        suppress = actions.add_parser("suppress", help="send nothing to an address, or never send one letter")
        suppress.add_argument("what", metavar="ADDRESS_OR_ID")
        lift = actions.add_parser("lift", help="let mail go to an address again")
        lift.add_argument("address", metavar="ADDRESS")

    def handle(self, *args: Any, action: str | None, **options: Any) -> None:
        match action:
            case "retry":
                which = Which(kind=options["kind"], failure=options["reason"])
                done = tending.retry(which, by=None, now=timezone.now())
                self.stdout.write(f"Letters that are tried again: {done}")
            case "requeue":
                self.stdout.write(
                    f"Letters that are taken up: {tending.requeue(by=None, now=timezone.now())}"
                )
            case "release":
                done = tending.release(by=None, now=timezone.now())
                self.stdout.write(f"Letters that are sent after all: {done}")
            case "suppress":
                self._suppress(options["what"])
            case "lift":
                if not tending.lift_address(options["address"], by=None, now=timezone.now()):
                    raise CommandError("Mail was not stopped for this address.")
                self.stdout.write(
                    "Mail goes to this address again. Letters that were held back: outbox requeue."
                )
            case _:
                self._status(outbox(now=timezone.now()), as_json=options.get("as_json", False))

    def _suppress(self, what: str) -> None:
        now = timezone.now()
        if "@" in what:
            try:
                validate_email(what)
            except ValidationError as fault:
                raise CommandError("That is no e-mail address.") from fault
            tending.stop_address(what, by=None, now=now)
            self.stdout.write("Nothing is sent to this address from now on.")
            return
        try:
            letter = UUID(what)
        except ValueError as fault:
            raise CommandError("That is neither an address nor the id of a letter.") from fault
        if not tending.put_aside(Which(letters=(letter,)), by=None, now=now):
            raise CommandError(
                "There is no such letter that waits or was given up: it was sent, or a worker has it in hand."
            )
        self.stdout.write("This letter is never sent.")

    def _status(self, found: Outbox, *, as_json: bool) -> None:
        wrong = faults(found.facts)
        if as_json:
            self.stdout.write(json.dumps(facts_of(found), indent=2, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines_of(found)))
        if wrong:
            sys.exit(1)


def facts_of(found: Outbox) -> dict[str, Any]:
    """What `status --json` prints: counts, moments in ISO 8601, kinds by their codes. No addresses."""
    wrong, backlog, now = faults(found.facts), found.backlog, found.facts.now
    return {
        "ok": not wrong,
        "at": now.isoformat(),
        "faults": [str(fault) for fault in wrong],
        "due": backlog.due,
        "oldest_due": backlog.oldest_due.isoformat() if backlog.oldest_due else None,
        "oldest_due_seconds": (now - backlog.oldest_due).total_seconds() if backlog.oldest_due else 0,
        "again": backlog.again,
        "later": backlog.later,
        "inflight": backlog.inflight,
        "gathered": backlog.gathered,
        "still": found.still,
        "sent_in_24_hours": {one.kind: one.n for one in found.sent},
        "failed": [_group(group) for group in found.failed],
        "suppressed": [_group(group) for group in found.suppressed],
        "refused_addresses": found.refused,
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "kind": group.kind,
        "reason": group.failure,
        "letters": group.n,
        "latest": group.latest.isoformat(),
    }


def lines_of(found: Outbox) -> list[str]:
    """What `status` prints."""
    backlog, now = found.backlog, found.facts.now
    oldest = f", the oldest since {moment(backlog.oldest_due, now)}" if backlog.oldest_due else ""
    lines = []
    for one in standings(found.facts):
        mark = {"good": "ok", "bad": "NOT WELL"}.get(one.tone, "?")
        lines.append(f"{one.area.label}: {mark}. {' '.join([*one.lines, *one.details])}")
    lines += [
        "",
        f"{backlog.due:>7} due now{oldest}",
        f"{backlog.inflight:>7} in a worker's hands",
        f"{backlog.again:>7} tried again later",
        f"{backlog.later:>7} wait for their hour",
        f"{backlog.gathered:>7} wait for the daily letter",
        f"{found.sent_total:>7} sent in 24 hours",
        f"{found.still:>7} stand still (outbox requeue takes them up)",
        f"{found.refused:>7} addresses get no mail",
    ]
    for title, groups in ((_("Given up"), found.failed), (_("Not sent, for a reason"), found.suppressed)):
        if groups:
            lines += ["", f"{title}:"]
            lines += [f"{one.n:>7} {one.kind} ({label_of(one.kind)}): {one.reason}" for one in groups]
    return lines
