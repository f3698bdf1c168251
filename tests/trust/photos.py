"""What the world has of photos."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from uuid import UUID

from PIL import Image

from accounts.operations.photos import set_photo
from accounts.photos import portrait
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """The rows that stand behind the addresses of this topic. Alice has a photo, known by `key`."""

    key: UUID


@cache
def a_photo(colour: str = "teal") -> bytes:
    """The photo of somebody, as it is kept."""
    out = io.BytesIO()
    Image.new("RGB", (300, 400), colour).save(out, "PNG")
    return portrait(out)


def build(scene: Scene) -> Things:
    person = scene.alice.person
    set_photo(person=person, content=a_photo(), by=person, now=scene.now)
    return Things(UUID(PurePath(person.photo.name).stem))


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    person = scene.bob.person
    set_photo(person=person, content=a_photo("tomato"), by=person, now=scene.now)
