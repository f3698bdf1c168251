"""What the world has of thanks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from journeys.models import Thanks
from tests import factories as make
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """The rows that stand behind the addresses of this topic."""

    note: Thanks
    shared: Thanks


def build(scene: Scene) -> Things:
    both = {"author_shares_at": scene.now, "recipient_shares_at": scene.now}
    return Things(_note(scene, days=5), _note(scene, days=9, advice="Say the number first.", **both))


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    _note(scene, days=12)
    make.ThanksFactory(
        mentorship=scene.pair,
        author=scene.bob.person,
        recipient=scene.alice.person,
        text="You came with better questions than I had.",
        given_at=scene.now - timedelta(days=3),
    )


def _note(scene: Scene, *, days: int, **more: object) -> Thanks:
    note: Thanks = make.ThanksFactory(
        mentorship=scene.pair,
        author=scene.alice.person,
        recipient=scene.bob.person,
        given_at=scene.now - timedelta(days=days),
        **more,
    )
    return note
