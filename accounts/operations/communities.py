"""Writes whether somebody shows themself to the members of a network."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Affiliation, Person
from accounts.operations.audit import record


@transaction.atomic
def show_in(affiliation: Affiliation, *, shown: bool, by: Person, now: datetime) -> bool:
    """Shows the person to the members of the network who show themselves too, or hides them again; what they wrote on its
    board stays, by a former member. Returns whether that changed anything."""
    changed = Affiliation.objects.filter(pk=affiliation.pk, shown_at__isnull=shown).update(
        shown_at=now if shown else None
    )
    affiliation.refresh_from_db(fields=["shown_at"])
    if changed:
        verb = "community.show" if shown else "community.hide"
        record(verb, affiliation, by=by, now=now, fields=["shown_at"])
    return bool(changed)
