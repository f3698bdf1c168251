"""Letters to a person that come back, as they themselves see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Person
from notifications.queries.addresses import refusal_of
from notifications.refusal_words import Cause, cause_of

# Each "it works again" may cost a letter that comes back, which mail servers hold against the whole site.
TRIED_AGAIN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Returned:
    """Since when letters to `address` come back, and why. The person can say from `may_try_at` that they arrive again."""

    address: str
    since: datetime
    cause: Cause
    now: datetime

    @property
    def may_try_at(self) -> datetime:
        return self.since + TRIED_AGAIN_AFTER

    @property
    def may_try(self) -> bool:
        return self.now >= self.may_try_at


def returned_of(person: Person, *, now: datetime) -> Returned | None:
    """What is wrong with the address of `person`, or None where letters arrive; one query, and one for the account where
    it was not loaded."""
    refusal = refusal_of(person.user.email)
    if refusal is None:
        return None
    return Returned(person.user.email, refusal.refused_at, cause_of(refusal.code, refusal.reason), now)
