"""What the world has of the shelf."""

from __future__ import annotations

from dataclasses import dataclass

from journeys.models import PairResource
from tests import factories as make
from tests.together.resources import text_file
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """On the shelf of the pair: Alice put `link` and `file` there, Bob `other`; Alice took `removed` off."""

    link: PairResource
    file: PairResource
    other: PairResource
    removed: PairResource


def build(scene: Scene) -> Things:
    hers = {"mentorship": scene.pair, "added_at": scene.now, "added_by": scene.alice.person}
    things = Things(
        link=make.PairResourceFactory(title="The talk we spoke about", about="From minute twelve.", **hers),
        file=make.PairResourceFactory(title="My slides", **text_file(), **hers),
        other=make.PairResourceFactory(
            title="A chapter on saying no",
            mentorship=scene.pair,
            added_at=scene.now,
            added_by=scene.bob.person,
        ),
        removed=make.PairResourceFactory(title="An old draft", removed_at=scene.now, **hers),
    )
    things.other.skills.add(scene.skill)
    return things


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    one = make.PairResourceFactory(mentorship=scene.pair, added_at=scene.now, added_by=scene.bob.person)
    one.skills.add(scene.skill)
    make.PairResourceFactory(
        mentorship=scene.pair, added_at=scene.now, added_by=scene.alice.person, removed_at=scene.now
    )
