"""What the world has of what was opened for a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from programmes.models import PrivateReading, Question
from tests import factories as make
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """Alice and Bob answered what the programme asks about identity. Alice's answer was opened in the morning and is closed
    again (`closed`); Bob's stands open to the organiser."""

    closed: PrivateReading
    standing: PrivateReading


def build(scene: Scene) -> Things:
    origin = Question.objects.get(version__programme=scene.programme, key="origin")
    for enrolment in (scene.alice, scene.bob):
        make.AnswerFactory(enrolment=enrolment, question=origin, choices=["a"], given_at=scene.now)
    opened = {"programme": scene.programme, "reader": scene.organiser}
    return Things(
        closed=make.PrivateReadingFactory(
            person=scene.alice.person, opened_at=scene.now - timedelta(hours=6), **opened
        ),
        standing=make.PrivateReadingFactory(person=scene.bob.person, opened_at=scene.now, **opened),
    )


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    make.PrivateReadingFactory(
        programme=scene.programme,
        person=scene.alice.person,
        reader=make.PersonFactory(),
        opened_at=scene.now - timedelta(days=2),
    )
