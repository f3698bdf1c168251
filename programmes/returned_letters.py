"""Letters to the people of a programme that come back or could not be sent, for its organisers: who and why, never words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import Person, User
from notifications.enums import NotificationState, Topic
from notifications.kinds import Kind, registry
from notifications.models import Notification, RefusedAddress
from notifications.refusal_words import HELPS, Cause, cause_of, cause_of_failure
from programmes.enums import EnrolmentState
from programmes.models import Enrolment, Invitation, Programme

ON_A_PAGE = 50
LATELY = timedelta(days=30)
GONE = [EnrolmentState.WITHDRAWN, EnrolmentState.DECLINED]


@dataclass(frozen=True)
class ReturnedRow:
    """Somebody to whom nothing can be sent. `enrolments` are theirs in the programme, none where they are only invited."""

    person: Person
    enrolments: tuple[Enrolment, ...]
    since: datetime
    cause: Cause

    @property
    def helps(self) -> str:
        return str(HELPS[self.cause])


@dataclass(frozen=True)
class FailedLetters:
    """How many letters of one kind were given up for one cause lately, and when the last of them was written."""

    kind: Kind
    cause: Cause
    number: int
    last_at: datetime

    @property
    def helps(self) -> str:
        return str(HELPS[self.cause])


@dataclass(frozen=True)
class ReturnedPage:
    page: Page[Person]
    rows: tuple[ReturnedRow, ...]
    failed: tuple[FailedLetters, ...]


def _of(programme: Programme, account: str, now: datetime) -> Q:
    """Whether the account that the outer query calls `account` takes part, applies, waits or is invited."""
    here = Enrolment.objects.filter(programme=programme, person__user=OuterRef(account)).exclude(
        state__in=GONE
    )
    invited = Invitation.objects.answerable(now).filter(programme=programme, person__user=OuterRef(account))
    return Q(Exists(here) | Exists(invited))


def returned_people(programme: Programme, *, now: datetime) -> QuerySet[Person]:
    """The people of `programme` to whom nothing can be sent."""
    refused = User.objects.alias(small=Lower("email")).filter(
        small__in=RefusedAddress.objects.values("address")
    )
    return Person.objects.filter(_of(programme, "user", now), user__in=refused)


def count_returned(programme: Programme, *, now: datetime) -> int:
    """How many people of `programme` nothing can be sent to; one query."""
    return returned_people(programme, now=now).count()


def failed_letters(programme: Programme, *, now: datetime) -> tuple[FailedLetters, ...]:
    """Letters of the last 30 days to people of `programme` that were given up, by kind and cause, the most first; one
    query. Those to somebody as an organiser are not counted, nor kinds that no app registers."""
    kinds = [kind.name for kind in registry.kinds.values() if kind.topic != Topic.ORGANISING]
    failed = Notification.objects.filter(
        state=NotificationState.FAILED, kind__in=kinds, created_at__gte=now - LATELY
    )
    counted = (
        failed.filter(_of(programme, "recipient", now))
        .order_by()
        .values_list("kind", "failure")
        .annotate(number=Count("pk"), last_at=Max("created_at"))
    )
    found: dict[tuple[str, Cause], list[tuple[int, datetime]]] = defaultdict(list)
    for kind, failure, number, last_at in counted:
        found[kind, cause_of_failure(failure)].append((number, last_at))
    rows = [
        FailedLetters(
            registry[kind], cause, sum(number for number, _ in parts), max(last for _, last in parts)
        )
        for (kind, cause), parts in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.number, row.kind.name, row.cause)))


def returned_page(programme: Programme, *, page: str | int, now: datetime) -> ReturnedPage:
    """One page of those whom nothing reaches, by name, and what failed; five queries at most."""
    people = returned_people(programme, now=now).select_related("user").order_by(Lower("name"), "pk")
    shown = Paginator(people, ON_A_PAGE).get_page(page)
    of_page = list(shown.object_list)
    addresses = [person.user.email.lower() for person in of_page]
    refusals = {row.address: row for row in RefusedAddress.objects.filter(address__in=addresses)}
    enrolments: dict[Any, list[Enrolment]] = defaultdict(list)
    here = Enrolment.objects.filter(programme=programme, person__in=of_page).exclude(state__in=GONE)
    for enrolment in here.order_by("role", "pk"):
        enrolments[enrolment.person_id].append(enrolment)
    rows = tuple(
        ReturnedRow(
            person=person,
            enrolments=tuple(enrolments[person.pk]),
            since=refusal.refused_at,
            cause=cause_of(refusal.code, refusal.reason),
        )
        for person in of_page
        if (refusal := refusals.get(person.user.email.lower())) is not None
    )
    return ReturnedPage(shown, rows, failed_letters(programme, now=now))


def panel(programme: Programme, now: datetime) -> dict[str, Any] | None:
    """The panel of the overview, where some letter did not arrive; two queries."""
    returned = count_returned(programme, now=now)
    failed = sum(row.number for row in failed_letters(programme, now=now))
    return {"slug": programme.slug, "returned": returned, "failed": failed} if returned or failed else None
