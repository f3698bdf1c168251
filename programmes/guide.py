"""The chapters of the public guide: their order, names and length. The words stand in `templates/guide/<slug>.html`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORDS_A_MINUTE = 200


@dataclass(frozen=True)
class Chapter:
    """One chapter. `minutes` is how long reading takes at WORDS_A_MINUTE; a test holds it to the text."""

    slug: str
    title: StrOrPromise
    summary: StrOrPromise
    icon: str
    minutes: int

    @property
    def template(self) -> str:
        return f"guide/{self.slug}.html"


@dataclass(frozen=True)
class Place:
    """Where a chapter stands: its number from 1, and its neighbours."""

    number: int
    chapter: Chapter
    previous: Chapter | None
    following: Chapter | None


CHAPTERS = (
    Chapter("why", _("Why mentorship matters"), _("What a mentor can do for you, what it gives the mentor, and what forty years of research really say."), "sprout", 4),
    Chapter("goals", _("Know what you want"), _("Four questions on a sheet of paper that turn a wish into a goal somebody can help with."), "target", 4),
    Chapter("finding", _("How to find a mentor"), _("Your own network, professional organisations, platforms and programmes, and how to choose."), "compass", 4),
    Chapter("asking", _("How to ask"), _("A message that works, what to leave out, and how to take a no."), "send", 4),
    Chapter("first-meeting", _("The first meeting"), _("An hour that works, and the eight things to agree before you part."), "coffee", 4),
    Chapter("working-together", _("How to work with a mentor"), _("Six habits: clear goals, open ears, regular talk, thanks, drive, and time to reflect."), "footprints", 4),
    Chapter("being-a-mentor", _("Being a mentor"), _("Ask more than you tell, be honest kindly, and give only what you can give gladly."), "heart-handshake", 4),
    Chapter("when-it-does-not-work", _("When it does not work"), _("Small troubles and how to name them, where to find help, and ending without fault."), "life-buoy", 4),
    Chapter("finishing-well", _("Finishing well"), _("The last two meetings, thanks that last, and passing it on."), "flag", 4),
)  # fmt: skip


def place_of(slug: str) -> Place:
    """Where the chapter called `slug` stands. Raises KeyError where there is none."""
    for position, chapter in enumerate(CHAPTERS):
        if chapter.slug == slug:
            return Place(
                number=position + 1,
                chapter=chapter,
                previous=CHAPTERS[position - 1] if position else None,
                following=CHAPTERS[position + 1] if position + 1 < len(CHAPTERS) else None,
            )
    raise KeyError(slug)
