"""What a mentee did before: whom they asked, whom they saved, and whether they can ask anybody now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import ngettext

from matching.models import Request, Shortlisting
from notifications.prepared import prepared
from programmes.models import Enrolment, WantedSkill


@dataclass(frozen=True)
class Known:
    """What a mentee's own past says about the mentors: the newest request to each, and who is saved."""

    requests: Mapping[UUID, Request]
    saved: Sequence[UUID]
    wanted: Sequence[tuple[UUID, str]]
    wanted_topics: frozenset[str]


def known_to(mentee: Enrolment) -> Known:
    """Three queries."""
    requests = {request.mentor_id: request for request in _requests(mentee)}
    return Known(requests, _saved(mentee), _wanted(mentee), frozenset(mentee.topics))


@prepared
def _requests(mentee: Enrolment) -> QuerySet[Request]:
    return Request.objects.filter(mentee=mentee).order_by("sent_at")


@prepared
def _saved(mentee: Enrolment) -> QuerySet[Shortlisting, UUID]:
    saved = Shortlisting.objects.filter(mentee=mentee).order_by("-added_at", "pk")
    return saved.values_list("mentor_id", flat=True)


@prepared
def _wanted(mentee: Enrolment) -> QuerySet[WantedSkill, tuple[UUID, str]]:
    wanted = WantedSkill.objects.filter(enrolment=mentee).order_by("-priority", "skill__name")
    return wanted.values_list("skill_id", "skill__name")


def open_left(mentee: Enrolment, known: Known) -> int:
    """How many more requests the mentee may have open."""
    return mentee.programme.open_requests - sum(request.is_open for request in known.requests.values())


def cannot_ask(mentee: Enrolment, known: Known) -> str:
    """Why this mentee can ask nobody now, in a sentence; empty where they can."""
    if mentee.places_left <= 0:
        return ngettext(
            "You have a mentor in this programme. When that mentorship ends you can ask again.",
            "You have %(n)d mentors in this programme, as many as it foresees. When a mentorship ends you can ask again.",
            mentee.capacity,
        ) % {"n": mentee.capacity}
    if open_left(mentee, known) <= 0:
        return ngettext(
            "Your open request waits for an answer. Withdraw it to ask somebody else.",
            "Your %(n)d open requests wait for an answer. Withdraw one to ask somebody else.",
            mentee.programme.open_requests,
        ) % {"n": mentee.programme.open_requests}
    return ""
