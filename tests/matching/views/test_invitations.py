"""The pages of invitations to mentors: the mentee's, and the public one behind the link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.limits import LIMITS
from accounts.models import User
from matching.invitation_links import token_of
from matching.models import MentorInvitation, Mentorship
from notifications import links
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification
from programmes.models import Enrolment, Programme
from tests import factories as make

PRESSES_AN_HOUR = LIMITS["link"].address
pytestmark = pytest.mark.django_db
TYPED = {"name": "Amara Okafor", "email": "Amara@example.org", "message": "See https://bad.example now."}
YES = {"name": "Amara", "headline": "Head of data", "capacity": "1", "accept": "on", "version": "1"}


@pytest.fixture(autouse=True)
def _nobody_was_here_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def mentee() -> Enrolment:
    return make.MenteeFactory(
        programme__state="running",
        programme__name="Ours",
        person__name="Alice Adeyemi",
        submitted_at=timezone.now(),
    )


@pytest.fixture
def alice(mentee: Enrolment) -> Client:
    client = Client()
    client.force_login(mentee.person.user)
    return client


def send(alice: Client, mentee: Enrolment, **more: Any) -> Any:
    return alice.post(f"/enrolments/{mentee.pk}/mentors/invite/", {**TYPED, "send": "1", **more})


def path(invitation: MentorInvitation) -> str:
    return f"/mentors/invited/{token_of(invitation)}/"


def letter() -> str:
    """The letter that waits, as text."""
    queued = Notification.objects.get(kind="mentor_invited")
    found = registry[queued.kind].load(queued)
    return str(write(queued, found).body) if found else ""


def test_the_letter_is_looked_at_changed_and_sent(alice: Client, mentee: Enrolment) -> None:
    address = f"/enrolments/{mentee.pk}/mentors/invite/"
    preview = alice.post(address, TYPED)
    assert (preview.status_code, MentorInvitation.objects.count()) == (200, 0)
    assert "Alice Adeyemi takes part in Ours" in preview.text
    assert "https://bad.example" not in preview.text.split('type="hidden"')[0].split("prose")[-1]
    changed = alice.post(address, {**TYPED, "change": "1"})
    assert "Look at the letter" in changed.text
    assert TYPED["message"] in changed.text
    sent = send(alice, mentee)
    assert sent["Location"] == f"/enrolments/{mentee.pk}/mentors/invited/"
    assert "Waiting for an answer" in alice.get(sent["Location"]).text
    assert "https://bad.example" not in letter()
    assert "You get this because a mentee of this programme wrote your address down." in letter()


def test_whether_an_address_has_an_account_is_never_told(alice: Client, mentee: Enrolment) -> None:
    blocker = make.PersonFactory(user__email="blocker@example.org", user__last_login=timezone.now())
    make.BlockFactory(blocker=blocker, blocked=mentee.person)
    make.PersonFactory(user__email="known@example.org", user__last_login=timezone.now())
    pages = []
    for email in ("nobody@example.org", "known@example.org", "blocker@example.org"):
        answer = send(alice, mentee, email=email)
        listed = alice.get(answer["Location"]).text
        pages.append(
            (answer.status_code, answer["Location"], listed.count("Waiting for an answer"), email in listed)
        )
        MentorInvitation.objects.all().delete()
    assert pages == [(302, f"/enrolments/{mentee.pk}/mentors/invited/", 1, True)] * 3


def test_to_somebody_who_blocked_the_mentee_no_letter_goes_and_no_link_opens(
    alice: Client, mentee: Enrolment
) -> None:
    blocker = make.PersonFactory(user__email="amara@example.org", user__last_login=timezone.now())
    make.BlockFactory(blocker=blocker, blocked=mentee.person)
    send(alice, mentee)
    assert letter() == ""
    assert Client().get(path(MentorInvitation.objects.get())).status_code == 404


def test_a_press_on_yes_lets_them_in_and_leads_to_the_pair(
    client: Client, alice: Client, mentee: Enrolment
) -> None:
    send(alice, mentee)
    invitation = MentorInvitation.objects.get()
    for _again in range(2):
        assert "Alice Adeyemi would like you as a mentor" in client.get(path(invitation)).text
    assert MentorInvitation.objects.get().state == "sent"
    assert (
        "One line about what you do is enough." in client.post(path(invitation), {**YES, "headline": ""}).text
    )
    answer = client.post(path(invitation), YES)
    pair = Mentorship.objects.get()
    assert answer["Location"] == f"/mentorships/{pair.pk}/"
    assert client.session["_auth_user_id"] == str(pair.mentor.person.user_id)
    used = Client()
    late = used.post(path(invitation), YES)
    assert (late.status_code, "You said yes already" in late.text, "_auth_user_id" in used.session) == (
        409,
        True,
        False,
    )


def test_somebody_who_has_an_account_signs_in_first(client: Client, alice: Client, mentee: Enrolment) -> None:
    known = make.MentorFactory(
        programme=mentee.programme,
        person__user__email="amara@example.org",
        person__user__last_login=timezone.now(),
        submitted_at=timezone.now(),
    )
    send(alice, mentee)
    invitation = MentorInvitation.objects.get()
    assert "Sign in to say yes" in client.get(path(invitation)).text
    assert client.post(path(invitation), YES)["Location"].startswith("/accounts/login/?next=")
    assert "Somebody else is signed in here" in alice.get(path(invitation)).text
    client.force_login(known.person.user)
    page = client.get(path(invitation)).text
    assert ("Say yes" in page, "What you do, in one line" in page) == (True, False)
    client.post(path(invitation), {"accept": "on", "version": "1"})
    assert Mentorship.objects.get().mentor == known


def test_a_link_never_lets_anybody_in_as_somebody_with_rights(
    client: Client, alice: Client, mentee: Enrolment
) -> None:
    User.objects.create_superuser("amara@example.org")
    send(alice, mentee)
    invitation = MentorInvitation.objects.get()
    assert client.post(path(invitation), YES)["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_no_and_never_take_one_press_and_no_sign_in(client: Client, alice: Client, mentee: Enrolment) -> None:
    send(alice, mentee)
    invitation = MentorInvitation.objects.get()
    client.post(path(invitation), {"decline": "1", "answer": "Ask me in autumn."})
    said = client.get(path(invitation)).text
    assert ("You said no, and that is fine" in said, TYPED["message"] in said) == (True, False)
    assert "Ask me in autumn." in alice.get(f"/enrolments/{mentee.pk}/mentors/invited/").text
    assert client.post(path(invitation), {"never": "1"}).status_code == 302
    again = send(alice, mentee, email="amara@example.org")
    assert "They have answered you already." in again.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("shut", "This cannot begin now"),
        ("cohort", "This cannot begin now"),
        ("taken", "Alice has found a mentor meanwhile"),
        ("over", "This link has had its time"),
        ("withdrawn", "This invitation was taken back"),
    ],
)
def test_what_came_between_is_said_and_nothing_is_done(
    client: Client, alice: Client, mentee: Enrolment, change: str, words: str
) -> None:
    send(alice, mentee)
    invitation, now = MentorInvitation.objects.get(), timezone.now()
    if change == "shut":
        Programme.objects.update(state="closed")
    elif change == "cohort":
        Programme.objects.update(mode="cohort")
    elif change == "taken":
        Enrolment.objects.update(active_mentorships=1)
    elif change == "over":
        MentorInvitation.objects.update(expires_at=now - timedelta(minutes=1))
    else:
        alice.post(f"/mentor-invitations/{invitation.pk}/withdraw/")
    page = client.get(path(invitation))
    late = client.post(path(invitation), YES)
    assert (page.status_code, words in page.text) == (200, True)
    assert (late.status_code, words in late.text, Mentorship.objects.count()) == (409, True, 0)
    assert TYPED["message"] not in page.text


def test_a_link_for_something_else_and_a_changed_one_open_nothing(
    client: Client, alice: Client, mentee: Enrolment
) -> None:
    send(alice, mentee)
    pk = str(MentorInvitation.objects.get().pk)
    for token in (links.sign("stop", {"invitation": pk}), token_of(MentorInvitation.objects.get())[:-2]):
        assert client.get(f"/mentors/invited/{token}/").status_code == 404


def test_presses_are_counted(client: Client, alice: Client, mentee: Enrolment) -> None:
    send(alice, mentee)
    invitation = MentorInvitation.objects.get()
    statuses = [
        client.post(path(invitation), {"version": "1"}).status_code for _n in range(PRESSES_AN_HOUR + 1)
    ]
    assert statuses == [200] * PRESSES_AN_HOUR + [429]


def test_the_list_costs_the_same_with_many(alice: Client, mentee: Enrolment) -> None:
    counts = []
    for many in (1, 5):
        for _number in range(many):
            make.MentorInvitationFactory(mentee=mentee, state="expired", closed_at=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            alice.get(f"/enrolments/{mentee.pk}/mentors/invited/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
