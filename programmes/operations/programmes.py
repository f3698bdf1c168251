"""Writes about a programme as such: that it exists, its settings, and its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.crypto import get_random_string

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState, move
from programmes.enums import PROGRAMME_TRANSITIONS, ProgrammeState
from programmes.models import Enrolment, Programme, ProgrammeEvent
from programmes.organising import Check, checklist
from programmes.signals import cadence_changed

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is read as another
# What an organiser sets, in the order of the settings page.
SETTINGS = (
    "name",
    "summary",
    "about",
    "audience",
    "listed",
    "join_code",
    "guidelines",
    "guidelines_version",
    "zone",
    "enrolment_opens_at",
    "enrolment_closes_at",
    "matching_on",
    "starts_on",
    "ends_on",
    "reviews_applications",
    "mentee_places",
    "mentor_places",
    "mode",
    "mentors_a_mentee",
    "open_requests",
    "request_days",
    "manager_may_mentor",
    "cadence",
    "messages",
    "undo_hours",
)
_DIGEST = 10


class NotReady(Exception):
    """The programme cannot open yet: `points` of its checklist are missing."""

    def __init__(self, points: Sequence[Check]) -> None:
        self.points = points
        super().__init__(" ".join(str(point.text) for point in points))


class ChangedMeanwhile(Exception):
    """Somebody else saved since the page was opened: `fields` are different now."""

    def __init__(self, fields: Sequence[str]) -> None:
        self.fields = fields
        super().__init__(", ".join(fields))


def new_code() -> str:
    return get_random_string(8, CODE_LETTERS)


@transaction.atomic
def start_programme(programme: Programme, *, by: Person | None, now: datetime) -> None:
    """Saves a new programme as a draft, with a join code where it has none."""
    programme.created_at = now
    programme.state = ProgrammeState.DRAFT
    programme.join_code = programme.join_code or new_code()
    programme.save(force_insert=True)
    ProgrammeEvent.objects.create(programme=programme, at=now, by=by, to_state=programme.state)
    audit.record("programme.start", programme, by=by, now=now, programme_id=programme.pk)


def digest(value: object) -> str:
    """A few letters that are another for another value of a setting."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    return sha256(str("" if value is None else value).encode()).hexdigest()[:_DIGEST]


def stamp_of(programme: Programme) -> str:
    """The settings as they are, for a page to send along: a digest of each, in their order."""
    return "".join(digest(getattr(programme, name)) for name in SETTINGS)


def digests_in(stamp: str) -> dict[str, str]:
    """The digest of each setting in `stamp`; none where it is no stamp."""
    parts = [stamp[at : at + _DIGEST] for at in range(0, len(stamp), _DIGEST)]
    return dict(zip(SETTINGS, parts, strict=True)) if len(parts) == len(SETTINGS) else {}


def differing(programme: Programme, stamp: str) -> list[str]:
    """The settings that are not as in `stamp`; all of them where it is no stamp."""
    parts = digests_in(stamp)
    return [name for name in SETTINGS if parts.get(name) != digest(getattr(programme, name))]


@transaction.atomic
def change_programme(
    programme: Programme, *, changes: Mapping[str, object], stamp: str, by: Person | None, now: datetime
) -> list[str]:
    """Sets the settings named in `changes`; returns the names of those that were different before.

    Mentees who are there already may have as many mentors as newcomers, and never fewer than they have. Raises
    ChangedMeanwhile where a setting is no longer as in `stamp` (see `stamp_of`), and changes nothing then."""
    row = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    others = differing(row, stamp)
    if others:
        raise ChangedMeanwhile(others)
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    for name in changed:
        setattr(programme, name, changes[name])
    if changed:
        programme.save(update_fields=changed)
        audit.record("programme.change", programme, by=by, now=now, programme_id=programme.pk, fields=changed)
    if "mentors_a_mentee" in changed:
        mentors = Value(programme.mentors_a_mentee)
        mentees = Enrolment.objects.mentees().filter(programme=programme)
        mentees.update(capacity=Greatest(mentors, F("active_mentorships")))
    if "cadence" in changed:
        cadence_changed.send(sender=Programme, programme=programme)
    return changed


def missing_points(programme: Programme, *, now: datetime) -> list[Check]:
    """What keeps a draft from being opened, from the checklists of all apps."""
    return [point for point in checklist.of(programme, now=now) if point.needed and not point.done]


@transaction.atomic
def move_programme(programme: Programme, *, to: ProgrammeState, by: Person | None, now: datetime) -> None:
    """Opens, runs, closes or archives a programme. Raises StaleState where it cannot go there (any more), and NotReady
    where a draft is to be opened before its checklist is done."""
    if to not in PROGRAMME_TRANSITIONS[ProgrammeState(programme.state)]:
        raise StaleState(programme, programme.state)
    if programme.state == ProgrammeState.DRAFT:
        points = missing_points(programme, now=now)
        if points:
            raise NotReady(points)
    left = move(programme, to=to, table=PROGRAMME_TRANSITIONS)
    ProgrammeEvent.objects.create(
        programme=programme, at=now, by=by, from_state=left, to_state=programme.state
    )
    audit.record(f"programme.{to}", programme, by=by, now=now, programme_id=programme.pk, fields=["state"])
