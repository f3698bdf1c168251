"""Inviting somebody to be one's mentor: who may, what each answer does, and what is never told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from accounts.models import Consent, Person, User
from accounts.transitions import StaleState
from matching.models import MentorInvitation, Mentorship, Request
from matching.operations import invitations, invited
from matching.operations.invitation_steps import account_for
from matching.operations.invitations import CannotInvite, invite_mentor, withdraw_mentor_invitation
from matching.operations.invited import (
    Barred,
    LinkOver,
    NewMentor,
    accept_mentor_invitation,
    decline_mentor_invitation,
    never_again,
)
from notifications.models import MailChoice, Notification, RefusedAddress
from programmes.models import Enrolment, Programme
from programmes.operations.decisions import decide_many
from programmes.operations.enrolments import NoPlace
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
AMARA = "amara@example.org"


@pytest.fixture
def mentee() -> Enrolment:
    return make.MenteeFactory(
        programme__state="running", programme__mode="self", person__name="Alice Adeyemi"
    )


def invite(mentee: Enrolment, email: str = AMARA, **more: Any) -> MentorInvitation:
    given = {"name": "Amara Okafor", "message": "You lead as I want to.", "now": NOW, **more}
    return invite_mentor(mentee=mentee, email=email, by=mentee.person, **given)


def accept(invitation: MentorInvitation, **more: Any) -> MentorInvitation:
    person = account_for(invitation.email, name=invitation.name, now=NOW)
    given = {"mentor": NewMentor("Head of data", 1, "Amara Okafor-Lind"), "by_link": True, **more}
    return accept_mentor_invitation(
        invitation=invitation, person=person, accepted_version="1", now=NOW + timedelta(days=1), **given
    )


def kinds() -> list[str]:
    return sorted(Notification.objects.values_list("kind", flat=True))


def code_of(mentee: Enrolment, email: str = AMARA, **more: Any) -> str:
    with pytest.raises(CannotInvite) as refused:
        invite(mentee, email, **more)
    return refused.value.code


def test_an_invitation_opens_an_account_nobody_can_come_in_by_and_writes_once(mentee: Enrolment) -> None:
    invitation = invite(mentee, "Amara@Example.org ")
    user = User.objects.get(email=AMARA)
    assert (invitation.email, invitation.state, user.has_usable_password()) == (AMARA, "sent", False)
    letter = Notification.objects.get()
    assert (letter.kind, letter.recipient, letter.subject_id) == ("mentor_invited", user, invitation.pk)
    assert [event.to_state for event in invitation.history.all()] == ["sent"]
    assert code_of(mentee) == "open"


def test_an_address_that_has_an_account_looks_the_same(mentee: Enrolment) -> None:
    known = make.PersonFactory(name="Amara Known", user__email=AMARA)
    invitation = invite(mentee)
    assert (invitation.name, Notification.objects.get().recipient) == ("Amara Okafor", known.user)
    assert Person.objects.get(user__email=AMARA).name == "Amara Known"


def test_who_cannot_invite_is_told_why(mentee: Enrolment) -> None:
    mentee.line_manager_email = "Boss@example.org"
    mentee.save()
    assert code_of(mentee, mentee.person.user.email) == "yourself"
    assert code_of(mentee, "boss@example.org") == "manager"
    Programme.objects.update(manager_may_mentor=True)
    invite(mentee, "boss@example.org")
    for number in range(2):
        invite(mentee, f"{number}@example.org")
    assert code_of(mentee) == "too_many_open"
    MentorInvitation.objects.update(state="withdrawn", closed_at=NOW)
    for number in range(2, 9):
        withdraw_mentor_invitation(invite(mentee, f"{number}@example.org"), by=mentee.person, now=NOW)
    assert code_of(mentee) == "too_many"
    invite(mentee, now=NOW + timedelta(days=31))
    Programme.objects.update(mode="cohort")
    assert code_of(mentee) == "cohort"
    Programme.objects.update(mode="both")
    Enrolment.objects.filter(pk=mentee.pk).update(active_mentorships=1)
    assert code_of(mentee) == "matched"


def test_yes_makes_a_mentor_and_begins_the_mentorship_at_once(mentee: Enrolment) -> None:
    rival = make.RequestFactory(mentee=mentee, mentor=make.MentorFactory(programme=mentee.programme))
    invitation = accept(invite(mentee))
    mentor = Enrolment.objects.get(person__user__email=AMARA)
    pair = Mentorship.objects.get()
    assert (invitation.state, invitation.mentorship, invitation.accepted_by) == (
        "accepted",
        pair,
        mentor.person,
    )
    assert (pair.mentee_id, pair.mentor_id, pair.state) == (mentee.pk, mentor.pk, "active")
    assert (mentor.state, mentor.headline, mentor.capacity, mentor.active_mentorships) == (
        "approved", "Head of data", 1, 1,
    )  # fmt: skip
    assert (mentor.person.name, EmailAddress.objects.get(email=AMARA).verified) == ("Amara Okafor-Lind", True)
    assert {consent.purpose for consent in Consent.objects.filter(person=mentor.person)} == {
        "code_of_conduct",
        "directory",
    }
    assert Request.objects.get(pk=rival.pk).close_reason == "mentee_matched"
    mentee.refresh_from_db()
    assert mentee.active_mentorships == 1
    with pytest.raises(LinkOver):
        accept(invitation)


def test_where_organisers_review_the_mentorship_waits_for_them(mentee: Enrolment) -> None:
    Programme.objects.update(reviews_applications=True)
    invitation = accept(invite(mentee))
    mentor = Enrolment.objects.get(person__user__email=AMARA)
    assert (invitation.state, mentor.state, Mentorship.objects.count()) == ("waiting", "applied", 0)
    assert "mentor_invitation_answer" in kinds()
    assert invited.settle_waiting(now=NOW + timedelta(days=2)) == 0
    decide_many(
        programme=mentee.programme, seen={mentor.pk: "applied"}, to="approved", message="", by=None, now=NOW  # type: ignore[arg-type]
    )  # fmt: skip
    assert invited.settle_waiting(now=NOW + timedelta(days=2)) == 1
    invitation.refresh_from_db()
    assert (invitation.state, invitation.mentorship) == ("accepted", Mentorship.objects.get())


def test_a_mentee_who_found_somebody_meanwhile_waits_for_nobody(mentee: Enrolment) -> None:
    Programme.objects.update(reviews_applications=True)
    invitation = accept(invite(mentee))
    Enrolment.objects.filter(pk=mentee.pk).update(active_mentorships=1)
    Enrolment.objects.filter(person__user__email=AMARA).update(state="approved")
    assert invited.settle_waiting(now=NOW + timedelta(days=2)) == 1
    invitation.refresh_from_db()
    assert (invitation.state, Mentorship.objects.count()) == ("expired", 0)


def test_without_a_place_on_either_side_nothing_is_written(mentee: Enrolment) -> None:
    invitation = invite(mentee)
    Enrolment.objects.filter(pk=mentee.pk).update(active_mentorships=1)
    with pytest.raises(NoPlace) as full:
        accept(invitation)
    assert (full.value.enrolment.pk, Enrolment.objects.count()) == (mentee.pk, 1)
    assert not Consent.objects.exclude(person=mentee.person).exists()
    Enrolment.objects.filter(pk=mentee.pk).update(active_mentorships=0)
    busy = make.MentorFactory(
        programme=mentee.programme, person__user__email="busy@example.org", active_mentorships=1, capacity=1
    )
    with pytest.raises(NoPlace) as full:
        accept(invite(mentee, "busy@example.org"), by_link=False)
    assert full.value.enrolment.pk == busy.pk
    assert set(MentorInvitation.objects.values_list("state", flat=True)) == {"sent"}


def test_an_organisers_no_is_not_lifted_by_a_mentee(mentee: Enrolment) -> None:
    made = make.MentorFactory(
        programme=mentee.programme, person__user__email="no@example.org", state="declined", submitted_at=NOW
    )
    with pytest.raises(Barred):
        accept(invite(mentee, "no@example.org"), by_link=False)
    Enrolment.objects.filter(pk=made.pk).update(state="withdrawn")
    make.EnrolmentEventFactory(enrolment=made, to_state="withdrawn", by=None)
    waiting = accept(MentorInvitation.objects.get(), by_link=False)
    assert (waiting.state, Mentorship.objects.count()) == ("waiting", 0)


def test_the_open_request_between_the_two_is_the_one_accepted(mentee: Enrolment) -> None:
    mentor = make.MentorFactory(programme=mentee.programme, person__user__email=AMARA)
    asked = make.RequestFactory(mentee=mentee, mentor=mentor)
    invitation = accept(invite(mentee), by_link=False)
    pair = Mentorship.objects.get()
    assert (invitation.mentorship, pair.request, Request.objects.get().state) == (pair, asked, "accepted")


def test_no_is_told_kindly_and_takes_the_account_with_it(mentee: Enrolment) -> None:
    invitation = invite(mentee)
    decline_mentor_invitation(invitation=invitation, answer="Not this year.", now=NOW)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.answer) == ("declined", "Not this year.")
    assert not User.objects.filter(email=AMARA).exists()
    assert (kinds(), code_of(mentee)) == (["mentor_invitation_answer"], "answered")


def test_an_account_that_is_used_stays(mentee: Enrolment) -> None:
    make.PersonFactory(user__email=AMARA, user__last_login=NOW)
    decline_mentor_invitation(invitation=invite(mentee), now=NOW)
    assert User.objects.filter(email=AMARA).exists()


def test_never_again_answers_everybody_and_holds(mentee: Enrolment) -> None:
    other = make.MenteeFactory(programme=mentee.programme)
    invitation, theirs = invite(mentee), invite(other)
    never_again(invitation=invitation, now=NOW)
    never_again(invitation=invitation, now=NOW)
    theirs.refresh_from_db()
    assert (theirs.state, RefusedAddress.objects.get().address) == ("declined", AMARA)
    assert not User.objects.filter(email=AMARA).exists()
    known = make.PersonFactory(user__email="known@example.org", user__last_login=NOW)
    never_again(invitation=invite(mentee, "known@example.org"), now=NOW)
    assert (MailChoice.objects.get().user, MailChoice.objects.get().kind) == (known.user, "mentor_invited")


def test_the_clock_reminds_once_and_then_closes(mentee: Enrolment) -> None:
    invitation = invite(mentee)
    week, month = NOW + timedelta(days=8), NOW + timedelta(days=31)
    assert [invitations.remind_due(now=now) for now in (NOW, week, week)] == [0, 1, 0]
    assert kinds() == ["mentor_invited", "mentor_invited"]
    assert [invitations.expire_due(now=now) for now in (week, month, month)] == [0, 1, 0]
    invitation.refresh_from_db()
    assert (invitation.state, User.objects.filter(email=AMARA).exists()) == ("expired", False)
    assert kinds() == ["mentor_invitation_answer"]


def test_taken_back_it_cannot_be_accepted_and_accepted_not_taken_back(mentee: Enrolment) -> None:
    invitation = invite(mentee)
    stale = MentorInvitation.objects.get()
    withdraw_mentor_invitation(invitation, by=mentee.person, now=NOW)
    with pytest.raises(LinkOver):
        accept(stale)
    second = invite(mentee, now=NOW + timedelta(hours=1))
    late = MentorInvitation.objects.get(pk=second.pk)
    accept(second)
    with pytest.raises(StaleState):
        withdraw_mentor_invitation(late, by=mentee.person, now=NOW)
    assert Mentorship.objects.count() == 1


@pytest.mark.parametrize("sweep", [invitations.remind_due, invitations.expire_due, invited.settle_waiting])
def test_a_sweep_costs_one_query_where_nothing_is_due(
    sweep: Any, mentee: Enrolment, django_assert_num_queries: Any
) -> None:
    invite(mentee)
    with django_assert_num_queries(1):
        assert sweep(now=NOW) == 0
