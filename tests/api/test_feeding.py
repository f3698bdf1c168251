"""What a system changes: once, however often it asks, and written down as its doing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, get_ident
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEvent, AuditReason
from accounts.transitions import StaleState
from api.operations import feeding
from notifications.models import Notification
from programmes.log import log_of
from programmes.models import Enrolment, Invitation
from programmes.operations.invitations import decline_invitation, withdraw_invitation
from tests import factories as make
from tests.api.house import House, System, build_house, kind_of

NEW = {"email": "Zoe.New@Example.org", "name": "Zoe New", "role": "mentee"}


@pytest.fixture
def house(db: None) -> House:
    return build_house(state="running")


@pytest.fixture
def system(house: House) -> System:
    return System(house)


def invite(system: System, house: House, **more: Any) -> Any:
    return system.post(f"programmes/{house.programme.pk}/invitations", {**NEW, **more})


def test_somebody_new_is_asked_once(house: House, system: System) -> None:
    first = invite(system, house, message="Welcome.\nDo come.")
    assert (first.status_code, first.json()["outcome"]) == (201, "invited")
    assert first.json()["invitation"]["email"] == "zoe.new@example.org"
    assert first.json()["enrolment"] is None
    again = invite(system, house)
    assert (again.status_code, again.json()["outcome"]) == (200, "waiting")
    assert again.json()["invitation"] == first.json()["invitation"]
    assert Notification.objects.filter(kind="invitation").count() == 1
    person = Invitation.objects.get(pk=first.json()["invitation"]["id"]).person
    assert (person.name, person.user.email) == ("Zoe New", "zoe.new@example.org")


def test_somebody_is_enrolled_once(house: House, system: System) -> None:
    first = invite(system, house, kind="enrolled").json()
    assert (first["outcome"], first["enrolment"]["state"]) == ("invited", "approved")
    again = invite(system, house, kind="enrolled")
    assert (again.status_code, again.json()["outcome"]) == (200, "takes_part")
    assert (again.json()["enrolment"], again.json()["invitation"]) == (
        first["enrolment"],
        first["invitation"],
    )


def test_whoever_said_no_is_not_asked_every_night(house: House, system: System) -> None:
    asked = Invitation.objects.get(pk=invite(system, house).json()["invitation"]["id"])
    decline_invitation(invitation=asked, now=timezone.now())
    assert invite(system, house).json()["outcome"] == "said_no"
    assert Notification.objects.filter(kind="invitation").count() == 1
    assert invite(system, house, ask_again=True).status_code == 201
    withdraw_invitation(
        invitation=Invitation.objects.get(state="open", person=asked.person), by=None, now=timezone.now()
    )
    assert invite(system, house).json()["outcome"] == "taken_back"


def test_whoever_let_it_run_out_or_left_is_not_asked_again_either(house: House, system: System) -> None:
    Invitation.objects.update(closes_at=timezone.now() - timedelta(days=1))
    lapsed = invite(system, house, email=house.invitation.person.user.email, role="mentor")
    assert lapsed.json()["outcome"] == "no_answer"
    Enrolment.objects.filter(pk=house.mentee.pk).update(state="withdrawn")
    email = house.mentee.person.user.email
    assert invite(system, house, email=email).json()["outcome"] == "left"
    refused = invite(system, house, email=email, kind="enrolled", ask_again=True)
    assert (refused.status_code, kind_of(refused)) == (409, "left-before")
    assert invite(system, house, email=email, ask_again=True).status_code == 201


def test_what_stands_in_the_way_is_said(house: House, system: System) -> None:
    closed = make.UserFactory(is_active=False)
    assert kind_of(invite(system, house, email=closed.email)) == "closed-account"
    over = make.ProgrammeFactory(organisation=house.programme.organisation, state="closed")
    assert kind_of(system.post(f"programmes/{over.pk}/invitations", NEW)) == "takes-nobody"


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"email": "nobody"}, "#/email"),
        ({"email": "a@b.org\u0000"}, "#/email"),
        ({"role": "boss"}, "#/role"),
        ({"kind": "profile"}, "#/kind"),
        ({"days": 31}, "#/days"),
        ({"name": "A\nB"}, "#/name"),
        ({"message": "\u0000"}, "#/message"),
        ({"emial": "x"}, "#/emial"),
    ],
)
def test_what_is_wrong_is_pointed_at(house: House, system: System, more: Any, pointer: str) -> None:
    answer = invite(system, house, **more)
    assert (answer.status_code, kind_of(answer)) == (422, "wrong-fields")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert Invitation.objects.count() == 1


def test_what_is_no_json_is_said(house: House, system: System) -> None:
    address = f"/api/v1/programmes/{house.programme.pk}/invitations"
    for body in (b"{", b"\xff", b"[[1,]"):
        answer = system.client.post(address, body, "application/json", headers=system._headers({}))
        assert (answer.status_code, kind_of(answer)) == (400, "not-json"), body


def test_a_leaver_is_taken_out_and_told(house: House, system: System) -> None:
    address = f"enrolments/{house.mentee.pk}/end"
    first = system.post(address, {"reason": "Left the company"})
    assert (first.status_code, first.json()["state"]) == (200, "withdrawn")
    assert Notification.objects.filter(kind="enrolment_left", recipient=house.mentee.person.user).exists()
    again = system.post(address)
    assert again.json() == first.json()
    assert AuditEvent.objects.filter(action="enrolment.withdraw").count() == 1
    declined = make.MenteeFactory(programme=house.programme, state="declined")
    assert kind_of(system.post(f"enrolments/{declined.pk}/end")) == "changed"


def test_an_invitation_is_taken_back(house: House, system: System) -> None:
    address = f"invitations/{house.invitation.pk}/withdraw"
    assert system.post(address).json()["state"] == "withdrawn"
    assert system.post(address).status_code == 200
    now = timezone.now()
    answered = make.InvitationFactory(programme=house.programme, state="accepted", answered_at=now)
    assert kind_of(system.post(f"invitations/{answered.pk}/withdraw")) == "changed"


def test_the_log_says_which_system_did_it(house: House, system: System) -> None:
    invited = invite(system, house).json()["invitation"]["id"]
    system.post(f"enrolments/{house.mentee.pk}/end", {"reason": "Left the company"})
    rows = AuditEvent.objects.filter(action__startswith="token.").order_by("pk")
    assert [(row.action, row.object_id, row.actor_id, row.programme_id) for row in rows] == [
        ("token.invite", str(system.token.pk), None, house.programme.pk),
        ("token.end", str(system.token.pk), None, house.programme.pk),
    ]
    reasons = AuditReason.objects.filter(event_id__in=[row.pk for row in rows]).order_by("event_id")
    assert [reason.text for reason in reasons] == [
        f"programmes.invitation {invited}",
        f"programmes.enrolment {house.mentee.pk}",
    ]
    told = log_of(house.programme, person=None, topic="token", page=1).deeds
    assert {deed.what for deed in told} == {
        "invited somebody, as a connected system asked",
        "took somebody out of the programme, as a connected system asked",
    }
    assert all(system.token.name in deed.about for deed in told)


def test_whoever_was_asked_a_moment_ago_by_another_request_waits(
    house: House, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is committed between the look at how they stand and the asking itself."""
    real = feeding.invite_many

    def late(**asked: Any) -> Any:
        real(**asked)
        return real(**asked)

    monkeypatch.setattr(feeding, "invite_many", late)
    answer = invite(system, house)
    assert (answer.status_code, answer.json()["outcome"]) == (200, "waiting")
    assert answer.json()["invitation"]["email"] == "zoe.new@example.org"
    there = invite(system, house, email="yan@example.org", kind="enrolled")
    assert (there.status_code, there.json()["outcome"]) == (200, "takes_part")


