from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from matching.models import Mentorship
from programmes.enums import ProgrammeState
from tests import factories as make
from tests.matching.worlds import more_mentors, world

pytestmark = pytest.mark.django_db


def run_match(*options: str) -> str:
    out = StringIO()
    call_command("run_match", *options, stdout=out)
    return out.getvalue()


def test_a_run_is_made_told_checked_and_published() -> None:
    made = world(mode="cohort", slug="graduates", state=ProgrammeState.RUNNING)
    more_mentors(made, 3)
    make.MenteeFactory(programme=made.programme)
    said = run_match("graduates", "--check", "--publish", "stable", "--seed", "4", "--minimum", "10")
    assert "Run 1 of" in said
    for part in ("reading the programme", "fairest", "keeping the proposals", "memory at most", "blocking"):
        assert part in said
    assert "gave the same pairs" in said
    assert "Published: 2 mentorships have begun." in said
    run = made.programme.runs.get()
    assert (run.seed, run.minimum_score, run.aim, run.state) == (4, 0.1, "stable", "published")
    assert Mentorship.objects.filter(run=run).count() == 2
    with pytest.raises(CommandError, match="No mentee of this programme waits"):
        run_match("graduates")


def test_what_is_impossible_is_said() -> None:
    with pytest.raises(CommandError, match=r"There is no programme called nowhere\. There are: none yet"):
        run_match("nowhere")
    make.ProgrammeFactory(slug="empty")
    with pytest.raises(CommandError, match="from 0 to 100, not 101"):
        run_match("empty", "--minimum", "101")
    with pytest.raises(CommandError, match="No mentee of this programme waits"):
        run_match("empty")
