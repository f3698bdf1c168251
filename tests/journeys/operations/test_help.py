"""A call for help reaches the organisers, and the other side never."""

from __future__ import annotations

import pytest

from journeys.models import HelpRequest
from journeys.operations.help import HELP_MAIL, AlreadyAsked, ask_for_help
from journeys.queries.readers import readers_of_help
from matching.models import Mentorship
from notifications.kinds import registry
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Mentorship:
    return make.MentorshipFactory(mentee__person__name="Alice Adeyemi", mentor__person__name="Bob Brown")


def test_every_organiser_of_the_programme_gets_one_letter(pair: Mentorship) -> None:
    organisers = make.OrganiserFactory.create_batch(2, programme=pair.programme)
    make.OrganiserFactory()
    call = ask_for_help(pair, message="We never meet.", by=pair.mentee.person, now=make.NOW)
    mails = Notification.objects.filter(kind=HELP_MAIL, subject_id=call.pk)
    assert {mail.recipient_id for mail in mails} == {one.person.user_id for one in organisers}


def test_an_organiser_who_is_the_other_side_is_left_out(pair: Mentorship) -> None:
    make.OrganiserFactory(programme=pair.programme, person=pair.mentor.person)
    other = make.OrganiserFactory(programme=pair.programme)
    call = ask_for_help(pair, message="", by=pair.mentee.person, now=make.NOW)
    assert [mail.recipient_id for mail in Notification.objects.filter(subject_id=call.pk)] == [
        other.person.user_id
    ]


def test_without_an_organiser_it_goes_to_those_who_run_the_site(pair: Mentorship) -> None:
    make.OrganiserFactory(programme=pair.programme, person=pair.mentor.person)
    operator = make.PersonFactory(user__is_superuser=True)
    assert readers_of_help(pair, pair.mentee.person) == [operator]
    make.OrganiserFactory(programme=pair.programme, person__user__is_active=False)
    assert readers_of_help(pair, pair.mentee.person) == [operator]


def test_a_second_press_changes_nothing(pair: Mentorship) -> None:
    make.OrganiserFactory(programme=pair.programme)
    call = ask_for_help(pair, message="First", by=pair.mentee.person, now=make.NOW)
    with pytest.raises(AlreadyAsked) as refused:
        ask_for_help(pair, message="Second", by=pair.mentee.person, now=make.NOW)
    assert refused.value.call == call
    assert Notification.objects.count() == 1
    ask_for_help(pair, message="Mine", by=pair.mentor.person, now=make.NOW)
    assert HelpRequest.objects.count() == 2


def test_the_letter_says_who_and_what_and_is_answered_to_the_one_who_asked(pair: Mentorship) -> None:
    organiser = make.OrganiserFactory(programme=pair.programme)
    ask_for_help(pair, message="We never meet.", by=pair.mentee.person, now=make.NOW)
    letter = registry[HELP_MAIL].load(Notification.objects.get())
    assert letter is not None
    assert (letter.to, letter.reply_to) == (organiser.person.user.email, pair.mentee.person.user.email)
    assert letter.context["message"] == "We never meet."


def test_the_letter_is_not_sent_to_somebody_who_organises_no_more_nor_once_it_is_handled(
    pair: Mentorship,
) -> None:
    organiser = make.OrganiserFactory(programme=pair.programme)
    make.OrganiserFactory(programme=pair.programme)
    call = ask_for_help(pair, message="", by=pair.mentee.person, now=make.NOW)
    mail = Notification.objects.get(recipient=organiser.person.user)
    rest = Notification.objects.exclude(pk=mail.pk).get()
    organiser.delete()
    assert registry[HELP_MAIL].load(mail) is None
    HelpRequest.objects.filter(pk=call.pk).update(handled_at=make.NOW)
    assert registry[HELP_MAIL].load(rest) is None
