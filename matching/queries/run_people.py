"""The people of a run by their positions in it; somebody erased since keeps a place without a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from matching.kept_runs import Cohort, is_here, opened
from matching.models import MatchRun
from programmes.models import Enrolment


@dataclass(frozen=True)
class Someone:
    """One person of a run, as `{% avatar %}` takes it; `enrolment` is None for somebody erased since."""

    place: int
    name: str
    initials: str
    tone: int
    enrolment: Enrolment | None
    photo_url: str = ""

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.enrolment else self.name


@dataclass(frozen=True)
class Cast:
    mentees: Mapping[int, Someone]
    mentors: Mapping[int, Someone]

    def mentee(self, place: int) -> Someone:
        return self.mentees[place]

    def mentor(self, place: int) -> Someone:
        return self.mentors[place]


def someone(place: int, enrolment: Enrolment | None) -> Someone:
    if enrolment is None or enrolment.person.erased_at is not None:
        return Someone(place, _("Somebody erased"), "–", 1, None)
    person = enrolment.person
    return Someone(place, person.name, person.initials, person.tone, enrolment, person.photo_url)


def cast(run: MatchRun, mentees: Iterable[int] | None, mentors: Iterable[int] | None) -> Cast:
    """The people at these positions, everybody where None. One query beside opening the run. Raises IndexError for a
    position that the run does not have."""
    kept = opened(run)
    ours = _ids(kept.mentee_ids, mentees)
    theirs = _ids(kept.mentor_ids, mentors)
    rows = Enrolment.objects.select_related("person").in_bulk([*ours.values(), *theirs.values()])
    return Cast(
        {place: someone(place, rows.get(pk)) for place, pk in ours.items()},
        {place: someone(place, rows.get(pk)) for place, pk in theirs.items()},
    )


def cast_of(cohort: Cohort) -> Cast:
    """The people of `cohort`, which are read already."""
    return Cast(
        {place: someone(place, row if is_here(row) else None) for place, row in cohort.mentees.items()},
        {place: someone(place, row if is_here(row) else None) for place, row in cohort.mentors.items()},
    )


def _ids(ids: list[UUID], places: Iterable[int] | None) -> dict[int, UUID]:
    return {place: ids[place] for place in (range(len(ids)) if places is None else sorted(set(places)))}
