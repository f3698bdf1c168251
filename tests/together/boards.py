"""What the world has of communities and their boards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from accounts.models import Affiliation, BoardAnswer, BoardQuestion, BoardReport, Person
from tests import factories as make
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """Alice and Bob show themselves in the network they share; the newcomer says they belong there and shows nothing. Alice
    asked and Bob answered; Bob asked and Alice answered. Somebody reported what Bob asked."""

    question: BoardQuestion
    answer: BoardAnswer
    of_bob: BoardQuestion
    of_alice: BoardAnswer
    report: BoardReport


def build(scene: Scene) -> Things:
    now, network = scene.now, scene.network
    alice, bob = scene.alice.person, scene.bob.person
    Affiliation.objects.filter(network=network).update(shown_at=now - timedelta(days=9))
    make.AffiliationFactory(network=network, person=Person.objects.get(name="Nell Newcomer"))
    question = make.BoardQuestionFactory(
        network=network,
        author=alice,
        title="Who has moved from a lab into a company?",
        text="What surprised you?\nI read https://example.org/moving already.",
        asked_at=now - timedelta(days=2),
    )
    answer = make.BoardAnswerFactory(question=question, author=bob, answered_at=now - timedelta(days=1))
    of_bob = make.BoardQuestionFactory(network=network, author=bob, asked_at=now - timedelta(days=4))
    of_alice = make.BoardAnswerFactory(question=of_bob, author=alice, answered_at=now - timedelta(days=3))
    report = make.BoardReportFactory(
        question=of_bob, reported_by=make.PersonFactory(name="Rae Reporter"), reported_at=now
    )
    return Things(question, answer, of_bob, of_alice, report)


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    member = make.AffiliationFactory(network=scene.network, shown_at=scene.now).person
    asked = make.BoardQuestionFactory(network=scene.network, author=member, asked_at=scene.now)
    make.BoardAnswerFactory(question=asked, author=scene.alice.person, answered_at=scene.now)
    make.BoardAnswerFactory(question=things.question, author=member, answered_at=scene.now)
    make.BoardReportFactory(question=asked, reported_by=member, reported_at=scene.now)
    own = make.AffiliationFactory(person=scene.alice.person, shown_at=scene.now)
    make.AffiliationFactory(person=member, network=own.network, shown_at=scene.now)
