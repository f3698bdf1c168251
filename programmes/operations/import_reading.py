"""What a mapped file would do: read it as the worker will, and say what would come of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries import vocabulary_index
from accounts.vocabulary.find import Index
from programmes.enums import Role
from programmes.importing import Fault, Mapping, QuestionSpec, Read, ReadPerson, Refused, read_people
from programmes.importing.chosen import Chosen
from programmes.importing.faults import one_of, shown
from programmes.importing.sheet import Sheet
from programmes.models import Enrolment, PeopleImport
from programmes.operations.import_report import said
from programmes.operations.imports import Outcome, PersonReport, compare_people, limits
from programmes.operations.people_imports import held_sheet, present_questions

SHOWN = 20
# To compare every value of more people than that takes longer than somebody waits for a page.
COMPARED = 3000


@dataclass(frozen=True)
class Reading:
    """A file as its mapping reads it. `faults` are those of all lines; `read` holds the people of the lines without any,
    and `left_out` are the numbers of the others. `skills` are the names of all by their keys."""

    read: Read
    faults: tuple[Fault, ...]
    left_out: tuple[int, ...]
    mapping: Mapping
    asked: dict[str, QuestionSpec]
    sheet: Sheet
    skills: ReadOnly[str, str]


@dataclass(frozen=True)
class Preview:
    """`counts` by outcome: exact where everybody was compared with what stands here, else told from who takes part already.
    `first` are the first people, with what would become of each."""

    reading: Reading
    counts: dict[str, int]
    exact: bool
    first: tuple[tuple[ReadPerson, PersonReport], ...]
    kept: int
    notes: tuple[str, ...]


def read_import(people_import: PeopleImport) -> Reading:
    """Reads every line; nothing is written. Raises FileGone. Four queries where no column holds skills, else five."""
    sheet, role = held_sheet(people_import), Role(people_import.role)
    asked = present_questions(people_import.programme)
    chosen = Chosen.load(people_import.mapping)
    mapping = chosen.mapping(file=people_import.file_name, role=role, asked=asked)
    index = vocabulary_index() if chosen.becoming("skills") else Index.build(())
    faults = sheet.own_faults(people_import.file_name)
    left_out = tuple(sorted({fault.line for fault in faults}))
    try:
        read = _read(people_import, sheet, mapping, index, without=left_out)
    except Refused as refused:
        faults.extend(refused.faults)
        left_out = tuple(sorted({fault.line for fault in faults}))
        # Once more without those lines, so that no choice is found in them alone.
        read = _read(people_import, sheet, mapping, index, without=left_out)
    return Reading(read, tuple(sorted(set(faults))), left_out, mapping, asked, sheet, index.names)


def _read(
    people_import: PeopleImport, sheet: Sheet, mapping: Mapping, index: Index, *, without: Collection[int]
) -> Read:
    table = sheet.table(file=people_import.file_name, role=Role(people_import.role), without=without)
    return read_people([table], mapping, limits=limits(), skills=index)


def preview(*, people_import: PeopleImport, now: datetime) -> Preview:
    """What the import would do; nothing is written. Raises FileGone and CannotImport."""
    reading = read_import(people_import)
    people, programme = reading.read.people, people_import.programme
    notes = (*_question_notes(reading), *reading.read.notes)
    compared = compare_people(
        programme=programme,
        mapping=reading.mapping,
        questions=reading.read.questions,
        people=people[: len(people) if len(people) <= COMPARED else SHOWN],
        now=now,
    )
    first = tuple(zip(people[:SHOWN], compared[:SHOWN], strict=True))
    if len(people) > COMPARED:
        known = _known(people_import, people)
        counts = {"created": len(people) - known, "known": known}
        return Preview(reading, counts, exact=False, first=first, kept=0, notes=notes)
    counted = Counter(report.outcome.value for report in compared)
    counts = {outcome.value: counted[outcome.value] for outcome in Outcome}
    kept = sum(bool(report.kept) for report in compared)
    return Preview(reading, counts, exact=True, first=first, kept=kept, notes=notes)


def _known(people_import: PeopleImport, people: Sequence[ReadPerson]) -> int:
    """How many of them take part in the programme in the role of the file already."""
    taking_part = Enrolment.objects.filter(programme=people_import.programme_id, role=people_import.role)
    return taking_part.filter(person__user__email__in=[person.email for person in people]).count()


def _question_notes(reading: Reading) -> list[str]:
    """What the import would change in the application form, a sentence each."""
    new = [q for q in reading.read.questions if q.key not in reading.asked]
    notes = []
    if new:
        words = ngettext(
            "A question is added to the application form, in a new version: %(questions)s.",
            "%(count)s questions are added to the application form, in a new version: %(questions)s.",
            len(new),
        )
        listed = one_of(shown(question.text) for question in new)
        notes.append(words % {"count": len(new), "questions": listed})
    for question in reading.read.questions:
        known = reading.asked.get(question.key)
        if known is None or not question.has_options:
            continue
        labels = [option.label for option in question.options if option.key not in known.by_key]
        if labels:
            words = ngettext(
                "“%(question)s” gets a choice that it does not have yet: %(choices)s.",
                "“%(question)s” gets %(count)s choices that it does not have yet: %(choices)s.",
                len(labels),
            )
            said = {"question": question.text, "count": len(labels), "choices": one_of(map(shown, labels))}
            notes.append(words % said)
    off = [column for column in reading.sheet.columns if column not in _used(reading.mapping)]
    if off:
        words = ngettext(
            "A column is left out: %(columns)s.", "%(count)s columns are left out: %(columns)s.", len(off)
        )
        notes.append(words % {"count": len(off), "columns": one_of(map(shown, off), 20)})
    return notes


def _used(mapping: Mapping) -> set[str]:
    return {column for role in Role for column in mapping.columns_of(role)}


def words_of(person: ReadPerson, reading: Reading) -> list[tuple[str, str]]:
    """What would stand here of somebody, as pairs of what it is and its words; for the preview."""
    told: list[tuple[str, str]] = []
    labels = {q.key: {option.key: option.label for option in q.options} for q in reading.read.questions}
    texts = {question.key: question.text for question in reading.read.questions}
    told += [(said(f"person.{n}"), _worded(value)) for n, value in person.fields.items() if n != "name"]
    told += [(said(f"person.networks:{kind}"), ", ".join(names)) for kind, names in person.networks.items()]
    for role in person.roles.values():
        told += [(said(f"{role.role}.{name}"), _worded(value)) for name, value in role.fields.items()]
        told += [(said(f"{role.role}.goals"), "; ".join(role.goals or ()))]
        told += [(said(f"{role.role}.skills"), _worded(role.skills or (), reading.skills))]
        told += [(texts[key], _worded(value, labels[key])) for key, value in role.answers.items()]
    return [(name, words) for name, words in dict(told).items() if words]


def _worded(value: object, labels: ReadOnly[str, str] = MappingProxyType({})) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case tuple() | list():
            return ", ".join(labels.get(str(item), str(item)) for item in value)
    return str(value)
