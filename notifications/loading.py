"""Loads the letters of many notifications, each kind in its own way."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded

from notifications.kinds import Letter, registry
from notifications.models import Notification

logger = logging.getLogger(__name__)


def load_together(notifications: Iterable[Notification]) -> Mapping[UUID, Letter | None]:
    """The letters of those whose kind loads many at once, by the notification's id; None where nobody wants one any more. In a
    fixed number of queries a kind. Where one of a kind is at fault the whole kind is left out: each is then loaded by itself,
    so that no letter suffers for another."""
    alike = defaultdict(list)
    for one in notifications:
        alike[one.kind].append(one)
    letters: dict[UUID, Letter | None] = {}
    for name, some in alike.items():
        kind = registry.kinds.get(name)
        if kind is None or kind.load_many is None:
            continue
        try:
            found = kind.load_many(some)
        except SoftTimeLimitExceeded:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it is, one of them may load alone
            logger.warning("letters of kind %s do not load together: %s", name, type(fault).__name__)
            continue
        letters |= {one.pk: found.get(one.pk) for one in some}
    return letters
