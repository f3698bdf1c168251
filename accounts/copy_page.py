"""What the page of one's own copy shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.enums import OPEN_JOB_STATES, JobState
from accounts.models import DataExport, Person

LOOKED_AT = 10


@dataclass(frozen=True)
class CopyPage:
    """`open` is being made, `ready` can be fetched; `failed` says that the last one did not work."""

    open: DataExport | None
    ready: DataExport | None
    failed: bool

    @property
    def percent(self) -> int:
        job = self.open.job if self.open else None
        return min(100, job.done * 100 // job.total) if job and job.total else 0

    @property
    def waits(self) -> bool:
        return self.open is not None and self.open.job.state == JobState.QUEUED

    @property
    def stops(self) -> bool:
        return self.open is not None and self.open.job.cancel_requested_at is not None


def copy_page(person: Person, *, now: datetime) -> CopyPage:
    """One query."""
    rows = list(DataExport.objects.filter(person=person).select_related("job")[:LOOKED_AT])
    open_rows = [row for row in rows if row.job.state in OPEN_JOB_STATES]
    ready = [row for row in rows if is_ready(row, now=now)]
    return CopyPage(
        open=open_rows[0] if open_rows else None,
        ready=ready[0] if ready else None,
        failed=bool(rows) and rows[0].job.state == JobState.FAILED,
    )


def is_ready(export: DataExport, *, now: datetime) -> bool:
    return bool(export.path) and export.expires_at is not None and export.expires_at > now


def own_copy(person: Person, pk: UUID) -> DataExport:
    """A copy that `person` asked for. Raises Http404 for anybody else's, in the words used where there is none."""
    export = DataExport.objects.select_related("job").filter(person=person, pk=pk).first()
    if export is None:
        raise Http404(_("There is no such copy."))
    return export
