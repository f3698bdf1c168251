"""Until when a mentorship lasts: as the two agreed, or else as long as their programme."""

from __future__ import annotations

from datetime import date

from django.db.models import DateField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from journeys.enums import AgreementState
from journeys.models import Agreement
from matching.models import Mentorship


def agreed_or_programmes_end() -> Coalesce:
    """For annotations of mentorships: the last day of each, empty where neither says one."""
    agreed = Agreement.objects.filter(mentorship=OuterRef("pk"), state=AgreementState.SIGNED)
    return Coalesce(Subquery(agreed.values("ends_on")[:1]), "programme__ends_on", output_field=DateField())


def ends_on(mentorship: Mentorship) -> date | None:
    """The last day of `mentorship`, None where neither says one; one query. It needs its programme loaded."""
    agreed = (
        Agreement.objects.filter(mentorship=mentorship, state=AgreementState.SIGNED)
        .values_list("ends_on", flat=True)
        .first()
    )
    return agreed or mentorship.programme.ends_on
