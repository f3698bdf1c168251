"""What the world has of messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from journeys.models import Message
from tests import factories as make
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """A message of each of the two."""

    alices: Message
    bobs: Message


def build(scene: Scene) -> Things:
    return Things(
        alices=make.MessageFactory(
            mentorship=scene.pair,
            sent_at=scene.now - timedelta(days=2),
            text="The draft is here: https://example.org/draft\n\nShall we begin with the second page?",
        ),
        bobs=make.MessageFactory(
            mentorship=scene.pair,
            author=scene.bob.person,
            sent_at=scene.now - timedelta(days=1),
            text="Gladly. Thursday at nine?",
        ),
    )


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    make.MessageFactory(mentorship=scene.pair, author=scene.bob.person, sent_at=scene.now)
