"""A5: from two spreadsheets to pairs, against mentor-match 7.0.1 on the same files by the same rules.

    .venv-bench/bin/python -m benchmarks.files a5 [--short]

500 mentees and 500 mentors (100 and 100 with --short) made of the civil-service files in tests/data. Both match by the
rules that the civil service gives mentor-match (without the one about identity, which is inert here): another department,
one or two grades above for 9 or 12 points, 10 for the same profession. A mentor takes three mentees at most: mentor-match in
its three rounds of one each, of which a mentee keeps the best. The totals are in mentor-match's own points for both."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
DATA = CHECKOUT / "tests" / "data" / "civil_service_small"
MAPPING = CHECKOUT / "examples" / "civil_service.toml"
PEER = Path(__file__).with_name("peers") / "mentor_match.py"
REPETITIONS = 3
TIMES = 4
# The mapping of the sample up to its criteria, and then these: 9 of 12 points is three quarters of the way to full marks.
RULES = """
[criteria]
others = "off"

[[criteria.list]]
key = "grade"
kind = "gap"
label = "Grade"
field = "question:grade"
weight = 12
parameters = { best_from = 1.3333333333333333, best_to = 2, fade = 1 }

[[criteria.list]]
key = "profession"
kind = "same"
label = "Profession"
field = "question:profession"
weight = 10

[[criteria.list]]
key = "grade-above"
kind = "gap"
use = "rule"
label = "A mentor one or two grades above"
field = "question:grade"
parameters = { best_from = 1, best_to = 2, fade = 1 }

[[criteria.list]]
key = "other-organisation"
kind = "different"
use = "rule"
label = "Another organisation"
field = "networks:employer"
"""
MOST = 12 + 10  # points of a pair
PHASES = ("read", "question", "match", "unmatched", "pairs")


def write_files(folder: Path, people: int, seed: int) -> None:
    """Files of the same columns as the sample, with its grades as often as there, and its departments and professions."""
    chance = random.Random(seed)
    for side in ("mentee", "mentor"):
        with (DATA / f"{side}s.csv").open(newline="") as sample:
            rows = list(csv.DictReader(sample))
        found = {name: sorted({row[name] for row in rows}) for name in ("organisation", "profession")}
        with (folder / f"{side}s.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            for number in range(people):
                row = {**chance.choice(rows), "last name": f"{number:04}", "both mentor and mentee": "no"}
                row |= {"email address": f"{side}.{number:04}@gov.uk"}
                row |= {name: chance.choice(words) for name, words in found.items()}
                writer.writerow(row)
    people_part, comment, _ = MAPPING.read_text(encoding="utf-8").partition("# What counts.")
    places = "mentor = { capacity = 2 }"
    assert comment
    assert places in people_part
    text = people_part.replace(places, "mentor = { capacity = 3 }") + RULES
    (folder / "mapping.toml").write_text(text, encoding="utf-8")


def theirs(folder: Path) -> dict[str, Any]:
    start = perf_counter()
    done = subprocess.run([sys.executable, "-I", PEER, folder], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "process": perf_counter() - start}


def whole(folder: Path) -> dict[str, Any]:
    """The command as an organiser types it: three reasons for each side of a pair, and the comparison of the aims."""
    start = perf_counter()
    words = [sys.executable, CHECKOUT / "manage.py", "match_files", *arguments(folder)]
    subprocess.run(words, check=True, capture_output=True)
    return {**told(folder), "seconds": perf_counter() - start}


def inside(folder: Path) -> dict[str, Any]:
    """Files to pairs, without reasons: what mentor-match does as well."""
    words = [sys.executable, "-m", "benchmarks.files", "inside", "--folder", folder]
    done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=CHECKOUT)
    runs: list[dict[str, float]] = json.loads(done.stdout)
    first, *again = (sum(seconds[phase] for phase in PHASES) for seconds in runs)
    quickest = again.index(min(again))
    return {**told(folder), "first": first, "seconds": again[quickest], "phases": runs[1 + quickest]}


def in_this_process(folder: Path) -> None:
    """Matches several times and prints the seconds of each phase. After the first time everything is loaded, as it is for
    mentor-match when its clock begins; more than once, because other work on the machine can double a tenth of a second."""
    from mentorship.config import NO_SERVERS

    os.environ.update(NO_SERVERS, DJANGO_SETTINGS_MODULE="mentorship.settings")
    import django
    from django.core.management import call_command

    django.setup()
    runs = []
    for _ in range(1 + TIMES):
        call_command("match_files", *map(str, arguments(folder)), "--explain", "0", stdout=io.StringIO())
        runs.append(json.loads((folder / "report.json").read_text(encoding="utf-8"))["seconds"])
    print(json.dumps(runs))


def arguments(folder: Path) -> list[str | Path]:
    files = [folder / "mentees.csv", folder / "mentors.csv", "--mapping", folder / "mapping.toml"]
    return [*files, "--out", folder / "pairs.csv", "--report", folder / "report.json", "--force"]


def told(folder: Path) -> dict[str, Any]:
    result = json.loads((folder / "report.json").read_text(encoding="utf-8"))["result"]
    assert result["certified"], "the pairs are not proven to be the best"
    return {"matched": result["matched"], "total": round(result["total"] * MOST / 100)}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("which", choices=["a5", "inside"])
    parser.add_argument("--short", action="store_true", help="100 × 100")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.which == "inside":
        in_this_process(options.folder)
        return 0
    try:
        peer = f"mentor-match {version('mentor-match')}"
    except PackageNotFoundError:
        print("mentor-match is not installed here: make setup-bench", file=sys.stderr)
        return 1
    # Byte code is kept, as it is everywhere but in a test: else both sides would read their sources anew each time.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    people = 100 if options.short else 500
    works = {"theirs": theirs, "inside": inside, "whole": whole}
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in works}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, people, options.seed)
        for _ in range(REPETITIONS):
            for which, work in works.items():
                runs[which].append(work(folder))
    best = {which: min(made, key=lambda run: run["seconds"]) for which, made in runs.items()}
    process = min(run["process"] for run in runs["theirs"])
    first = {**best["inside"], "seconds": min(run["first"] for run in runs["inside"])}
    print(
        f"{people} × {people}, the best of {REPETITIONS} processes each, interleaved; of ours, {TIMES} times in each\n"
    )
    print(f"{'':46}{'s':>9}{'theirs ÷':>10}{'matched':>9}{'points':>8}")
    table(f"{peer}, files to pairs", best["theirs"], best["theirs"]["seconds"])
    table("match_files, files to pairs", best["inside"], best["theirs"]["seconds"])
    table("  the first time in a process", first, best["theirs"]["seconds"])
    table(f"{peer}, the whole process", {**best["theirs"], "seconds": process}, process)
    table("match_files, the whole command, with reasons", best["whole"], process)
    phases = ", ".join(f"{phase} {1000 * seconds:.0f}" for phase, seconds in best["inside"]["phases"].items())
    print(f"\nOurs in ms: {phases}. Comparing the aims is not in files to pairs; it is in the whole command.")
    assert best["inside"]["matched"] >= best["theirs"]["matched"], "fewer are matched"
    assert best["inside"]["total"] >= best["theirs"]["total"], "the total is lower"
    return 0


def table(label: str, run: dict[str, Any], against: float) -> None:
    ratio = against / run["seconds"]
    print(f"{label:46}{run['seconds']:>9.3f}{ratio:>10.1f}{run['matched']:>9}{run['total']:>8}")


if __name__ == "__main__":
    sys.exit(main())
