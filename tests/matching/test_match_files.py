"""`manage.py match_files` on the civil-service files and on richer ones: what it writes, what it refuses, and that a pair
scores as it would on the site."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import BaseCommand, CommandError, call_command
from django.utils import timezone

from accounts.operations.vocabulary import load_vocabulary
from matching import embedding, engine
from matching.files.cohort import Cohort, cohort_of, shipped_index
from matching.files.outputs import table_bytes, write_all
from matching.importing import FilesRead, read_files
from matching.management.commands.match_files import Command
from matching.models import Criterion
from matching.operations import vectors
from matching.operations.criteria import adopt_defaults
from matching.snapshot import snapshot_of
from programmes.enums import Role
from programmes.operations.imports import limits
from tests import factories as make
from tests.matching.test_import_people import DATA, MAPPING, changed_copy

CHECKOUT = Path(__file__).parents[2]

RICH = """
[person]
email = "email"
name = "name"
languages = "languages"

[networks]
school = "schools"

[mentee]
goals = "words"
skills = "skills"
topics = "topics"
line_manager_email = "manager"

[mentor]
biography = "words"
skills = "skills"
topics = "topics"
seniority = "seniority"
capacity = "places"

[defaults]
mentee = { seniority = 2 }

[skills]
separator = ";"
level_aim = 4

[[questions]]
key = "years"
kind = "number"
text = "How many years?"
column = "years"
identity = false

[[criteria.list]]
key = "years"
kind = "gap"
label = "Years of work"
field = "question:years"
weight = 12
parameters = { best_from = 2, best_to = 6, fade = 0.1 }

