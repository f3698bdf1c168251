"""The consent of a guardian: asked for, given, refused and taken back by a link that needs no account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.transitions import StaleState
from notifications.kinds import registry
from notifications.models import Notification
from notifications.operations.delivery import deliver_due
from programmes.enums import GuardianState
from programmes.minors import consent_by, guardian_token
from programmes.models import Enrolment, GuardianConsent
from programmes.operations.guardians import (
    OwnAddress,
    answer_guardian,
    ask_guardian,
    forget_guardian,
    remind_guardian,
)
from tests import factories as make
from tests.factories import NOW
from tests.programmes.minors.test_clearance import DAY, mentee_of, young

pytestmark = pytest.mark.django_db


def asked(enrolment: Enrolment, **more: Any) -> GuardianConsent:
    given = {"name": "Gita Guardian", "email": "Gita@example.org", "by": enrolment.person, "now": NOW, **more}
    return ask_guardian(enrolment=enrolment, **given)


def letters() -> list[Any]:
    """What goes out at noon of the next day."""
    deliver_due(now=(timezone.now() + DAY).replace(hour=12), limit=50)
    return mail.outbox


def link(consent: GuardianConsent) -> str:
    return f"/guardian/{guardian_token(consent)}/"


def test_the_letter_goes_to_the_guardian_alone_and_its_link_answers(client: Client) -> None:
    mentee = mentee_of(young(name="Young Harbour"), "")
    consent = asked(mentee)
    (letter,) = letters()
    assert letter.to == ["gita@example.org"]
    assert "Sofia Safe" in letter.body
    assert mentee.person.user.email not in letter.body
    assert link(consent) in letter.body
    page = client.get(link(consent))
    assert (page.status_code, "may take part" in page.text) == (200, True)
    assert not GuardianConsent.objects.exclude(state="asked").exists(), "opening it answers nothing"
    assert client.post(link(consent), {"answer": "agree", "words": "Have fun."}).status_code == 302
    consent.refresh_from_db()
    assert (consent.state, consent.words, consent.version) == ("given", "Have fun.", "1")
    assert client.post(link(consent), {"answer": "agree"}).status_code == 302, "pressed twice"
    mail.outbox.clear()
    assert sorted(one.to[0] for one in letters()) == sorted(["gita@example.org", mentee.person.user.email])
    client.post(link(consent), {"answer": "withdraw"})
    consent.refresh_from_db()
    assert consent.state == GuardianState.WITHDRAWN
    assert client.post(link(consent), {"answer": "refuse"}).status_code == 409
    assert client.post(link(consent), {"answer": "nonsense"}).status_code == 400
    assert client.post(link(consent), {"answer": "agree"}).status_code == 302


def test_another_address_ends_the_link_of_the_first() -> None:
    mentee = mentee_of(young(), "")
    first = asked(mentee)
    old = guardian_token(first)
    assert consent_by(old) is not None
    second = asked(mentee, email="right@example.org", now=NOW + timedelta(minutes=5))
    assert (second.pk, consent_by(old)) == (first.pk, None)
    assert consent_by(guardian_token(second)) == second
    assert [one.to for one in letters()] == [["right@example.org"]], "the first letter goes to nobody"


def test_changed_and_foreign_links_are_worth_nothing(client: Client) -> None:
    consent = asked(mentee_of(young(), ""))
    token = guardian_token(consent)
    for wrong in (token[:-1], f"{token}x", "nothing"):
        assert client.get(f"/guardian/{wrong}/").status_code == 404
    consent.enrolment.state = "withdrawn"
    consent.enrolment.save(update_fields=["state"])
    assert client.get(link(consent)).status_code == 410


def test_nobody_is_their_own_guardian() -> None:
    mentee = mentee_of(young(), "")
    for address in (mentee.person.user.email, mentee.person.user.email.upper()):
        with pytest.raises(OwnAddress):
            asked(mentee, email=address)
    mentee.person.user.emailaddress_set.create(email="second@example.org", verified=True)
    with pytest.raises(OwnAddress):
        asked(mentee, email="Second@example.org")
    assert not GuardianConsent.objects.exists()


@pytest.mark.parametrize("state", [GuardianState.GIVEN, GuardianState.REFUSED, GuardianState.WITHDRAWN])
def test_an_answer_is_not_got_round_by_naming_somebody_else(state: str) -> None:
    mentee = mentee_of(young(), state)
    with pytest.raises(StaleState):
        asked(mentee, email="friend@example.org")
    with pytest.raises(StaleState):
        remind_guardian(consent=mentee.guardian_consent, by=mentee.person, now=NOW)
    assert not Notification.objects.exists()


def test_one_letter_a_day() -> None:
    mentee = mentee_of(young(), "")
    consent = asked(mentee)
    assert not remind_guardian(consent=consent, by=mentee.person, now=NOW)
    assert remind_guardian(consent=consent, by=mentee.person, now=NOW + DAY)
    assert Notification.objects.filter(kind="guardian_asked").count() == 2


def test_an_organiser_lets_somebody_name_a_guardian_anew() -> None:
    organiser = make.PersonFactory()
    refused = mentee_of(young(), GuardianState.REFUSED).guardian_consent
    forget_guardian(consent=refused, by=organiser, now=NOW)
    assert not GuardianConsent.objects.exists()
    given = mentee_of(young(), GuardianState.GIVEN).guardian_consent
    with pytest.raises(StaleState):
        forget_guardian(consent=given, by=organiser, now=NOW)


def test_only_one_of_two_answers_at_once_counts() -> None:
    consent = asked(mentee_of(young(), ""))
    rival = GuardianConsent.objects.get(pk=consent.pk)
    answer_guardian(consent=consent, to=GuardianState.GIVEN, words="", now=NOW)
    with pytest.raises(StaleState):
        answer_guardian(consent=rival, to=GuardianState.REFUSED, words="", now=NOW)


def test_the_mentee_sees_how_it_stands(client: Client) -> None:
    mentee = mentee_of(young(), "")
    client.force_login(mentee.person.user)
    page = f"/enrolments/{mentee.pk}/guardian/"
    assert "Name them" in client.get("/home/").text
    assert "Who should agree with you?" in client.get(page).text
    own = client.post(page, {"name": "Me", "email": mentee.person.user.email})
    assert "This is your own address" in own.text
    client.post(page, {"name": "Gita Guardian", "email": "gita@example.org"})
    assert "We wrote to gita@example.org" in client.get(page).text
    assert client.post(f"{page}again/", follow=True).text.count("A letter went today") == 1
    answer_guardian(
        consent=GuardianConsent.objects.get(), to=GuardianState.REFUSED, words="Not this year.", now=NOW
    )
    late = client.post(page, {"name": "A friend", "email": "friend@example.org"})
    assert (late.status_code, "Not this year." in late.text) == (409, True)
    assert "friend@example.org" not in GuardianConsent.objects.values_list("email", flat=True)


def test_no_guardian_is_asked_elsewhere(client: Client) -> None:
    mentee = make.MenteeFactory()
    client.force_login(mentee.person.user)
    assert client.get(f"/enrolments/{mentee.pk}/guardian/").status_code == 404


def test_organisers_see_the_state_and_not_the_address(client: Client) -> None:
    programme = young()
    mentee = mentee_of(programme, "")
    consent = asked(mentee)
    client.force_login(make.OrganiserFactory(programme=programme).person.user)
    page = f"/admin/organise/{programme.slug}/people/{mentee.pk}/"
    text = client.get(page).text
    assert consent.name in text
    assert consent.email not in text
    assert client.post(f"{page}guardian/forget/").status_code == 302
    assert not GuardianConsent.objects.exists()


def test_the_letters_are_not_to_be_turned_off() -> None:
    assert registry["guardian_asked"].essential
    assert registry["guardian_withdrew"].essential
