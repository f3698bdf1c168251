"""The invited person says yes while the mentee takes the invitation back: one of the two happens, and no half of the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Person
from accounts.transitions import StaleState
from matching.models import MentorInvitation, Mentorship
from matching.operations import invitations, invited
from matching.operations.invitations import withdraw_mentor_invitation
from matching.operations.invited import LinkOver, NewMentor, accept_mentor_invitation
from tests import factories as make
from tests.races.test_publishing import at_once

ROUNDS = 6

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def open_invitation() -> tuple[MentorInvitation, Person]:
    now = timezone.now()
    person = make.PersonFactory()
    invitation = make.MentorInvitationFactory(
        email=person.user.email, sent_at=now, expires_at=now + timedelta(days=30)
    )
    return invitation, person


def accepts(invitation: MentorInvitation, person: Person) -> Callable[[], object]:
    def act() -> object:
        try:
            return accept_mentor_invitation(
                invitation=MentorInvitation.objects.get(pk=invitation.pk),
                person=person,
                mentor=NewMentor("Builds bridges", 1),
                accepted_version="1",
                by_link=False,
                now=timezone.now(),
            )
        except (LinkOver, StaleState) as fault:
            return type(fault)

    return act


def withdraws(invitation: MentorInvitation) -> Callable[[], object]:
    def act() -> object:
        mine = MentorInvitation.objects.select_related("mentee__person").get(pk=invitation.pk)
        try:
            return withdraw_mentor_invitation(mine, by=mine.mentee.person, now=timezone.now())
        except StaleState as fault:
            return type(fault)

    return act


def refused(answers: list[object]) -> list[object]:
    return [answer for answer in answers if isinstance(answer, type)]


def outcome(invitation: MentorInvitation) -> tuple[str, int]:
    invitation.refresh_from_db()
    return invitation.state, Mentorship.objects.filter(mentee=invitation.mentee).count()


def test_a_yes_and_taking_back_never_both_happen() -> None:
    for _round in range(ROUNDS):
        invitation, person = open_invitation()
        answers = at_once(accepts(invitation, person), withdraws(invitation))
        assert len(refused(answers)) == 1
        assert outcome(invitation) in {("accepted", 1), ("withdrawn", 0)}


def test_of_two_presses_of_yes_there_is_one_mentorship() -> None:
    for _round in range(ROUNDS):
        invitation, person = open_invitation()
        answers = at_once(accepts(invitation, person), accepts(invitation, person))
        assert refused(answers) == [LinkOver]
        assert outcome(invitation) == ("accepted", 1)


def test_without_looking_again_both_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both have looked before either writes, and neither looks again."""
    line = Barrier(2)

    def unheld(invitation: MentorInvitation, now: Any) -> MentorInvitation:
        return MentorInvitation.objects.select_related("mentee__programme", "mentee__person").get(
            pk=invitation.pk
        )

    def blind(invitation: MentorInvitation, to: str, *, by: Any, now: Any, **changes: Any) -> None:
        line.wait(timeout=20)
        MentorInvitation.objects.filter(pk=invitation.pk).update(state=to, **changes)

    monkeypatch.setattr(invited, "_held", unheld)
    monkeypatch.setattr(invited, "move_on", blind)
    monkeypatch.setattr(invitations, "move_on", blind)
    # Whoever comes second would find the account gone, or keep it; both have to come through here.
    monkeypatch.setattr(invitations, "forget_account", lambda invitation: False)
    invitation, person = open_invitation()
    assert refused(at_once(accepts(invitation, person), withdraws(invitation))) == []
    assert Mentorship.objects.filter(mentee=invitation.mentee).count() == 1
