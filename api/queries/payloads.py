"""What a webhook is told: ids and states, never a name or an address. Whoever is told asks the API, with a token of theirs,
for what they may know."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from api.enums import HookEvent
from api.events import is_about_enrolment, is_about_mentorship
from api.models import Delivery
from matching.models import Mentorship
from programmes.models import Enrolment


def payloads(deliveries: Sequence[Delivery]) -> dict[UUID, bytes]:
    """The body of each, by the delivery's id; two queries at most. What is about a row that is gone, that is a young person's by
    now, or about the enrolment of somebody who was erased, holds the row's id and the state alone: whoever kept the id knows
    by it whom to forget. In a mentorship their side is null, as the API has it."""
    enrolments = _enrolments(
        [one.object_id for one in deliveries if one.object_id and is_about_enrolment(one.event)]
    )
    mentorships = _mentorships(
        [one.object_id for one in deliveries if one.object_id and is_about_mentorship(one.event)]
    )
    return {one.pk: _body(one, {**enrolments, **mentorships}) for one in deliveries}


def _body(delivery: Delivery, facts: Mapping[UUID, Mapping[str, Any]]) -> bytes:
    data: dict[str, Any] = {"webhook": delivery.webhook_id}
    if delivery.event != HookEvent.PING:
        noun = delivery.event.partition(".")[0]
        about = facts.get(delivery.object_id, {}) if delivery.object_id else {}
        data = {noun: delivery.object_id, **about, "state": delivery.became}
    said = {"type": delivery.event, "timestamp": moment(delivery.at), "data": data}
    return json.dumps(said, default=str, separators=(",", ":")).encode()


def moment(at: datetime) -> str:
    """2026-11-24T10:00:00Z, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _enrolments(pks: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    if not pks:
        return {}
    rows = Enrolment.objects.filter(pk__in=pks, programme__for_minors=False, person__erased_at__isnull=True)
    return {
        pk: {"programme": programme, "person": person, "role": role}
        for pk, programme, person, role in rows.values_list("pk", "programme", "person", "role")
    }


def _mentorships(pks: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    if not pks:
        return {}
    rows = Mentorship.objects.filter(pk__in=pks, programme__for_minors=False)
    return {
        row.pk: {"programme": row.programme_id, "mentee": _side(row.mentee), "mentor": _side(row.mentor)}
        for row in rows.select_related("mentee__person", "mentor__person")
    }


def _side(enrolment: Enrolment) -> dict[str, UUID | None]:
    if enrolment.person.erased_at is not None:
        return {"enrolment": None, "person": None}
    return {"enrolment": enrolment.pk, "person": enrolment.person_id}
