"""How the pages of an import put its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import JobState
from accounts.models import Job

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COUNTED: dict[str, StrOrPromise] = {
    "created": _("New"),
    "updated": _("Changed"),
    "unchanged": _("As before"),
    "known": _("Here already"),
    "kept": _("Keep their own words"),
    "left_out": _("Lines at fault"),
}
FAILURES = {
    "file gone": _("The file was not there any more. Upload it again."),
    "other faults": _(
        "The lines are read otherwise than when you looked. Look at them again, and start once more."
    ),
    "programme ended": _("The programme has ended, so nobody can be brought in."),
    "ended its worker": _(
        "It ended its worker three times. Import the file in parts, and tell whoever runs the site."
    ),
}


@dataclass(frozen=True)
class Count:
    key: str
    label: StrOrPromise
    number: int
    chosen: bool


def counts(numbers: Mapping[str, Any], *, shown: str = "") -> list[Count]:
    """The figures that there are, in their order; of lines left out and words kept only where there are any."""
    always = {"created", "updated", "unchanged", "known"}
    return [
        Count(key, label, int(numbers[key]), key == shown)
        for key, label in COUNTED.items()
        if key in numbers and (key in always or numbers[key])
    ]


def progress_of(job: Job) -> int:
    """How much is done, in percent."""
    return min(100, job.done * 100 // job.total) if job.total else 0


def seconds_left(job: Job, *, now: datetime) -> int | None:
    """About how long it takes yet; None while that cannot be told."""
    if job.state != JobState.RUNNING or job.started_at is None or job.done * 10 < job.total:
        return None
    passed = (now - job.started_at).total_seconds()
    return max(1, round(passed * (job.total - job.done) / job.done)) if job.done else None


def failure_words(job: Job) -> StrOrPromise:
    if job.state != JobState.FAILED:
        return ""
    return FAILURES.get(
        job.failure, _("Something went wrong here, and nothing of the file was taken over. Try again.")
    )
