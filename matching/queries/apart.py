"""Whether two people may come together at all."""

from __future__ import annotations

from uuid import UUID

from accounts.models import Block
from matching.enums import PreferenceValue
from matching.models import Preference

UNWANTED = [PreferenceValue.AVOID, PreferenceValue.NOT_AGAIN]


def are_apart(one: UUID, other: UUID) -> bool:
    """Whether one of the two people wants nothing to do with the other. Nobody is told which, nor that it is so."""
    pair = [one, other]
    return (
        Block.objects.filter(blocker__in=pair, blocked__in=pair).exists()
        or Preference.objects.filter(by__person__in=pair, about__person__in=pair, value__in=UNWANTED).exists()
    )
