"""What a pair does together, and what a programme and a community add to it, in the access matrix: a module a topic."""

from tests.access.journeys import (
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

TOGETHER = [
    *agreement.ROWS,
    *boards.ROWS,
    *closing.ROWS,
    *events.ROWS,
    *feedback.ROWS,
    *goals.ROWS,
    *introductions.ROWS,
    *invitations.ROWS,
    *meetings.ROWS,
    *messages.ROWS,
    *resources.ROWS,
    *reviews.ROWS,
    *shelf.ROWS,
    *thanks.ROWS,
]
