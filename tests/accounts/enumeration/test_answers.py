"""No answer says whether an address has an account: not by its words, status, headers, cookies, nor what comes after it."""

from __future__ import annotations

import difflib
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests import factories as make
from tests.accounts.enumeration.doors import DOORS, KINDS, PASSWORD, Door, person_with, seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_was_here_before() -> None:
    cache.clear()


ASKING = "asking@a.example"


def visitor(door: Door) -> Client:
    client = Client()
    if door.signed_in:
        if not User.objects.filter(email=ASKING).exists():
            person_with(ASKING)
        client.post("/accounts/login/", {"login": ASKING, "password": PASSWORD})
        client.get("/settings/")  # the greeting is read
    return client


def everything_seen(door: Door, kind: str) -> list[tuple[object, ...]]:
    # As long as any other.
    email = f"{kind:x<14}@b.example"
    KINDS[kind](email)
    client = visitor(door)
    mail.outbox.clear()
    answers = [seen(client, door.knock(client, email))]
    for path, sent in door.then:
        response: Any = client.get(path) if sent is None else client.post(path, sent)
        answers.append(seen(client, response))
    return answers


@pytest.mark.parametrize("name", DOORS)
def test_all_kinds_of_addresses_are_answered_alike(name: str) -> None:
    expected = everything_seen(DOORS[name], "unknown")
    letters = len(mail.outbox)
    for kind in KINDS:
        if kind == "unknown":
            continue
        cache.clear()
        found = everything_seen(DOORS[name], kind)
        for number, (one, other) in enumerate(zip(expected, found, strict=True)):
            assert one == other, f"{name}, {kind}, answer {number}: {_difference(one, other)}"
        # Whether a letter goes takes time, and fills a mailbox.
        assert len(mail.outbox) == letters, f"{name}, {kind}: another number of letters"


def _difference(one: tuple[Any, ...], other: tuple[Any, ...]) -> str:
    if one[:3] != other[:3]:
        return f"{one[:3]} and {other[:3]}"
    lines = [body.decode(errors="replace").splitlines() for body in (one[3], other[3])]
    return "\n".join(difflib.unified_diff(*lines, lineterm="", n=0))


def test_a_difference_would_be_seen() -> None:
    """The comparison itself: an account that may come in is told apart."""
    email = "known@b.example"
    person_with(email)
    client = Client()
    right = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    wrong = Client().post("/accounts/login/", {"login": email, "password": "x"})
    assert seen(client, right) != seen(client, wrong)


def test_a_mentee_learns_nothing_of_whom_they_invite() -> None:
    mentee = make.MenteeFactory()
    form = {"name": "Kai", "message": "Would you be my mentor?", "send": ""}
    path = f"/enrolments/{mentee.pk}/mentors/invite/"
    answers = {}
    for kind in ("known", "unknown", "inactive"):  # three may be open
        email = f"{kind:x<14}@b.example"
        KINDS[kind](email)
        client = Client()
        client.force_login(mentee.person.user)
        response: Any = client.post(path, {**form, "email": email})
        answers[kind] = seen(client, response)
    assert answers["unknown"][0] == 302
    for kind, answer in answers.items():
        assert answer == answers["unknown"], f"{kind}: {_difference(answers['unknown'], answer)}"
