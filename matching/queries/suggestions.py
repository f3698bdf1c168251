"""Whom a mentee could ask next, where a request came to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Person
from matching.enums import RequestState
from matching.fit import PairFit, page_fits
from matching.models import Request
from matching.queries.ranked import ranked
from programmes.enums import EnrolmentState, MatchingMode, ProgrammeState
from programmes.models import Enrolment

SUGGESTED = 3


@dataclass(frozen=True)
class Suggestion:
    """A mentor with room whom the mentee has not asked, and why the two fit."""

    mentor: Enrolment
    fit: PairFit

    @property
    def person(self) -> Person:
        return self.mentor.person


def next_best(mentee: Enrolment, *, now: datetime, limit: int = SUGGESTED) -> tuple[Suggestion, ...]:
    """The best `limit` mentors whom `mentee` may ask now and has not asked; nobody where they may ask nobody.

    A fixed number of queries. `mentee` needs `programme` and `person` loaded."""
    if not _may_ask(mentee):
        return ()
    try:
        order = ranked(mentee, now=now)
    except LookupError:
        return ()  # the answers of the intake are not handed in
    asked = Request.objects.filter(mentee=mentee).exclude(state=RequestState.WITHDRAWN)
    known = set(asked.values_list("mentor_id", flat=True))
    pks = [pk for pk in map(order.pk, order.places) if pk not in known][:limit]
    rows = Enrolment.objects.select_related("person").in_bulk(pks)
    mentors = [rows[pk] for pk in pks if pk in rows]
    fits = page_fits(mentee, mentors, order.snapshot)
    return tuple(Suggestion(mentor, fit) for mentor, fit in zip(mentors, fits, strict=True) if fit.listed)


def _may_ask(mentee: Enrolment) -> bool:
    programme = mentee.programme
    return (
        mentee.state == EnrolmentState.APPROVED
        and mentee.places_left > 0
        and programme.mode != MatchingMode.COHORT
        and programme.state in {ProgrammeState.ENROLLING, ProgrammeState.RUNNING}
    )
