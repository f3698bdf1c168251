"""Where the two of a pair meet: their mentorship and its messages (see programmes/sightings.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from accounts.models import Person
from journeys.models import Message
from matching.models import Mentorship
from programmes.enums import ReportedOn
from programmes.models import Programme
from programmes.sightings import Sighting, programmes_of_both, sightings


def _met(reader: Person, mentorship: Mentorship) -> tuple[Person, Sequence[Programme]]:
    """The other one of the pair, and the programmes of both, that of the mentorship first."""
    is_mentee = mentorship.mentee.person_id == reader.pk
    other = (mentorship.mentor if is_mentee else mentorship.mentee).person
    both = programmes_of_both(reader, other)
    return other, sorted(both, key=lambda one: one.pk != mentorship.programme_id)


def _mentorship(reader: Person, pk: UUID, now: datetime) -> Sighting | None:
    """A mentorship of the reader, over or not."""
    mentorship = Mentorship.objects.of(reader).with_people().filter(pk=pk).first()
    if mentorship is None:
        return None
    other, programmes = _met(reader, mentorship)
    return Sighting(
        about=other,
        programmes=tuple(programmes),
        seen_on=ReportedOn.MENTORSHIP,
        back_url=reverse("journeys:mentorship", args=[mentorship.pk]),
        subject_id=mentorship.pk,
    )


def _message(reader: Person, pk: UUID, now: datetime) -> Sighting | None:
    """A message that the other one wrote to the reader, taken back or not."""
    pair = Q(mentorship__mentee__person=reader) | Q(mentorship__mentor__person=reader)
    message = Message.objects.filter(pair, pk=pk).exclude(author=reader).first()
    if message is None:
        return None
    mentorship = Mentorship.objects.with_people().get(pk=message.mentorship_id)
    other, programmes = _met(reader, mentorship)
    return Sighting(
        about=other,
        programmes=tuple(programmes),
        seen_on=ReportedOn.MESSAGE,
        back_url=reverse("journeys:messages", args=[mentorship.pk]),
        subject_id=message.pk,
        quoted=message.text,
    )


sightings.register("mentorship", _mentorship)
sightings.register("message", _message)
