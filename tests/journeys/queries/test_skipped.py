"""Periods in which nobody was asked: they count neither as asked nor as missed, wherever check-ins are counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from journeys.enums import HelpRuleKey
from journeys.queries.figures import check_ins_panel
from journeys.queries.help_queue import why_named
from matching.models import Mentorship
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW
DAY = timedelta(days=1)


def told(pair: Mentorship, *states: str) -> None:
    """One check-in of the mentee a fortnight, the last one yesterday."""
    for number, state in enumerate(states, start=1):
        more: dict[str, Any] = {"skip_reason": "site_down"} if state == "skipped" else {}
        if state == "answered":
            more = {"answered_at": NOW, "met": True}
        due_at = NOW - DAY - 14 * DAY * (len(states) - number)
        make.CheckInFactory(mentorship=pair, number=number, state=state, due_at=due_at, **more)


@pytest.mark.parametrize(
    ("states", "missed"),
    [
        (("missed", "skipped", "missed"), 2),
        (("missed", "skipped", "skipped"), 0),
        (("missed", "answered", "skipped", "missed"), 0),
        (("skipped", "skipped", "skipped"), 0),
    ],
)
def test_a_pair_is_named_for_what_was_asked_and_missed(states: tuple[str, ...], missed: int) -> None:
    pair = make.MentorshipFactory(started_at=NOW - 80 * DAY)
    told(pair, *states)
    causes = why_named(pair, now=NOW).causes
    assert [one.amount for one in causes if one.key == HelpRuleKey.MISSED_CHECK_INS] == [missed][: missed > 0]


def test_the_figures_count_what_was_asked() -> None:
    programme = make.ProgrammeFactory()
    for _ in range(5):
        pair = make.MentorshipFactory(mentee__programme=programme, started_at=NOW - 80 * DAY)
        told(pair, "answered", "skipped", "missed", "due")
    figures = {one.key: one.value for one in check_ins_panel(programme, NOW)["measured"].figures}
    assert (figures["asked"], figures["answered"], figures["missed"]) == ("15", "5", "5")
