"""Mentorships as the API gives them: who with whom, and how it stands. Why one ended, and how well the two fitted, is theirs."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from api.queries.paging import page_of
from api.shapes import MentorshipFilter, MentorshipPage, MentorshipShape, SideShape
from matching.enums import MentorshipState
from matching.models import Mentorship, MentorshipEvent
from matching.models.mentorship import MentorshipQuerySet
from programmes.models import Enrolment


def mentorship_page(mentorships: MentorshipQuerySet, asked: MentorshipFilter) -> MentorshipPage:
    """One query. Raises BadCursor."""
    rows = _whole(mentorships).filter(**asked.dict(include={"programme", "state"}, exclude_none=True))
    if asked.person:
        rows = rows.filter(
            Q(mentee__person=asked.person, mentee__person__erased_at__isnull=True)
            | Q(mentor__person=asked.person, mentor__person__erased_at__isnull=True)
        )
    if asked.changed_since:
        rows = rows.filter(
            Exists(MentorshipEvent.objects.filter(mentorship=OuterRef("pk"), at__gte=asked.changed_since))
        )
    found, following = page_of(rows, moment="started_at", cursor=asked.cursor, limit=asked.limit)
    return MentorshipPage(items=[_mentorship(row) for row in found], next=following)


def mentorship_shape(mentorships: MentorshipQuerySet, pk: UUID) -> MentorshipShape | None:
    """The mentorship `pk` if it is among `mentorships`; one query."""
    found = _whole(mentorships).filter(pk=pk).first()
    return _mentorship(found) if found else None


def _whole(mentorships: MentorshipQuerySet) -> MentorshipQuerySet:
    last = MentorshipEvent.objects.filter(mentorship=OuterRef("pk")).order_by().values("mentorship")
    return mentorships.select_related("mentee__person", "mentor__person").annotate(
        changed_at=Coalesce(Subquery(last.values(last=Max("at"))), "started_at")
    )


def _mentorship(row: Mentorship) -> MentorshipShape:
    return MentorshipShape(
        id=row.pk,
        programme=row.programme_id,
        mentee=_side(row.mentee),
        mentor=_side(row.mentor),
        state=MentorshipState(row.state),
        started_at=row.started_at,
        closed_at=row.closed_at,
        changed_at=row.changed_at,  # type: ignore[attr-defined]
    )


def _side(enrolment: Enrolment) -> SideShape:
    if enrolment.person.erased_at is not None:
        return SideShape(enrolment=None, person=None)
    return SideShape(enrolment=enrolment.pk, person=enrolment.person_id)
