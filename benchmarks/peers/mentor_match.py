"""mentor-match 7.0.1 on the two files in a folder, in three rounds; JSON on stdout.

The rules are those that the civil service gives it, without the one about identity.
Run it as a script: its package is called `matching` as well as our app, so that the two never meet in one process.

    python -I benchmarks/peers/mentor_match.py FOLDER"""

from __future__ import annotations

import json
import operator
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import matching.rules.rule as rl
from matching.mentee import Mentee
from matching.mentor import Mentor

from matching import process

GRADES = ["AA", "AO", "EO", "HEO", "SEO", "Grade 7", "Grade 6", "SCS1", "SCS2", "SCS3", "SCS4"]
POINTS = {1: 9, 2: 12}  # by how many grades the mentor stands above
PROFESSION = 10
BONUS = 6  # the civil service's own choice for people who have nobody yet
ROUNDS = 3


def rules() -> list[Any]:
    return [
        rl.Disqualify(lambda match: match.mentee.organisation == match.mentor.organisation),
        rl.Disqualify(rl.Grade(0, operator.le).evaluate),
        rl.Disqualify(rl.Grade(max(POINTS), operator.gt).evaluate),
        *(rl.Grade(gap, operator.eq, {True: points, False: 0}) for gap, points in POINTS.items()),
        rl.Equivalent("profession", {True: PROFESSION, False: 0}),
        rl.UnmatchedBonus(BONUS),
    ]


def score(mentee: Any, mentor: Any) -> int:
    return POINTS[mentor.grade - mentee.grade] + PROFESSION * (mentee.profession == mentor.profession)


def row(cells: dict[str, str], _side: str) -> dict[str, Any]:
    return {**cells, "grade": GRADES.index(cells["grade"]), "email": cells["email address"]}


def main(folder: Path) -> None:
    start = perf_counter()
    mentors, mentees = (
        process.create_participant_list_from_path(side, folder, row) for side in (Mentor, Mentee)
    )
    process.process_data(mentors, mentees, [rules() for _ in range(ROUNDS)])
    # A mentee may have got several mentors; the best one is what a cohort with one mentor each would keep.
    best = [max(score(mentee, mentor) for mentor in mentee.mentors) for mentee in mentees if mentee.mentors]
    print(json.dumps({"seconds": perf_counter() - start, "matched": len(best), "total": sum(best)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
