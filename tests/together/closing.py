"""What the world has of the end: a mentorship of Alice and Noor that they completed in another programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from journeys.models import ClosingAnswer
from matching.models import Mentorship
from tests import factories as make
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """The rows that stand behind the addresses of this topic."""

    over: Mentorship
    answer: ClosingAnswer


def build(scene: Scene) -> Things:
    over = make.MentorshipFactory(
        mentee=scene.alice,
        mentor=scene.noor,
        state="completed",
        end_reason="finished",
        started_at=scene.now - timedelta(days=300),
        closed_at=scene.now - timedelta(days=60),
        closed_by=scene.alice.person,
    )
    asked = {"mentorship": over, "asked_at": over.closed_at}
    make.ClosingAnswerFactory(
        **asked,
        person=scene.noor.person,
        answered_at=scene.now - timedelta(days=58),
        worth=5,
        takes_along="To wait with the answer.",
        takes_along_shared=True,
    )
    return Things(over, make.ClosingAnswerFactory(**asked, person=scene.alice.person))


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    ended = make.MentorshipFactory(
        mentee=scene.mira,
        mentor=scene.noor,
        state="ended",
        end_reason="no_time",
        started_at=scene.now - timedelta(days=200),
        closed_at=scene.now - timedelta(days=100),
    )
    make.ClosingAnswerFactory(
        mentorship=ended,
        person=scene.mira.person,
        asked_at=ended.closed_at,
        end_note="We never found an hour.",
        better="Ask about hours first.",
        answered_at=ended.closed_at,
    )
