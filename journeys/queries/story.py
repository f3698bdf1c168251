"""What happened in a mentorship, and what comes: the topics' lines in one order, with those of its beginning, its pauses,
its stages and the reader's own check-ins. That somebody called for help stands in neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from journeys.enums import CheckInState
from journeys.models import CheckIn
from journeys.queries import (
    agreement,
    closing,
    feedback,
    goals,
    introductions,
    meetings,
    messages,
    reviews,
    shelf,
    thanks,
)
from journeys.queries.length import ends_on
from journeys.stages import begins_of
from journeys.story import Ahead, Happened
from matching.enums import MentorshipState
from matching.models import Mentorship, Pause
from notifications.prepared import prepared
from programmes.enums import StageName

TOPICS = {
    "agreement": agreement,
    "closing": closing,
    "feedback": feedback,
    "goals": goals,
    "introductions": introductions,
    "meetings": meetings,
    "messages": messages,
    "reviews": reviews,
    "shelf": shelf,
    "thanks": thanks,
}


@dataclass(frozen=True)
class Month:
    """The lines of one month, the newest first; `first` is a day of it."""

    first: date
    lines: tuple[Happened, ...]


def cards_of(mentorship: Mentorship, *, reader: Person, now: datetime) -> Mapping[str, object]:
    """The card of each topic by its name, None where it has nothing to say; as many queries as the topics need."""
    return {name: topic.card(mentorship, reader=reader, now=now) for name, topic in TOPICS.items()}


def ahead_of(mentorships: Sequence[Mentorship], *, reader: Person, now: datetime) -> dict[UUID, list[Ahead]]:
    """What comes or waits for `reader` in each of these mentorships, which are open, in the order of `in_order`; a fixed
    number of queries. Check-ins are not among it: whoever asks has read them already."""
    if not mentorships:
        return {}
    found: dict[UUID, list[Ahead]] = defaultdict(list)
    for topic in TOPICS.values():
        for pk, things in topic.ahead(mentorships, reader=reader, now=now).items():
            found[pk] += things
    zone = ZoneInfo(reader.zone)
    return {pk: in_order(things, zone) for pk, things in found.items()}


def in_order(things: Iterable[Ahead], zone: ZoneInfo) -> list[Ahead]:
    """What waits for the reader, the most pressing first; then what has a date, by date; then the rest."""
    return sorted(
        things, key=lambda thing: (not thing.waits, thing.rank if thing.waits else 0, *_when(thing, zone))
    )


def day_of(thing: Ahead, zone: ZoneInfo) -> date | None:
    """The day of the reader, None where it has none."""
    return thing.at.astimezone(zone).date() if thing.at else thing.day


def _when(thing: Ahead, zone: ZoneInfo) -> tuple[date, time]:
    at = thing.at.astimezone(zone).time() if thing.at else time.min
    return day_of(thing, zone) or date.max, at


def story_of(mentorship: Mentorship, *, reader: Person, now: datetime) -> list[Happened]:
    """Everything that happened until `now`, the newest first; a fixed number of queries. `mentorship` needs its people and
    programme loaded."""
    lines = [line for topic in TOPICS.values() for line in topic.happened(mentorship, reader=reader)]
    lines += [*_began_and_ended(mentorship), *_pauses(mentorship, reader), *_check_ins(mentorship, reader)]
    lines += _stages(mentorship, reader)
    return sorted((line for line in lines if line.at <= now), key=lambda line: line.at, reverse=True)


def by_month(lines: Iterable[Happened], zone: ZoneInfo) -> tuple[Month, ...]:
    """`lines` in the order they have, month by month of that zone."""
    grouped = groupby(lines, key=lambda line: line.at.astimezone(zone).date().replace(day=1))
    return tuple(Month(first, tuple(of_month)) for first, of_month in grouped)


def _began_and_ended(mentorship: Mentorship) -> Iterable[Happened]:
    name = {"mentee": mentorship.mentee.person.first_name, "mentor": mentorship.mentor.person.first_name}
    yield Happened(mentorship.started_at, "handshake", _("%(mentee)s and %(mentor)s became a pair") % name)
    if mentorship.closed_at is not None:
        completed = mentorship.state == MentorshipState.COMPLETED
        text = _("The mentorship was completed") if completed else _("The mentorship ended")
        yield Happened(mentorship.closed_at, "flag", text)


def _pauses(mentorship: Mentorship, reader: Person) -> Iterable[Happened]:
    names = {
        one.person_id: one.person.first_name
        for one in (mentorship.mentee, mentorship.mentor)
        if one.person_id != reader.pk
    }
    for pause in _pauses_of(mentorship):
        if pause.paused_by_id == reader.pk:
            text = _("You began a pause")
        elif pause.paused_by_id in names:
            text = _("%(name)s began a pause") % {"name": names[pause.paused_by_id]}
        else:
            text = _("A pause began")
        yield Happened(pause.paused_at, "circle-pause", text)
        if pause.resumed_at is not None:
            yield Happened(pause.resumed_at, "play", _("You took it up again together"))


def _check_ins(mentorship: Mentorship, reader: Person) -> Iterable[Happened]:
    """The reader's own; what the other one answered is not theirs to know."""
    for pk, at, met in _answered(mentorship, reader):
        if at is None:
            continue
        text = _("You said in your check-in that you met") if met else _("You answered your check-in")
        yield Happened(at, "message-circle", text, reverse("journeys:check_in", args=[pk]))


@prepared
def _pauses_of(mentorship: Mentorship) -> QuerySet[Pause]:
    return Pause.objects.filter(mentorship=mentorship)


@prepared
def _answered(
    mentorship: Mentorship, person: Person
) -> QuerySet[CheckIn, tuple[UUID, datetime | None, bool | None]]:
    mine = CheckIn.objects.filter(mentorship=mentorship, person=person, state=CheckInState.ANSWERED)
    return mine.values_list("pk", "answered_at", "met")


def _stages(mentorship: Mentorship, reader: Person) -> Iterable[Happened]:
    zone = ZoneInfo(reader.zone)
    texts = {
        StageName.WORKING: ("sprout", _("From getting started to working on the goals")),
        StageName.HALF_WAY: ("history", _("Half of the time was over")),
        StageName.CLOSING: ("flag", _("The last part began")),
    }
    begins = begins_of(mentorship.started_at.astimezone(zone).date(), ends_on(mentorship))
    for stage, (icon, text) in texts.items():
        at = datetime.combine(begins[stage], time.min, zone)
        if mentorship.closed_at is None or at < mentorship.closed_at:
            yield Happened(at, icon, text)
