"""Brings a programme's spreadsheets in: its people and questions, and what counts between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from matching.importing import CriteriaSpec
from matching.operations.criteria import adopt_mapping
from programmes.importing import Mapping, Read
from programmes.models import Programme
from programmes.operations.imports import ImportReport, import_people


@dataclass(frozen=True)
class ProgrammeImport:
    """What an import did, or would do. `criteria` are the keys of those that are new, changed or switched off."""

    people: ImportReport
    criteria: tuple[str, ...]


@transaction.atomic
def import_programme(
    *,
    programme: Programme,
    mapping: Mapping,
    read: Read,
    criteria: CriteriaSpec,
    by: Person | None,
    now: datetime,
    dry_run: bool = False,
) -> ProgrammeImport:
    """Writes it all or nothing; with `dry_run` everything is done and then undone, so that what is said is what would be.

    Raises CannotImport where the programme has ended."""
    people = import_people(
        programme=programme, mapping=mapping, questions=read.questions, people=read.people, by=by, now=now
    )
    changed = adopt_mapping(programme=programme, wanted=criteria, by=by, now=now)
    if dry_run:
        transaction.set_rollback(True)
    return ProgrammeImport(people, changed)
