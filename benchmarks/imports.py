"""An import of people in the browser, part by part: the time of each, and the memory of the process.

    .venv/bin/python -m benchmarks.imports [--rows 10000] [--short]

Every row has fourteen columns: a name, an address, networks, skills, a goal, words, a ladder, a choice and a date. Runs in
a database of its own that is dropped afterwards. The aim of the preview is three seconds;
of more than 3,000 people it only counts who is here. `--export 100000` writes that many people straight into the tables
and measures the exports alone."""

from __future__ import annotations

import argparse
import csv
import io
import random
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from benchmarks.site import throw_away_site

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
Made = TypeVar("Made")
WORDS = (
    "lead calm plan team data care city budget research teach write build listen change risk people".split()
)
GRADES = ["AA", "AO", "EO", "HEO", "SEO", "Grade 7", "Grade 6", "SCS1"]
HEADINGS = [
    "First name", "Last name", "E-mail address", "Job title", "Organisation", "Location", "Languages", "Grade",
    "Profession", "Skills", "Goal", "Biography", "Started on", "Line manager's email",
]  # fmt: skip


def people(rows: int, seed: int = 7) -> list[list[str]]:
    chance = random.Random(seed)
    words = lambda n: " ".join(chance.choice(WORDS) for _ in range(n))  # noqa: E731
    return [
        [
            words(1).title(), f"{words(1).title()} {n}", f"person.{n}@example.org", words(3), f"Department {n % 40}",
            f"City {n % 60}", "English; French" if n % 3 else "English", chance.choice(GRADES), f"Profession {n % 25}",
            "; ".join(chance.sample(["Negotiation", "Public speaking", "Budgets", "Listening"], 2)), words(9), words(60) + ".",
            f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}", f"manager.{n % 500}@example.org",
        ]
        for n in range(rows)
    ]  # fmt: skip


def as_csv(lines: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, *lines])
    return out.getvalue().encode()


