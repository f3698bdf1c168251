"""All of it, by topic."""

from __future__ import annotations

from dataclasses import dataclass

from tests.together.scene import Scene
from tests.trust import leaving, minors, photos, readings, safety, sign_in


@dataclass(frozen=True)
class Trust:
    leaving: leaving.Things
    minors: minors.Things
    photos: photos.Things
    readings: readings.Things
    safety: safety.Things
    sign_in: sign_in.Things


def build_trust(scene: Scene) -> Trust:
    return Trust(
        leaving=leaving.build(scene),
        minors=minors.build(scene),
        photos=photos.build(scene),
        readings=readings.build(scene),
        safety=safety.build(scene),
        sign_in=sign_in.build(scene),
    )


def more_trust(scene: Scene, trust: Trust) -> None:
    """One more of everything."""
    leaving.more(scene, trust.leaving)
    minors.more(scene, trust.minors)
    photos.more(scene, trust.photos)
    readings.more(scene, trust.readings)
    safety.more(scene, trust.safety)
    sign_in.more(scene, trust.sign_in)
