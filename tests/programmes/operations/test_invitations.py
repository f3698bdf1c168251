from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Person, User
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification
from programmes.enums import InvitationKind, Role
from programmes.models import Enrolment, Invitation, Programme
from programmes.operations.invitations import (
    CannotInvite,
    Invited,
    LinkOver,
    Sent,
    accept_invitation,
    decline_invitation,
    invite_imported,
    invite_many,
    send_again,
    withdraw_invitation,
)
from programmes.operations.leaving import withdraw_enrolment
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(name="Ours")


def invite(programme: Programme, *emails: str, **more: Any) -> Sent:
    given: dict[str, Any] = {
        "role": Role.MENTEE,
        "kind": InvitationKind.JOIN,
        "message": "",
        "closes_at": NOW + WEEK,
        "by": None,
        "now": NOW,
        **more,
    }
    return invite_many(programme=programme, invited=[Invited(email) for email in emails], **given)


def _letter(now: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("programmes.mails.timezone.now", lambda: now)
    (notification,) = Notification.objects.all()
    loaded = registry[notification.kind].load(notification)
    if loaded is None:
        return ""
    message = write(notification, loaded)
    assert str(message.alternatives[0][0])
    return f"{message.subject}\n{message.body}"


def test_an_unknown_address_gets_an_account_and_a_letter(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    organiser = make.PersonFactory(name="Olga Organiser")
    sent = invite_many(
        programme=programme,
        invited=[Invited("amara@example.org", "Amara Obi")],
        role=Role.MENTOR,
        kind=InvitationKind.JOIN,
        message="You would be good at it.",
        closes_at=NOW + WEEK,
        by=organiser,
        now=NOW,
    )
    (invitation,) = sent.invitations
    user = User.objects.get(email="amara@example.org")
    assert (user.person.name, user.has_usable_password(), user.last_login) == ("Amara Obi", False, None)
    assert (invitation.person, invitation.state, Enrolment.objects.count()) == (user.person, "open", 0)
    text = _letter(NOW, monkeypatch)
    assert "An invitation to Ours" in text
    assert "Olga Organiser writes:" in text
    assert text.count("/invitations/") == 1
    assert AuditEvent.objects.filter(action="invitation.send", actor_id=organiser.pk).count() == 1
    assert _letter(NOW + WEEK, monkeypatch) == ""


def test_who_is_there_invited_or_barred_is_said_and_not_written_to(programme: Programme) -> None:
    there = make.MenteeFactory(programme=programme, state="waitlisted").person.user.email
    barred = make.PersonFactory(user__is_active=False).user.email
    invite(programme, "open@example.org")
    sent = invite(programme, there, barred, "open@example.org", "new@example.org")
    assert [one.person.user.email for one in sent.invitations] == ["new@example.org"]
    assert (sent.there, sent.barred, sent.open) == ((there,), (barred,), ("open@example.org",))


def test_a_mentee_can_be_asked_to_be_a_mentor_as_well(programme: Programme) -> None:
    mentee = make.MenteeFactory(programme=programme)
    assert len(invite(programme, mentee.person.user.email, role=Role.MENTOR).invitations) == 1


def test_an_account_without_a_person_gets_one(programme: Programme) -> None:
    user = make.UserFactory(email="operator@example.org")
    assert len(invite(programme, user.email).invitations) == 1
    assert Person.objects.get(user=user).name == "operator"


def test_enrolled_at_once_but_nobody_who_left(programme: Programme) -> None:
    left = make.MenteeFactory(programme=programme, state="withdrawn")
    sent = invite(
        programme, left.person.user.email, "new@example.org", kind=InvitationKind.ENROLLED, message="Hello."
    )
    assert sent.left == (left.person.user.email,)
    enrolled = Enrolment.objects.get(programme=programme, person__user__email="new@example.org")
    assert (enrolled.state, enrolled.submitted_at, enrolled.history.count()) == ("approved", None, 1)


def test_many_cost_as_many_queries_as_one(programme: Programme) -> None:
    numbers = []
    for many in (1, 25):
        emails = [f"p{many}-{n}@example.org" for n in range(many)]
        with CaptureQueriesContext(connection) as queries:
            assert len(invite(programme, *emails, kind=InvitationKind.ENROLLED).invitations) == many
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 24


@pytest.mark.parametrize("state", ["draft", "closed", "archived"])
def test_a_programme_that_takes_nobody_invites_nobody(state: str) -> None:
    with pytest.raises(CannotInvite):
        invite(make.ProgrammeFactory(state=state), "new@example.org")
    assert not User.objects.filter(email="new@example.org").exists()


def test_links_do_not_live_longer_than_a_month(programme: Programme) -> None:
    with pytest.raises(ValueError, match="a month"):
        invite(programme, "new@example.org", closes_at=NOW + timedelta(days=31))


def test_imported_people_who_never_came_are_asked_once(programme: Programme) -> None:
    new, known = make.PersonFactory(), make.PersonFactory(user__last_login=NOW)
    for person in (new, known):
        make.ImportedPersonFactory(programme=programme, person=person)
        make.MenteeFactory(programme=programme, person=person)
        make.MentorFactory(programme=programme, person=person)
    make.MenteeFactory(programme=programme)
    fixed: dict[str, Any] = {"message": "", "closes_at": NOW + WEEK, "by": None, "now": NOW}
    assert invite_imported(programme=programme, **fixed) == 1
    invitation = Invitation.objects.get()
    assert (invitation.person, invitation.kind) == (new, "profile")
    assert invite_imported(programme=programme, **fixed) == 0


def test_coming(programme: Programme) -> None:
    (invitation,) = invite(programme, "new@example.org").invitations
    for _again in range(2):
        enrolment = accept_invitation(invitation=invitation, accepted_version="1", by_link=True, now=NOW)
    invitation.refresh_from_db()
    assert (enrolment.state, enrolment.role, invitation.state) == ("applied", "mentee", "accepted")
    agreed = invitation.person.consents.order_by("subject").values_list("purpose", "subject", "version")
    assert list(agreed) == [("code_of_conduct", "", "1"), ("code_of_conduct", str(programme.pk), "1")]
    assert invitation.person.user.emailaddress_set.get().verified
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(("before", "kind", "after"), [
    ("declined", "join", "approved"), ("withdrawn", "join", "applied"), ("withdrawn", "enrolled", "approved"),
])  # fmt: skip
def test_coming_after_a_no(programme: Programme, before: str, kind: str, after: str) -> None:
    enrolment = make.MenteeFactory(programme=programme, state=before)
    invitation = make.InvitationFactory(
        programme=programme, person=enrolment.person, role="mentee", kind=kind
    )
    accept_invitation(invitation=invitation, accepted_version="1", by_link=False, now=NOW)
    enrolment.refresh_from_db()
    assert enrolment.state == after


def test_no_link_undoes_what_an_organiser_did_after_it(programme: Programme) -> None:
    (invitation,) = invite(programme, "new@example.org", kind=InvitationKind.ENROLLED).invitations
    later = NOW + timedelta(days=1)
    withdraw_enrolment(Enrolment.objects.get(), by=make.PersonFactory(), now=later)
    with pytest.raises(LinkOver):
        accept_invitation(invitation=invitation, accepted_version="1", by_link=True, now=later)
    assert Enrolment.objects.get().state == "withdrawn"
    # Unless they write once more.
    even_later = later + timedelta(days=1)
    assert send_again(invitation=invitation, closes_at=even_later + WEEK, by=None, now=even_later)
    accept_invitation(invitation=invitation, accepted_version="1", by_link=True, now=even_later)
    assert Enrolment.objects.get().state == "approved"


def test_opting_out_and_thinking_better_of_it(programme: Programme) -> None:
    (invitation,) = invite(programme, "new@example.org", kind=InvitationKind.ENROLLED).invitations
    for _again in range(2):
        decline_invitation(invitation=invitation, now=NOW)
    enrolment = Enrolment.objects.get()
    invitation.refresh_from_db()
    assert (enrolment.state, invitation.state, invitation.answered_at) == ("withdrawn", "declined", NOW)
    accept_invitation(invitation=invitation, accepted_version="1", by_link=True, now=NOW)
    enrolment.refresh_from_db()
    assert enrolment.state == "approved"


def test_an_answer_comes_too_late_once_it_is_over_or_taken_back(programme: Programme) -> None:
    (invitation,) = invite(programme, "new@example.org").invitations
    with pytest.raises(LinkOver):
        accept_invitation(invitation=invitation, accepted_version="1", by_link=True, now=NOW + WEEK)
    withdraw_invitation(invitation=invitation, by=None, now=NOW)
    with pytest.raises(LinkOver):
        decline_invitation(invitation=invitation, now=NOW)
    with pytest.raises(LinkOver):
        send_again(invitation=invitation, closes_at=NOW + WEEK, by=None, now=NOW)
    assert not Enrolment.objects.exists()


def test_sending_again_once_an_hour(programme: Programme) -> None:
    (invitation,) = invite(programme, "new@example.org").invitations
    later = NOW + timedelta(days=3)
    assert send_again(invitation=invitation, closes_at=later + WEEK, by=None, now=later)
    assert not send_again(invitation=invitation, closes_at=later + WEEK, by=None, now=later)
    invitation.refresh_from_db()
    assert (invitation.closes_at, Notification.objects.count()) == (later + WEEK, 2)


def test_a_new_invitation_takes_the_place_of_one_whose_time_ran_out(programme: Programme) -> None:
    (old,) = invite(programme, "new@example.org").invitations
    later = NOW + WEEK
    (new,) = invite(programme, "new@example.org", now=later, closes_at=later + WEEK).invitations
    old.refresh_from_db()
    assert (old.state, new.state) == ("withdrawn", "open")
