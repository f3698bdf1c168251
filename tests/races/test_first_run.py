"""Two open the link of the first run and press at the same moment: one account runs the site, with one organisation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import pytest
from django.utils import timezone

from accounts.models import FirstRun, User
from accounts.operations import first_run
from accounts.operations.first_run import LinkOver, make_link
from programmes.models import Organisation
from programmes.operations.first_run import set_up
from tests.races.test_publishing import at_once

ROUNDS = 5

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def press(secret: str, number: int) -> Callable[[], object]:
    def pressed() -> object:
        with suppress(LinkOver):
            return set_up(
                secret,
                name=f"Person {number}",
                email=f"person{number}@example.org",
                zone="UTC",
                language=None,
                password="",
                organisation=f"Organisation {number}",
                now=timezone.now(),
            )
        return LinkOver

    return pressed


def round_of_presses() -> tuple[int, int]:
    """How many accounts run the site after two presses, and how many organisations there are."""
    secret = make_link(now=timezone.now())
    assert secret
    at_once(press(secret, 1), press(secret, 2))
    found = User.objects.filter(is_superuser=True).count(), Organisation.objects.count()
    for model in (Organisation, User, FirstRun):
        model._default_manager.all().delete()
    return found


def test_one_of_two_gets_the_account() -> None:
    assert {round_of_presses() for _ in range(ROUNDS)} == {(1, 1)}


def test_looking_first_and_writing_after_would_make_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the conditional UPDATE the same presses make two accounts, in some round."""

    class Unheld:
        def __init__(self, secret: str, now: datetime) -> None:
            self.found = FirstRun.objects.filter(digest=first_run._digest(secret))

        def update(self, **_: object) -> int:
            return self.found.filter(used_at__isnull=True).count()

    monkeypatch.setattr(first_run, "_usable", Unheld)
    assert (2, 2) in {round_of_presses() for _ in range(3 * ROUNDS)}
