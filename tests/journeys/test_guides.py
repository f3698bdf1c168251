"""The conversation guides as data: whole, specific, and of a length that is read."""

from __future__ import annotations

import pytest

from journeys.guides import GUIDES, by_stage, guide_called, suggested
from journeys.guides.guide import Guide
from journeys.models import AgendaItem
from programmes.enums import StageName

AN_AGENDA_ITEM = AgendaItem._meta.get_field("text").max_length or 0


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
def test_a_guide_is_whole(guide: Guide) -> None:
    assert 250 <= guide.words <= 450
    assert len(guide.mentee) >= 3
    assert len(guide.mentor) >= 3
    assert len(guide.questions) >= 4
    assert len({str(question) for question in guide.questions}) == len(guide.questions)
    assert all(len(str(question)) <= AN_AGENDA_ITEM for question in guide.questions)
    assert 20 <= guide.minutes <= 60
    assert guide_called(guide.slug) is guide


def test_no_guide_shouts() -> None:
    words = [text for g in GUIDES for text in (g.opening, *g.mentee, *g.mentor, *g.questions, g.trap)]
    assert [text for text in words if "!" in str(text)] == []


def test_every_stage_has_two_at_least() -> None:
    assert all(len(shelf.guides) >= 2 for shelf in by_stage())
    assert sum(len(shelf.guides) for shelf in by_stage()) == len(GUIDES) >= 10


def test_the_clock_of_an_agenda_adds_up() -> None:
    assert [part.clock for part in guide_called("first-hour").timed] == [
        "0:00",
        "0:10",
        "0:30",
        "0:45",
        "0:55",
    ]


@pytest.mark.parametrize(
    ("stage", "known", "expected"),
    [
        (StageName.STARTING, {"met": False, "silent": False}, "first-hour"),
        (StageName.WORKING, {"met": True, "silent": False}, "status-report"),
        (StageName.WORKING, {"met": True, "silent": True}, "stuck-or-silent"),
        (StageName.HALF_WAY, {"met": True, "silent": False}, "half-way"),
        (StageName.CLOSING, {"met": True, "silent": False}, "last-two-meetings"),
        (StageName.CLOSING, {"met": True, "silent": True, "over": True}, "saying-thank-you"),
    ],
)
def test_what_is_suggested(stage: StageName, known: dict[str, bool], expected: str) -> None:
    assert suggested(stage, **known)[0].slug == expected
