"""A meeting as calendars know it: the same in a letter, in the download and in the feed.

It says with whom, when and where, and nothing of what the two talk about: colleagues look into calendars."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from journeys.models import Meeting
from notifications.invitations import Appointment, uid_of


def appointment_of(meeting: Meeting, *, reader: Person, other: Person, stamp: datetime) -> Appointment:
    """`meeting`, which has a time, for the calendar of `reader`, in the present language and on the reader's clock. Both
    people need their accounts loaded, the meeting its mentorship and programme. Raises ValueError for a meeting without a time.

    The site is the organiser: an answer of a calendar program would go to the mailbox that nobody reads, and so the two
    are guests who have agreed and of whom no answer is asked."""
    if meeting.starts_at is None or meeting.ends_at is None:
        raise ValueError("no time is agreed")
    # In a programme for people under age nobody's address reaches anybody else.
    guests = (reader,) if meeting.mentorship.programme.for_minors else (reader, other)
    page = settings.SITE_URL + reverse("journeys:meeting", args=[meeting.mentorship_id, meeting.pk])
    title = _("Meeting with %(name)s") % {"name": other.first_name}
    return Appointment(
        uid=uid_of(meeting.pk),
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=reader.zone,
        summary=title,
        description=_("What you want to talk about, and your notes: %(url)s") % {"url": page},
        location=meeting.place,
        url=page,
        organiser=(settings.SITE_NAME, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        attendees=[(person.name, person.user.email) for person in guests],
        stamp=stamp,
        alarm=title,
    )
