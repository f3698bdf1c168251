"""One mentor as a mentee sees them, several side by side, and why somebody is not on the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import Level, MeetingFormat
from accounts.languages import language_names
from matching import engine
from matching.fit import PairFit, page_fits
from matching.queries.answering import answer_times
from matching.queries.known import Known, cannot_ask, known_to, open_left
from matching.queries.matches import Card, card_of
from matching.queries.ranked import named, ranked
from matching.snapshot import Snapshot, snapshot_for
from matching.snapshot.people import taking_part
from matching.words import Pair
from matching.words.clock import spelled
from matching.words.obstacles import InTheWay, in_the_way
from programmes.enums import HelpTopic, Quality, Role
from programmes.models import Enrolment

ANSWERS = 5  # people of one name that a search may find


@dataclass(frozen=True)
class Expertise:
    name: str
    shared: bool


@dataclass(frozen=True)
class MentorPage:
    """`obstacles` say what stands between the two, empty where nothing does; `cannot_ask` why the mentee can ask nobody
    at present, empty where they can; `first_hour` is the next hour that both marked."""

    card: Card
    obstacles: tuple[InTheWay, ...]
    cannot_ask: str
    open_left: int
    expertise: tuple[Expertise, ...]
    topics: tuple[str, ...]
    qualities: tuple[str, ...]
    formats: tuple[str, ...]
    languages: tuple[str, ...]
    distance: str
    first_hour: datetime | None

    @property
    def mentor(self) -> Enrolment:
        return self.card.mentor

    @property
    def fit(self) -> PairFit:
        return self.card.fit


def mentor_page(mentee: Enrolment, mentor: Enrolment, *, now: datetime) -> MentorPage | None:
    """Everything on a mentor's page; None where the mentor may not be listed for this mentee, whatever the reason.
    `mentor` comes from `access.mentor_of`. Raises LookupError where the mentee does not take part."""
    snapshot, known = snapshot_for(mentee, now=now, mentors=[mentor.pk]), known_to(mentee)
    card = _cards(snapshot, mentee, [mentor], known)[0]
    if not card.fit.listed:
        return None
    pair = Pair(mentee, mentor, (), snapshot, {})
    blocking = engine.why_not(snapshot.problem, 0, 0).obstacles
    person = mentor.person
    return MentorPage(
        card=card,
        obstacles=tuple(in_the_way(pair, obstacle, now=now) for obstacle in blocking),
        cannot_ask=cannot_ask(mentee, known),
        open_left=open_left(mentee, known),
        expertise=_expertise(mentor, known),
        topics=tuple(str(HelpTopic(topic).label) for topic in mentor.topics if topic in HelpTopic.values),
        qualities=tuple(
            str(Quality(quality).label) for quality in mentor.qualities if quality in Quality.values
        ),
        formats=tuple(str(MeetingFormat(way).label) for way in person.formats if way in MeetingFormat.values),
        languages=tuple(language_names(person.languages)),
        distance=_distance(mentee.person.zone, person.zone, now),
        first_hour=_first_hour(snapshot, now),
    )


def _cards(snapshot: Snapshot, mentee: Enrolment, mentors: Sequence[Enrolment], known: Known) -> list[Card]:
    fits = page_fits(mentee, mentors, snapshot)
    times = answer_times([mentor.person_id for mentor in mentors])
    left, place = snapshot.problem.capacity_left, snapshot.mentors.place
    return [
        card_of(mentor, fit, int(left[place[mentor.pk]]), times, known)
        for mentor, fit in zip(mentors, fits, strict=True)
    ]


def _expertise(mentor: Enrolment, known: Known) -> tuple[Expertise, ...]:
    wanted = {skill for skill, _name in known.wanted}
    offered = sorted(
        mentor.offered_skills.all(), key=lambda one: (one.skill_id not in wanted, -one.level, one.skill.name)
    )
    return tuple(
        Expertise(
            _("%(skill)s: %(level)s") % {"skill": one.skill.name, "level": Level(one.level).label},
            one.skill_id in wanted,
        )
        for one in offered
    )


def _distance(ours: str, theirs: str, now: datetime) -> str:
    """How far their clock is from the reader's."""
    gap = (_offset(theirs, now) - _offset(ours, now)) / timedelta(hours=1)
    if not gap:
        return _("the same time as yours")
    hours = ngettext("%(n)s hour", "%(n)s hours", 1 if abs(gap) <= 1 else 2) % {
        "n": spelled(abs(gap)).lower()
    }
    return (_("%(hours)s ahead of you") if gap > 0 else _("%(hours)s behind you")) % {"hours": hours}


