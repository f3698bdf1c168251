"""What organisers read of the end: figures from five on, and words only where their author said so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from journeys.queries.outcomes import endings_panel, together_panel, words_of
from matching.models import Mentorship
from programmes.models import Programme
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def ended(programme: Programme, reason: str = "no_time", **said: object) -> Mentorship:
    made: Mentorship = make.MentorshipFactory(
        mentor=make.MentorFactory(programme=programme),
        mentee=make.MenteeFactory(programme=programme),
        state="completed" if reason == "finished" else "ended",
        end_reason=reason,
        started_at=NOW - timedelta(days=90),
        closed_at=NOW,
    )
    make.ClosingAnswerFactory(mentorship=made, answered_at=NOW, **said)
    return made


def test_figures_are_shown_from_five_on() -> None:
    programme = make.ProgrammeFactory()
    assert endings_panel(programme, NOW) is None
    for _ in range(4):
        ended(programme, worth=5, again=True)
    for panel in (endings_panel, together_panel):
        found = panel(programme, NOW)
        assert found is not None
        assert "shown from five on" in found["measured"].empty
    ended(programme, "finished", worth=2, again=False)
    ended(programme, "taken_back")
    found = endings_panel(programme, NOW)
    assert found is not None
    shown = {figure.key: figure.value for figure in found["measured"].figures}
    assert shown == {"over": "5", "completed": "20%", "worth": "4.4", "again": "80%", "answered": "5"}


def test_a_panel_costs_the_same_for_many() -> None:
    programme = make.ProgrammeFactory()
    costs = set()
    for count in (5, 3):
        for _ in range(count):
            ended(programme, worth=4, end_note="So it was.")
        with CaptureQueriesContext(connection) as captured:
            together_panel(programme, NOW)
            endings_panel(programme, NOW)
            list(words_of(programme, reader=None, number=None).told)
        costs.add(len(captured))
    assert len(costs) == 1


def test_words_come_as_their_author_said() -> None:
    programme = make.ProgrammeFactory()
    own = ended(programme, end_note="Of the reader’s own.")
    ended(programme, takes_along="Mine alone.", better="Without a name.")
    ended(programme, takes_along="For you too.", takes_along_shared=True)
    ended(programme, better="With my name.", better_named=True)
    words = words_of(programme, reader=own.mentor.person, number=None)
    assert {answer.takes_along or answer.better for answer in words.told} == {"For you too.", "With my name."}
    assert words.unnamed is None
    for _ in range(2):
        ended(programme)
    assert words_of(programme, reader=own.mentor.person, number=None).unnamed == ("Without a name.",)
