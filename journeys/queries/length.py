"""Until when a mentorship lasts: as the two agreed, or else as long as their programme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import DateField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from journeys.enums import AgreementState
from journeys.models import Agreement
from matching.models import Mentorship
from notifications.prepared import prepared


def agreed_or_programmes_end() -> Coalesce:
    """For annotations of mentorships: the last day of each, empty where neither says one."""
    agreed = Agreement.objects.filter(mentorship=OuterRef("pk"), state=AgreementState.SIGNED)
    return Coalesce(Subquery(agreed.values("ends_on")[:1]), "programme__ends_on", output_field=DateField())


def ends_on(mentorship: Mentorship) -> date | None:
    """The last day of `mentorship`, None where neither says one; one query. It needs its programme loaded."""
    return ends_of([mentorship])[mentorship.pk]


def ends_of(mentorships: Iterable[Mentorship]) -> dict[UUID, date | None]:
    """The last day of each of `mentorships`, which need their programme loaded, by its id; one query."""
    programmes = {one.pk: one.programme.ends_on for one in mentorships}
    agreed = dict(_agreed(list(programmes)))
    return {pk: agreed.get(pk) or end for pk, end in programmes.items()}


@prepared
def _agreed(mentorships: Sequence[UUID]) -> QuerySet[Agreement, tuple[UUID, date | None]]:
    signed = Agreement.objects.filter(mentorship__in=mentorships, state=AgreementState.SIGNED)
    return signed.values_list("mentorship", "ends_on")
