"""What a pair works on can be changed while the two work together, and by nobody afterwards."""

from __future__ import annotations

from accounts.transitions import StaleState
from matching.enums import OPEN_MENTORSHIP_STATES
from matching.models import Mentorship


def hold_open(mentorship: Mentorship) -> Mentorship:
    """The mentorship as it is now, with its people, under a lock: of two presses the second sees what the first one did, and
    none comes after the end. Raises StaleState where it is over."""
    held = (
        Mentorship.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme", "mentee__person", "mentor__person")
        .get(pk=mentorship.pk)
    )
    if held.state not in OPEN_MENTORSHIP_STATES:
        raise StaleState(mentorship, held.state)
    return held
