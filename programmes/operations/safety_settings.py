"""The settings of a programme that keep people safe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations.audit import record
from programmes.enums import ProgrammeState
from programmes.models import Programme


class NotDraft(Exception):
    """Whether a programme is for people under age can be said only while it is a draft: nobody has joined it yet."""


class NoContact(Exception):
    """A programme for people under age has a safeguarding contact."""


@transaction.atomic
def change_safety(
    programme: Programme,
    *,
    contact: Person | None,
    for_minors: bool,
    join_domains: Sequence[str],
    by: Person | None,
    now: datetime,
) -> list[str]:
    """Sets who reads reports, whether it is for people under age, and which addresses may join; returns the names of what was
    different before. With people under age in it, pairs can write to each other here: there is no other way. Raises NotDraft
    and NoContact, with nothing changed."""
    row = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    if row.for_minors != for_minors and row.state != ProgrammeState.DRAFT:
        raise NotDraft
    if for_minors and contact is None:
        raise NoContact
    wanted = {
        "safeguarding_contact_id": contact.pk if contact else None,
        "for_minors": for_minors,
        "join_domains": list(join_domains),
        "messages": row.messages or for_minors,
    }
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if changed:
        Programme.objects.filter(pk=row.pk).update(**{name: wanted[name] for name in changed})
        record("programme.safety", row, by=by, now=now, programme_id=row.pk, fields=changed)
        for name in changed:
            setattr(programme, name, wanted[name])
    return changed
