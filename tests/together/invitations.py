"""What the world has of invitations to mentors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from matching.models import MentorInvitation
from tests import factories as make
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """The rows that stand behind the addresses of this topic: of Alice, one that is open and one that was declined."""

    open: MentorInvitation
    declined: MentorInvitation


def build(scene: Scene) -> Things:
    sent = scene.now - timedelta(days=3)
    clock = {
        "sent_at": sent,
        "remind_at": sent + timedelta(days=7),
        "expires_at": sent + timedelta(days=30),
    }
    invited = make.MentorInvitationFactory(
        mentee=scene.alice, name="Amara Okafor", email="amara@example.org", **clock
    )
    make.MentorInvitationEventFactory(invitation=invited, at=sent, by=scene.alice.person)
    declined = make.MentorInvitationFactory(
        mentee=scene.alice,
        name="Kenji Sato",
        email="kenji@example.org",
        state="declined",
        closed_at=scene.now,
        answer="My spring is full; ask me again in autumn.",
        **{**clock, "remind_at": None},
    )
    return Things(invited, declined)


def more(scene: Scene, things: Things) -> None:
    """More that are over: with more open ones there would be no form."""
    make.MentorInvitationFactory(
        mentee=scene.alice, sent_at=scene.now - timedelta(days=40), state="expired", closed_at=scene.now
    )
    make.MentorInvitationFactory(
        mentee=scene.alice, sent_at=scene.now - timedelta(days=50), state="withdrawn", closed_at=scene.now
    )
