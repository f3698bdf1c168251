"""The page of people somebody shares something with, with a fixed number of queries whatever its length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.urls import reverse

from accounts.communities import Chosen, Membership, fellows, shared_with
from accounts.models import Network, Person
from matching.fit import page_fits
from matching.queries.entrance import mentee_enrolments, waits_for
from matching.snapshot import snapshot_for
from matching.snapshot.people import taking_part
from programmes.enums import Role

PEOPLE = 20


@dataclass(frozen=True)
class Fellow:
    """Somebody who shares `shared` with the reader; `mentor_url` where they are a mentor the reader may look at."""

    person: Person
    shared: tuple[Network, ...]
    mentor_url: str


@dataclass(frozen=True)
class NetworkPage:
    """`narrowed`: something was chosen, so that an empty list says nothing about the others."""

    memberships: tuple[Membership, ...]
    page: Page[Fellow]
    narrowed: bool

    @property
    def shown_anywhere(self) -> bool:
        return any(one.shown for one in self.memberships)


def network_page(
    reader: Person, own: tuple[Membership, ...], chosen: Chosen, *, number: str | None, now: datetime
) -> NetworkPage:
    """Page `number` of the people who share something with `reader`, narrowed to `chosen`; `own` are their memberships."""
    page: Page[Person] = Paginator(fellows(reader, chosen), PEOPLE).get_page(number)
    people = list(page.object_list)
    shared = shared_with(reader, people)
    urls = _mentor_urls(reader, people, now=now)
    lines = [Fellow(one, tuple(shared.get(one.pk, ())), urls.get(one.pk, "")) for one in people]
    return NetworkPage(
        memberships=own,
        page=Page(lines, page.number, page.paginator),  # type: ignore[arg-type]
        narrowed=chosen != Chosen(),
    )


def _mentor_urls(reader: Person, people: Sequence[Person], *, now: datetime) -> dict[UUID, str]:
    """The pages of those of `people` who are mentors listed for the reader; by person. The queries grow with the programmes in
    which the reader is a mentee alone."""
    found: dict[UUID, str] = {}
    if not people:
        return found
    for mentee in mentee_enrolments(reader):
        if waits_for(mentee) is not None:
            continue
        mentee.person = reader
        mentors = list(
            taking_part(mentee.programme, Role.MENTOR)
            .filter(person__in=[one.pk for one in people])
            .select_related("person")
        )
        if not mentors:
            continue
        snapshot = snapshot_for(mentee, now=now, mentors=[one.pk for one in mentors])
        for mentor, fit in zip(mentors, page_fits(mentee, mentors, snapshot), strict=True):
            if fit.listed:
                found.setdefault(mentor.person_id, reverse("matching:mentor", args=[mentee.pk, mentor.pk]))
    return found
