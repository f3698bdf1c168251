"""What the two of a pair know of each other: how to reach them, the hours they share, the reader's own call for help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.models import Person, ProfileLink
from journeys.hours import Span, Week, common_spans
from journeys.models import ClosingAnswer, HelpRequest
from journeys.queries.check_ins import parted
from matching.enums import MentorshipState
from matching.models import Mentorship
from notifications.prepared import prepared


@dataclass(frozen=True)
class Contact:
    """How to reach the other one: known to the pair alone, and only from the day on which they became one. In a programme for
    people under age both are empty: the two write to each other on this site."""

    email: str
    links: tuple[ProfileLink, ...]

    @property
    def only_here(self) -> bool:
        return not self.email


@dataclass(frozen=True)
class CommonHour:
    """A stretch that both marked, on the reader's clock and on the other's; `theirs` is empty where both read the same."""

    mine: str
    theirs: str


def contact_of(mentorship: Mentorship, reader: Person, other: Person) -> Contact | None:
    """The address and links of `other` for `reader`; three queries at most. None after an end that was not a completion, after
    one unless both said that they stay in touch, for somebody who has left the site, and where one of the two blocked the
    other."""
    if mentorship.state == MentorshipState.ENDED or other.erased_at or not other.user.is_active:
        return None
    if mentorship.state == MentorshipState.COMPLETED and (
        mentorship.programme.for_minors or not stay_in_touch(mentorship)
    ):
        return None
    pair = [reader.pk, other.pk]
    if parted([frozenset(pair)]):
        return None
    if mentorship.programme.for_minors:
        return Contact("", ())
    return Contact(other.user.email, tuple(_links(other)))


@prepared
def _links(person: Person) -> QuerySet[ProfileLink]:
    return ProfileLink.objects.filter(person=person).order_by("kind", "pk")


def stay_in_touch(mentorship: Mentorship) -> bool:
    """Whether both of the two said, once it was over, that the other one may keep their address; one query."""
    said = ClosingAnswer.objects.filter(mentorship=mentorship, in_touch=True)
    return said.count() == len({mentorship.mentee_id, mentorship.mentor_id})


def call_by(person: Person, mentorship: Mentorship) -> HelpRequest | None:
    """The call for help of `person` that is open, if any."""
    return next(iter(_calls(mentorship, person)), None)


@prepared
def _calls(mentorship: Mentorship, person: Person) -> QuerySet[HelpRequest]:
    return HelpRequest.objects.filter(mentorship=mentorship, asked_by=person, handled_at__isnull=True)[:1]


def common_hours(reader: Person, other: Person, *, now: datetime) -> tuple[CommonHour, ...]:
    """The first hours that both marked, in words on both clocks."""
    mine, theirs = Week(set(reader.availability), reader.zone), Week(set(other.availability), other.zone)
    return tuple(hour_in_words(span, reader.zone, other.zone) for span in common_spans(mine, theirs, now=now))


def hour_in_words(span: Span, mine: str, theirs: str) -> CommonHour:
    ours = [moment.astimezone(ZoneInfo(mine)) for moment in (span.starts_at, span.ends_at)]
    others = [moment.astimezone(ZoneInfo(theirs)) for moment in (span.starts_at, span.ends_at)]
    day = formats.date_format(ours[0], "D j F")
    said = {"day": day, "from": ours[0].strftime("%H:%M"), "to": ours[1].strftime("%H:%M")}
    text = _("%(day)s, %(from)s to %(to)s") % said
    if [moment.replace(tzinfo=None) for moment in ours] == [moment.replace(tzinfo=None) for moment in others]:
        return CommonHour(text, "")
    said = {"from": others[0].strftime("%H:%M"), "to": others[1].strftime("%H:%M")}
    if others[0].date() != ours[0].date():
        said["day"] = formats.date_format(others[0], "D")
        return CommonHour(text, _("%(day)s %(from)s to %(to)s") % said)
    return CommonHour(text, _("%(from)s to %(to)s") % said)
