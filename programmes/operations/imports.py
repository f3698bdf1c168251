"""Brings the people of a spreadsheet into a programme.

The rule of every value: an import writes where nothing stands, or where the last import of this programme wrote what
stands there. What a person wrote, changed or took away here is theirs, and no file overwrites it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from accounts.models import AuditEvent, Network, Person, User
from accounts.operations import audit
from accounts.operations.accounts import open_accounts
from programmes.enums import ProgrammeState, Role
from programmes.importing import Limits, QuestionSpec, ReadPerson
from programmes.importing.mapping import PERSON_TEXTS, Mapping
from programmes.models import Enrolment, Goal, Programme, Question
from programmes.operations.forms import ask_questions, published_questions
from programmes.operations.import_ledger import Ledger
from programmes.operations.imported_rows import Rows

STEP = 250


class CannotImport(Exception):
    """The programme takes nobody any more."""


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class PersonReport:
    """What the import did about one person. `changes` are names of values; `kept` those that the person wrote here and
    the file says otherwise; `notes` are sentences."""

    email: str
    name: str
    outcome: Outcome
    roles: tuple[Role, ...]
    changes: tuple[str, ...]
    kept: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ImportReport:
    people: tuple[PersonReport, ...]
    questions: tuple[str, ...]

    def count(self, outcome: Outcome) -> int:
        return sum(person.outcome == outcome for person in self.people)


def limits() -> Limits:
    """The longest texts that the database takes."""
    person = {f.name: f.max_length or 0 for f in Person._meta.fields if f.name in PERSON_TEXTS}
    enrolment = {f.name: f.max_length or 0 for f in Enrolment._meta.fields}
    longest = {f.name: f.max_length or 0 for model in (Network, Goal) for f in model._meta.fields}
    return Limits(texts={**enrolment, **person}, network=longest["name"], goal=longest["text"])


@transaction.atomic
def import_people(
    *,
    programme: Programme,
    mapping: Mapping,
    questions: Sequence[QuestionSpec],
    people: Sequence[ReadPerson],
    by: Person | None,
    now: datetime,
    progress: Callable[[float], None] = lambda done: None,
) -> ImportReport:
    """Creates and updates accounts, people, enrolments and answers as the files say; a second run changes nothing.

    Whoever is new here is enrolled at once: the organiser has decided. Nobody is written to and no consent is made: answers
    about identity stay inert until each person agrees here. `progress` is told how much of it is done, from 0 to 1, and may
    raise to undo it all. Raises CannotImport for a programme that has ended."""
    held = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    _check_open(held)
    asked, changed_questions = ask_questions(programme=held, specs=questions, by=by, now=now)
    fresh = _open_accounts(people, now=now)
    progress(0.2)
    rows = Rows(held, mapping, asked, [person.email for person in people], now=now, by=by)
    reports = []
    for at, read in enumerate(people):
        if at % STEP == 0:
            progress(0.25 + 0.15 * at / len(people))
        person = rows.people[read.email]
        reports.append(_compare(rows, person, read, is_new=person.pk in fresh))
    progress(0.4)
    rows.save(progress=lambda done: progress(0.4 + 0.5 * done))
    _note(held, reports, rows, changed_questions, by=by, now=now)
    return ImportReport(tuple(reports), changed_questions)


def compare_people(
    *,
    programme: Programme,
    mapping: Mapping,
    questions: Sequence[QuestionSpec],
    people: Sequence[ReadPerson],
    now: datetime,
) -> tuple[PersonReport, ...]:
    """What `import_people` would report of each as things are now; nothing is written or locked. Raises CannotImport."""
    _check_open(programme)
    asked = published_questions(programme)
    new = {spec.key: Question(key=spec.key, kind=spec.kind) for spec in questions if spec.key not in asked}
    emails = [person.email for person in people]
    rows = Rows(programme, mapping, {**asked, **new}, emails, now=now, by=None, locks=False)
    reports = []
    for read in people:
        known = rows.people.get(read.email)
        person = known or Person(name=str(read.fields["name"]), created_at=now)
        reports.append(_compare(rows, person, read, is_new=known is None))
    return tuple(reports)


def _compare(rows: Rows, person: Person, read: ReadPerson, *, is_new: bool) -> PersonReport:
    ledger = rows.ledger(person)
    rows.write_person(person, read, ledger, is_new=is_new)
    made = [role for role in read.roles.values() if rows.write_role(person, role, ledger)]
    return _report(read, person, ledger, is_new=bool(made) or is_new)


def _check_open(programme: Programme) -> None:
    if programme.state in {ProgrammeState.CLOSED, ProgrammeState.ARCHIVED}:
        raise CannotImport("The programme has ended, so nobody can be brought in.")


def _open_accounts(people: Sequence[ReadPerson], *, now: datetime) -> set[object]:
    """Accounts and people for addresses that are not known here; the ids of the new people."""
    emails = [person.email for person in people]
    known = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
    new = {p.email: str(p.fields["name"]) for p in people if p.email not in known}
    fresh = {person.pk for person in open_accounts(new, now=now).values()}
    # An operator's account has no person yet; taking part makes one.
    names = {p.email: str(p.fields["name"]) for p in people}
    bare = User.objects.filter(email__in=emails, person__isnull=True)
    made = Person.objects.bulk_create([Person(user=u, name=names[u.email], created_at=now) for u in bare])
    return fresh | {person.pk for person in made}


def _report(read: ReadPerson, person: Person, ledger: Ledger, *, is_new: bool) -> PersonReport:
    outcome = Outcome.CREATED if is_new else Outcome.UPDATED if ledger.changes else Outcome.UNCHANGED
    return PersonReport(
        email=read.email,
        name=person.name,
        outcome=outcome,
        roles=tuple(read.roles),
        changes=tuple(ledger.changes),
        kept=tuple(ledger.kept),
        notes=tuple(ledger.notes),
    )


def _note(
    programme: Programme,
    reports: Sequence[PersonReport],
    rows: Rows,
    questions: Iterable[str],
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """One audit row for the import and one for every person it changed; none where nothing changed."""
    touched = [report for report in reports if report.outcome != Outcome.UNCHANGED]
    if not touched and not questions:
        return
    fields = {change[:60] for report in touched for change in report.changes}
    audit.record("people.import", programme, by=by, now=now, programme_id=programme.pk, fields=fields)
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                at=now,
                actor_id=by.pk if by else None,
                action="person.import",
                object_kind="accounts.person",
                object_id=str(rows.people[report.email].pk),
                programme_id=programme.pk,
                fields=sorted(change[:60] for change in report.changes),
            )
            for report in touched
        ]
    )
