"""Who never comes together, and why: blocks, wishes, the same person, a line manager, an open mentorship."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import numpy as np
from django.db.models import Q, QuerySet

from accounts.models import Block
from matching import engine
from matching.engine import ExclusionReason, Exclusions
from matching.enums import PreferenceValue
from matching.models import Mentorship, Preference
from matching.snapshot.people import People
from notifications.prepared import prepared
from programmes.models import Programme

APART = {
    PreferenceValue.AVOID: ExclusionReason.AVOID,
    PreferenceValue.NOT_AGAIN: ExclusionReason.NOT_AGAIN,
}


def exclusions(programme: Programme, mentees: People, mentors: People) -> Exclusions:
    """Every excluded pair of the two sides. Three queries."""
    found = own_pairs(programme, mentees, mentors)
    for person, other, reason in _apart(mentees):
        found += _pairs(mentees, mentors, person, other, reason)
    for mentee_id, mentor_id in _together(programme, list(mentees.place)):
        if mentor_id in mentors.place:
            found.append(
                (mentees.place[mentee_id], mentors.place[mentor_id], ExclusionReason.ALREADY_TOGETHER)
            )
    return Exclusions.of(found)


def own_pairs(
    programme: Programme, mentees: People, mentors: People
) -> list[tuple[int, int, ExclusionReason]]:
    """What people say of themselves that excludes a pair: who they are, and who their line manager is."""
    found = [
        (position, mentors.by_person[row.person_id], ExclusionReason.OWN_SELF)
        for position, row in enumerate(mentees.rows)
        if row.person_id in mentors.by_person
    ]
    if not programme.manager_may_mentor:
        for position, row in enumerate(mentees.rows):
            manager = row.line_manager_email.lower()
            if manager and manager in mentors.by_email:
                found.append((position, mentors.by_email[manager], ExclusionReason.LINE_MANAGER))
    return found


def _apart(mentees: People) -> list[tuple[UUID, UUID, ExclusionReason]]:
    """Pairs of people, either way round, of whom one wants nothing to do with the other."""
    people = list(mentees.by_person)
    apart = [(one, other, ExclusionReason.BLOCKED) for one, other in _blocks(people)]
    return apart + [(one, other, APART[PreferenceValue(value)]) for one, other, value in _wishes(people)]


@prepared
def _together(programme: Programme, mentees: Sequence[UUID]) -> QuerySet[Mentorship, tuple[UUID, UUID]]:
    together = Mentorship.objects.open().filter(programme=programme, mentee__in=mentees)
    return together.values_list("mentee_id", "mentor_id")


@prepared
def _blocks(people: Sequence[UUID]) -> QuerySet[Block, tuple[UUID, UUID]]:
    blocks = Block.objects.filter(Q(blocker__in=people) | Q(blocked__in=people))
    return blocks.values_list("blocker_id", "blocked_id")


@prepared
def _wishes(people: Sequence[UUID]) -> QuerySet[Preference, tuple[UUID, UUID, str]]:
    wishes = Preference.objects.filter(
        Q(by__person__in=people) | Q(about__person__in=people), value__in=list(APART)
    )
    return wishes.values_list("by__person_id", "about__person_id", "value")


def _pairs(
    mentees: People, mentors: People, one: UUID, other: UUID, reason: ExclusionReason
) -> list[tuple[int, int, ExclusionReason]]:
    return [
        (mentees.by_person[left], mentors.by_person[right], reason)
        for left, right in ((one, other), (other, one))
        if left in mentees.by_person and right in mentors.by_person
    ]


def preferences(mentees: People, mentors: People) -> engine.Preferences:
    """What the two sides said privately of each other: for a solver alone. One query."""
    rows = Preference.objects.filter(
        Q(by__in=list(mentees.place)) | Q(about__in=list(mentees.place)), value=PreferenceValue.PREFER
    )
    said: dict[tuple[int, int], list[int]] = {}
    for by, about in rows.values_list("by_id", "about_id"):
        if by in mentees.place and about in mentors.place:
            said.setdefault((mentees.place[by], mentors.place[about]), [0, 0])[0] = 1
        elif about in mentees.place and by in mentors.place:
            said.setdefault((mentees.place[about], mentors.place[by]), [0, 0])[1] = 1
    pairs = np.array(list(said), dtype=np.int64).reshape(-1, 2)
    answers = np.array(list(said.values()), dtype=np.int8).reshape(-1, 2)
    return engine.Preferences(pairs, answers[:, 0], answers[:, 1])
