"""What counts in a programme, as its organiser sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import AuditEvent, Person
from matching.catalogue import KINDS, Importance, KindWords, Subject, importance_of, is_usual
from matching.defaults import DEFAULTS
from matching.drafts import Meanwhile
from matching.enums import CriterionKind, CriterionUse
from matching.models import Criterion
from matching.queries.counting import rule_words
from matching.snapshot.criteria import question_keys
from matching.snapshot.people import taking_part
from matching.snapshot.questions import consenting
from matching.words.changes import number
from programmes.enums import Role
from programmes.models import Programme

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FEW = 5


@dataclass(frozen=True)
class Line:
    """One criterion in the list. `share` is its part of the whole in per cent, 0 where it does not score."""

    row: Criterion
    words: KindWords
    looks_at: str
    sentence: str
    share: float
    importance: Importance
    usual: bool
    first: bool = False
    last: bool = False

    @property
    def private(self) -> bool:
        return self.row.kind == CriterionKind.PREFER


@dataclass(frozen=True)
class CriteriaPage:
    """`total` is the sum of the weights that make a score people see. `missing` counts the usual criteria there are none of."""

    scores: Sequence[Line]
    rules: Sequence[Line]
    off: Sequence[Line]
    identity: Sequence[Line]
    total: float
    missing: int


def criteria_of(programme: Programme) -> list[Criterion]:
    """All criteria in their order. One query."""
    return list(Criterion.objects.filter(programme=programme))


def whole_of(rows: Iterable[Criterion]) -> float:
    """The sum of the weights that make up the score that people see."""
    return sum(row.weight for row in rows if counts(row))


def counts(row: Criterion) -> bool:
    """Whether a criterion has a share of the score that people see."""
    shown = not row.identity and row.kind != CriterionKind.PREFER
    return shown and row.enabled and row.use == CriterionUse.SCORE and row.weight > 0


def criteria_page(rows: Sequence[Criterion], found: Sequence[Subject]) -> CriteriaPage:
    """The criteria by what becomes of them. No query."""
    total = whole_of(rows)
    called = {one.field: str(one.label) for one in found}
    lines = [
        Line(
            row=row,
            words=KINDS[row.kind],
            looks_at=looks_at(row, called),
            sentence=rule_words(row) if row.use == CriterionUse.RULE else str(KINDS[row.kind].what),
            share=100 * row.weight / total if counts(row) else 0.0,
            importance=importance_of(row),
            usual=is_usual(row),
        )
        for row in rows
    ]
    ordinary = [line for line in lines if not line.row.identity]
    on = [line for line in ordinary if line.row.enabled]
    return CriteriaPage(
        scores=_ends([line for line in on if line.row.use == CriterionUse.SCORE]),
        rules=_ends([line for line in on if line.row.use == CriterionUse.RULE]),
        off=[line for line in ordinary if not line.row.enabled],
        identity=[line for line in lines if line.row.identity],
        total=total,
        missing=len({default.key for default in DEFAULTS} - {row.key for row in rows}),
    )


def _ends(lines: Sequence[Line]) -> list[Line]:
    last = len(lines) - 1
    return [
        Line(**{**line.__dict__, "first": place == 0, "last": place == last})
        for place, line in enumerate(lines)
    ]


def looks_at(row: Criterion, called: Mapping[str, str]) -> str:
    """What a criterion compares, by name; both sides where they differ."""
    names = [called.get(name) for name in (row.mentee_field, row.mentor_field or row.mentee_field)]
    ours, theirs = (name if name is not None else _("a question that is no longer asked") for name in names)
    if ours == theirs:
        return ours
    return _("%(ours)s, against %(theirs)s") % {"ours": ours, "theirs": theirs}


# --- what happened meanwhile


@dataclass(frozen=True)
class Happened:
    """One criterion that changed since a page was made. `by` and `at` are of the last change, where it is known."""

    label: str
    what: StrOrPromise
    by: str
    at: datetime | None


def happened(programme: Programme, meanwhile: Meanwhile, rows: Iterable[Criterion]) -> list[Happened]:
    """What changed, from the rows as they are now and the audit log. Two queries."""
    called = {row.key: row for row in rows}
    about = [str(called[key].pk) for key in (*meanwhile.changed, *meanwhile.added)]
    events = AuditEvent.objects.filter(object_kind=Criterion._meta.label_lower, object_id__in=about)
    last = {event.object_id: event for event in events.order_by("at", "id")}
    names = dict(
        Person.objects.filter(pk__in=[event.actor_id for event in last.values()]).values_list("pk", "name")
    )

    def told(key: str, what: str) -> Happened:
        row = called.get(key)
        event = last.get(str(row.pk)) if row else None
        by: UUID | None = event.actor_id if event else None
        return Happened(
            row.label if row else key, what, names.get(by, "") if by else "", event.at if event else None
        )

    return [
        *(told(key, _now(called[key])) for key in meanwhile.changed),
        *(told(key, _("was added")) for key in meanwhile.added),
        *(told(key, _("was taken away")) for key in meanwhile.removed),
    ]


def _now(row: Criterion) -> str:
    if not row.enabled:
        return _("is off now")
    if row.use == CriterionUse.RULE:
        return _("must hold now")
    return _("counts with %(weight)s now") % {"weight": number(row.weight)}


# --- identity


@dataclass(frozen=True)
class Agreed:
    """How many people who take part agreed that their answer may count. `known` is False where fewer than five did, of
    whom not even the number is told."""

    count: int

    @property
    def known(self) -> bool:
        return self.count >= FEW


def agreed_to(programme: Programme, row: Criterion) -> Agreed:
    """The people who agreed, here on this site, that every answer behind a criterion may count. Three queries."""
    asked = question_keys([row])
    given = consenting(programme, asked)
    people = frozenset.intersection(*(given.get(key, frozenset()) for key in asked)) if asked else frozenset()
    here = set()
    for role in Role:
        here |= set(
            taking_part(programme, role, None).filter(person__in=people).values_list("person_id", flat=True)
        )
    return Agreed(len(here))