[[criteria.list]]
key = "network"
kind = "network"
label = "A school in common"
field = "networks:school"
weight = 9
"""
SKILLS = [
    "Career planning",
    "cv",
    "public speaking",
    "Budgets",
    "negotiation",
    "Python",
    "Project management",
]
SCHOOLS = ["Leeds", "LEEDS", "Nîmes", "Nimes", "Porto"]


def read(folder: Path, mapping: Path) -> FilesRead:
    people = {role: folder / f"{role.value}s.csv" for role in Role}
    return read_files(mapping, people, limits=limits(), vocabulary=shipped_index)


def cohort(folder: Path, mapping: Path) -> Cohort:
    said = read(folder, mapping)
    return cohort_of(said.mapping, said.read, said.criteria, now=timezone.now())


def rich_files(folder: Path, seed: int = 3) -> Path:
    """Two files with every kind of column that scores, and their mapping; who stands in both is described alike."""
    chance = random.Random(seed)

    def some(words: list[str], most: int) -> str:
        return ";".join(chance.sample(words, chance.randint(0, most)))

    people = []
    for number in range(40):
        role = "mentee" if number < 18 else "mentor"
        people.append(
            {
                "email": f"{role}{number}@example.org",
                "name": f"Person {number}",
                "languages": chance.choice(["en", "fr", "en,fr", ""]),
                "schools": some(SCHOOLS, 2).replace(";", ","),
                "words": chance.choice(
                    ["", "I lead a team of analysts.", "A budget for the city, and calm."]
                ),
                "skills": some(SKILLS, 4),
                "topics": some(["leading", "confidence"], 2).replace(";", ","),
                "manager": f"mentor{chance.randint(18, 39)}@example.org",
                "seniority": chance.choice(["", "3", "4", "6"]),
                "places": chance.choice(["", "1", "3"]),
                "years": chance.choice(["", "1", "4.5", "12"]),
            }
        )
    people[20]["email"] = people[3]["email"]
    people[20] |= {name: people[3][name] for name in ("name", "languages", "schools")}
    for role, rows in (("mentee", people[:18]), ("mentor", people[18:])):
        with (folder / f"{role}s.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    mapping = folder / "mapping.toml"
    mapping.write_text(RICH)
    return mapping


# --- the same as on the site


def assert_equal_pairs(programme: Any, files: Cohort) -> engine.Problem:
    """Every pair scores the same, and the same pairs are eligible, from rows and from files."""
    site = snapshot_of(programme, now=timezone.now())
    places = [
        [side.by_email[row.email] for row in ours.rows]
        for side, ours in (
            (site.mentees, files.snapshot.mentees),
            (site.mentors, files.snapshot.mentors),
        )
    ]
    assert [len(side) for side in places] == [len(site.mentees.rows), len(site.mentors.rows)]
    scores = engine.solver_scores(site.problem, np.arange(site.problem.mentees.size))
    assert files.problem.prior_mean == site.problem.prior_mean
    assert (files.problem.capacity_left == site.problem.capacity_left[places[1]]).all()
    ours = engine.solver_scores(files.problem, np.arange(files.problem.mentees.size))
    np.testing.assert_array_equal(ours, scores[np.ix_(*places)])
    return files.problem


@pytest.mark.django_db
def test_a_pair_scores_as_on_the_site() -> None:
    programme = make.ProgrammeFactory(slug="civil-service", state="running")
    adopt_defaults(programme=programme, by=None, now=make.NOW)
    call_command(
        "import_people",
        "civil-service",
        mapping=MAPPING,
        mentees=DATA / "mentees.csv",
        mentors=DATA / "mentors.csv",
        stdout=io.StringIO(),
    )
    problem = assert_equal_pairs(programme, cohort(DATA, MAPPING))
    eligible = engine.solver_scores(problem, np.arange(problem.mentees.size)) >= 0
    assert 0 < eligible.mean() < 0.9


@pytest.mark.django_db
@pytest.mark.parametrize("others", ["stay", "off"])
def test_the_defaults_count_as_on_the_site(others: str, tmp_path: Path, settings: Any) -> None:
    settings.EMBEDDER = "characters"
    mapping = rich_files(tmp_path)
    if others == "off":
        mapping.write_text(
            RICH.replace("[[criteria.list]]", '[criteria]\nothers = "off"\n\n[[criteria.list]]', 1)
        )
    load_vocabulary(now=make.NOW)
    programme = make.ProgrammeFactory(slug="rich", state="running")
    adopt_defaults(programme=programme, by=None, now=make.NOW)
    call_command(
        "import_people",
        "rich",
        mapping=mapping,
        mentees=tmp_path / "mentees.csv",
        mentors=tmp_path / "mentors.csv",
        stdout=io.StringIO(),
    )
    job = vectors.start_embedding(programme=programme, by=None, now=make.NOW)
    assert job is not None
    vectors.run_embedding(job=vectors.claim(job_id=job.pk, now=make.NOW) or job)
    files = cohort(tmp_path, mapping)
    problem = assert_equal_pairs(programme, files)
    counted = Criterion.objects.filter(programme=programme, enabled=True)
    assert {one.key for one in problem.criteria} == set(counted.values_list("key", flat=True))
    assert files.model == ("characters-512" if others == "stay" else "")
    reasons = {
        int(reason)
        for found in problem.excluded.by_mentee.values()
        for each in found.values()
        for reason in each
    }
    assert reasons == {engine.ExclusionReason.LINE_MANAGER, engine.ExclusionReason.OWN_SELF}


# --- the command


def matched(folder: Path, *, given: Path = DATA, mapping: Path = MAPPING, **options: Any) -> str:
    """What the command says; its files are `pairs.csv` and `report.json` in `folder`."""
    out = io.StringIO()
    call_command(
        "match_files",
        given / "mentees.csv",
        given / "mentors.csv",
        mapping=mapping,
        out=folder / "pairs.csv",
        report=folder / "report.json",
        stdout=out,
        stderr=out,
        **options,
    )
    return out.getvalue()


def refused(folder: Path, **options: Any) -> list[str]:
    """The lines of a run that is refused; nothing was written."""
    out = io.StringIO()
    before = sorted(folder.iterdir())
    given = options.pop("given", DATA)
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command(
            "match_files",
            options.pop("mentees", given / "mentees.csv"),
            given / "mentors.csv",
            **{
                "mapping": MAPPING,
                "out": folder / "pairs.csv",
                "report": folder / "report.json",
                "stdout": out,
                "stderr": out,
                **options,
            },
        )
    assert sorted(folder.iterdir()) == before
    return out.getvalue().splitlines()


def pairs(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / "pairs.csv").read_text(encoding="utf-8-sig").splitlines()))


def report(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return found


def listed(folder: Path, name: str, *found: tuple[str, str]) -> Path:
    path = folder / name
    path.write_text("mentee,mentor\n" + "".join(f"{mentee},{mentor}\n" for mentee, mentor in found))
    return path


def test_the_pairs_of_the_civil_service(tmp_path: Path) -> None:
    said = matched(tmp_path)
    rows, told = pairs(tmp_path), report(tmp_path)
    assert (tmp_path / "pairs.csv").read_bytes().startswith(b"\xef\xbb\xbfmentee,mentee name,mentor,")
    assert [row["mentee"] for row in rows] == sorted(row["mentee"] for row in rows)
    files = cohort(DATA, MAPPING)
    assert len(rows) == files.problem.mentees.size == told["people"]["mentees"]
    mentees, mentors = files.snapshot.mentees.by_email, files.snapshot.mentors.by_email
    together = [row for row in rows if row["mentor"]]
    assert told["result"]["matched"] == len(together) > 60
    scores = engine.solver_scores(files.problem, np.arange(len(rows)))
    taken: dict[str, int] = {}
    for row in together:
        explanation = engine.explain(files.problem, mentees[row["mentee"]], mentors[row["mentor"]])
        assert explanation.eligible
        assert row["score"] == str(round(100 * explanation.score))
        ahead = scores[mentees[row["mentee"]]] > scores[mentees[row["mentee"]], mentors[row["mentor"]]]
        assert row["position"] == str(1 + ahead.sum())
        assert row["for the mentee 1"]
        assert row["for the mentor 1"]
        taken[row["mentor"]] = taken.get(row["mentor"], 0) + 1
    assert max(taken.values()) <= 2
    assert told["result"]["total"] == pytest.approx(
        sum(int(row["score"]) for row in together), abs=len(together) / 2
    )
    assert told["result"]["certified"]
    assert told["comparison"]["total"]["total"] >= told["comparison"]["first_come"]["total"]
    assert told["comparison"]["fair"]["worst"] >= told["comparison"]["total"]["worst"]
    assert told["comparison"]["stable"]["blocking pairs"] == 0
    assert {one["key"]: one["share"] for one in told["criteria"] if one["share"]} == {
        "grade": 0.6,
        "profession": 0.4,
    }
    assert told["files"]["mentee"] == {
        "name": "mentees.csv",
        "sha256": told["files"]["mentee"]["sha256"],
        "rows": 50,
    }
    assert set(told["seconds"]) == {"read", "question", "match", "unmatched", "pairs", "compare"}
    assert "> highest total" in said
    assert "Proven: no other pairs would serve this aim better." in said


def test_answers_about_identity_count_for_nothing_and_are_written_nowhere(tmp_path: Path) -> None:
    said = matched(tmp_path)
    assert "Not counted: A similar identity." in said
    assert report(tmp_path)["not counted"] == ["A similar identity"]
    written = ((tmp_path / "pairs.csv").read_text() + (tmp_path / "report.json").read_text()).casefold()
    assert not [word for word in ("transgender", "lesbian", "bisexual", "characteristic") if word in written]


def test_who_is_unmatched_is_told_why_and_what_would_help(tmp_path: Path) -> None:
    mentees = changed_copy(
        tmp_path, "mentees.csv", "mentee.12@gov.uk,no,Some role,Grade 7", "mentee.12@gov.uk,no,Some role,SCS4"
    )
    (tmp_path / "mentors.csv").write_bytes((DATA / "mentors.csv").read_bytes())
    matched(tmp_path, given=mentees.parent)
    row = next(row for row in pairs(tmp_path) if row["mentee"] == "mentee.12@gov.uk")
    assert (row["mentor"], row["score"], row["position"]) == ("", "", "")
    assert row["note"].startswith("No mentor meets the rules. The nearest is ")
    assert row["note"].endswith("On the same step as you: “SCS4”. A mentor 1 step higher would do.")
    told = next(one for one in report(tmp_path)["unmatched"] if one["mentee"] == "mentee.12@gov.uk")
    assert told["lack"] == "rules"
    assert f"{told['why']} {told['change']}" == row["note"]


def test_the_same_people_give_the_same_bytes(tmp_path: Path) -> None:
    matched(tmp_path)
    first = (tmp_path / "pairs.csv").read_bytes()
    matched(tmp_path, force=True)
    assert (tmp_path / "pairs.csv").read_bytes() == first
    other = tmp_path / "other"
    other.mkdir()
    for name in ("mentees.csv", "mentors.csv"):
        header, *lines = (DATA / name).read_text().splitlines()
        random.Random(5).shuffle(lines)
        (other / name).write_text("\n".join([header, *lines]))
    matched(other, given=other)
    assert (other / "pairs.csv").read_bytes() == first


@pytest.mark.parametrize("aim", ["total", "fair", "stable"])
def test_locks_are_kept_and_forbidden_pairs_are_not_made(aim: str, tmp_path: Path) -> None:
    matched(tmp_path, aim=aim)
    before = {row["mentee"]: row["mentor"] for row in pairs(tmp_path)}
    kept, barred = "mentee.14@gov.uk", "mentee.20@gov.uk"
    chosen = "mentor.32@gov.uk" if before[kept] != "mentor.32@gov.uk" else "mentor.31@gov.uk"
    matched(
        tmp_path,
        aim=aim,
        lock=listed(tmp_path, "lock.csv", (kept.upper(), chosen)),
        forbid=listed(tmp_path, "forbid.csv", (barred, before[barred])),
        force=True,
    )
    after = {row["mentee"]: row for row in pairs(tmp_path)}
    assert after[kept]["mentor"] == chosen
    assert "locked" in after[kept]["note"]
    assert after[barred]["mentor"] != before[barred]
    assert {
        name: file["rows"] for name, file in report(tmp_path)["files"].items() if name in ("lock", "forbid")
    } == {
        "lock": 1,
        "forbid": 1,
    }


def test_a_lock_wins_over_a_rule_and_says_so(tmp_path: Path) -> None:
    files = cohort(DATA, MAPPING)
    people = files.snapshot.mentees.rows, files.snapshot.mentors.rows
    broken = np.argwhere(engine.solver_scores(files.problem, np.arange(len(people[0]))) < 0)
    free = [
        tuple(pair)
        for pair in broken.tolist()
        if pair[1] not in files.problem.excluded.by_mentee.get(pair[0], {})
    ]
    mentee, mentor = (side[position].email for side, position in zip(people, free[0], strict=True))
    matched(tmp_path, lock=listed(tmp_path, "lock.csv", (mentee, mentor)))
    row = next(row for row in pairs(tmp_path) if row["mentee"] == mentee)
    assert (row["mentor"], row["position"], row["note"]) == (mentor, "", "locked, outside the rules")


def test_what_was_written_can_be_locked(tmp_path: Path) -> None:
    matched(tmp_path)
    first = pairs(tmp_path)
    header, *lines = (tmp_path / "pairs.csv").read_text().splitlines()
    keep = tmp_path / "keep.csv"
    keep.write_text("\n".join([header, *lines[:5]]))
    matched(tmp_path, aim="stable", lock=keep, force=True)
    assert [row["mentor"] for row in pairs(tmp_path)[:5]] == [row["mentor"] for row in first[:5]]


def test_no_pair_is_below_the_minimum(tmp_path: Path) -> None:
    matched(tmp_path, minimum_score=90)
    rows = pairs(tmp_path)
    scores = [int(row["score"]) for row in rows if row["score"]]
    assert 0 < len(scores) < len(rows)
    assert min(scores) >= 90
    assert any("scores below the minimum. A minimum score of 60 would do." in row["note"] for row in rows)


def test_bad_rows_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    text = (DATA / "mentees.csv").read_text()
    text = text.replace("mentee.01@gov.uk,yes", "mentee.01(at)gov.uk,perhaps")
    given = tmp_path / "given"
    given.mkdir()
    bad = given / "mentees.csv"
    bad.write_text(text)
    assert refused(tmp_path, mentees=bad) == [
        "mentees.csv, line 3, “both mentor and mentee”: “perhaps” is neither yes nor no; expected one of 1, true, y, yes, 0, false, n, no",
        "mentees.csv, line 3, “email address”: “mentee.01(at)gov.uk” is no e-mail address, such as name@example.org",
    ]


def test_bad_locks_are_named(tmp_path: Path) -> None:
    both = "mentor.49@gov.uk"
    lock = listed(
        tmp_path,
        "lock.csv",
        ("mentee.14@gov.uk", "mentor.32@gov.uk"),
        ("mentee.99@gov.uk", ""),
        ("mentor.02@gov.uk", both),
    )
    assert refused(tmp_path, lock=lock) == [
        "lock.csv, line 3, “mentee”: “mentee.99@gov.uk” is the e-mail address of no mentee in the files",
        "lock.csv, line 3, “mentor”: is empty; expected the e-mail address of a mentor",
        "lock.csv, line 4, “mentee”: “mentor.02@gov.uk” is the e-mail address of no mentee in the files",
    ]
    people = [f"mentee.{number}@gov.uk" for number in (14, 15, 16)]
    lock = listed(
        tmp_path,
        "lock.csv",
        *[(mentee, "mentor.32@gov.uk") for mentee in people],
        (people[0], "mentor.31@gov.uk"),
        (both, both),
    )
    forbid = listed(tmp_path, "forbid.csv", (people[1], "mentor.32@gov.uk"))
    assert refused(tmp_path, lock=lock, forbid=forbid) == [
        "lock.csv, line 3: the pair is forbidden in line 2 of forbid.csv",
        "lock.csv, line 4, “mentor”: “mentor.32@gov.uk” has 2 places, and more are locked",
        "lock.csv, line 5, “mentee”: “mentee.14@gov.uk” is locked in line 2 already",
        "lock.csv, line 6: the two are one person, or the mentor is the mentee’s line manager",
    ]


def test_nothing_is_overwritten_unless_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("mine")
    with pytest.raises(CommandError, match=r"report\.json is there already"):
        matched(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    assert (tmp_path / "report.json").read_text() == "mine"
    matched(tmp_path, force=True)
    assert report(tmp_path)["people"]["mentees"] == len(pairs(tmp_path))


def test_no_file_is_read_and_written(tmp_path: Path) -> None:
    for name in ("mentees.csv", "mentors.csv"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    given = [tmp_path / "mentees.csv", tmp_path / "mentors.csv"]
    for out, report in ((given[0], tmp_path / "report.json"), (tmp_path / "one", tmp_path / "." / "one")):
        with pytest.raises(CommandError, match="is named twice"):
            call_command("match_files", *given, mapping=MAPPING, out=out, report=report, force=True)
    assert given[0].read_bytes() == (DATA / "mentees.csv").read_bytes()


@pytest.mark.parametrize("there", [True, False])
def test_both_files_are_written_or_none(there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "pairs.csv", tmp_path / "report.json"
    if there:
        first.write_text("old pairs")
        second.write_text("old report")
    rename = os.replace

    def failing(source: Path, target: Path) -> None:
        if target == second:
            raise OSError("the disk is full")
        rename(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="disk is full"):
        write_all({first: b"new pairs", second: b"new report"}, force=True)
    left = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert left == ({"pairs.csv": "old pairs", "report.json": "old report"} if there else {})
    monkeypatch.undo()
    write_all({first: b"new pairs", second: b"new report"}, force=True)
    left = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert left == {"pairs.csv": "new pairs", "report.json": "new report"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    table = table_bytes(["name"], [[f"{start}cmd|' /C calc'!A0"], [None], [7], ["a=b"]])
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    assert rows == [["name"], [f"'{start}cmd|' /C calc'!A0"], [""], ["7"], ["a=b"]]


def test_a_name_that_is_a_formula_is_text(tmp_path: Path) -> None:
    changed_copy(
        tmp_path, "mentees.csv", "mentee,12,mentee.12@gov.uk", '"=HYPERLINK(""x"")",12,mentee.12@gov.uk'
    )
    (tmp_path / "mentors.csv").write_bytes((DATA / "mentors.csv").read_bytes())
    matched(tmp_path, given=tmp_path, explain=0)
    row = next(row for row in pairs(tmp_path) if row["mentee"] == "mentee.12@gov.uk")
    assert row["mentee name"] == '\'=HYPERLINK("x") 12'
    assert not [name for name in row if name.startswith("for the")]


def test_a_missing_sentence_model_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mapping = rich_files(tmp_path)
    monkeypatch.setattr(embedding, "_PACKAGE", "nothing_of_this_name")
    said = matched(tmp_path, given=tmp_path, mapping=mapping)
    assert "The sentence model universal-sentence-encoder cannot be used: its package" in said
    assert report(tmp_path)["versions"]["sentence model"] == "characters-512"
    told = {reason for row in pairs(tmp_path) for name, reason in row.items() if name.startswith("for the")}
    assert any("Leadership" in reason or "help with" in reason for reason in told)


def test_the_manual_is_true(tmp_path: Path) -> None:
    manual = (CHECKOUT / "docs" / "match_files.md").read_text(encoding="utf-8")
    parsers = [command().create_parser("manage.py", "match_files") for command in (Command, BaseCommand)]
    own, common = (
        {option for action in each._actions for option in action.option_strings} for each in parsers
    )
    assert sorted(option for option in own - common if f"`{option}" not in manual) == []
    shown = manual.split("```text\n")[1].split("```")[0].splitlines()
    assert shown[1:-1] == matched(tmp_path).splitlines()[:-1]
    assert all(f"`{name}" in manual for name in pairs(tmp_path)[0] if not name[-1].isdecimal())
    assert all(f"`{name}`" in manual for name in report(tmp_path))


# --- from a shell, where there is no server


@pytest.mark.parametrize("database", [None, "mysql://nobody@192.0.2.1:1/nowhere"])
def test_it_needs_no_server_and_no_configuration(database: str | None, tmp_path: Path) -> None:
    named = {} if database is None else {"DATABASE_URL": database, "REDIS_URL": "none"}
    good = database is None
    done = subprocess.run(
        [
            sys.executable,
            CHECKOUT / "manage.py",
            "match_files",
            *(DATA / name for name in ("mentees.csv", "mentors.csv" if good else "mentees.csv")),
            *("--mapping", MAPPING, "--aim", "fair", "--levels", "3"),
            *("--out", "pairs.csv", "--report", "report.json"),
        ],
        cwd=tmp_path,
        env=named,
        capture_output=True,
        text=True,
        check=False,
    )
    if good:
        assert (done.returncode, done.stderr) == (0, "")
        assert "> fairest" in done.stdout
        assert report(tmp_path)["result"]["matched"] == len([row for row in pairs(tmp_path) if row["mentor"]])
        return
    assert done.returncode == 1
    assert done.stderr.startswith("mentees.csv, line 1, “characteristics”: there is no such column.")
    assert "Nothing was written." in done.stderr
    assert list(tmp_path.iterdir()) == []