def test_an_invitation_that_was_taken_back_a_moment_ago_is_taken_back(house: House, system: System) -> None:
    stale = Invitation.objects.select_related("programme").get(pk=house.invitation.pk)
    withdraw_invitation(invitation=house.invitation, by=None, now=timezone.now())
    feeding.take_back(token=system.token, invitation=stale, now=timezone.now())
    assert stale.state == "withdrawn"
    assert not AuditEvent.objects.filter(action="token.take_back").exists()
    now = timezone.now()
    answered = make.InvitationFactory(programme=house.programme)
    late = Invitation.objects.select_related("programme").get(pk=answered.pk)
    Invitation.objects.filter(pk=answered.pk).update(state="accepted", answered_at=now)
    with pytest.raises(StaleState):
        feeding.take_back(token=system.token, invitation=late, now=now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tries", [1, 2])
def test_two_at_once_ask_somebody_once(monkeypatch: pytest.MonkeyPatch, tries: int) -> None:
    """With one try, which is the control, one of the two breaks on what the other wrote."""
    monkeypatch.setattr(feeding, "TRIES", tries)
    house = build_house(state="running")
    system = System(house, used_at=timezone.now())
    start, real, waited = Barrier(2), feeding.invite_many, set[int]()

    def together(**asked: Any) -> Any:
        # Both have looked, and seen nobody.
        if get_ident() not in waited:
            waited.add(get_ident())
            start.wait(timeout=10)
        return real(**asked)

    monkeypatch.setattr(feeding, "invite_many", together)

    def press(_number: int) -> int:
        system.client.raise_request_exception = False
        try:
            return int(invite(system, house).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(press, range(2)))
    assert Invitation.objects.exclude(pk=house.invitation.pk).count() == 1
    assert answers == ([200, 201] if tries == 2 else [201, 500])
