"""What the world has of what was opened for a reason."""

from __future__ import annotations

from dataclasses import dataclass

from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """The rows that stand behind the addresses of this topic."""


def build(scene: Scene) -> Things:
    return Things()


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
