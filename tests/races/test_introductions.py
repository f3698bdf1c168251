"""An introduction is answered and taken back at the same moment: an address is shared, or it is not, and no letter tells the
other."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from django.utils import timezone

from accounts.transitions import StaleState
from journeys.models import Introduction
from journeys.operations import introductions
from journeys.operations.introductions import (
    MADE_MAIL,
    answer_as_contact,
    answer_as_introduced,
    take_back_introduction,
)
from notifications.models import Notification
from tests import factories as make
from tests.races.test_publishing import at_once

ROUNDS = 5

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def awaits_the_contact() -> Introduction:
    now, contact = timezone.now(), make.PersonFactory()
    row: Introduction = make.IntroductionFactory(
        mentorship=make.MentorshipFactory(),
        contact=contact,
        contact_email=contact.user.email,
        offered_at=now,
    )
    answer_as_introduced(row, agrees=True, by=row.mentorship.mentee.person, now=now)
    return Introduction.objects.get(pk=row.pk)


def does(act: Callable[..., object], row: Introduction, **words: Any) -> Callable[[], object]:
    def press() -> object:
        try:
            return act(Introduction.objects.get(pk=row.pk), now=timezone.now(), **words)
        except StaleState as fault:
            return type(fault)

    return press


def refused(answers: list[object]) -> list[object]:
    return [answer for answer in answers if isinstance(answer, type)]


def outcome(row: Introduction) -> tuple[str, int]:
    """The state, and how many letters say that the people are introduced."""
    row.refresh_from_db()
    return row.state, Notification.objects.filter(kind=MADE_MAIL, subject_id=row.pk).count()


def test_a_yes_and_taking_back_never_both_happen() -> None:
    for _round in range(ROUNDS):
        row = awaits_the_contact()
        answers = at_once(
            does(answer_as_contact, row, agrees=True), does(take_back_introduction, row, by=row.offered_by)
        )
        assert len(refused(answers)) == 1
        assert outcome(row) in {("shared", 3), ("withdrawn", 0)}


def test_of_a_yes_and_a_no_of_the_contact_one_holds() -> None:
    for _round in range(ROUNDS):
        row = awaits_the_contact()
        answers = at_once(*[does(answer_as_contact, row, agrees=agrees) for agrees in (True, False)])
        assert refused(answers) == [StaleState]
        assert outcome(row) in {("shared", 3), ("closed", 0)}


def test_without_holding_it_letters_share_what_was_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both have looked before either writes, and neither asks whether it has changed."""
    line = Barrier(2)

    def unheld(introduction: Introduction) -> Introduction:
        return Introduction.objects.select_related(
            "mentorship__programme",
            "mentorship__mentee__person__user",
            "mentorship__mentor__person__user",
            "offered_by__user",
            "contact__user",
        ).get(pk=introduction.pk)

    def blind(row: Introduction, *, to: str, table: Any, **changes: object) -> str:
        line.wait(timeout=20)
        left, row.state = row.state, to
        Introduction.objects.filter(pk=row.pk).update(state=to, **changes)
        return left

    row = awaits_the_contact()
    monkeypatch.setattr(introductions, "_held", unheld)
    monkeypatch.setattr(introductions, "move", blind)
    answers = at_once(
        does(answer_as_contact, row, agrees=True), does(take_back_introduction, row, by=row.offered_by)
    )
    assert refused(answers) == []
    assert outcome(row)[1] == 3
