"""How tokens stand, for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from accounts.connected import Connected
from accounts.models import Person
from api.enums import Scope
from api.models import Token
from programmes.models import Enrolment

SOON = timedelta(days=30)


class Standing(StrEnum):
    WORKS = "works"
    ENDS_SOON = "ends_soon"
    EXPIRED = "expired"
    REVOKED = "revoked"


def standing_of(token: Token, *, now: datetime) -> Standing:
    if token.revoked_at is not None:
        return Standing.REVOKED
    if token.expires_at is None:
        return Standing.WORKS
    if token.expires_at <= now:
        return Standing.EXPIRED
    return Standing.ENDS_SOON if token.expires_at - now <= SOON else Standing.WORKS


def connected_to(person: Person, now: datetime) -> Sequence[Connected]:
    """The systems whose tokens work in the organisations of the programmes in which `person` is, or was; one query.

    Programmes for people under age give nothing of their people to anybody."""
    own = Enrolment.objects.filter(person=person, programme__for_minors=False)
    rows = (
        Token.objects.working(now)
        .filter(organisation__in=own.values("programme__organisation"))
        .select_related("organisation")
        .order_by("organisation__name", "name", "pk")
    )
    words = {scope.value: scope.label for scope in Scope}
    return [
        Connected(
            name=row.name,
            organisation=row.organisation.name,
            may=[words[scope] for scope in row.scopes if scope in words],
            used_at=row.used_at,
        )
        for row in rows
    ]