def as_xlsx(lines: list[list[str]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("People")
    for line in [HEADINGS, *lines]:
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def tell(what: str, work: Callable[[], Made]) -> Made:
    start, busy = time.perf_counter(), time.process_time()
    made = work()
    passed, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:<52} {passed:7.2f} s  (of the process {busy:6.2f} s)  peak {peak:5.0f} MB", flush=True)
    return made


def measure(rows: int) -> None:
    from accounts.models import Skill, SkillGroup
    from accounts.queries import vocabulary_index
    from programmes.enums import Role
    from programmes.importing import read_people
    from programmes.importing.guess import guess
    from programmes.importing.sheet import Sheet
    from programmes.importing.upload import read_sheet
    from programmes.models import Organisation, Programme
    from programmes.operations.imports import compare_people, import_people, limits

    group = SkillGroup.objects.create(key="g", name="Group")
    for name in ("Negotiation", "Public speaking", "Budgets", "Listening"):
        Skill.objects.get_or_create(
            key=name.lower().replace(" ", "-"), defaults={"name": name, "group": group}
        )
    organisation = Organisation.objects.create(name="Bench", slug="bench")
    programme = Programme.objects.create(
        organisation=organisation,
        name="Bench",
        slug="bench",
        state="enrolling",
        join_code="B",
        created_at=NOW,
    )
    lines = people(rows)
    excel, plain = as_xlsx(lines), as_csv(lines)
    print(f"{rows:,} rows: {len(plain) / 1e6:.1f} MB of CSV, {len(excel) / 1e6:.1f} MB of Excel\n")
    tell("Excel file as text", lambda: read_sheet(excel, sheet="People"))
    sheet: Sheet = tell("CSV file as text", lambda: read_sheet(plain))
    held = tell("kept beside the file", sheet.dump)
    sheet = tell("taken up again", lambda: Sheet.load(held))
    chosen = tell("columns guessed", lambda: guess(sheet, role=Role.MENTOR, asked=[], before=[]))
    mapping = chosen.mapping(file="bench", role=Role.MENTOR, asked={})
    index = tell("vocabulary", vocabulary_index)
    table = sheet.table(file="bench", role=Role.MENTOR)
    read = tell(
        "people read, every row checked",
        lambda: read_people([table], mapping, limits=limits(), skills=index),
    )

    def bring(what: str) -> Any:
        return tell(
            what,
            lambda: import_people(
                programme=programme,
                mapping=mapping,
                questions=read.questions,
                people=read.people,
                by=None,
                now=NOW,
            ),
        )

    def compare(what: str) -> Any:
        return tell(
            what,
            lambda: compare_people(
                programme=programme, mapping=mapping, questions=read.questions, people=read.people, now=NOW
            ),
        )

    compare("compared for the preview: everybody is new")
    bring("written: everybody is new")
    compare("compared for the preview: everybody is here")
    again = bring("written again: nothing changes")
    assert {person.outcome for person in again.people} == {"unchanged"}
    print()
    export(programme)


def export(programme: Any) -> None:
    from programmes.exporting.files import csv_pieces, xlsx_file
    from programmes.organising.exports import exports

    for name in ("people", "answers"):
        taken = exports.by_name[name].load(programme)
        size = tell(
            f"the table of {name} as CSV",
            lambda: sum(map(len, csv_pieces(taken.columns, taken.rows))),  # noqa: B023
        )
        print(f"{'':<4}{size / 1e6:.1f} MB")
    taken = exports.by_name["people"].load(programme)
    tell("the table of people as Excel", lambda: xlsx_file("People", taken.columns, taken.rows).close())


def crowd(many: int) -> Any:
    """A programme with `many` people, each with an affiliation, a skill, and an answer."""
    from accounts.models import Affiliation, Network, Person, Skill, SkillGroup, User
    from programmes.models import (
        Answer,
        Enrolment,
        FormVersion,
        OfferedSkill,
        Organisation,
        Programme,
        Question,
    )

    organisation = Organisation.objects.create(name="Bench", slug="bench")
    programme = Programme.objects.create(
        organisation=organisation,
        name="Bench",
        slug="bench",
        state="enrolling",
        join_code="B",
        created_at=NOW,
    )
    version = FormVersion.objects.create(programme=programme, number=1, published_at=NOW)
    question = Question.objects.create(version=version, key="q", kind="short_text", text="Which?", position=1)
    group = SkillGroup.objects.create(key="g", name="Group")
    skill = Skill.objects.create(key="negotiation", name="Negotiation", group=group)
    network = Network.objects.create(kind="employer", name="Leeds", key="leeds")
    for first in range(0, many, 5000):
        numbers = range(first, min(first + 5000, many))
        users = User.objects.bulk_create(User(email=f"p{n}@example.org", password="!") for n in numbers)
        held = Person.objects.bulk_create(
            Person(user=user, name=f"Person {n}", languages=["en"], created_at=NOW)
            for user, n in zip(users, numbers, strict=True)
        )
        enrolments = Enrolment.objects.bulk_create(
            Enrolment(
                programme=programme,
                person=person,
                role="mentor",
                state="approved",
                created_at=NOW,
                biography="Words. " * 30,
            )
            for person in held
        )
        Affiliation.objects.bulk_create(Affiliation(person=person, network=network) for person in held)
        OfferedSkill.objects.bulk_create(OfferedSkill(enrolment=e, skill=skill) for e in enrolments)
        Answer.objects.bulk_create(
            Answer(
                enrolment=e, question=question, key="q", text="That.", choices=[], source="self", given_at=NOW
            )
            for e in enrolments
        )
    return programme


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--export", type=int, default=0)
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    with throw_away_site():
        if options.export:
            export(crowd(options.export))
            return
        measure(1000 if options.short else options.rows)


if __name__ == "__main__":
    main()
