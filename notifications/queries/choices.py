"""How people want each kind of mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.contrib.auth import get_user_model

from notifications.enums import Delivery
from notifications.kinds import Kind, registry
from notifications.models import MailChoice

# An account's id and the name of a kind.
Pair = tuple[UUID, str]


def delivery_of(pairs: Collection[Pair]) -> Mapping[Pair, Delivery]:
    """How each account gets each kind, by (account id, kind): what was chosen, else the usual way. One query, none for
    no pairs. A choice that the kind does not allow any more does not count; a kind that no app registers comes at once."""
    if not pairs:
        return {}
    rows = MailChoice.objects.filter(
        user__in={user for user, _ in pairs}, kind__in={kind for _, kind in pairs}
    )
    chosen = {(user, kind): delivery for user, kind, delivery in rows.values_list("user", "kind", "delivery")}
    return {pair: _possible(registry.kinds.get(pair[1]), chosen.get(pair)) for pair in pairs}


def choices_of(user_id: UUID) -> Mapping[str, Delivery]:
    """How one account gets every registered kind, by the kind's name. One query."""
    chosen = dict(MailChoice.objects.filter(user=user_id).values_list("kind", "delivery"))
    return {name: _possible(kind, chosen.get(name)) for name, kind in registry.kinds.items()}


def has_account(user_id: UUID) -> bool:
    """Whether there is such an account still. One query."""
    return get_user_model().objects.filter(pk=user_id).exists()


def _possible(kind: Kind | None, chosen: str | None) -> Delivery:
    if kind is None:
        return Delivery.AT_ONCE
    return next((delivery for delivery in kind.deliveries if delivery == chosen), kind.deliveries[0])
