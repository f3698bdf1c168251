"""The mentors of a programme in the order of one mentee, narrowed and sorted as asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

import numpy as np
from django.contrib.postgres.lookups import Unaccent
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import FloatField, Func, Q, QuerySet, Value
from django.db.models.functions import Greatest

from accounts.enums import NetworkKind
from accounts.models import Affiliation
from matching import engine
from matching.snapshot import Snapshot, snapshot_for
from matching.snapshot.people import taking_part
from programmes.enums import Role
from programmes.models import Enrolment

MINE = "mine"  # any of the skills that the mentee wants
NEAR_ENOUGH = 0.5  # trigram likeness of a word typed to a word of a name, a place or a headline


@dataclass(frozen=True)
class Ranked:
    """Every mentor who may come together with the mentee, best first: `places` are positions in the snapshot, `scores`
    (0 to 1) stand by position. `networks` are the people who share a network with the mentee, `colleagues` those who
    share an employer."""

    mentee: Enrolment
    snapshot: Snapshot
    places: tuple[int, ...]
    scores: Mapping[int, float]
    networks: frozenset[UUID]
    colleagues: frozenset[UUID]

    @cached_property
    def hours(self) -> list[float]:
        """Shared hours a week with each mentor, by position."""
        problem = self.snapshot.problem
        common = problem.mentees.week[:, [0]] & problem.mentors.week
        hours: list[float] = (np.bitwise_count(common).sum(axis=0) / 2).tolist()
        return hours

    @property
    def sharing(self) -> tuple[int, ...]:
        """Those who share a network with the mentee."""
        return tuple(place for place in self.places if self._person(place) in self.networks)

    def pk(self, place: int) -> UUID:
        return self.snapshot.mentors.rows[place].pk

    def _person(self, place: int) -> UUID:
        return self.snapshot.mentors.rows[place].person_id

    def narrowed(self, places: Iterable[int], chosen: Mapping[str, str]) -> list[int]:
        """Those of `places` that fit what was chosen in MentorFilter, in the order chosen. One query where words or a
        skill were asked for."""
        kept = list(places)
        if chosen.get("q") or chosen.get("skill"):
            found = set(_searched(self.mentee, chosen).values_list("pk", flat=True))
            kept = [place for place in kept if self.pk(place) in found]
        kept = [place for place in kept if self._passes(place, chosen)]
        return self._sorted(kept, chosen.get("sort", "fit"))

    def _passes(self, place: int, chosen: Mapping[str, str]) -> bool:
        row = self.snapshot.mentors.rows[place]
        return (
            (not chosen.get("language") or chosen["language"] in row.languages)
            and (not chosen.get("format") or chosen["format"] in row.formats)
            and (not chosen.get("hours") or self.hours[place] >= float(chosen["hours"]))
            and (chosen.get("network") != "shared" or row.person_id in self.networks)
            and (chosen.get("network") != "outside" or row.person_id not in self.colleagues)
        )

    def _sorted(self, places: list[int], sort: str) -> list[int]:
        rows, left = self.snapshot.mentors.rows, self.snapshot.problem.capacity_left
        if sort == "hours":
            return sorted(places, key=lambda place: -self.hours[place])
        if sort == "newest":
            return sorted(places, key=lambda place: rows[place].submitted_at, reverse=True)
        if sort == "places":
            return sorted(places, key=lambda place: -left[place])
        return places


def ranked(mentee: Enrolment, *, now: datetime) -> Ranked:
    """Raises LookupError where the mentee does not take part in the programme."""
    snapshot = snapshot_for(mentee, now=now)
    size = max(snapshot.problem.mentors.size, 1)
    ranking = engine.rank(snapshot.problem, [0], size)
    places = [int(place) for place in ranking.mentor[0] if place >= 0]
    scores = dict(zip(places, ranking.score[0].tolist(), strict=False))
    shared = (
        Affiliation.objects.filter(
            network__affiliations__person=mentee.person_id,
            person__enrolments__programme=mentee.programme_id,
            person__enrolments__role=Role.MENTOR,
        )
        .exclude(person=mentee.person_id)
        .values_list("person_id", "network__kind")
    )
    pairs = set(shared)
    return Ranked(
        mentee=mentee,
        snapshot=snapshot,
        places=tuple(places),
        scores=scores,
        networks=frozenset(person for person, _ in pairs),
        colleagues=frozenset(person for person, kind in pairs if kind == NetworkKind.EMPLOYER),
    )


def _searched(mentee: Enrolment, chosen: Mapping[str, str]) -> QuerySet[Enrolment]:
    mentors = taking_part(mentee.programme, Role.MENTOR)
    if chosen.get("skill") == MINE:
        mentors = mentors.filter(offered_skills__skill__wanted__enrolment=mentee).distinct()
    elif chosen.get("skill"):
        mentors = mentors.filter(offered_skills__skill=UUID(chosen["skill"]))
    return named(mentors, chosen["q"], words=True) if chosen.get("q") else mentors


def named(mentors: QuerySet[Enrolment], typed: str, *, words: bool = False) -> QuerySet[Enrolment]:
    """Those whose name is like what was `typed`, in any accent and nearly any spelling; with `words` also those whose
    place, work, headline, biography or skills speak of it."""
    plain = Unaccent(Value(typed))
    columns = ["person__name", *(("person__place", "person__job_title", "headline") if words else ())]
    likeness = [
        Func(plain, Unaccent(column), function="WORD_SIMILARITY", output_field=FloatField())
        for column in columns
    ]
    mentors = mentors.annotate(likeness=Greatest(*likeness) if words else likeness[0])
    alike = Q(likeness__gte=NEAR_ENOUGH) | Q(person__name__unaccent__icontains=typed)
    if not words:
        return mentors.filter(alike).order_by("-likeness", "pk")
    text = SearchVector("headline", "biography", config="english")
    query = SearchQuery(typed, config="english", search_type="websearch")
    skilled = Q(offered_skills__skill__name__unaccent__icontains=typed) | Q(
        offered_skills__skill__synonyms__text__icontains=typed.lower()
    )
    by_skill = mentors.model._default_manager.filter(
        skilled, programme__in=mentors.values("programme")
    ).values("pk")
    return mentors.annotate(text=text).filter(alike | Q(text=query) | Q(pk__in=by_skill))


def in_snapshot(ranked: Ranked, mentors: Collection[UUID]) -> list[int]:
    """The positions of these enrolments, those that take part, in the order given."""
    places = ranked.snapshot.mentors.place
    return [places[pk] for pk in mentors if pk in places]
