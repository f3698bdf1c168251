"""What the world has of events of a programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from programmes.models import Event
from tests import factories as make
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """`event` is full: Bob has its place, and Alice waits. `going` is one that Alice goes to, `over` was, `mentors` is for
    mentors alone, `cancelled` does not take place, and `elsewhere` is another programme's."""

    event: Event
    going: Event
    over: Event
    mentors: Event
    cancelled: Event
    elsewhere: Event


def _event(scene: Scene, title: str, days: int, **more: object) -> Event:
    starts = scene.now + timedelta(days=days)
    made: Event = make.EventFactory(
        **{
            "programme": scene.programme,
            "title": title,
            "about": "Bring a question.",
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=2),
            "place": "The library",
            "private_place": "https://meet.example.org/open-doors",
            "created_at": scene.now,
            "created_by": scene.organiser,
            **more,
        }
    )
    return made


def build(scene: Scene) -> Things:
    things = Things(
        event=_event(scene, "Asking for things", 7, places=1, taken=1),
        going=_event(scene, "A walk by the canal", 12, taken=1),
        over=_event(scene, "Welcome evening", -20, taken=1),
        mentors=_event(scene, "Mentors among themselves", 9, audience="mentors"),
        cancelled=_event(scene, "Speed meeting", 5, state="cancelled", cancelled_at=scene.now),
        elsewhere=_event(scene, "Somewhere else", 6, programme=scene.elsewhere),
    )
    for event, person, state in (
        (things.event, scene.bob.person, "going"),
        (things.event, scene.alice.person, "waiting"),
        (things.going, scene.alice.person, "going"),
        (things.over, scene.alice.person, "going"),
    ):
        make.SignUpFactory(event=event, person=person, state=state, asked_at=scene.now)
    return things


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    for days in (14, -30):
        event = _event(scene, f"One more, {days} days", days, taken=1)
        make.SignUpFactory(event=event, person=scene.alice.person, asked_at=scene.now)
    make.SignUpFactory(
        event=things.going, person=make.MenteeFactory(programme=scene.programme).person, asked_at=scene.now
    )
    make.SignUpFactory(
        event=things.event,
        person=make.MenteeFactory(programme=scene.programme).person,
        state="waiting",
        asked_at=scene.now,
    )
