"""Every field shows itself only to those whom its declaration names (accounts/privacy.py): a mark of its own in every field of
words of every row, then everybody's pages, tables and calendars are read for marks."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, models, transaction
from django.db.models import JSONField, Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.belongings import target_of
from accounts.models import Affiliation, AuditEvent, AuditReason, Block, Person, User
from accounts.privacy import DECLARATIONS, Reader, Sensitivity
from matching.models import Mentorship, Request
from notifications.kinds import Kind, registry
from notifications.letters import write
from notifications.models import Notification
from programmes.models import Enrolment, Invitation, Organiser, Programme
from tests.access.browser import Browser
from tests.access.matrix import MATRIX
from tests.access.rows import PAGE, Row
from tests.access.test_matrix import short_refusals
from tests.privacy.canaries import OURS, is_words
from tests.world import World, build_world

pytestmark = pytest.mark.django_db

__all__ = ["short_refusals"]

MARK = re.compile(r"zq([0-9a-f]{5})qz", re.IGNORECASE)
# The demo's mailbox is open to everybody by design, and is never on outside the demo (mentorship.E001).
OPEN_BY_DESIGN = {"notifications.DemoMail"}
# Whoever holds the link of a letter, or the address of a calendar, is taken for the one it was sent to.
BY_LINK = re.compile(
    r"journeys:(mail_|feed)|matching:mentor_invitation( |$)|programmes:(invitation|guardian_)|notifications:(stop|mailbox)"
)
# Whoever blocks or reports somebody reads whom.
WHOM_ONE_BLOCKED = {
    "accounts:blocks",
    "accounts:unblock",
    "programmes:safety",
    "programmes:safety_block",
    "programmes:safety_report",
}


@dataclass(frozen=True)
class Marked:
    """One field of one row: whose it is, and `people`, all about whom it says something."""

    label: str
    name: str
    key: Any
    owners: frozenset[Any]
    people: frozenset[Any]
    programme: Any

    def __str__(self) -> str:
        return f"{self.label}.{self.name}"


@dataclass
class Known:
    """What one of the cast is to others."""

    role: str
    person: Person | None

    def _apart(self) -> set[Any]:
        met = Block.objects.filter(Q(blocker=self.person) | Q(blocked=self.person))
        return {key for pair in met.values_list("blocker", "blocked") for key in pair} - {self.person.pk}  # type: ignore[union-attr]

    def _others_in(self, rows: Any) -> set[Any]:
        mine = rows.filter(Q(mentee__person=self.person) | Q(mentor__person=self.person))
        pairs = mine.values_list("mentee__person", "mentor__person")
        return {key for pair in pairs for key in pair} - self._apart()

    @cached_property
    def pair(self) -> set[Any]:
        return self._others_in(Mentorship.objects.all()) if self.person else set()

    @cached_property
    def asked(self) -> set[Any]:
        return self._others_in(Request.objects.all()) if self.person else set()

    @cached_property
    def members(self) -> set[Any]:
        """Mentors of the programmes in which this one is a mentee who is in."""
        if self.person is None:
            return set()
        where = Enrolment.objects.filter(person=self.person, role="mentee", state="approved").values(
            "programme"
        )
        mentors = Enrolment.objects.filter(programme__in=where, role="mentor")
        return set(mentors.values_list("person", flat=True)) - self._apart()

    @cached_property
    def community(self) -> set[Any]:
        if self.person is None:
            return set()
        mine = Affiliation.objects.filter(person=self.person, shown_at__isnull=False).values("network")
        shown = Affiliation.objects.filter(network__in=mine)
        return set(shown.values_list("person", flat=True)) - self._apart()

    @cached_property
    def organises(self) -> set[Any]:
        return (
            set(Organiser.objects.filter(person=self.person).values_list("programme", flat=True))
            if self.person
            else set()
        )

    @cached_property
    def organised(self) -> set[Any]:
        """The people of the programmes that this one organises."""
        found: set[Any] = set()
        for model in (Enrolment, Invitation, Organiser):
            found |= set(model.objects.filter(programme__in=self.organises).values_list("person", flat=True))
        return found

    @cached_property
    def organisers(self) -> set[Any]:
        """Who organises, or safeguards, the programmes in which this one is, or was."""
        if self.person is None:
            return set()
        where = Programme.objects.filter(enrolments__person=self.person)
        contacts = set(where.values_list("safeguarding_contact", flat=True))
        return contacts | set(Organiser.objects.filter(programme__in=where).values_list("person", flat=True))

    @cached_property
    def safeguards(self) -> set[Any]:
        where = Programme.objects.filter(safeguarding_contact=self.person)
        return set(where.values_list("pk", flat=True)) if self.person else set()

    @cached_property
    def safeguarded(self) -> set[Any]:
        """The people of the programmes whose safeguarding contact this one is."""
        return set(Enrolment.objects.filter(programme__in=self.safeguards).values_list("person", flat=True))

    def may_read(self, found: Marked) -> bool:
        rule = DECLARATIONS.rules[found.label, found.name]
        return any(self._is(reader, found) for reader in rule.seen_by)

    def _is(self, reader: Reader, found: Marked) -> bool:
        operator, me = self.role == "operator", self.person.pk if self.person else None
        people, own = found.people, me in found.people
        match reader:
            case Reader.EVERYBODY:
                return True
            case Reader.SELF:
                return me in found.owners
            case Reader.PAIR | Reader.PAIR_WHERE_SHARED:
                return own or bool(people & self.pair)
            case Reader.ASKED:
                return own or bool(people & self.asked)
            case Reader.MEMBERS | Reader.MEMBERS_OF_MENTOR:
                return own or bool(people & self.members)
            case Reader.MEMBERS_OF_ORGANISER:
                return own or bool(people & self.organisers)
            case Reader.COMMUNITY:
                return own or bool(people & self.community)
            case Reader.ORGANISERS | Reader.ORGANISERS_BY_SIGN:
                return operator or bool(people & self.organised) or found.programme in self.organises
            case Reader.SAFEGUARDING:
                return operator or bool(people & self.safeguarded) or found.programme in self.safeguards
            case Reader.OPERATORS:
                return operator
        raise AssertionError(reader)


@dataclass
class Marks:
    by_number: dict[int, Marked] = field(default_factory=dict)

    def fill(self) -> None:
        for app in OURS:
            for model in apps.get_app_config(app).get_models():
                if model._meta.label not in OPEN_BY_DESIGN:
                    for words in filter(is_words, model._meta.concrete_fields):
                        self._fill_field(model, words)

    def _fill_field(self, model: type[models.Model], words: Any) -> None:
        label = model._meta.label
        rule = DECLARATIONS.rules[label, words.name]
        if rule.sensitivity == Sensitivity.NONE or isinstance(words, models.FileField | JSONField):
            return
        rows = list(model._default_manager.all())
        owners = _people(model, DECLARATIONS.owners[label, words.name])
        others = _people(model, DECLARATIONS.others[label, words.name])
        first = len(self.by_number)
        for number, row in enumerate(rows, start=first):
            setattr(row, words.name, _value(words, f"zq{number:05x}qz"))
            people = owners[row.pk] | others[row.pk]
            self.by_number[number] = Marked(
                label, words.name, row.pk, owners[row.pk], people, _programme(row)
            )
        try:
            with transaction.atomic():
                model._default_manager.bulk_update(rows, [words.name])
        except IntegrityError:
            _one_by_one(model, words, rows)


def _one_by_one(model: type[models.Model], words: Any, rows: list[Any]) -> None:
    """Of what a constraint keeps empty nothing is marked: it shows nothing."""
    for row in rows:
        with suppress(IntegrityError), transaction.atomic():
            model._default_manager.filter(pk=row.pk).update(**{words.name: getattr(row, words.name)})


def _value(words: Any, token: str) -> Any:
    if isinstance(words, ArrayField):
        return [token]
    if isinstance(words, models.URLField):
        return f"https://example.org/{token}"
    return f"{token}@example.org" if isinstance(words, models.EmailField) else token


def _people(model: type[models.Model], paths: tuple[str, ...]) -> Mapping[Any, frozenset[Any]]:
    """The people to whom the rows of `model` lead, by row."""
    found: dict[Any, frozenset[Any]] = defaultdict(frozenset)
    for path in paths:
        way = f"{path}__person" if target_of(model, path) is User and path != "pk" else path
        if path == "pk" and model is User:
            way = "person"
        for key, person in model._default_manager.values_list("pk", way):
            if person is not None:
                found[key] |= {person}
    return found


def _programme(row: Any) -> Any:
    if isinstance(row, AuditReason):
        return AuditEvent.objects.filter(pk=row.event_id).values_list("programme_id", flat=True).first()
    return getattr(row, "programme_id", None)


def contents(response: Any) -> str:
    """The words of an answer, those within a file of a table included."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    return body.decode(errors="replace")


