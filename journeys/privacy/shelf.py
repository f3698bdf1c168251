"""What the shelf of a pair says about people (see accounts/privacy.py). Erasing one of the two takes what they put there with
its files; what the other one put there stays theirs."""

from __future__ import annotations

from accounts.privacy import Erasing, Kept, Reader, Rule, Sensitivity, declare
from journeys.models import PairResource

SHELF = Rule(Sensitivity.PERSONAL, (Reader.SELF, Reader.PAIR), Kept.PROGRAMME, Erasing.DELETE)

declare(
    PairResource,
    SHELF,
    "id mentorship title about url file file_name file_type file_size stages skills added_at added_by removed_at",
    of="added_by",
)
