"""Writes which mail a person gets, and that letters to them arrive again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations.audit import record
from accounts.returned import returned_of
from notifications.enums import Delivery
from notifications.operations.addresses import lift
from notifications.operations.choices import choose
from notifications.queries.choices import choices_of


class TooSoon(Exception):
    """Letters came back less than a day ago; `may_at` is when the person can say that they arrive again."""

    def __init__(self, may_at: datetime) -> None:
        super().__init__(may_at)
        self.may_at = may_at


@transaction.atomic
def choose_mail(
    *, person: Person, choices: Mapping[str, Delivery], by: Person | None, now: datetime
) -> dict[str, Delivery]:
    """The person gets each kind of `choices` in that way. Returns what those that were different came by before. Raises
    ValueError where a kind does not come in the way chosen."""
    before = choices_of(person.user_id)
    changed = {kind: way for kind, way in choices.items() if before.get(kind) != way}
    for kind, way in changed.items():
        choose(user_id=person.user_id, kind=kind, delivery=way, now=now)
    if changed:
        record("person.mail", person, by=by, now=now, fields=changed)
    return {kind: before[kind] for kind in changed}


@transaction.atomic
def arrives_again(*, person: Person, by: Person | None, now: datetime) -> bool:
    """Letters go to the person's address again; False where they did already. Raises TooSoon within a day of the last one
    that came back."""
    returned = returned_of(person, now=now)
    if returned is None:
        return False
    if not returned.may_try:
        raise TooSoon(returned.may_try_at)
    lift(person.user.email, now=now)
    record("person.arrives", person, by=by, now=now)
    return True
