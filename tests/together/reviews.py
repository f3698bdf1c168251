"""What the world has of reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from journeys.models import Review
from tests import factories as make
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """The rows that stand behind the addresses of this topic: Alice's review that both answered, one that waits for her, which
    Bob has answered, and his."""

    both: Review
    due: Review
    of_bob: Review


def build(scene: Scene) -> Things:
    alice, bob = scene.alice.person, scene.bob.person
    then, lately = scene.now - timedelta(days=10), scene.now - timedelta(days=1)
    words = {"goes_well": "We keep our dates.", "to_change": "More about the project."}

    def answered(**more: object) -> Review:
        made: Review = make.ReviewFactory(
            mentorship=scene.pair, state="answered", choice="adjust", open_choice="adjust", **words, **more
        )
        return made

    answered(person=bob, due_at=then, answered_at=lately)
    return Things(
        both=answered(person=alice, due_at=then, answered_at=then),
        due=make.ReviewFactory(mentorship=scene.pair, person=alice, point="half_way", due_at=lately),
        of_bob=answered(person=bob, point="half_way", due_at=lately, answered_at=lately),
    )


def more(scene: Scene, things: Things) -> None:
    """One more for both, that both missed; there is no fourth."""
    if Review.objects.filter(mentorship=scene.pair, point="before_end").exists():
        return
    for person in (scene.alice.person, scene.bob.person):
        make.ReviewFactory(
            mentorship=scene.pair,
            person=person,
            point="before_end",
            state="missed",
            due_at=scene.now - timedelta(days=20),
        )
