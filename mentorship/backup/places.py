"""Which files belong to a backup: those that rows name. Rows are read first and files later, so that a file that a row of the
backup names was there when the row was read; one that is gone since was removed meanwhile, or is lost, which is told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import F, Q, QuerySet

from accounts.enums import OPEN_JOB_STATES
from accounts.models.person import PHOTO_FOLDER
from accounts.operations import copies
from matching.enums import RunState
from matching.models import MatchRun, ProgrammeRanking
from matching.snapshot import stored
from programmes.models import PeopleImport
from programmes.operations import people_imports, resources

# Folders of the storage that stay out, and why.
WITHOUT_FILES: Mapping[str, str] = {
    copies.FOLDER: "copies of data that people asked for: gone after a week, and each can ask for another",
}
# All folders that the site writes to. Whatever else lies in the storage is not the site's.
FOLDERS = {
    PHOTO_FOLDER,
    resources.FOLDER,
    people_imports.FOLDER,
    stored.ROOT,
    stored.RUNS,
    *WITHOUT_FILES,
}


@dataclass(frozen=True)
class Named:
    """Places in the storage that rows name. `rows` gives one or more columns; `places` makes files or folders of them."""

    what: str
    rows: QuerySet[Any, Any]
    places: Callable[..., list[str]]
    are_folders: bool = False

    def read(self, cursor: Any) -> Iterator[str]:
        """The places, as the transaction of `cursor` sees the rows. One query."""
        sql, params = self.rows.query.sql_with_params()
        cursor.execute(sql, params)
        for row in cursor.fetchall():
            yield from self.places(*row)


def named() -> list[Named]:
    """Everything by which rows name files."""
    found = [
        Named(
            f"{model._meta.label}.{field.name}",
            model._base_manager.exclude(**{field.name: ""}).order_by("pk").values_list(field.name),
            lambda place: [place],
        )
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.FileField)
    ]
    imports = PeopleImport.objects.exclude(path="").order_by("pk").values_list("path")
    kept_runs = [RunState.READY, RunState.PUBLISHED, RunState.DISCARDED]
    runs = MatchRun.objects.filter(~Q(digest=""), state__in=kept_runs).order_by("pk")
    rankings = ProgrammeRanking.objects.filter(~Q(digest=""), job__state__in=OPEN_JOB_STATES).order_by("pk")
    return [
        *found,
        Named(
            "programmes.PeopleImport.path",
            imports,
            lambda path: [path.rpartition("/")[0]],
            are_folders=True,
        ),
        Named(
            "matching.MatchRun.version",
            runs.values_list("pk", "version"),
            lambda pk, version: [f"{stored.RUNS}/{pk.hex}/{version}"],
            are_folders=True,
        ),
        Named(
            "matching.ProgrammeRanking.version",
            rankings.annotate(of=F("job_id")).values_list("of", "version"),
            lambda job, version: [f"{stored.ROOT}/{job.hex}/{version}"],
            are_folders=True,
        ),
    ]


def read_places(cursor: Any) -> dict[str, tuple[str, bool]]:
    """Every place that a row names, as the transaction of `cursor` sees it: by which field, and whether it is a folder. One
    query a field."""
    return {place: (one.what, one.are_folders) for one in named() for place in one.read(cursor) if place}


def files_in(folder: str) -> list[str]:
    """The files of a folder, which holds no others; none where it is not there."""
    try:
        return sorted(f"{folder}/{name}" for name in default_storage.listdir(folder)[1])
    except FileNotFoundError:
        return []


def strangers() -> list[str]:
    """Folders and files at the top of the storage that the site knows nothing of."""
    try:
        folders, files = default_storage.listdir("")
    except FileNotFoundError:
        return []
    return sorted([*(set(folders) - FOLDERS), *files])
