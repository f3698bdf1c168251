"""Being erased is taken back and carried out at the same moment: one of the two happens, and only one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.utils import timezone

from accounts.leaving import open_erasures
from accounts.models import Erasure, Person
from accounts.operations import erasures
from accounts.operations.erasures import GOODBYE, GRACE, ask_to_be_erased, erase_due, leave, take_back_erasure
from accounts.transitions import StaleState
from tests import factories as make
from tests.races.test_publishing import at_once

ROUNDS = 5

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def asked() -> Erasure:
    """Somebody whose grace ends now: they have left, and an hour later they are erased."""
    now = timezone.now()
    erasure = ask_to_be_erased(person=make.PersonFactory(), by=None, now=now - GRACE - GOODBYE)
    leave(person=erasure.person, now=now)
    return erasure


def takes_back(erasure: Erasure) -> Callable[[], object]:
    """Pressed by a clock that is slow, so that it is in time by what it knows."""

    def press() -> object:
        try:
            take_back_erasure(erasure=erasure, by=erasure.person, now=erasure.due_at - timedelta(seconds=1))
        except StaleState as fault:
            return type(fault)
        return "stays"

    return press


def carries_out() -> object:
    return erase_due(now=timezone.now())


def outcome(erasure: Erasure) -> tuple[bool, bool, bool]:
    """Whether it was taken back, whether it is noted as done, and whether the person is erased."""
    erasure.refresh_from_db()
    person = Person.objects.get(pk=erasure.person_id)
    return erasure.cancelled_at is not None, erasure.done_at is not None, person.erased_at is not None


def test_taking_back_and_carrying_out_never_both_happen() -> None:
    for _round in range(ROUNDS):
        erasure = asked()
        pressed, _done = at_once(takes_back(erasure), carries_out)
        ends = outcome(erasure)
        assert ends in {(True, False, False), (False, True, True)}
        assert (pressed == "stays") is ends[0]


def test_two_sweeps_erase_once() -> None:
    erasure = asked()
    assert sorted(map(int, map(str, at_once(carries_out, carries_out)))) == [0, 1]
    assert outcome(erasure) == (False, True, True)


def test_without_asking_the_row_both_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the sweep looks before the wish is taken back and holds nothing."""
    line = Barrier(2)

    def unheld(pk: Any, now: Any) -> Erasure | None:
        row = open_erasures().select_related("person__user").filter(pk=pk).first()
        line.wait(timeout=20)
        line.wait(timeout=20)
        return row

    erasure = asked()
    monkeypatch.setattr(erasures, "_held", unheld)

    def back() -> object:
        line.wait(timeout=20)
        answer = takes_back(erasure)()
        line.wait(timeout=20)
        return answer

    assert at_once(back, carries_out) == ["stays", 1]
    taken_back, _done, is_erased = outcome(erasure)
    assert taken_back
    assert is_erased