def _offset(zone: str, now: datetime) -> timedelta:
    return now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def _first_hour(snapshot: Snapshot, now: datetime) -> datetime | None:
    problem = snapshot.problem
    common = problem.mentees.week[:, 0] & problem.mentors.week[:, 0]
    slots = np.flatnonzero(np.unpackbits(common.view(np.uint8), bitorder="little")).tolist()
    monday = datetime.combine(snapshot.monday, time.min, tzinfo=UTC)
    starts = [monday + timedelta(minutes=30) * slot for slot in slots]
    return min((start if start > now else start + timedelta(days=7) for start in starts), default=None)


@dataclass(frozen=True)
class Row:
    """One line of the comparison: a label and what it is for each mentor."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    cards: tuple[Card, ...]
    parts: tuple[Row, ...]
    cannot_ask: str


def comparison(mentee: Enrolment, mentors: Sequence[Enrolment], *, now: datetime) -> Comparison:
    """These mentors side by side, the best fit first, without those who may not be listed."""
    snapshot, known = (
        snapshot_for(mentee, now=now, mentors=[mentor.pk for mentor in mentors]),
        known_to(mentee),
    )
    cards = [card for card in _cards(snapshot, mentee, mentors, known) if card.fit.listed]
    cards.sort(key=lambda card: (-card.fit.score, card.person.name))
    labels = [part.label for part in cards[0].fit.parts] if cards else []
    rows = [
        Row(
            label,
            tuple(
                _("%(points)d of %(of)d. %(sentence)s")
                % {"points": part.points, "of": part.of, "sentence": part.sentence_mentee}
                for part in (card.fit.parts[place] for card in cards)
            ),
        )
        for place, label in enumerate(labels)
    ]
    rows.append(
        Row(_("Languages"), tuple(", ".join(language_names(card.person.languages)) for card in cards))
    )
    rows.append(Row(_("Place"), tuple(_place(mentee, card, now) for card in cards)))
    return Comparison(tuple(cards), tuple(rows), cannot_ask(mentee, known))


def _place(mentee: Enrolment, card: Card, now: datetime) -> str:
    distance = _distance(mentee.person.zone, card.person.zone, now)
    return f"{card.person.place}, {distance}" if card.person.place else distance[:1].upper() + distance[1:]


@dataclass(frozen=True)
class WhyNotAnswer:
    """Why a mentor is not on the list (`obstacles`), or where they are on it (`position`) and why not higher."""

    mentor: Enrolment
    fit: PairFit
    obstacles: tuple[InTheWay, ...]
    position: int | None


def why_not_answers(mentee: Enrolment, name: str, *, now: datetime) -> list[WhyNotAnswer]:
    """The answers about the mentors whose name is like `name`. Somebody who may not be named is not among them, as if
    they were not listed."""
    candidates = named(taking_part(mentee.programme, Role.MENTOR).select_related("person"), name)
    snapshot = ranked(mentee, now=now).snapshot
    found = {mentor.pk: mentor for mentor in candidates if mentor.pk in snapshot.mentors.place}
    answers = {pk: engine.why_not(snapshot.problem, 0, snapshot.mentors.place[pk]) for pk in found}
    mentors = [found[pk] for pk in found if answers[pk] is not engine.NOT_LISTED][:ANSWERS]
    fits = page_fits(mentee, mentors, snapshot)
    return [
        WhyNotAnswer(
            mentor=mentor,
            fit=fit,
            obstacles=tuple(
                in_the_way(Pair(mentee, mentor, (), snapshot, {}), obstacle, now=now)
                for obstacle in answers[mentor.pk].obstacles
            ),
            position=answers[mentor.pk].position,
        )
        for mentor, fit in zip(mentors, fits, strict=True)
    ]


def compared(pks: Sequence[str]) -> list[UUID]:
    """The ids in a query, each once and those that can be read."""
    found: dict[UUID, None] = {}
    for pk in pks:
        try:
            found[UUID(pk)] = None
        except ValueError:
            continue
    return list(found)
