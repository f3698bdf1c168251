"""What a copy of somebody's data holds: a chapter a kind of thing, registered by the app that keeps it (in its `copied.py`).

A chapter says which rows the person may read; of these rows the rules of accounts/privacy.py say which fields. So a field
that nobody let them see is in no copy, and a model without a chapter gives nothing away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.fields.files import FieldFile
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.privacy import DECLARATIONS, Reader

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

APPS = ("accounts", "programmes", "matching", "journeys", "api")
AT_ONCE = 500  # rows in memory
OF_OWN = frozenset(
    {
        Reader.SELF,
        Reader.MEMBERS,
        Reader.MEMBERS_OF_MENTOR,
        Reader.ASKED,
        Reader.PAIR,
        Reader.COMMUNITY,
        Reader.EVERYBODY,
    }
)
OF_BOTH = frozenset({Reader.ASKED, Reader.PAIR, Reader.EVERYBODY})
# Whose row it is need not be said.
OWNER = "person"
# Keys that open something: nobody reads them, in no file either.
NEVER = frozenset(
    {("accounts.User", "password"), ("accounts.DataExport", "path"), ("journeys.CalendarFeed", "key")}
)

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"] | datetime | date
Which = Callable[[Person], Q]


class Part(StrEnum):
    """The parts of the copy, in their order."""

    YOU = "you"
    PROGRAMMES = "programmes"
    MATCHING = "matching"
    MENTORSHIPS = "mentorships"
    COMMUNITIES = "communities"
    SITE = "site"

    @property
    def heading(self) -> StrOrPromise:
        return _PARTS[self]


_PARTS: Mapping[Part, StrOrPromise] = {
    Part.YOU: _("You"),
    Part.PROGRAMMES: _("Your programmes"),
    Part.MATCHING: _("Finding each other"),
    Part.MENTORSHIPS: _("Your mentorships"),
    Part.COMMUNITIES: _("Communities"),
    Part.SITE: _("Between you and this site"),
}


# What leads to another row bears no words of its own in most models.
LABELS: Mapping[str, StrOrPromise] = {
    "about": _("About whom"),
    "accepted_by": _("Accepted by"),
    "agreed_by": _("Agreed by"),
    "answered_by": _("Answered by"),
    "assessment": _("Assessment"),
    "author": _("Written by"),
    "blocked": _("Blocked"),
    "by": _("By"),
    "cancelled_by": _("Cancelled by"),
    "check_in": _("Check-in"),
    "closed_by": _("Closed by"),
    "decided_by": _("Decided by"),
    "done_by": _("Done by"),
    "enrolment": _("Who, as what, where"),
    "event": _("Event"),
    "goal": _("Goal"),
    "invited_by": _("Invited by"),
    "meeting": _("Meeting"),
    "mentee": _("Mentee"),
    "mentor": _("Mentor"),
    "mentorship": _("Mentorship"),
    "network": _("Network"),
    "programme": _("Programme"),
    "proposed_by": _("Proposed by"),
    "question": _("Question"),
    "reader": _("Read by"),
    "recipient": _("For"),
    "recorded_by": _("Recorded by"),
    "removed_by": _("Removed by"),
    "skill": _("Skill"),
    "skills": _("Skills"),
    "started_by": _("Started by"),
}


@dataclass(frozen=True)
class Detail:
    """One field of one row: its name in the data, what people call it, its value, and the words that say it."""

    name: str
    label: str
    value: Value
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Upload:
    """A file that the person put on the site. `place` is where it lies in the storage."""

    place: str
    name: str


@dataclass(frozen=True)
class Entry:
    """One row of the copy."""

    details: Sequence[Detail]
    upload: Upload | None = None


def _nothing_hidden(row: Any, person: Person) -> Collection[str]:
    return ()


@dataclass(frozen=True)
class Chapter:
    """The rows of `model` that a person may read are those of `reads`. Of those that are `mine` (empty: of all) they read
    every field that lets themself, the two of a pair or more people read it; of the others what it lets both read.

    `also` names fields that say what a row is about and that no rule gives to readers; `only` takes the place of rules for
    models that are not ours. `hides` names the fields of one row that its state keeps from this person. `file` is the
    field whose file goes along, of rows that are mine, and `file_name` the field with the name it came under."""

    model: type[models.Model]
    part: Part
    reads: Which
    mine: Which | None = None
    also: str = ""
    only: str = ""
    hides: Callable[[Any, Person], Collection[str]] = _nothing_hidden
    file: str = ""
    file_name: str = ""
    title: StrOrPromise = ""

    @property
    def key(self) -> str:
        return self.model._meta.label_lower

    @property
    def heading(self) -> str:
        return str(self.title or capfirst(self.model._meta.verbose_name_plural))

    @cached_property
    def own_fields(self) -> tuple[str, ...]:
        return self._fields(OF_OWN)

    @cached_property
    def shared_fields(self) -> tuple[str, ...]:
        return self._fields(OF_BOTH)

    def _fields(self, readers: frozenset[Reader]) -> tuple[str, ...]:
        meta, also = self.model._meta, self.also.split()
        if self.only:
            return tuple(self.only.split())
        return tuple(
            found.name
            for found in (*meta.concrete_fields, *meta.many_to_many)
            if not found.primary_key
            and (meta.label, found.name) not in NEVER
            and (
                found.name in also or readers.intersection(DECLARATIONS.rules[meta.label, found.name].seen_by)
            )
        )

    def entries(self, person: Person) -> Iterator[Entry]:
        """The rows that `person` may read, AT_ONCE in memory. One query; for each field that holds several other rows one
        more for AT_ONCE rows."""
        rows: models.QuerySet[Any] = self.model._default_manager.filter(self.reads(person))
        if self.mine is not None:
            rows = rows.annotate(is_mine=ExpressionWrapper(self.mine(person), output_field=BooleanField()))
        one, many = self._related()
        rows = rows.select_related(*one).prefetch_related(*many) if one else rows.prefetch_related(*many)
        ordering = self.model._meta.ordering or ["pk"]
        for row in rows.order_by(*ordering, "pk").iterator(chunk_size=AT_ONCE):
            yield self._entry(row, person)

    def _related(self) -> tuple[list[str], list[str]]:
        one: list[str] = []
        many: list[str] = []
        for name in self.own_fields:
            found = self.model._meta.get_field(name)
            if found.many_to_many:
                many.append(name)
            elif found.is_relation:
                related = found.related_model
                needs = namings.of(related).needs if isinstance(related, type) else ()
                one += [name, *(f"{name}__{need}" for need in needs)]
        many += chapters.needed.get(self.model._meta.label, ())
        return one, many

    def _entry(self, row: Any, person: Person) -> Entry:
        is_mine = bool(getattr(row, "is_mine", True))
        hidden = self.hides(row, person)
        names = self.own_fields if is_mine else self.shared_fields
        details = [_detail(row, name, person) for name in names if name not in hidden and name != OWNER]
        upload = None
        if is_mine and self.file and (held := getattr(row, self.file)):
            name = getattr(row, self.file_name) if self.file_name else held.name.rpartition("/")[2]
            upload = Upload(held.name, name)
        return Entry([detail for detail in details if detail.value not in (None, "", [], {})], upload)


@dataclass(frozen=True)
class Naming:
    """How a row is called where another one refers to it. `needs` are the relations that this takes."""

    words: Callable[[Any, Person], str]
    needs: tuple[str, ...] = ()


@dataclass
class Namings:
    known: dict[type[models.Model], Naming] = field(default_factory=dict)

    def register(self, model: type[models.Model], words: Callable[[Any, Person], str], *needs: str) -> None:
        self.known[model] = Naming(words, needs)

    def of(self, model: type[models.Model]) -> Naming:
        return self.known.get(model, _BY_ITSELF)


@dataclass
class Chapters:
    """The chapters by the label of their model, and the models that are in no copy with the reason, as it is told to
    people (empty: nothing in them is about somebody in particular)."""

    found: dict[str, Chapter] = field(default_factory=dict)
    left_out: dict[str, StrOrPromise] = field(default_factory=dict)
    spoken: dict[tuple[str, str], Callable[[Any], Sequence[str]]] = field(default_factory=dict)
    # Relations that such words take, by the label of the model.
    needed: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def register(self, *chapters: Chapter) -> None:
        """Adds chapters. Raises ValueError for a model that has one."""
        for chapter in chapters:
            label = chapter.model._meta.label
            if label in self.found:
                raise ValueError(f"{label} has a chapter")
            self.found[label] = chapter

    def leave_out(self, reason: StrOrPromise, *left: type[models.Model]) -> None:
        self.left_out |= {model._meta.label: reason for model in left}

    def speak(
        self, model: type[models.Model], name: str, words: Callable[[Any], Sequence[str]], *needs: str
    ) -> None:
        """Lets a field be said by the words that the row gives, a line each; `needs` are relations to be fetched for them."""
        self.spoken[model._meta.label, name] = words
        self.needed[model._meta.label] = (*self.needed.get(model._meta.label, ()), *needs)

    def in_order(self) -> list[Chapter]:
        ranks = {part: rank for rank, part in enumerate(Part)}
        return sorted(
            self.found.values(), key=lambda chapter: (ranks[chapter.part], _rank(chapter.model._meta.label))
        )

    def reasons(self) -> list[StrOrPromise]:
        """Why something is in no copy, each reason once."""
        labels = sorted(self.left_out, key=_rank)
        return list(dict.fromkeys(self.left_out[label] for label in labels if self.left_out[label]))


def _rank(label: str) -> int:
    """By the app: from what is told at the beginning to what comes of it."""
    app = label.partition(".")[0]
    return APPS.index(app) if app in APPS else len(APPS)


_BY_ITSELF = Naming(lambda row, person: str(row))
namings = Namings()
chapters = Chapters()


def own(*lookups: str) -> Which:
    """The rows from which one of `lookups` leads to the person."""

    def which(person: Person) -> Q:
        found = Q()
        for lookup in lookups:
            found |= Q(**{lookup: person})
        return found

    return which


def _detail(row: Any, name: str, person: Person) -> Detail:
    found = row._meta.get_field(name)
    label = str(LABELS.get(name, "")) if found.is_relation else ""
    label = label or str(capfirst(getattr(found, "verbose_name", name)))
    if found.many_to_many:
        called = [_called(other, person) for other in getattr(row, name).all()]
        return Detail(name, label, list(called), called)
    if found.is_relation:
        other = getattr(row, name)
        words = _called(other, person) if other is not None else ""
        return Detail(name, label, words, (words,) if words else ())
    value = _plain(getattr(row, name))
    spoken = chapters.spoken.get((row._meta.label, name))
    if spoken is not None and value not in (None, [], ""):
        return Detail(name, label, value, spoken(row))
    if found.choices and value not in (None, ""):
        return Detail(name, label, value, (str(getattr(row, f"get_{name}_display")()),))
    return Detail(name, label, value)


def _called(row: models.Model, person: Person) -> str:
    return namings.of(type(row)).words(row, person)


def _plain(value: Any) -> Any:
    """As JSON has it, save times and days, which both files say in their own way."""
    if isinstance(value, FieldFile):
        return str(value.name).rpartition("/")[2] if value else ""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if value is None or isinstance(value, str | int | float | bool | datetime | date):
        return value
    return str(value)
