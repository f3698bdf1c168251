"""Sixty-four acceptances of a mentor with three places, at one moment, over HTTP.

`make soak-accept` runs the same for SOAK_ROUNDS rounds."""

from __future__ import annotations

import os
import re
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from matching.enums import CloseReason, RequestState
from matching.models import Mentorship, Request, RequestEvent
from notifications.models import Notification
from tests.races.crowd import CAPACITY, CROWD, OverCapacity, Race, serving, start_line, statuses

ROUNDS = int(os.environ.get("SOAK_ROUNDS", "5"))
SURELY = 8  # rounds in one of which a careless site over-fills

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def check_rows(race: Race) -> None:
    """What the database must say after a race: three pairs, everybody else told, each once."""
    race.mentor.refresh_from_db()
    assert race.mentor.active_mentorships == CAPACITY
    assert Mentorship.objects.filter(mentor=race.mentor).count() == CAPACITY
    states = Counter(Request.objects.filter(mentor=race.mentor).values_list("state", "close_reason"))
    full = (RequestState.CLOSED, CloseReason.MENTOR_FULL)
    assert states == {(RequestState.ACCEPTED, ""): CAPACITY, full: CROWD - CAPACITY}
    assert RequestEvent.objects.filter(request__mentor=race.mentor).count() == CROWD
    kinds = Counter(Notification.objects.filter(subject_id__in=race.requests).values_list("kind", flat=True))
    assert kinds == {"request_accepted": CAPACITY, "request_closed_mentor_full": CROWD - CAPACITY}


def test_soak_accept_never_goes_over_capacity(tmp_path: Path) -> None:
    with serving("tests.races.site", tmp_path / "web.log") as port:
        for number in range(ROUNDS):
            race = start_line(number)
            answers = race.run(port)
            assert statuses(answers) == {302: CAPACITY, 409: CROWD - CAPACITY}, (
                tmp_path / "web.log"
            ).read_text()[-4000:]
            assert all(one.location.startswith("/mentorships/") for one in answers if one.status == 302)
            assert all(
                "The last place was taken meanwhile" in one.text for one in answers if one.status == 409
            )
            race.judge()
            check_rows(race)


def test_a_site_that_counts_first_over_fills_and_is_caught_by_name(tmp_path: Path) -> None:
    """The negative control: if this fails, the race above proves nothing on this machine."""
    with serving("tests.races.careless", tmp_path / "web.log") as port:
        caught = next(filter(None, map(partial(over_fills, port), range(SURELY))), "")
    assert re.fullmatch(r"Full House \d+ has \d+ mentees in 3 places", caught)


def over_fills(port: int, number: int) -> str:
    """What the judge says of one race, empty if all is well."""
    race = start_line(number)
    assert set(statuses(race.run(port))) <= {302, 409}
    try:
        race.judge()
    except OverCapacity as fault:
        return str(fault)
    return ""
