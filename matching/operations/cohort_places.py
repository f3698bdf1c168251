"""Places for a whole cohort at once: taken for every pair or for none, and given back.

Rows are held in one order, mentees, mentors, then the people who set a cap, each by id: as an acceptance takes one mentee,
one mentor and one person, nobody waits for somebody who waits for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, Sum

from accounts.models import Block, Person
from matching.models import Mentorship, Preference
from matching.snapshot.exclusions import APART
from programmes.enums import EnrolmentState
from programmes.models import Enrolment
from programmes.models.enrolment import EnrolmentQuerySet

Ids = tuple[UUID, UUID]
# No more than is looked at: it is read for a whole cohort while others wait.
_NEEDED = (
    "role",
    "state",
    "capacity",
    "active_mentorships",
    "accepting",
    "not_accepting_until",
    "person__erased_at",
    "person__user__is_active",
)


def hold(mentees: Iterable[UUID], mentors: Iterable[UUID]) -> dict[UUID, Enrolment]:
    """Holds these enrolments and gives those that are there, as they are now, with their people."""
    found: dict[UUID, Enrolment] = {}
    for pks in (set(mentees), set(mentors)):
        rows = (
            Enrolment.objects.select_for_update(of=("self",), no_key=True)
            .select_related("person__user")
            .only(*_NEEDED)
            .filter(pk__in=pks)
            .order_by("pk")
        )
        found.update((row.pk, row) for row in rows)
    return found


def impossible(pairs: Sequence[Ids], held: Mapping[UUID, Enrolment], *, now: datetime) -> set[Ids]:
    """Those of `pairs` that cannot be any more: somebody left, has a mentor or no place, or does not want it. `held` is what
    `hold` gave; holds the people who set a cap as well."""
    wanted = Counter(mentor for _mentee, mentor in pairs)
    here = {pk for pk, row in held.items() if _takes_part(row)}
    free = {pk for pk in here if held[pk].places_left >= wanted.get(pk, 1)}
    free -= {pk for pk in wanted if pk in held and not _takes_mentees(held[pk], now)}
    free -= _over_cap(wanted, held)
    together = set(
        Mentorship.objects.open()
        .filter(mentee__in=[pair[0] for pair in pairs])
        .values_list("mentee_id", "mentor_id")
    )
    apart = _apart({held[pk].person_id for pk in here})
    return {
        pair
        for pair in pairs
        if not free.issuperset(pair)
        or pair in together
        or (held[pair[0]].person_id, held[pair[1]].person_id) in apart
    }


def _takes_part(row: Enrolment) -> bool:
    person = row.person
    return row.state == EnrolmentState.APPROVED and person.erased_at is None and person.user.is_active


def _takes_mentees(row: Enrolment, now: datetime) -> bool:
    return row.accepting and (row.not_accepting_until is None or row.not_accepting_until <= now)


def _over_cap(wanted: Mapping[UUID, int], held: Mapping[UUID, Enrolment]) -> set[UUID]:
    """The mentors who would help more mentees, over all programmes, than they said they would at most."""
    ours = {held[pk].person_id: pk for pk in wanted if pk in held}
    # The row of the person is the lock between two programmes that fill at the same moment.
    capped = dict(
        Person.objects.select_for_update(no_key=True)
        .filter(pk__in=ours, mentee_cap__isnull=False)
        .order_by("pk")
        .values_list("pk", "mentee_cap")
    )
    taken = _taken_anywhere(capped)
    return {
        ours[person]
        for person, cap in capped.items()
        if taken.get(person, 0) + wanted[ours[person]] > (cap or 0)
    }


def at_cap(mentors: Iterable[UUID]) -> set[UUID]:
    """Those people behind these enrolments who help as many mentees, over all programmes, as they said they would at most."""
    capped = dict(
        Person.objects.filter(enrolments__in=set(mentors), mentee_cap__isnull=False).values_list(
            "pk", "mentee_cap"
        )
    )
    taken = _taken_anywhere(capped)
    return {person for person, cap in capped.items() if taken.get(person, 0) >= (cap or 0)}


def _taken_anywhere(people: Iterable[UUID]) -> dict[UUID, int]:
    mentoring = Enrolment.objects.mentors().filter(person__in=list(people)).order_by()
    return dict(mentoring.values_list("person_id").annotate(Sum("active_mentorships")))


def _apart(people: set[UUID]) -> set[Ids]:
    """Pairs of people, both ways round, of whom one wants nothing to do with the other."""
    blocks = Block.objects.filter(blocker__in=people, blocked__in=people)
    wishes = Preference.objects.filter(by__person__in=people, about__person__in=people, value__in=list(APART))
    found = {
        *blocks.values_list("blocker_id", "blocked_id"),
        *wishes.values_list("by__person_id", "about__person_id"),
    }
    return found | {(other, one) for one, other in found}


def take(pairs: Sequence[Ids]) -> bool:
    """Takes a place on both sides of every pair, in the caller's transaction; False where one was not there, and then the
    caller rolls back."""
    return all(
        _taking(count).filter(pk__in=pks).update(active_mentorships=F("active_mentorships") + count)
        == len(pks)
        for count, pks in _by_count(pairs)
    )


def _taking(count: int) -> EnrolmentQuerySet:
    return Enrolment.objects.filter(
        state=EnrolmentState.APPROVED, active_mentorships__lte=F("capacity") - count
    )


def give_back(pairs: Sequence[Ids]) -> None:
    """Gives the places of mentorships back that end, in the caller's transaction."""
    for count, pks in _by_count(pairs):
        Enrolment.objects.filter(Q(pk__in=pks, active_mentorships__gte=count)).update(
            active_mentorships=F("active_mentorships") - count
        )


def _by_count(pairs: Sequence[Ids]) -> list[tuple[int, list[UUID]]]:
    """The enrolments of `pairs` by how many places they have in them."""
    places = Counter(pk for pair in pairs for pk in pair)
    found: dict[int, list[UUID]] = {}
    for pk, count in places.items():
        found.setdefault(count, []).append(pk)
    return sorted(found.items())
