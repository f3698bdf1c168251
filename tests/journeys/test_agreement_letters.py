"""The letters about the working agreement and about reviews: made of what their samples show, and sent only while wanted."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Person
from journeys.models import Agreement, Review
from journeys.operations import agreement, reviews
from matching.models import Mentorship
from notifications.kinds import Letter, registry
from notifications.models import Notification
from notifications.samples import Backdrop, samples
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Mentorship:
    return make.MentorshipFactory(mentee__person__name="Alice Adeyemi", mentor__person__name="Bob Brown")


@pytest.fixture
def waiting(pair: Mentorship) -> Agreement:
    """A first version that Alice proposed."""
    return make.AgreementFactory(mentorship=pair, message="See www.example.org")


def letter(kind: str, reader: Person, subject: Any) -> Letter | None:
    row = Notification(kind=kind, recipient=reader.user, subject_id=subject.pk, created_at=timezone.now())
    return registry[kind].load(row)


def facts(kind: str) -> set[str]:
    return set(samples.by_kind[kind].variants[0].letter(Backdrop()).context)


def test_they_are_made_of_what_their_samples_show(pair: Mentorship, waiting: Agreement) -> None:
    bob = pair.mentor.person
    for kind in (agreement.PROPOSED_MAIL, agreement.CHANGED_MAIL, agreement.REMINDER_MAIL):
        found = letter(kind, bob, waiting)
        assert found is not None
        assert set(found.context) == facts(kind)
    due = make.ReviewFactory(mentorship=pair, person=bob)
    for kind in (reviews.DUE_MAIL, reviews.REMINDER_MAIL):
        found = letter(kind, bob, due)
        assert found is not None
        assert set(found.context) == facts(kind)


def test_the_first_says_all_and_a_change_says_what_differs(pair: Mentorship, waiting: Agreement) -> None:
    first = letter(agreement.PROPOSED_MAIL, pair.mentor.person, waiting)
    assert first is not None
    assert ("Where we meet", ["Video call"]) in first.context["parts"]
    assert "www.example.org" not in str(first.context["message"])
    Agreement.objects.update(state="changed", closed_at=timezone.now())
    answer = make.AgreementFactory(
        mentorship=pair, version=2, channel="Phone", proposed_by=pair.mentor.person
    )
    found = letter(agreement.CHANGED_MAIL, pair.mentee.person, answer)
    assert found is not None
    assert (found.context["parts"], found.context["differences"]) == (
        (),
        [("Where we meet", "Video call", "Phone")],
    )


def test_nobody_wants_them_once_it_is_otherwise(pair: Mentorship, waiting: Agreement) -> None:
    bob = pair.mentor.person
    due: Review = make.ReviewFactory(mentorship=pair, person=bob)

    def come() -> list[bool]:
        kinds = (agreement.PROPOSED_MAIL, agreement.SIGNED_MAIL), (reviews.DUE_MAIL, reviews.SHARED_MAIL)
        rows = [(kind, waiting) for kind in kinds[0]] + [(kind, due) for kind in kinds[1]]
        return [letter(kind, bob, row) is not None for kind, row in rows]

    assert come() == [True, False, True, False]
    block = make.BlockFactory(blocker=bob, blocked=pair.mentee.person)
    assert come() == [False] * 4
    block.delete()
    assert letter(agreement.PROPOSED_MAIL, make.PersonFactory(), waiting) is None
    assert letter(reviews.DUE_MAIL, pair.mentee.person, due) is None
    Mentorship.objects.filter(pk=pair.pk).update(state="ended", closed_at=timezone.now())
    assert come() == [False] * 4
