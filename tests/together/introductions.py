"""What the world has of introductions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from journeys.models import Introduction
from tests import factories as make
from tests.together.scene import Scene

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Things:
    """All are offered by Bob, to Alice: one that waits for her, one that waits for a contact, one that came about, and one
    that did not."""

    offered: Introduction
    asked: Introduction
    made: Introduction
    closed: Introduction


def build(scene: Scene) -> Things:
    pair, now = scene.pair, scene.now
    said = {"introduced_said_at": now - 2 * DAY, "introduced_agrees": True, "introduced_about": "An analyst."}
    yes = {"contact_said_at": now - DAY, "contact_agrees": True}
    return Things(
        offered=make.IntroductionFactory(mentorship=pair, offered_at=now - DAY),
        asked=make.IntroductionFactory(mentorship=pair, offered_at=now - 3 * DAY, contact_name="Ada", **said),
        made=make.IntroductionFactory(
            mentorship=pair, offered_at=now - 9 * DAY, state="shared", shared_at=now - DAY, **said, **yes
        ),
        closed=make.IntroductionFactory(
            mentorship=pair,
            offered_at=now - 20 * DAY,
            state="closed",
            closed_at=now - 9 * DAY,
            introduced_said_at=now - 12 * DAY,
            introduced_agrees=True,
        ),
    )


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    make.IntroductionFactory(mentorship=scene.pair, offered_at=scene.now - DAY)
