"""All of it, by topic."""

from __future__ import annotations

from dataclasses import dataclass

from tests.together import (
    agreement,
    boards,
    closing,
    events,
    feedback,
    goals,
    introductions,
    invitations,
    meetings,
    messages,
    resources,
    reviews,
    shelf,
    thanks,
)
from tests.together.scene import Scene


@dataclass(frozen=True)
class Together:
    agreement: agreement.Things
    boards: boards.Things
    closing: closing.Things
    events: events.Things
    feedback: feedback.Things
    goals: goals.Things
    introductions: introductions.Things
    invitations: invitations.Things
    meetings: meetings.Things
    messages: messages.Things
    resources: resources.Things
    reviews: reviews.Things
    shelf: shelf.Things
    thanks: thanks.Things


def build_together(scene: Scene) -> Together:
    return Together(
        agreement=agreement.build(scene),
        boards=boards.build(scene),
        closing=closing.build(scene),
        events=events.build(scene),
        feedback=feedback.build(scene),
        goals=goals.build(scene),
        introductions=introductions.build(scene),
        invitations=invitations.build(scene),
        meetings=meetings.build(scene),
        messages=messages.build(scene),
        resources=resources.build(scene),
        reviews=reviews.build(scene),
        shelf=shelf.build(scene),
        thanks=thanks.build(scene),
    )


def more_together(scene: Scene, together: Together) -> None:
    """One more of everything."""
    agreement.more(scene, together.agreement)
    boards.more(scene, together.boards)
    closing.more(scene, together.closing)
    events.more(scene, together.events)
    feedback.more(scene, together.feedback)
    goals.more(scene, together.goals)
    introductions.more(scene, together.introductions)
    invitations.more(scene, together.invitations)
    meetings.more(scene, together.meetings)
    messages.more(scene, together.messages)
    resources.more(scene, together.resources)
    reviews.more(scene, together.reviews)
    shelf.more(scene, together.shelf)
    thanks.more(scene, together.thanks)