ROLES = (
    "visitor",
    "mira",
    "noor",
    "blocked",
    "alice",
    "bob",
    "organiser",
    "other_organiser",
    "operator",
)


def shown(world: World, marks: Marks, urls: list[tuple[Row, str]]) -> tuple[set[int], list[str]]:
    """The marks that anybody reads at these addresses, and those that somebody reads whom no declaration names."""
    faults: dict[str, set[str]] = {}
    seen: set[int] = set()
    for role in ROLES:
        browser, known = Browser(world, role), _known(world, role)
        for row, url in urls:
            if row.get[role] is not PAGE:
                continue
            with transaction.atomic():
                text = contents(browser.get(url))
                transaction.set_rollback(True)
            for number in {int(found, 16) for found in MARK.findall(text)}:
                found = marks.by_number[number]
                seen.add(number)
                if row.route in WHOM_ONE_BLOCKED and found.label == "accounts.Person":
                    continue
                if not known.may_read(found):
                    faults.setdefault(f"{found} to {role}", set()).add(str(row))
    return seen, [f"{what}: on {', '.join(sorted(where)[:4])}" for what, where in sorted(faults.items())]


def addresses(world: World) -> list[tuple[Row, str]]:
    """Of a page that several rows ask for, each in a state of its own, two states."""
    states: Counter[str] = Counter()
    urls = []
    for row in MATRIX:
        states[row.route] += 1
        if states[row.route] <= 2 and not BY_LINK.match(row.route):
            urls.append((row, row.url(world)))
    return urls


