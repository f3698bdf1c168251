"""What the world has of feedback and how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from journeys.models import Feedback, FeedbackWish
from tests import factories as make
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """Feedback of each of the two, Bob's for the organisers too, and a question of Bob's."""

    alices: Feedback
    bobs: Feedback
    wish: FeedbackWish


def build(scene: Scene) -> Things:
    return Things(
        alices=make.FeedbackFactory(
            mentorship=scene.pair,
            given_at=scene.now - timedelta(days=20),
            work_on="We often run out of time.",
        ),
        bobs=make.FeedbackFactory(
            mentorship=scene.pair,
            author=scene.bob.person,
            given_at=scene.now - timedelta(days=9),
            would_help="Bring one question each time.",
            readers="organisers",
        ),
        wish=make.FeedbackWishFactory(
            mentorship=scene.pair, asked_by=scene.bob.person, asked_at=scene.now - timedelta(days=1)
        ),
    )


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    for author in (scene.alice.person, scene.bob.person):
        make.FeedbackFactory(mentorship=scene.pair, author=author, given_at=scene.now, readers="organisers")
