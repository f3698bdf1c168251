"""Both of a pair press at the same moment: one proposal stands, one version holds, and nobody has signed what they have not
read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Person
from journeys.models import Agreement, Signature
from journeys.operations import agreement
from journeys.operations.agreement import AgreementMoved, propose, sign
from journeys.queries.agreement import proposed
from journeys.terms import Terms
from matching.models import Mentorship
from programmes.enums import Cadence
from tests import factories as make
from tests.races.test_publishing import at_once

ROUNDS = 6
TERMS = Terms(
    goals="Lead one project.",
    cadence=Cadence.MONTHLY,
    minutes=60,
    channel="Video call",
    between="",
    ends_on=None,
    mentee_expects="",
    mentor_expects="",
    confidentiality="It stays between us.",
    if_it_fails="We say so.",
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def proposes(pair: Mentorship, by: Person, minutes: int, *, seen: int) -> Callable[[], object]:
    def act() -> object:
        try:
            return propose(pair, terms=replace(TERMS, minutes=minutes), seen=seen, by=by, now=timezone.now())
        except (AgreementMoved, IntegrityError) as fault:
            return type(fault)

    return act


def signs(pair: Mentorship, by: Person, version: int) -> Callable[[], object]:
    def act() -> object:
        try:
            return sign(pair, version=version, by=by, now=timezone.now())
        except AgreementMoved as fault:
            return type(fault)

    return act


def refused(answers: list[object]) -> list[object]:
    return [answer for answer in answers if isinstance(answer, type)]


def test_of_two_first_drafts_one_stands_and_the_other_is_told() -> None:
    for _round in range(ROUNDS):
        pair = make.MentorshipFactory()
        alice, bob = pair.mentee.person, pair.mentor.person
        answers = at_once(proposes(pair, alice, 30, seen=0), proposes(pair, bob, 45, seen=0))
        assert refused(answers) == [AgreementMoved]
        assert Agreement.objects.get(mentorship=pair).state == "proposed"


def test_what_is_signed_is_what_was_read() -> None:
    """Bob signs the first version while Alice, who proposed it, proposes another."""
    for _round in range(ROUNDS):
        pair = make.MentorshipFactory()
        alice, bob = pair.mentee.person, pair.mentor.person
        propose(pair, terms=TERMS, seen=0, by=alice, now=timezone.now())
        answers = at_once(signs(pair, bob, 1), proposes(pair, alice, 30, seen=1))
        first, second = Agreement.objects.filter(mentorship=pair).order_by("version")
        assert (first.state, second.state, refused(answers)) in (
            ("signed", "proposed", []),
            ("changed", "proposed", [AgreementMoved]),
        )
        assert not Signature.objects.filter(agreement=second, person=bob).exists()
        assert Signature.objects.filter(agreement=first, person=bob).exists() == (first.state == "signed")


def test_without_the_lock_the_database_itself_refuses_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both have looked before either writes."""
    line = Barrier(2)

    def unheld(mentorship: Mentorship) -> Mentorship:
        return Mentorship.objects.with_people().get(pk=mentorship.pk)

    def late(mentorship: Mentorship) -> Any:
        found = proposed(mentorship)
        line.wait(timeout=20)
        return found

    monkeypatch.setattr(agreement, "hold_open", unheld)
    monkeypatch.setattr(agreement, "proposed", late)
    pair = make.MentorshipFactory()
    alice, bob = pair.mentee.person, pair.mentor.person
    answers = at_once(proposes(pair, alice, 30, seen=0), proposes(pair, bob, 45, seen=0))
    assert refused(answers) == [IntegrityError]
