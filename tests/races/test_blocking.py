"""Somebody blocks somebody at the moment at which the other accepts their request: whoever is first, no mentorship goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Block
from accounts.operations.blocks import block
from accounts.transitions import StaleState
from matching.models import Mentorship, Request
from matching.operations import parting, requests
from programmes.models import Enrolment
from tests import factories as make
from tests.races.test_publishing import at_once

ROUNDS = 6

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def asked() -> Request:
    now = timezone.now()
    made: Request = make.RequestFactory(
        sent_at=now, remind_at=now + timedelta(days=7), expires_at=now + timedelta(days=14)
    )
    return made


def accepts(request: Request) -> Callable[[], object]:
    def act() -> object:
        mine = Request.objects.with_people().get(pk=request.pk)
        try:
            return requests.accept(mine, by=mine.mentor.person, now=timezone.now())
        except StaleState as fault:
            return type(fault)

    return act


def blocks(request: Request) -> Callable[[], object]:
    one, other = request.mentee.person, request.mentor.person
    return lambda: block(other=other, by=one, now=timezone.now())


def outcome(request: Request) -> tuple[str, str]:
    """How the request ended, and the mentorship, if there was one."""
    request.refresh_from_db()
    assert Block.objects.filter(blocker=request.mentee.person, blocked=request.mentor.person).exists()
    states = list(Mentorship.objects.filter(mentee=request.mentee).values_list("state", flat=True))
    assert len(states) <= 1
    taken = Enrolment.objects.filter(pk__in=[request.mentee_id, request.mentor_id], active_mentorships__gt=0)
    assert taken.exists() == (states == ["active"])
    return request.state, states[0] if states else ""


FINE = {("accepted", "ended"), ("closed", "")}


def test_nobody_is_paired_with_whom_they_blocked() -> None:
    for _round in range(ROUNDS):
        request = asked()
        at_once(accepts(request), blocks(request))
        assert outcome(request) in FINE


def test_without_the_locks_two_who_are_apart_are_paired(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a site whose block holds neither places nor requests, in the one order in which that matters."""
    monkeypatch.setattr(parting, "_hold_enrolments", lambda *_args: None)
    monkeypatch.setattr(parting, "rivals", SimpleNamespace(hold_open=lambda _between: []))
    request, looked, blocked = asked(), Event(), Event()
    tell = requests._notify

    def late(*args: Any, **keys: Any) -> None:
        looked.set()
        assert blocked.wait(5)
        tell(*args, **keys)

    def meanwhile() -> object:
        assert looked.wait(5)
        try:
            return blocks(request)()
        finally:
            blocked.set()

    monkeypatch.setattr(requests, "_notify", late)
    at_once(accepts(request), meanwhile)
    assert outcome(request) == ("accepted", "active")
