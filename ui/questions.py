"""What a page asks before something is done that is seen elsewhere, or cannot be undone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """What will happen, and the verb again. `nothing` says that there is nothing to do it to."""

    title: str
    text: str
    action: str
    keep: str
    danger: bool = False
    nothing: str = ""
