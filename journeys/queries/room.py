"""The frame of every page of one mentorship: the two, and the tabs."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from matching.enums import OPEN_MENTORSHIP_STATES
from matching.models import Mentorship


@dataclass(frozen=True)
class Tab:
    """A tab as the component `tabs` takes it."""

    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Room:
    """One mentorship as one of the two walks through it. `mentorship` has its people, programme and request loaded."""

    mentorship: Mentorship
    reader: Person
    other: Person
    is_mentee: bool
    tabs: tuple[Tab, ...]

    @property
    def is_open(self) -> bool:
        """Whether something can be changed: it goes on or rests. Afterwards everything stays to be read."""
        return self.mentorship.state in OPEN_MENTORSHIP_STATES


def room_of(mentorship: Mentorship, *, reader: Person, here: str) -> Room:
    """The frame for `reader`, one of the two, on the page whose address is named `here` (such as "goals"); no query."""
    is_mentee = mentorship.mentee.person_id == reader.pk
    names = {
        "mentorship": _("Overview"),
        "goals": _("Goals"),
        "meetings": _("Meetings"),
        "messages": _("Messages"),
        "agreement": _("Agreement"),
        "reflect": _("Look back"),
        "shelf": _("Shelf"),
        "thanks": _("Thanks"),
    }
    if not mentorship.programme.messages:
        del names["messages"]
    return Room(
        mentorship=mentorship,
        reader=reader,
        other=(mentorship.mentor if is_mentee else mentorship.mentee).person,
        is_mentee=is_mentee,
        tabs=tuple(
            Tab(label, reverse(f"journeys:{name}", args=[mentorship.pk]), current=name == here)
            for name, label in names.items()
        ),
    )
