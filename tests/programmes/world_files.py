"""The world's files of people: one that is mapped and has a line at fault, one that was imported, one of elsewhere."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Person
from programmes.enums import Role
from programmes.models import PeopleImport, Programme
from programmes.operations import people_imports
from tests import factories as make

PEOPLE = b"""Name,E-mail,Band,Skills
Ada File,ada.file@example.org,Band 2,Budgets
Mo File,mo.file.example.org,Band 1,Budgets
"""


def mapped_file(programme: Programme, by: Person, *, now: datetime) -> PeopleImport:
    held = people_imports.upload_people(
        programme=programme, role=Role.MENTOR, file_name="mentors.csv", content=PEOPLE, by=by, now=now
    )
    sheet, asked = people_imports.held_sheet(held), people_imports.present_questions(programme)
    chosen, _is_kept = people_imports.chosen_or_guessed(held, sheet, asked)
    people_imports.choose_columns(people_import=held, chosen=chosen, by=by, now=now)
    return held


def imported_file(programme: Programme, by: Person, *, now: datetime) -> PeopleImport:
    counted = {"created": 1, "updated": 1, "unchanged": 0, "left_out": 1, "kept": 1, "questions": []}
    job = make.JobFactory(
        kind="import",
        state="done",
        subject_id=programme.pk,
        requested_by=by,
        created_at=now,
        finished_at=now,
        done=3,
        total=3,
        result=counted,
    )
    held: PeopleImport = make.PeopleImportFactory(
        programme=programme,
        uploaded_at=now,
        uploaded_by=by,
        lines=3,
        job=job,
        report=[
            [2, "ada@example.org", "Ada", "created", ["mentee.enrolled", "person.job_title"], [], []],
            [3, "mo@example.org", "Mo", "updated", ["person.place"], ["mentee.answer:grade"], []],
            [4, "", "", "left out", [], [], ["E-mail: is empty"]],
        ],
    )
    return held
