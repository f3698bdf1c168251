"""People, their enrolments and their invitations, as the API gives them: who they are and how they stand, and no word that they
wrote."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Person
from api.queries.paging import page_of
from api.shapes import (
    EnrolmentFilter,
    EnrolmentPage,
    EnrolmentShape,
    InvitationFilter,
    InvitationPage,
    InvitationShape,
    PartShape,
    PersonFilter,
    PersonPage,
    PersonShape,
)
from programmes.enums import EnrolmentState, InvitationKind, InvitationState, Role
from programmes.models import Enrolment, EnrolmentEvent, Invitation
from programmes.models.enrolment import EnrolmentQuerySet
from programmes.models.people import InvitationQuerySet


def _changed(since: datetime) -> Exists:
    return Exists(EnrolmentEvent.objects.filter(enrolment=OuterRef("pk"), at__gte=since))


def person_page(people: QuerySet[Person], parts: EnrolmentQuerySet, asked: PersonFilter) -> PersonPage:
    """A page of `people`, each with those of their enrolments that are among `parts`; two queries. Raises BadCursor."""
    matching = parts
    if asked.programme:
        matching = matching.filter(programme=asked.programme)
    if asked.changed_since:
        matching = matching.filter(_changed(asked.changed_since))
    if asked.programme or asked.changed_since:
        people = people.filter(Exists(matching.filter(person=OuterRef("pk"))))
    if asked.email:
        people = people.filter(user__email=asked.email)
    rows = _with_parts(people, parts)
    found, following = page_of(rows, moment="created_at", cursor=asked.cursor, limit=asked.limit)
    return PersonPage(items=[_person(row) for row in found], next=following)


def person_shape(people: QuerySet[Person], parts: EnrolmentQuerySet, pk: UUID) -> PersonShape | None:
    """The person `pk` if they are among `people`; two queries."""
    found = _with_parts(people, parts).filter(pk=pk).first()
    return _person(found) if found else None


def _with_parts(people: QuerySet[Person], parts: EnrolmentQuerySet) -> QuerySet[Person]:
    ordered = parts.order_by("created_at", "pk")
    return people.select_related("user").prefetch_related(Prefetch("enrolments", ordered, to_attr="parts"))


def _person(person: Person) -> PersonShape:
    parts: list[Enrolment] = person.parts  # type: ignore[attr-defined]
    return PersonShape(
        id=person.pk,
        name=person.name,
        email=person.user.email,
        enrolments=[
            PartShape(
                id=part.pk,
                programme=part.programme_id,
                role=Role(part.role),
                state=EnrolmentState(part.state),
            )
            for part in parts
        ],
    )


def _dated(enrolments: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """With `changed_at`, the moment of the last change of state."""
    last = EnrolmentEvent.objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    return enrolments.annotate(changed_at=Coalesce(Subquery(last.values(last=Max("at"))), "created_at"))


def enrolment_page(enrolments: EnrolmentQuerySet, asked: EnrolmentFilter) -> EnrolmentPage:
    """One query. Raises BadCursor."""
    wanted = asked.dict(include={"programme", "person", "role", "state"}, exclude_none=True)
    rows = _dated(enrolments).filter(**wanted)
    if asked.changed_since:
        rows = rows.filter(_changed(asked.changed_since))
    found, following = page_of(rows, moment="created_at", cursor=asked.cursor, limit=asked.limit)
    return EnrolmentPage(items=[_enrolment(row) for row in found], next=following)


def enrolment_shape(enrolments: EnrolmentQuerySet, pk: UUID) -> EnrolmentShape | None:
    """The enrolment `pk` if it is among `enrolments`; one query."""
    found = _dated(enrolments).filter(pk=pk).first()
    return _enrolment(found) if found else None


def _enrolment(row: Enrolment) -> EnrolmentShape:
    return EnrolmentShape(
        id=row.pk,
        programme=row.programme_id,
        person=row.person_id,
        role=Role(row.role),
        state=EnrolmentState(row.state),
        joined_at=row.created_at,
        decided_at=row.decided_at,
        places=row.capacity,
        places_taken=row.active_mentorships,
        changed_at=row.changed_at,  # type: ignore[attr-defined]
    )


def invitation_page(invitations: InvitationQuerySet, asked: InvitationFilter) -> InvitationPage:
    """In the order in which they were first sent out, or sent again; one query. Raises BadCursor."""
    wanted = asked.dict(include={"programme", "role", "state"}, exclude_none=True)
    rows = invitations.filter(**wanted).select_related("person__user")
    if asked.email:
        rows = rows.filter(person__user__email=asked.email)
    found, following = page_of(rows, moment="invited_at", cursor=asked.cursor, limit=asked.limit)
    return InvitationPage(items=[invitation_shape(row) for row in found], next=following)


def invitation_shape(row: Invitation) -> InvitationShape:
    """Of a row that has its person's account."""
    return InvitationShape(
        id=row.pk,
        programme=row.programme_id,
        email=row.person.user.email,
        role=Role(row.role),
        kind=InvitationKind(row.kind),
        state=InvitationState(row.state),
        invited_at=row.invited_at,
        closes_at=row.closes_at,
        answered_at=row.answered_at,
    )
