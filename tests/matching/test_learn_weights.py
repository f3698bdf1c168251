"""`manage.py learn_weights` on a programme's history, on files, and on what is wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from benchmarks.learning import history
from matching.models import Showing, ShownMentor
from matching.outcomes import read_outcomes, read_weights
from mentorship.config import ROOT
from programmes.enums import HelpTopic
from programmes.importing import Refused
from tests import factories as make
from tests.matching.worlds import more_mentors, world

MENTEES, SHOWN = 36, 8


def learn(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("learn_weights", *arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


# --- a programme


def past(slug: str) -> None:
    """A programme in which people ask those who share their topics, whatever else the criteria say."""
    chance = random.Random(4)
    made = world(slug=slug, name="Analysts")
    mentors = more_mentors(made, 16)
    mentees = [
        make.MenteeFactory(
            programme=made.programme,
            topics=chance.sample(HelpTopic.values, 4),
            seniority=chance.randint(1, 4),
        )
        for _ in range(MENTEES)
    ]
    for mentee in mentees:
        make.WantedSkillFactory(enrolment=mentee, skill=chance.choice(made.skills))
        seen = chance.sample(mentors, SHOWN)
        showing = Showing.objects.create(mentee=mentee, shown_at=make.NOW)
        ShownMentor.objects.bulk_create(
            ShownMentor(showing=showing, mentor=mentor, position=place, score=50)
            for place, mentor in enumerate(seen, start=1)
        )
        liked = sorted(seen, key=lambda mentor: -len(set(mentee.topics) & set(mentor.topics)))[:2]
        for slot, mentor in enumerate(liked, start=1):
            accepted = chance.random() < 0.6
            make.RequestFactory(
                mentee=mentee,
                mentor=mentor,
                slot=slot,
                sent_at=make.NOW + timedelta(hours=1),
                state="accepted" if accepted else "declined",
                closed_at=make.NOW + timedelta(days=1),
            )


def digest() -> str:
    """Of every row of every table."""
    every = [
        sorted(map(str, model._default_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
    ]
    return sha256(repr(every).encode()).hexdigest()


@pytest.mark.django_db
def test_a_programme_is_told_what_its_mentees_go_by_and_nothing_is_written(tmp_path: Path) -> None:
    past("analysts")
    before = digest()
    told = learn("analysts", json=tmp_path / "found.json")
    assert digest() == before
    assert "Weights for Analysts" in told
    assert f"{MENTEES} lists shown from 24 November 2026 to 24 November 2026." in told
    assert "288 pairs shown, each counted from the first time, of 36 mentees with" in told
    assert "72 were asked afterwards. 36 mentees chose some" in told
    assert "72 answers of mentors:" in told
    assert "The values are those of today's profiles" in told
    assert "it takes 100 answers" in told
    assert "Nothing was changed." in told
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    rows = {row["criterion"]: row for row in found["criteria"]}
    topics = rows["Areas for development"]
    assert found["supported"]
    assert topics["suggested"] > 2 * topics["weight"]
    assert topics["odds"][1] > 1
    assert sum(row["suggested"] for row in rows.values()) == pytest.approx(
        sum(row["weight"] for row in rows.values())
    )
    assert found["auc"]["learned"]["gain_within_mentee"][1] > 0
    assert found["prior"] is None
    for word in (
        "criterion",
        "suggested",
        "odds of being chosen",
        "Areas for development",
        "place in the list",
    ):
        assert word in told


@pytest.mark.django_db
def test_too_short_a_history_is_refused_in_words(tmp_path: Path) -> None:
    made = world(slug="young")
    make.ShownMentorFactory(showing=make.ShowingFactory(mentee=made.alice), mentor=made.bob)
    with pytest.raises(CommandError) as refused:
        learn("young", json=tmp_path / "found.json")
    said = str(refused.value)
    assert "There is too little to learn from: 1 pairs that were decided (200 are needed)" in said
    assert "0 mentees who chose some and passed over others (30 are needed)" in said
    assert refused.value.returncode == 1
    assert not (tmp_path / "found.json").exists()


@pytest.mark.django_db
def test_what_cannot_be_asked_is_said() -> None:
    make.ProgrammeFactory(slug="bare", name="Bare")
    for arguments, words in (
        ((), "one of the two"),
        (("nowhere",), "There is no programme called nowhere. There are: bare."),
        (("bare",), "Bare has no criterion that scores and may be shown."),
    ):
        with pytest.raises(CommandError, match=words):
            learn(*arguments)
    with pytest.raises(CommandError, match="--weights belongs to --outcomes"):
        learn("bare", weights="skills=1")


# --- a file; no test from here on may reach a database, and pytest-django sees to it


def written(folder: Path, *, mentees: int = 150, **options: Any) -> Path:
    truth = np.array([0.0, 1.0, 2.5])
    decisions, _ = history(mentees=mentees, shown=10, truth=truth, seed=2, base=-1.5, unknown=0.05, **options)
    path = folder / "outcomes.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(["mentee", "mentor", "skills", "words", "hours", "outcome"])
        for mentee, mentor, row, chosen in zip(
            decisions.mentee, decisions.mentor, decisions.values, decisions.chosen, strict=True
        ):
            cells = ["" if np.isnan(value) else f"{value:.4f}" for value in row]
            sheet.writerow([f"a{mentee}", f"b{mentor}", *cells, int(chosen)])
    return path


def test_a_file_is_learned_from_without_a_database(tmp_path: Path) -> None:
    path = written(tmp_path, spread=1.0)
    told = learn(outcomes=path, weights="skills=40,words=20,hours=10", json=tmp_path / "found.json")
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert [row["criterion"] for row in found["criteria"]] == ["skills", "words", "hours"]
    assert [row["weight"] for row in found["criteria"]] == [40, 20, 10]
    suggested = [row["suggested"] for row in found["criteria"]]
    assert suggested == sorted(suggested)
    assert sum(suggested) == pytest.approx(70)
    prior = found["prior"]
    assert prior["supported"]
    rates = [mentor["rate"] for name, mentor in prior["mentors"].items() if name.startswith("b")]
    assert min(rates) < prior["mean"] < max(rates)
    assert "kind “bias”" in told
    assert "The file has no column “position”" in told
    assert told == learn(outcomes=path, weights="skills=40, words=20, hours=10")


def test_the_command_needs_no_configuration_and_reaches_no_server(tmp_path: Path) -> None:
    path = written(tmp_path, mentees=20)
    environment = {
        name: value for name, value in os.environ.items() if "URL" not in name and "KEY" not in name
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "learn_weights", f"--outcomes={path}"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "There is too little to learn from" in done.stderr
    assert "Traceback" not in done.stderr


def test_weights_that_fit_are_left_alone(tmp_path: Path) -> None:
    told = learn(outcomes=written(tmp_path), weights="words=2,hours=5")
    assert "The history does not support changing any weight" in told
    assert "suggested" not in told.partition("What this says")[0]


BAD = """mentee,mentor,skills,hours,position,outcome
ann,bob,.5,,1,1
,cara,1.2,.3,2,0
ann,,.5,high,0,maybe
ann,dave,.5,.1,first,
"""


def test_every_bad_cell_is_named_and_nothing_learned(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(BAD, encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"8 faults found\. Nothing was learned\."):
        call_command("learn_weights", outcomes=path, stderr=out)
    assert out.getvalue().splitlines() == [
        "bad.csv, line 3, “mentee”: is empty; expected who it was",
        "bad.csv, line 3, “skills”: “1.2” is not a number from 0 to 1",
        "bad.csv, line 4, “hours”: “high” is not a number from 0 to 1",
        "bad.csv, line 4, “mentor”: is empty; expected who it was",
        "bad.csv, line 4, “outcome”: “maybe” is not 1 (chosen) or 0 (passed over)",
        "bad.csv, line 4, “position”: “0” is not a number from 1 to 1e+06",
        "bad.csv, line 5, “outcome”: “” is not 1 (chosen) or 0 (passed over)",
        "bad.csv, line 5, “position”: “first” is not a number from 1 to 1e+06",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is empty; its first line must name the columns"),
        ("mentee,mentor,outcome\na,b,1\n", "names no criterion"),
        ("mentee,mentor,skills\na,b,1\n", "“outcome”: there is no such column"),
        ("mentee,mentor,skills,outcome\n", "holds no decision"),
        ("mentee,mentor,skills,skills,outcome\na,b,1,1,1\n", "names 2 columns"),
        ("mentee,mentor,skills,outcome\na,b,1\n", "line 2: has 3 cells where the first line has 4"),
        ("mentee,mentor,skills,outcome\na,b,nan,1\n", "“nan” is not a number from 0 to 1"),
    ],
)
def test_a_file_that_is_no_table_of_decisions(text: str, fault: str) -> None:
    with pytest.raises(Refused, match=fault):
        read_outcomes(text.encode(), file="f.csv")


def test_what_spreadsheets_write_is_read() -> None:
    text = "\ufeffposition;Notes;mentee;mentor;outcome\n3;.25;1;7;TRUE\n1;;1;8;0.0\n\n2;1;2;7;1.0\n"
    found = read_outcomes(text.encode(), file="f.csv")
    assert found.criteria == ("Notes",)
    assert sorted(found.mentors.values()) == ["7", "8"]
    assert sorted(found.decisions.chosen.tolist()) == [False, True, True]
    assert found.decisions.position is not None
    assert sorted(found.decisions.position.tolist()) == [1, 2, 3]
    assert np.isnan(found.decisions.values).sum() == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("skils=4", "“skils=4” names no criterion of the file; it has skills, words"),
        ("skills", "names no criterion"),
        ("skills=-1", "must be a number of 0 or more, not “-1”"),
        ("skills=a", "not “a”"),
        ("skills=0,words=0", "at least one weight must be above 0"),
    ],
)
def test_weights_that_are_none(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read_weights(text, ["skills", "words"])


def test_weights_of_a_file() -> None:
    assert read_weights("", ["skills", "words"]) == [1, 1]
    assert read_weights("words=2.5", ["skills", "words"]) == [0, 2.5]


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        learn(outcomes=written(tmp_path, mentees=60), json=tmp_path / "nowhere" / "found.json")
