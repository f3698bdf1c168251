"""Who asked to be erased, and what would stand in the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.erasing import erasing
from accounts.models import Erasure, Person, User


def open_erasures() -> QuerySet[Erasure]:
    """Those that are neither taken back nor carried out."""
    return Erasure.objects.filter(cancelled_at__isnull=True, done_at__isnull=True)


def open_erasure(person: Person) -> Erasure | None:
    """The standing wish of `person` to be erased. One query."""
    return open_erasures().filter(person=person).first()


def can_take_back(erasure: Erasure, *, now: datetime) -> bool:
    """Whether there is still time: from the moment it is due, it is being carried out."""
    return erasure.cancelled_at is None and erasure.done_at is None and erasure.due_at > now


def obstacles(person: Person) -> Sequence[str]:
    """What `person` must hand over before they may go, in words to them; empty where nothing stands in the way."""
    found = [str(words) for obstacle in erasing.obstacles for words in obstacle(person)]
    if _runs_the_site_alone(person):
        found.append(_("Nobody else runs this site. Let somebody else run it too, first."))
    return found


def _runs_the_site_alone(person: Person) -> bool:
    running = User.objects.filter(is_superuser=True, is_active=True)
    return running.filter(pk=person.user_id).exists() and running.count() == 1
