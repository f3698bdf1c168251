"""`manage.py import_people`: brings an organiser's own spreadsheets into a programme. docs/import.md is its manual."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from accounts.queries import vocabulary_index
from matching.importing import existing_file, read_files
from matching.operations.imports import ProgrammeImport, import_programme
from programmes.access import organises
from programmes.enums import Role
from programmes.importing import Read, Refused
from programmes.models import Programme
from programmes.operations.imports import CannotImport, Outcome, PersonReport, limits


class Command(BaseCommand):
    help = (
        "Brings the people of CSV files into a programme as a mapping says. Running it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("programme", help="the programme's address, as in /programmes/<address>/")
        parser.add_argument("--mentees", type=existing_file, help="the CSV file of the mentees")
        parser.add_argument("--mentors", type=existing_file, help="the CSV file of the mentors")
        parser.add_argument(
            "--mapping", type=existing_file, required=True, help="what the columns mean (TOML)"
        )
        parser.add_argument(
            "--by", default="", help="the e-mail address of the organiser who imports, for the audit log"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            known = ", ".join(Programme.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no programme called {options['programme']}. There are: {known}.")
        files = {role: options[f"{role}s"] for role in Role if options[f"{role}s"]}
        if not files:
            raise CommandError("Name the file of the mentees, the file of the mentors, or both.")
        by = self._organiser(options["by"], programme)
        try:
            said = read_files(options["mapping"], files, limits=limits(), vocabulary=vocabulary_index)
            done = import_programme(
                programme=programme,
                mapping=said.mapping,
                read=said.read,
                criteria=said.criteria,
                by=by,
                now=timezone.now(),
                dry_run=options["dry_run"],
            )
        except Refused as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            number = len(refused.faults)
            raise CommandError(
                f"{number} fault{'s' if number > 1 else ''} found. Nothing was written."
            ) from None
        except CannotImport as cannot:
            raise CommandError(str(cannot)) from None
        self._tell(done, said.read, dry_run=options["dry_run"])
        if not options["dry_run"]:
            self._what_next(done, programme)

    def _organiser(self, email: str, programme: Programme) -> Person | None:
        if not email:
            return None
        person = Person.objects.select_related("user").filter(user__email__iexact=email).first()
        if person is None or not organises(person, programme):
            raise CommandError(f"{email} does not organise {programme.name}.")
        return person

    def _tell(self, done: ProgrammeImport, read: Read, *, dry_run: bool) -> None:
        report = done.people
        for person in report.people:
            if person.outcome != Outcome.UNCHANGED and (dry_run or person.outcome == Outcome.UPDATED):
                self.stdout.write(_line(person))
            for note in person.notes:
                self.stdout.write(f"{person.email} {note}")
            if person.kept:
                self.stdout.write(f"{person.email} keeps what they wrote here: {', '.join(person.kept)}")
        for note in read.notes:
            self.stdout.write(note)
        if report.questions:
            self.stdout.write(f"Questions in a new version of the form: {', '.join(report.questions)}.")
        if done.criteria:
            self.stdout.write(f"Criteria new, changed or switched off: {', '.join(done.criteria)}.")
        counts = ", ".join(f"{report.count(outcome)} {outcome.value}" for outcome in Outcome)
        self.stdout.write(f"{'This would be: ' if dry_run else ''}{counts}.")
        if dry_run:
            self.stdout.write("Nothing was written. Run it without --dry-run to do this.")

    def _what_next(self, done: ProgrammeImport, programme: Programme) -> None:
        page = settings.SITE_URL + reverse("programmes:programme", args=[programme.slug])
        sign_in = settings.SITE_URL + reverse("account_request_login_code")
        admin = (
            settings.SITE_URL + reverse("admin:matching_criterion_changelist") + f"?programme={programme.pk}"
        )
        if done.people.count(Outcome.CREATED):
            self.stdout.write("Nobody was written to. What to do next:")
            self.stdout.write(f"1. Look at what counts: {admin}")
            self.stdout.write(
                f"2. Tell people: they sign in with their e-mail address and a code at {sign_in}"
            )
            self.stdout.write(f"3. Programmes open for joining or running show their mentors: {page}")


def _line(person: PersonReport) -> str:
    roles = " and ".join(person.roles)
    return f"{person.email} ({roles}): {person.outcome.value}: {', '.join(person.changes)}"
