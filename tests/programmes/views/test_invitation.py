"""The page behind an invitation's link: what it opens, for whom, and what it never does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.limits import LIMITS
from programmes.links import token_of
from programmes.models import Enrolment, Invitation, Programme
from programmes.operations.invitations import Invited, invite_many
from programmes.operations.leaving import withdraw_enrolment
from tests import factories as make

PRESSES_AN_HOUR = LIMITS["link"].address
pytestmark = pytest.mark.django_db
YES = {"accept": "on", "version": "1"}


@pytest.fixture(autouse=True)
def _nobody_was_here_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(name="Ours", slug="ours")


def invited(programme: Programme, email: str = "amara@example.org", **more: Any) -> Invitation:
    now = timezone.now()
    given: dict[str, Any] = {
        "role": "mentee", "kind": "join", "message": "Come along.", "closes_at": now + timedelta(days=7), **more,
    }  # fmt: skip
    sent = invite_many(programme=programme, invited=[Invited(email)], by=None, now=now, **given)
    return sent.invitations[0]


def path(invitation: Invitation) -> str:
    return f"/invitations/{token_of(invitation)}/"


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_looking_changes_nothing(client: Client, programme: Programme) -> None:
    invitation = invited(programme)
    for _again in range(2):
        page = client.get(path(invitation))
        assert (page.status_code, "You are invited to Ours" in page.text) == (200, True)
        assert "Come along." in page.text
    invitation.refresh_from_db()
    assert (invitation.state, signed_in(client), Enrolment.objects.count()) == ("open", None, 0)
    assert not EmailAddress.objects.get().verified


def test_a_press_signs_in_whoever_never_came_and_leads_on(client: Client, programme: Programme) -> None:
    invitation = invited(programme)
    response = client.post(path(invitation), YES)
    enrolment = Enrolment.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/enrolments/{enrolment.pk}/intake/")
    assert signed_in(client) == str(invitation.person.user_id)
    assert EmailAddress.objects.get().verified
    assert client.get(response["Location"]).status_code == 302
    # The link has done what it can: it opens nothing a second time, to nobody.
    other = Client()
    used = other.post(path(invitation), YES)
    assert (used.status_code, "You said yes already" in used.text, signed_in(other)) == (409, True, None)
    assert "You said yes already" in other.get(path(invitation)).text


def test_nobody_comes_without_the_guidelines(client: Client, programme: Programme) -> None:
    invitation = invited(programme)
    page = client.post(path(invitation), {"version": "1"})
    assert "Everybody in a programme keeps to its guidelines." in page.text
    assert (signed_in(client), Enrolment.objects.count()) == (None, 0)
    Programme.objects.update(guidelines_version="2")
    assert "The guidelines changed while you read them." in client.post(path(invitation), YES).text
    assert signed_in(client) is None


@pytest.mark.parametrize(
    "known",
    [
        {"last_login": timezone.now()},
        {"is_staff": True},
        {"is_superuser": True},
        {"password": "md5$a$b"},
    ],
)
def test_the_link_alone_never_opens_an_account_that_is_in_use(
    client: Client, programme: Programme, known: dict[str, Any]
) -> None:
    invitation = invited(programme)
    user = invitation.person.user
    type(user).objects.filter(pk=user.pk).update(**known)
    assert "Sign in to say yes" in client.get(path(invitation)).text
    response = client.post(path(invitation), YES)
    assert response["Location"].startswith("/accounts/login/?next=%2Finvitations%2F")
    invitation.refresh_from_db()
    assert (signed_in(client), invitation.state, Enrolment.objects.count()) == (None, "open", 0)
    assert not EmailAddress.objects.get().verified
    user.refresh_from_db()
    client.force_login(user)
    client.post(path(invitation), YES)
    assert Enrolment.objects.get().person == invitation.person
    assert not EmailAddress.objects.get().verified


def test_an_account_with_a_key_of_its_own_signs_in_as_ever(client: Client, programme: Programme) -> None:
    invitation = invited(programme)
    invitation.person.user.authenticator_set.create(type="totp", data={})
    client.post(path(invitation), YES)
    assert (signed_in(client), Enrolment.objects.count()) == (None, 0)


def test_a_closed_account_is_not_opened(client: Client, programme: Programme) -> None:
    invitation = invited(programme)
    type(invitation.person.user).objects.update(is_active=False)
    client.post(path(invitation), YES)
    assert (signed_in(client), Enrolment.objects.count()) == (None, 0)


def test_somebody_else_who_is_signed_in_is_told(client: Client, programme: Programme) -> None:
    invitation, other = invited(programme), make.PersonFactory()
    client.force_login(other.user)
    assert "Somebody else is signed in here" in client.get(path(invitation)).text
    assert client.post(path(invitation), YES).status_code == 409
    assert signed_in(client) == str(other.user_id)
    assert not Enrolment.objects.exists()


def test_opting_out_takes_one_press_and_no_sign_in(client: Client, programme: Programme) -> None:
    invitation = invited(programme, kind="enrolled")
    assert "You are enrolled in Ours" in client.get(path(invitation)).text
    page = client.post(path(invitation), {"decline": "1"}, follow=True)
    assert ("You said no, and that is fine" in page.text, signed_in(client)) == (True, None)
    assert Enrolment.objects.get().state == "withdrawn"
    client.post(path(invitation), YES)
    assert Enrolment.objects.get().state == "approved"
    assert client.post(path(invitation), {"decline": "1"}).status_code == 409


@pytest.mark.parametrize(
    ("invitation", "programme_state", "words"),
    [
        ({"state": "withdrawn"}, "enrolling", "This invitation was taken back"),
        ({"closes_at": timezone.now() - timedelta(days=1)}, "enrolling", "This link has had its time"),
        ({}, "closed", "The programme takes nobody now"),
    ],
)
def test_a_link_that_is_over_says_so_kindly(
    client: Client, programme: Programme, invitation: dict[str, Any], programme_state: str, words: str
) -> None:
    held = invited(programme)
    Invitation.objects.update(**invitation)
    Programme.objects.update(state=programme_state)
    page = client.get(path(held))
    assert (page.status_code, words in page.text) == (200, True)
    for sent in (YES, {"decline": "1"}):
        page = client.post(path(held), sent)
        assert (page.status_code, words in page.text, signed_in(client)) == (409, True, None)
    assert not Enrolment.objects.exists()


def test_a_link_that_was_changed_or_is_of_something_else_opens_nothing(
    client: Client, programme: Programme
) -> None:
    invitation = invited(programme)
    token = token_of(invitation)
    forged = [
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        signing.dumps(invitation.pk.hex),  # signed by us, for another purpose
        signing.dumps("nonsense", salt="programmes.invitation"),
        signing.dumps(str(programme.pk), salt="programmes.invitation"),
        invitation.pk.hex,
    ]
    for wrong in forged:
        for page in (client.get(f"/invitations/{wrong}/"), client.post(f"/invitations/{wrong}/", YES)):
            assert (page.status_code, "This link does not work" in page.text) == (404, True)
    assert (signed_in(client), Enrolment.objects.count()) == (None, 0)


def test_a_link_older_than_a_month_opens_nothing(
    client: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation = invited(programme)
    link = path(invitation)
    later = timezone.now() + timedelta(days=31)
    Invitation.objects.update(closes_at=later + timedelta(days=1))
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    assert client.post(link, YES).status_code == 404
    assert not Enrolment.objects.exists()


def test_an_invitation_leads_to_its_own_programme_alone(client: Client, programme: Programme) -> None:
    make.ProgrammeFactory()
    client.post(path(invited(programme)), YES)
    assert [enrolment.programme for enrolment in Enrolment.objects.all()] == [programme]


def test_a_link_does_not_undo_what_an_organiser_did_after_it(client: Client, programme: Programme) -> None:
    invitation = invited(programme, kind="enrolled")
    later = timezone.now() + timedelta(minutes=1)
    withdraw_enrolment(Enrolment.objects.get(), by=make.PersonFactory(), now=later)
    page = client.post(path(invitation), YES)
    assert (page.status_code, "This invitation was taken back" in page.text) == (409, True)
    assert (signed_in(client), Enrolment.objects.get().state) == (None, "withdrawn")


def test_pressing_without_end_is_stopped(client: Client, programme: Programme) -> None:
    invitation = invited(programme)
    for _turn in range(PRESSES_AN_HOUR):
        client.post(path(invitation), {"version": "1"})
    page = client.post(path(invitation), YES)
    assert (page.status_code, signed_in(client)) == (429, None)
