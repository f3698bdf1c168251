"""Feedback, the wish for it, and the consent to share how it goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Person
from accounts.transitions import StaleState
from journeys.enums import FeedbackReaders
from journeys.models import Feedback, FeedbackWish, SharedTrend
from journeys.operations.exchanges import Apart
from journeys.operations.feedback import (
    GIVEN_MAIL,
    WISHED_MAIL,
    AlreadyWished,
    Gone,
    change_feedback,
    give_feedback,
    open_wish,
    remove_feedback,
    share_trend,
    take_back_wish,
    wish_feedback,
)
from journeys.queries.feedback import widened_feedback
from matching.models import Mentorship
from notifications.kinds import Letter, registry
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW
LATER = NOW + timedelta(days=1)
WORDS = {"strengths": "You ask first.", "work_on": "", "would_help": ""}


@pytest.fixture
def pair() -> Mentorship:
    return make.MentorshipFactory(mentee__person__name="Alice Adeyemi", mentor__person__name="Bob Brown")


@pytest.fixture
def alice(pair: Mentorship) -> Person:
    return pair.mentee.person


@pytest.fixture
def bob(pair: Mentorship) -> Person:
    return pair.mentor.person


def letter(kind: str) -> Letter | None:
    one = Notification.objects.get(kind=kind)
    return registry[kind].load(one)


def end(pair: Mentorship) -> None:
    Mentorship.objects.filter(pk=pair.pk).update(state="completed", closed_at=NOW)


def test_feedback_is_for_the_two_and_its_letter_quotes_nothing(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    feedback = give_feedback(pair, **WORDS, by=alice, now=NOW)
    assert feedback.readers == FeedbackReaders.PAIR
    found = letter(GIVEN_MAIL)
    assert found is not None
    assert found.to == bob.user.email
    assert "You ask first" not in str(found.context)
    assert give_feedback(pair, **WORDS, by=alice, now=NOW) == feedback  # pressed twice
    assert Notification.objects.filter(kind=GIVEN_MAIL).count() == 1


def test_the_author_alone_widens_and_narrows_who_reads_it(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    feedback = give_feedback(pair, **WORDS, by=alice, now=NOW)
    assert list(widened_feedback(pair.programme, reader=None, number=None)) == []
    with pytest.raises(ValueError, match="their own"):
        change_feedback(feedback, **WORDS, readers=FeedbackReaders.ORGANISERS, by=bob, now=LATER)
    changed = change_feedback(feedback, **WORDS, readers=FeedbackReaders.ORGANISERS, by=alice, now=LATER)
    assert (changed, feedback.changed_at) == (["readers"], None)
    assert list(widened_feedback(pair.programme, reader=None, number=None)) == [feedback]
    # An organiser who is one of the two reads nothing of it as an organiser.
    assert list(widened_feedback(pair.programme, reader=bob, number=None)) == []
    change_feedback(feedback, **WORDS, readers=FeedbackReaders.PAIR, by=alice, now=LATER)
    assert list(widened_feedback(pair.programme, reader=None, number=None)) == []


def test_changed_words_are_marked_and_removed_ones_are_gone(pair: Mentorship, alice: Person) -> None:
    feedback = give_feedback(pair, **WORDS, by=alice, now=NOW)
    more = WORDS | {"work_on": "Time."}
    change_feedback(feedback, **more, readers=FeedbackReaders.PAIR, by=alice, now=LATER)
    feedback.refresh_from_db()
    assert (feedback.work_on, feedback.changed_at) == ("Time.", LATER)
    end(pair)
    with pytest.raises(StaleState):
        change_feedback(feedback, **WORDS, readers=FeedbackReaders.PAIR, by=alice, now=LATER)
    stale = Feedback.objects.get(pk=feedback.pk)
    remove_feedback(feedback, by=alice, now=LATER)
    assert not Feedback.objects.exists()
    assert letter(GIVEN_MAIL) is None
    Mentorship.objects.filter(pk=pair.pk).update(state="active", closed_at=None)
    with pytest.raises(Gone):
        change_feedback(stale, **WORDS, readers=FeedbackReaders.PAIR, by=alice, now=LATER)


def test_a_wish_is_open_until_the_other_one_answers(pair: Mentorship, alice: Person, bob: Person) -> None:
    wish = wish_feedback(pair, question="How was my talk?", by=alice, now=NOW)
    found = letter(WISHED_MAIL)
    assert found is not None
    assert (found.to, found.context["question"]) == (bob.user.email, "How was my talk?")
    with pytest.raises(AlreadyWished):
        wish_feedback(pair, question="And my slides?", by=alice, now=NOW)
    give_feedback(pair, **WORDS, by=alice, now=NOW)  # one's own answers nothing
    assert open_wish(pair, alice) == wish
    give_feedback(pair, **WORDS, by=bob, now=LATER)
    assert open_wish(pair, alice) is None
    assert letter(WISHED_MAIL) is None


def test_a_wish_is_taken_back(pair: Mentorship, alice: Person) -> None:
    wish_feedback(pair, question="", by=alice, now=NOW)
    assert take_back_wish(pair, by=alice, now=LATER)
    assert not take_back_wish(pair, by=alice, now=LATER)
    assert not FeedbackWish.objects.exists()
    assert letter(WISHED_MAIL) is None


def test_nothing_goes_between_people_apart_or_after_the_end(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    share_trend(pair, shared=True, by=alice, now=NOW)
    make.BlockFactory(blocker=bob, blocked=alice)
    with pytest.raises(Apart):
        give_feedback(pair, **WORDS, by=alice, now=NOW)
    with pytest.raises(Apart):
        wish_feedback(pair, question="", by=bob, now=NOW)
    with pytest.raises(Apart):
        share_trend(pair, shared=True, by=bob, now=NOW)
    end(pair)
    with pytest.raises(StaleState):
        give_feedback(pair, **WORDS, by=alice, now=NOW)
    share_trend(pair, shared=False, by=alice, now=NOW)
    assert not SharedTrend.objects.exists()
