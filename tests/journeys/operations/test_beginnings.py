from __future__ import annotations

from datetime import timedelta

import pytest

from journeys.operations.beginnings import STARTED_MAIL, tell_new
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW


def test_a_mentor_who_said_yes_is_told_once_and_the_mentee_by_another_letter() -> None:
    request = make.RequestFactory(state="accepted", closed_at=NOW)
    pair = make.MentorshipFactory(mentee=request.mentee, mentor=request.mentor, request=request)
    assert tell_new(now=NOW) == 1
    assert tell_new(now=NOW + timedelta(hours=1)) == 0
    assert [mail.recipient for mail in Notification.objects.all()] == [pair.mentor.person.user]


def test_a_pair_that_organisers_made_is_told_on_both_sides() -> None:
    pair = make.MentorshipFactory()
    assert tell_new(now=NOW) == 2
    told = set(Notification.objects.values_list("recipient", flat=True))
    assert told == {pair.mentee.person.user_id, pair.mentor.person.user_id}


def test_old_and_resting_pairs_are_no_news() -> None:
    make.MentorshipFactory(started_at=NOW - timedelta(days=3))
    make.MentorshipFactory(state="ended", closed_at=NOW)
    assert tell_new(now=NOW) == 0


def test_the_letter_gives_the_address_of_the_other_one_in_text_and_html() -> None:
    pair = make.MentorshipFactory(mentor__person__name="Bob O'Neill")
    tell_new(now=NOW)
    for mail in Notification.objects.all():
        letter = registry[STARTED_MAIL].load(mail)
        assert letter is not None
        message = write(mail, letter)
        other = pair.mentor if mail.recipient_id == pair.mentee.person.user_id else pair.mentee
        html = str(message.alternatives[0][0])
        assert other.person.user.email in message.body
        assert other.person.user.email in html
        assert "&#x27;" not in message.subject + message.body


def test_nothing_is_sent_once_the_pair_has_ended() -> None:
    pair = make.MentorshipFactory()
    tell_new(now=NOW)
    pair.state, pair.closed_at = "ended", NOW
    pair.save()
    assert {registry[STARTED_MAIL].load(mail) for mail in Notification.objects.all()} == {None}
