"""An import of people in the browser until the organiser says yes: the file, its sheet, what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from accounts.enums import OPEN_JOB_STATES, JobState
from accounts.models import Person
from accounts.operations import audit
from programmes.enums import AnswerVisibility, QuestionFor, QuestionKind, Role
from programmes.importing import OptionSpec, QuestionSpec, Source
from programmes.importing.chosen import Chosen
from programmes.importing.guess import guess
from programmes.importing.sheet import NoTable, Sheet
from programmes.importing.upload import read_sheet, sheets_of
from programmes.models import PeopleImport, Programme, Question
from programmes.operations.forms import published_questions

FOLDER = "imports"
KEPT = timedelta(days=7)
REPORT_KEPT = timedelta(days=90)
STRAY = timedelta(days=1)


class FileGone(Exception):
    """The file was imported, thrown away, or lay longer than it is kept."""


def upload_people(
    *, programme: Programme, role: Role, file_name: str, content: bytes, by: Person | None, now: datetime
) -> PeopleImport:
    """Keeps a file under a name that nobody can guess, where nothing is served from; of an Excel file with several sheets
    one is still to be chosen. Raises NoTable with what is wrong with it, and OSError where there is no room for it; then it
    keeps nothing."""
    sheets = sheets_of(content)
    several = len(sheets) > 1
    sheet = None if several else read_sheet(content, sheet=sheets[0] if sheets else "")
    path = default_storage.save(f"{FOLDER}/{uuid4().hex}/people", ContentFile(content))
    row = PeopleImport(
        programme=programme,
        role=role,
        file_name=file_name[-200:],
        path=path,
        uploaded_at=now,
        uploaded_by=by,
    )
    try:
        with transaction.atomic():
            if sheet is not None:
                _lay(row, sheet, "" if not sheets else sheets[0])
            row.save()
            audit.record("import.upload", row, by=by, now=now, programme_id=programme.pk)
    except BaseException:
        delete_files(row)
        raise
    return row


def choose_sheet(*, people_import: PeopleImport, sheet: str, by: Person | None, now: datetime) -> None:
    """Takes one sheet of an Excel file; what was chosen for the columns of another is forgotten. Raises NoTable, and
    FileGone."""
    _lay(people_import, read_sheet(_content(people_import.path), sheet=sheet), sheet)
    people_import.mapping = {}
    people_import.save(update_fields=["sheet", "lines", "mapping"])


def sheet_names(people_import: PeopleImport) -> list[str]:
    """The sheets to choose from. Raises FileGone."""
    return sheets_of(_content(people_import.path))


def held_sheet(people_import: PeopleImport) -> Sheet:
    """The sheet that was chosen. Raises FileGone."""
    return Sheet.load(_content(people_import.table_path))


def present_questions(programme: Programme) -> dict[str, QuestionSpec]:
    """The questions of the form now as a mapping names them, by key. Three queries."""
    return {key: _spec(question) for key, question in published_questions(programme).items()}


def _spec(question: Question) -> QuestionSpec:
    return QuestionSpec(
        key=question.key,
        kind=QuestionKind(question.kind),
        text=question.text,
        source=Source(),
        help_text=question.help_text,
        asked_of=QuestionFor(question.asked_of),
        required=question.required,
        visibility=AnswerVisibility(question.visibility),
        identity=question.identity,
        options=tuple(OptionSpec(o.key, o.label, o.ordinal) for o in question.options.all()),
    )


def chosen_or_guessed(
    people_import: PeopleImport, sheet: Sheet, asked: Mapping[str, QuestionSpec]
) -> tuple[Chosen, bool]:
    """What the columns become: as the organiser chose, else as guessed; and whether an earlier import of the programme
    was a help. One query."""
    if people_import.mapping:
        return Chosen.load(people_import.mapping), False
    earlier = PeopleImport.objects.filter(programme=people_import.programme_id, job__state=JobState.DONE)
    held = earlier.order_by("-job__finished_at").values_list("role", "mapping")[:4]
    role = Role(people_import.role)
    before = [Chosen.load(mapping) for own, mapping in sorted(held, key=lambda row: row[0] != role)]
    chosen = guess(sheet, role=role, asked=list(asked.values()), before=before)
    if not before:
        programme = people_import.programme
        places = programme.mentors_a_mentee if role == Role.MENTEE else 1
        language = settings.LANGUAGE_CODE.partition("-")[0]
        chosen = replace(chosen, language=language, zone=programme.zone, places=places)
    known = {column.name for earlier_one in before for column in earlier_one.columns}
    return chosen, bool(known.intersection(sheet.columns))


@transaction.atomic
def choose_columns(*, people_import: PeopleImport, chosen: Chosen, by: Person | None, now: datetime) -> None:
    """Keeps what the columns become; the next import of the programme begins with it."""
    people_import.mapping = chosen.dump()
    people_import.save(update_fields=["mapping"])
    audit.record("import.map", people_import, by=by, now=now, programme_id=people_import.programme_id)


@transaction.atomic
def throw_away(*, people_import: PeopleImport, by: Person | None, now: datetime) -> bool:
    """Deletes a file that was not imported, and all that was chosen for it. False where it is being imported, or was."""
    held = (
        PeopleImport.objects.select_for_update(of=("self",)).filter(_is_open(), pk=people_import.pk).first()
    )
    if held is None:
        return False
    audit.record("import.discard", held, by=by, now=now, programme_id=held.programme_id)
    held.delete()
    transaction.on_commit(lambda: delete_files(people_import))
    return True


def _is_open() -> Q:
    """Those that were not imported, and are not being imported."""
    return Q(job__isnull=True) | ~Q(job__state__in=[*OPEN_JOB_STATES, JobState.DONE])


def forget_old_files(*, now: datetime) -> int:
    """Throws away what lies longer than it is kept: files that nobody imported, what a worker that died after its import
    could not delete, folders that belong to nothing, and the people of old reports; how many imports that were."""
    old = PeopleImport.objects.filter(_is_open(), uploaded_at__lt=now - KEPT)
    gone = list(old)
    for row in gone:
        delete_files(row)
        row.delete()
    for row in PeopleImport.objects.filter(job__state=JobState.DONE).exclude(path=""):
        delete_files(row)
        PeopleImport.objects.filter(pk=row.pk).update(path="")
    _delete_strays(now)
    reports = PeopleImport.objects.filter(job__finished_at__lt=now - REPORT_KEPT).exclude(report=[])
    return len(gone) + reports.update(report=[])


def _delete_strays(now: datetime) -> None:
    """Folders without a row: of a programme that was deleted, or of an upload that broke off."""
    try:
        folders, _files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    paths = PeopleImport.objects.exclude(path="").values_list("path", flat=True) if folders else ()
    known = {path.split("/")[1] for path in paths}
    for folder in sorted(set(folders) - known):
        place = f"{FOLDER}/{folder}"
        files = [f"{place}/{name}" for name in default_storage.listdir(place)[1]]
        # A bucket knows no folders, and so no time of one; it has none without files either.
        if max(map(default_storage.get_modified_time, files or [place])) < now - STRAY:
            for file in files:
                default_storage.delete(file)
            default_storage.delete(place)


def delete_files(people_import: PeopleImport) -> None:
    """Deletes the file and its table, wherever they are left; doing it twice does no harm."""
    if people_import.path:
        for path in (people_import.path, people_import.table_path):
            default_storage.delete(path)
        default_storage.delete(people_import.path.rpartition("/")[0])


def _lay(row: PeopleImport, sheet: Sheet, name: str) -> None:
    """Lays the table of a sheet beside the file."""
    default_storage.delete(row.table_path)
    default_storage.save(row.table_path, ContentFile(sheet.dump()))
    row.sheet, row.lines = name[:120], len(sheet.rows)


def _content(path: str) -> bytes:
    try:
        with default_storage.open(path) as file:
            content: bytes = file.read()
    except (OSError, ValueError) as error:
        raise FileGone from error
    return content


__all__ = [
    "FileGone",
    "NoTable",
    "choose_columns",
    "choose_sheet",
    "chosen_or_guessed",
    "delete_files",
    "forget_old_files",
    "held_sheet",
    "present_questions",
    "sheet_names",
    "throw_away",
    "upload_people",
]
