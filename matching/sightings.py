"""Where somebody is met before they are a pair: a mentor's page and a request; and what a block ends there
(see programmes/sightings.py)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from matching.enums import OPEN_MENTORSHIP_STATES, OPEN_REQUEST_STATES
from matching.fit import pair_fit
from matching.models import Mentorship, Request
from matching.queries.entrance import mentee_enrolments, waits_for
from matching.snapshot.people import taking_part
from programmes.enums import ReportedOn, Role
from programmes.models import Programme
from programmes.sightings import Sighting, profile_words, programmes_of_both, sightings


def _mentor(reader: Person, pk: UUID, now: datetime) -> Sighting | None:
    """A mentor (their enrolment) whom the reader may look at as a mentee."""
    for mentee in mentee_enrolments(reader):
        if waits_for(mentee) is not None:
            continue
        mentee.person = reader
        mentor = taking_part(mentee.programme, Role.MENTOR, [pk]).select_related("person__user").first()
        if mentor is None:
            continue
        if not pair_fit(mentee, mentor, now=now).listed:
            return None
        return Sighting(
            about=mentor.person,
            programmes=_first(mentee.programme, programmes_of_both(reader, mentor.person)),
            seen_on=ReportedOn.PROFILE,
            back_url=reverse("matching:mentor", args=[mentee.pk, mentor.pk]),
            subject_id=mentor.pk,
            quoted=profile_words(mentor.person, mentee.programme),
        )
    return None


def _first(programme: Programme, programmes: tuple[Programme, ...]) -> tuple[Programme, ...]:
    """`programmes`, with the one in which they met at the front."""
    return tuple(sorted(programmes, key=lambda one: one.pk != programme.pk))


def _request(reader: Person, pk: UUID, now: datetime) -> Sighting | None:
    """A request that the reader sent or got."""
    request = Request.objects.visible_to(reader).with_people().filter(pk=pk).first()
    if request is None:
        return None
    is_mentee = request.mentee.person_id == reader.pk
    about = (request.mentor if is_mentee else request.mentee).person
    theirs = [request.question, request.note] if is_mentee else [request.want, request.why_you, request.reply]
    return Sighting(
        about=about,
        programmes=_first(request.programme, programmes_of_both(reader, about)),
        seen_on=ReportedOn.REQUEST,
        back_url=reverse("matching:request", args=[request.pk]),
        subject_id=request.pk,
        quoted="\n\n".join(text for text in theirs if text),
    )


def _follows(one: Person, other: Person) -> Iterable[str]:
    """The mentorships and requests that a block ends; two queries."""
    between = Q(mentee__person=one, mentor__person=other) | Q(mentee__person=other, mentor__person=one)
    going_on = Mentorship.objects.filter(between, state__in=OPEN_MENTORSHIP_STATES)
    names = {"name": other.first_name}
    for programme in going_on.order_by("started_at").values_list("programme__name", flat=True):
        yield _(
            "Your mentorship with %(name)s in %(programme)s ends, and both places are free. %(name)s gets the letter that comes "
            "with every end: that you brought it to an end, and that nobody is at fault. No reason is given."
        ) % {**names, "programme": programme}
    if Request.objects.filter(between, state__in=OPEN_REQUEST_STATES).exists():
        yield _("The request that is open between you is closed. No letter goes out.")


sightings.register("mentor", _mentor)
sightings.register("request", _request)
sightings.tell(_follows)
