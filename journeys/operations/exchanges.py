"""What every word from one of a pair to the other needs: that the mentorship goes on, and that neither blocked the other."""

from __future__ import annotations

from accounts.models import Person
from accounts.transitions import StaleState
from journeys.queries.check_ins import parted
from matching.enums import OPEN_MENTORSHIP_STATES
from matching.models import Mentorship


class Apart(Exception):
    """One of the two blocked the other, or has left the site: nothing goes from one to the other. Who did is never said."""


class TooMany(Exception):
    """More in a short time than people write. Nothing was kept; later it goes on."""


def held_open(mentorship: Mentorship) -> Mentorship:
    """The mentorship as it is now, with its people and programme, under a lock: of two presses the second sees what the
    first one did. Raises StaleState where it is over."""
    held = Mentorship.objects.select_for_update(no_key=True, of=("self",)).with_people().get(pk=mentorship.pk)
    if held.state not in OPEN_MENTORSHIP_STATES:
        raise StaleState(mentorship, held.state)
    return held


def other_of(mentorship: Mentorship, person: Person) -> Person:
    """The other one of the two. Load the people before."""
    mentee, mentor = mentorship.mentee.person, mentorship.mentor.person
    return mentor if mentee.pk == person.pk else mentee


def reached(mentorship: Mentorship, *, by: Person) -> Person:
    """The other one, to whom words of `by` may go; one query. Raises Apart where they may not."""
    other = other_of(mentorship, by)
    if other.erased_at is not None or not other.user.is_active or parted([frozenset({by.pk, other.pk})]):
        raise Apart
    return other