def test_a_field_shows_itself_to_nobody_whom_its_declaration_does_not_name() -> None:
    cache.clear()
    world, marks = build_world(), Marks()
    urls = addresses(world)
    marks.fill()
    seen, faults = shown(world, marks, urls)
    assert len(seen) > len(marks.by_number) / 4
    assert not faults, "\n".join(faults)


def test_words_that_reach_somebody_else_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: of a declaration that says less than what the pages show."""
    key = ("journeys.Message", "text")
    narrow = replace(DECLARATIONS.rules[key], seen_by=(Reader.SELF,))
    monkeypatch.setitem(DECLARATIONS.rules, key, narrow)
    world, marks = build_world(), Marks()
    urls = [(row, url) for row, url in addresses(world) if row.route == "journeys:messages"]
    marks.fill()
    assert [fault for fault in shown(world, marks, urls)[1] if fault.startswith("journeys.Message.text to ")]


def _known(world: World, role: str) -> Known:
    user = world.users.get(role)
    return Known(role, Person.objects.filter(user=user).first() if user else None)


# --- letters


def test_a_letter_shows_its_reader_nothing_that_is_not_theirs_to_see() -> None:
    """Every kind of letter about every row that it can be about, as each of the cast would get it."""
    world, marks = build_world(), Marks()
    subjects = {kind: _subjects(kind) for kind in registry.kinds.values()}
    marks.fill()
    faults: dict[str, set[str]] = {}
    written = set()
    for role in ("mira", "blocked", "alice", "bob", "organiser"):
        user, known = User.objects.get(pk=world.users[role].pk), _known(world, role)
        for kind, keys in subjects.items():
            for key in keys:
                text = _letter_to(user, kind, key)
                if not text:
                    continue
                written.add(kind.name)
                for number in {int(found, 16) for found in MARK.findall(text)}:
                    found = marks.by_number[number]
                    if not known.may_read(found):
                        faults.setdefault(f"{found} to {role}", set()).add(kind.name)
    assert len(written) > len(subjects) / 3, sorted(written)
    assert not faults, "\n".join(f"{what}: by {sorted(kinds)}" for what, kinds in sorted(faults.items()))


def _subjects(kind: Kind) -> list[Any]:
    """The keys of the rows that a letter of this kind may be about: those of the table that it asks first."""
    with CaptureQueriesContext(connection) as queries, suppress(ObjectDoesNotExist):
        kind.load(
            Notification(
                kind=kind.name, recipient=User.objects.first(), subject_id=uuid4(), created_at=timezone.now()
            )
        )
    tables = {model._meta.db_table: model for model in apps.get_models()}
    asked = [table for query in queries[1:] for table in re.findall(r'FROM "(\w+)"', query["sql"])[:1]]
    model = next((tables[table] for table in asked if table in tables), None)
    if model is None or not isinstance(model._meta.pk, models.UUIDField):
        return []
    return list(model._default_manager.values_list("pk", flat=True)[:6])


def _letter_to(user: User, kind: Kind, key: Any) -> str:
    """The words of the letter, "" where there is none, or it goes to somebody without an account."""
    told = Notification(kind=kind.name, recipient=user, subject_id=key, created_at=timezone.now())
    with transaction.atomic():
        letter = kind.load(told)
        if letter is None or letter.to != user.email:
            return ""
        message = write(told, letter)
        transaction.set_rollback(True)
    parts = [str(part[0]) for part in message.alternatives]
    return "\n".join([message.subject, str(message.body), *parts])
