"""What was done in a programme, from the audit log, as its organisers read it.

They see what organisers and the site did. What the people of a programme do about themselves is theirs, and so is
everything whose codes an app keeps private (programmes/organising/deeds.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, AuditReason, Person
from programmes.models import Enrolment, Programme
from programmes.organising import deeds

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ON_A_PAGE = 50
ON_OVERVIEW = 5


@dataclass(frozen=True)
class Deed:
    """One line: who did `what` about whom or which thing, which settings or answers it touched, and the reason given."""

    event: AuditEvent
    who: str
    what: StrOrPromise
    about: str
    fields: Sequence[str]
    reason: str


@dataclass(frozen=True)
class Log:
    """One page of the log, and its lines."""

    page: Page[AuditEvent]
    deeds: Sequence[Deed]


def visible(programme: Programme) -> QuerySet[AuditEvent]:
    """The rows of the audit log that the organisers of `programme` may read, newest first."""
    taking_part = Enrolment.objects.filter(programme=programme).exclude(
        person__organises__programme=programme
    )
    rows = AuditEvent.objects.filter(programme_id=programme.pk)
    return rows.exclude(deeds.hidden()).exclude(actor_id__in=taking_part.values("person"))


def people_in(programme: Programme) -> list[tuple[str, str]]:
    """Whoever stands in the log, as (id, name), by name; one query."""
    actors = visible(programme).order_by().values("actor_id")
    return [
        (str(pk), name)
        for pk, name in Person.objects.filter(pk__in=actors).order_by("name", "pk").values_list("pk", "name")
    ]


def topics() -> list[tuple[str, str]]:
    """The kinds of action that can be asked for, by what they are called."""
    known = [(key, str(topic.label)) for key, topic in deeds.topics.items() if key not in deeds.private]
    return sorted(known, key=lambda pair: pair[1])


def log_of(programme: Programme, *, person: UUID | None, topic: str, page: str | int) -> Log:
    """One page of the log of `programme`, of one person and one kind of action where they are given.

    Four queries, and one more for each kind of thing on the page."""
    rows = visible(programme)
    if person is not None:
        rows = rows.filter(actor_id=person)
    if topic:
        rows = rows.filter(action__startswith=f"{topic}.")
    chosen = Paginator(rows, ON_A_PAGE).get_page(page)
    return Log(chosen, _told(list(chosen.object_list)))


def recent(programme: Programme, now: datetime) -> dict[str, Any] | None:
    """The last lines of the log, for the overview; None where nothing was done yet."""
    told = _told(list(visible(programme)[:ON_OVERVIEW]))
    return {"deeds": told, "slug": programme.slug} if told else None


def _told(events: Sequence[AuditEvent]) -> list[Deed]:
    people = dict(
        Person.objects.filter(pk__in={e.actor_id for e in events if e.actor_id}).values_list("pk", "name")
    )
    reasons = dict(
        AuditReason.objects.filter(event_id__in=[e.pk for e in events]).values_list("event_id", "text")
    )
    names = _names(events)
    return [
        Deed(
            event=event,
            who=_who(event, people),
            what=deeds.words.get(event.action, event.action),
            about=names.get((event.object_kind, event.object_id), ""),
            fields=[_field(event.object_kind, name) for name in event.fields],
            reason=reasons.get(event.pk, ""),
        )
        for event in events
    ]


def _who(event: AuditEvent, people: dict[UUID, str]) -> str:
    if event.actor_id is None:
        return _("The site")
    return people.get(event.actor_id) or _("Somebody whose account is gone")


def _names(events: Sequence[AuditEvent]) -> dict[tuple[str, str], str]:
    ids: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if event.object_kind in deeds.names:
            ids[event.object_kind].add(event.object_id)
    return {
        (kind, pk): name for kind, wanted in ids.items() for pk, name in deeds.names[kind](wanted).items()
    }


def _field(kind: str, name: str) -> str:
    """What a field is called on the pages, or its name in the log where it is none of ours."""
    try:
        field = apps.get_model(kind)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return name
    return str(getattr(field, "verbose_name", name))
