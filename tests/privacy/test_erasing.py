"""Asking to be erased, taking it back, and what it does to everybody else."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from accounts.leaving import can_take_back, open_erasure
from accounts.models import Erasure, Person, User
from accounts.operations import erasures
from accounts.operations.erasures import (
    ASKED_MAIL,
    GOODBYE,
    GRACE,
    REMINDED_BEFORE,
    SOON_MAIL,
    CannotLeave,
    ask_to_be_erased,
    erase,
    erase_due,
    take_back_erasure,
)
from accounts.privacy import DECLARATIONS
from accounts.transitions import StaleState
from journeys.models import Introduction, Message
from matching.models import Mentorship, Request
from notifications.models import Notification
from notifications.operations.delivery import deliver_due
from programmes.models import Enrolment, Event, Organiser, Programme, SignUp
from programmes.operations.events import sign_up
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def asked(person: Person) -> Erasure:
    return ask_to_be_erased(person=person, by=person, now=NOW)


def sent_to(person: Person) -> list[Any]:
    return [letter for letter in mail.outbox if letter.to == [person.user.email]]


# --- asking


def test_asking_twice_is_asking_once() -> None:
    person = make.PersonFactory()
    erasure = asked(person)
    assert erasure.due_at == NOW + GRACE
    assert open_erasure(person) == erasure
    with pytest.raises(StaleState):
        asked(person)


def test_a_letter_comes_at_once_and_another_two_days_before() -> None:
    person = make.PersonFactory(name="Alice Adeyemi")
    erasure = asked(person)
    deliver_due(now=NOW)
    first = sent_to(person)
    assert len(first) == 1
    assert "/your-data/" in first[0].body
    deliver_due(now=erasure.due_at - REMINDED_BEFORE - HOUR)
    assert len(sent_to(person)) == 1
    assert set(Notification.objects.values_list("kind", flat=True)) == {ASKED_MAIL, SOON_MAIL}


def test_taken_back_everything_stays() -> None:
    person = make.PersonFactory()
    erasure = asked(person)
    take_back_erasure(erasure=erasure, by=person, now=NOW + HOUR)
    assert open_erasure(person) is None
    assert erase_due(now=NOW + GRACE + GOODBYE) == 0
    with pytest.raises(StaleState):
        take_back_erasure(erasure=erasure, by=person, now=NOW + HOUR)
    asked(person)


def test_from_the_moment_it_is_due_it_cannot_be_taken_back() -> None:
    person = make.PersonFactory()
    erasure = asked(person)
    assert can_take_back(erasure, now=erasure.due_at - HOUR)
    assert not can_take_back(erasure, now=erasure.due_at)
    with pytest.raises(StaleState):
        take_back_erasure(erasure=erasure, by=person, now=erasure.due_at)


def test_the_last_organiser_hands_over_first() -> None:
    organiser = make.OrganiserFactory(programme__state="running", programme__name="Open doors")
    with pytest.raises(CannotLeave, match="Open doors"):
        asked(organiser.person)
    make.OrganiserFactory(programme=organiser.programme)
    asked(organiser.person)


def test_whoever_guards_a_programme_for_people_under_age_hands_over_first() -> None:
    programme = make.ProgrammeFactory(for_minors=True, safeguarding_contact=make.PersonFactory())
    with pytest.raises(CannotLeave):
        asked(programme.safeguarding_contact)
    assert not Erasure.objects.exists()


def test_the_only_one_who_runs_the_site_stays() -> None:
    person = make.PersonFactory(user__is_superuser=True)
    with pytest.raises(CannotLeave):
        asked(person)
    make.PersonFactory(user__is_superuser=True)
    asked(person)


def test_what_came_up_since_makes_it_wait() -> None:
    erasure = asked(make.PersonFactory())
    organiser = make.OrganiserFactory(person=erasure.person, programme__state="running")
    assert erase_due(now=erasure.due_at + GOODBYE) == 0
    organiser.delete()
    erase_due(now=erasure.due_at + GOODBYE)
    assert erase_due(now=erasure.due_at + GOODBYE) == 1


# --- carrying it out


def test_others_are_told_by_name_before_the_name_is_gone() -> None:
    pair = make.MentorshipFactory(
        mentee__person__name="Alice Adeyemi", mentee__active_mentorships=1, mentor__active_mentorships=1
    )
    alice, bob = pair.mentee.person, pair.mentor.person
    erasure = asked(alice)
    assert erase_due(now=erasure.due_at) == 0
    pair.refresh_from_db()
    assert (pair.state, pair.end_reason) == ("ended", "person_left")
    assert not User.objects.get(pk=alice.user_id).is_active
    deliver_due(now=erasure.due_at)
    assert any("Alice Adeyemi" in letter.body for letter in sent_to(bob))
    assert erase_due(now=erasure.due_at + GOODBYE - timedelta(minutes=1)) == 0
    assert erase_due(now=erasure.due_at + GOODBYE) == 1
    alice.refresh_from_db()
    assert (alice.name, alice.first_name, alice.initials) == ("Somebody who left", "Somebody who left", "–")
    pair.mentor.refresh_from_db()
    assert pair.mentor.active_mentorships == 0


def test_it_leaves_everything_as_if_by_hand() -> None:
    mentee = make.MenteeFactory(programme__state="running")
    person, programme = mentee.person, mentee.programme
    other = make.MenteeFactory(programme=programme)
    event = make.EventFactory(programme=programme, places=1, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    sign_up(event, by=person, now=NOW)
    waits = sign_up(event, by=other.person, now=NOW)
    request = make.RequestFactory(mentee=mentee, programme=programme)
    offered = make.IntroductionFactory(contact=person, contact_email=person.user.email)
    make.OrganiserFactory(programme=programme)
    make.OrganiserFactory(programme=programme, person=person)
    guarded = make.ProgrammeFactory(safeguarding_contact=person)
    assert erase(person=person, now=NOW)
    assert Enrolment.objects.get(pk=mentee.pk).state == "withdrawn"
    assert Request.objects.get(pk=request.pk).state == "closed"
    assert SignUp.objects.get(pk=waits.pk).state == "going"
    assert Event.objects.get(pk=event.pk).taken == 1
    assert Introduction.objects.get(pk=offered.pk).state == "closed"
    assert not Organiser.objects.filter(person=person).exists()
    assert Programme.objects.get(pk=guarded.pk).safeguarding_contact is None
    assert not erase(person=person, now=NOW)


def test_what_the_other_one_wrote_stays() -> None:
    pair = make.MentorshipFactory()
    own = make.MessageFactory(mentorship=pair, author=pair.mentee.person, text="Mine.")
    theirs = make.MessageFactory(mentorship=pair, author=pair.mentor.person, text="Yours.")
    erase(person=pair.mentee.person, now=NOW)
    assert Message.objects.get(pk=theirs.pk).text == "Yours."
    assert Message.objects.get(pk=own.pk).text == "Removed: whoever wrote this has left."


def test_whoever_is_reported_takes_nothing_from_the_report() -> None:
    report = make.SafetyReportFactory(words="He wrote at night.", quoted="Are you up?")
    erase(person=report.about, now=NOW)
    report.refresh_from_db()
    assert (report.words, report.quoted) == ("He wrote at night.", "")


def test_every_declared_field_says_nothing_afterwards() -> None:
    pair = make.MentorshipFactory(reasons={"score": 1})
    person = pair.mentee.person
    person.quiet_from, person.zone, person.mentee_cap = 3, "Asia/Tokyo", 2
    person.save()
    erase(person=person, now=NOW)
    person.refresh_from_db()
    assert (person.zone, person.quiet_from, person.mentee_cap) == ("Europe/London", 21, None)
    assert Mentorship.objects.get(pk=pair.pk).reasons == {}
    user = person.user
    assert user.email.endswith("@erased.invalid")
    assert not user.has_usable_password()
    assert ("accounts.User", "password") in DECLARATIONS.neutral


def test_nothing_due_costs_one_query() -> None:
    asked(make.PersonFactory())
    with CaptureQueriesContext(connection) as queries:
        assert erase_due(now=NOW) == 0
    assert len(queries) == 1


# --- from the command line


def test_the_command_says_what_it_would_do() -> None:
    person = make.MenteeFactory(headline="A headline").person
    out = StringIO()
    call_command("erase_person", person.user.email, "--dry-run", stdout=out)
    assert "programmes.Enrolment is emptied" in out.getvalue()
    person.refresh_from_db()
    assert person.erased_at is None


def test_the_command_erases() -> None:
    person = make.PersonFactory()
    call_command("erase_person", person.user.email.upper(), "--yes", stdout=StringIO())
    person.refresh_from_db()
    assert person.erased_at is not None
    with pytest.raises(CommandError):
        call_command("erase_person", "nobody@example.org", "--yes", stdout=StringIO())


def test_the_command_refuses_what_the_page_refuses() -> None:
    organiser = make.OrganiserFactory(programme__state="running")
    with pytest.raises(CommandError):
        call_command("erase_person", organiser.person.user.email, "--yes", stdout=StringIO())


# --- what names somebody


@pytest.mark.parametrize(
    ("name", "text", "is_about"),
    [
        ("Al", "Also too late", False),
        ("Al", "550 <al@example.org>", True),
        ("Ada Byron", "ADA BYRON is ill", True),
        ("Ada Byron", "Ada is ill", False),
    ],
)
def test_a_single_word_is_nobodys_name(name: str, text: str, is_about: bool) -> None:
    person = make.PersonFactory(name=name, user__email="al@example.org")
    event = make.AuditEventFactory()
    reason = make.AuditReasonFactory(event_id=event.pk, text=text)
    erase(person=person, now=NOW)
    assert type(reason).objects.filter(pk=reason.pk).exists() is not is_about


def test_the_address_is_free_again() -> None:
    person = make.PersonFactory(user__email="ada@example.org")
    erase(person=person, now=NOW)
    assert make.PersonFactory(user__email="ada@example.org").user_id != person.user_id


def test_one_that_fails_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = asked(make.PersonFactory()), asked(make.PersonFactory())
    late = first.due_at + GOODBYE

    def failing(*, person: Person, now: Any) -> bool:
        if person.pk == first.person_id:
            raise OperationalError("deadlock detected")
        return erase(person=person, now=now)

    erase_due(now=late)  # they leave
    monkeypatch.setattr(erasures, "erase", failing)
    with pytest.raises(OperationalError):
        erase_due(now=late)
    second.refresh_from_db()
    assert second.done_at == late
