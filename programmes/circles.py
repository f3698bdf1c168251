"""Who organises the programmes of somebody and keeps people safe there, by name (see accounts/circles.py)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.circles import Circle, circles
from accounts.models import Person
from accounts.retention import years_after
from programmes.models import Organiser, Programme
from programmes.retention import closing_of


def circles_of(person: Person) -> list[Circle]:
    """A circle for each programme that `person` takes or took part in: whoever left one is still in its lists. Two queries."""
    found: list[Any] = list(
        Programme.objects.filter(enrolments__person=person)
        .select_related("safeguarding_contact")
        .annotate(closing=closing_of())
        .order_by("name", "pk")
    )
    names: dict[UUID, list[str]] = defaultdict(list)
    organisers = (
        Organiser.objects.filter(programme__in=found).select_related("person").order_by("since", "pk")
    )
    for organiser in organisers:
        names[organiser.programme_id].append(organiser.person.name)
    return [
        Circle(
            name=programme.name,
            url=reverse("programmes:programme", args=[programme.slug]),
            organisers=names[programme.pk],
            contact=programme.safeguarding_contact.name if programme.safeguarding_contact else "",
            closed_at=programme.closing,
            ends_at=years_after(programme.closing) if programme.closing else None,
        )
        for programme in found
    ]


circles.register(circles_of)
