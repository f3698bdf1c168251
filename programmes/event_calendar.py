"""Events as calendar programs read them: in letters, as a download, and in the feed of a person."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from accounts.models import Person
from notifications.invitations import Appointment, uid_of
from programmes.models import Event


def address_of(event: Event) -> str:
    """The whole address of the event's page. Load `programme` before."""
    return settings.SITE_URL + reverse("programmes:event", args=[event.programme.slug, event.pk])


def appointment_of(event: Event, *, person: Person, now: datetime) -> Appointment:
    """The event in the calendar of somebody who goes to it, with the place that is told to those alone. Load
    `programme__organisation` and the person's `user` before."""
    return Appointment(
        uid=uid_of(event.pk),
        sequence=event.sequence,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=person.zone,
        summary=event.title,
        description="\n\n".join(filter(None, (event.about, event.programme.name, address_of(event)))),
        location=" · ".join(filter(None, (event.place, event.private_place))),
        url=address_of(event),
        organiser=(event.programme.organisation.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        attendees=[(person.name, person.user.email)],
        stamp=now,
    )


def file_name_of(event: Event) -> str:
    return f"{slugify(event.title)[:60] or 'event'}.ics"
