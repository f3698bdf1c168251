"""The e-mail that this app causes: the daily letter of those who want some kinds once a day."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from notifications.enums import Delivery, Topic
from notifications.kinds import ALWAYS, Kind, Letter, registry
from notifications.letters import subject_of
from notifications.loading import load_together
from notifications.models import Notification
from notifications.operations.digests import DIGEST_MAIL, Digest, members_of
from notifications.queries.choices import delivery_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One thing that the daily letter tells of: under which subject it would have come, when it happened, where it leads."""

    subject: str
    url: str
    at: datetime


@dataclass(frozen=True)
class Group:
    """What belongs together."""

    label: StrOrPromise
    lines: tuple[Line, ...]


class NothingLoads(Exception):
    """All that a daily letter could tell of is at fault."""


def digest_letter(notification: Notification) -> Digest | None:
    """What is still wanted of the day, each thing as one line; None where nothing is. The number of queries grows only with
    kinds whose letters do not load together. Raises NothingLoads where the rest is at fault, for it to be tried again."""
    members = list(members_of(notification).select_related("recipient").order_by("created_at", "pk"))
    chosen = delivery_of({(one.recipient_id, one.kind) for one in members})
    wanted = [one for one in members if chosen[one.recipient_id, one.kind] != Delivery.OFF]
    together = load_together(wanted)
    lines: dict[Topic, list[Line]] = {}
    listed, faulty, newest = set(), set(), None
    for one in wanted:
        try:
            letter = _load(one, together)
            if letter is None:
                continue
            line = _line(one, letter)
        except SoftTimeLimitExceeded:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever went wrong with one, the others are told of
            logger.warning(
                "notification %s of kind %s is not in the daily letter: %s",
                one.pk,
                one.kind,
                type(fault).__name__,
            )
            faulty.add(one.pk)
            continue
        lines.setdefault(registry[one.kind].topic, []).append(line)
        listed.add(one.pk)
        newest = letter
    if newest is None:
        if faulty:
            raise NothingLoads
        return None
    unwanted = {one.pk for one in members} - listed - faulty
    return Digest(
        to=newest.to,
        name=newest.name,
        zone=newest.zone,
        locale=newest.locale,
        context=digest_context(lines),
        listed=frozenset(listed),
        unwanted=frozenset(unwanted),
        faulty=frozenset(faulty),
    )


def digest_context(lines: Mapping[Topic, list[Line]]) -> dict[str, object]:
    """The facts for the templates of a daily letter, its topics in their usual order."""
    groups = [Group(topic.label, tuple(lines[topic])) for topic in Topic if lines.get(topic)]
    return {"groups": groups, "count": sum(len(group.lines) for group in groups)}


def _load(one: Notification, together: Mapping[UUID, Letter | None]) -> Letter | None:
    return together[one.pk] if one.pk in together else registry[one.kind].load(one)


def _line(one: Notification, letter: Letter) -> Line:
    url = letter.context.get("action_url") or settings.SITE_URL
    return Line(subject_of(one, letter), str(url), one.created_at)


registry.register(
    Kind(
        name=DIGEST_MAIL,
        label=_("The daily letter"),
        why=_("You get this because you chose to have some letters once a day."),
        load=digest_letter,
        topic=Topic.SITE,
        deliveries=ALWAYS,
    )
)
