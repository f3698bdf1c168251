"""What the world has of the working agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from journeys.models import Agreement
from tests import factories as make
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """The rows that stand behind the addresses of this topic: what holds, and what Bob proposed instead for Alice to sign."""

    in_force: Agreement
    proposed: Agreement


def build(scene: Scene) -> Things:
    alice, bob = scene.alice.person, scene.bob.person
    signed, sent = scene.now - timedelta(days=30), scene.now - timedelta(days=2)
    in_force = make.AgreementFactory(
        mentorship=scene.pair,
        goals="Lead one project from start to end.\nSpeak in every meeting.",
        state="signed",
        mentee_expects="Honest feedback.",
        proposed_at=signed,
        signed_at=signed,
    )
    proposed = make.AgreementFactory(
        mentorship=scene.pair,
        version=2,
        goals="Lead one project from start to end.\nSpeak in every second meeting.",
        cadence="monthly",
        mentee_expects="Honest feedback.",
        message="Once a month is what I can keep.",
        proposed_by=bob,
        proposed_at=sent,
        remind_at=sent + timedelta(days=5),
    )
    for agreement, person, at in ((in_force, alice, signed), (in_force, bob, signed), (proposed, bob, sent)):
        make.SignatureFactory(agreement=agreement, person=person, signed_at=at)
        make.AgreementEventFactory(agreement=agreement, at=at, by=person)
    return Things(in_force, proposed)


def more(scene: Scene, things: Things) -> None:
    """One more version, between the two, that came to nothing."""
    things.proposed.version += 1
    things.proposed.save(update_fields=["version"])
    old = make.AgreementFactory(
        mentorship=scene.pair,
        version=things.proposed.version - 1,
        goals="Another goal altogether.",
        state="withdrawn",
        proposed_at=scene.now - timedelta(days=9),
        closed_at=scene.now - timedelta(days=8),
    )
    make.SignatureFactory(agreement=old, signed_at=old.proposed_at)
