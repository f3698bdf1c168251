"""Ten months of the real sweeps over outages, rests, changed minds and changed hours: what the rows and the outbox say after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.db.models import Min

from accounts.models import Person
from accounts.operations.profile import change_person
from journeys.enums import CheckInState, SkipReason
from journeys.models import CheckIn, CheckInEvent
from journeys.operations.beginnings import tend
from journeys.operations.cadence import answer_cadence, propose_cadence
from journeys.operations.check_ins import CHECK_IN_MAIL, FOLLOW_UP_MAIL, QUIET_MAIL, answer, ask_due
from journeys.operations.reminders import remind_due
from journeys.schedule import hours_of
from matching.enums import MentorshipState
from matching.models import Mentorship
from matching.operations.mentorships import pause_mentorship, resume_mentorship
from notifications.hours import is_welcome
from notifications.models import Notification
from programmes.enums import Cadence
from tests import factories as make
from tests.journeys.years import HALF_A_PERIOD, Site

pytestmark = pytest.mark.django_db

LONGEST = {
    Cadence.WEEKLY: timedelta(days=7),
    Cadence.FORTNIGHTLY: timedelta(days=14),
    Cadence.MONTHLY: timedelta(days=31),
}
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BEGIN = datetime(2026, 9, 1, 9, tzinfo=UTC)
END = BEGIN + 300 * DAY
SITE = Site(
    [
        (BEGIN + 30 * DAY, BEGIN + 30.3 * DAY),
        (BEGIN + 100 * DAY, BEGIN + 109 * DAY),
        (BEGIN + 200 * DAY, BEGIN + 241 * DAY),
    ]
)
ZONES = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Asia/Kolkata",
    "Africa/Cairo",
)
ASKED = [CheckInState.DUE, CheckInState.ANSWERED, CheckInState.MISSED]


def sweeps(now: datetime) -> None:
    """The sweeps of one tick, twice, as two beats would have it."""
    for _ in range(2):
        tend(now=now)
        ask_due(now=now)
        remind_due(now=now)


def next_tick(now: datetime) -> datetime:
    """The first tick at which there is anything to do, two days later at most."""
    times = [
        CheckIn.objects.filter(state=CheckInState.SCHEDULED).aggregate(at=Min("due_at"))["at"],
        CheckIn.objects.aggregate(at=Min("remind_at"))["at"],
        now + 2 * DAY,
    ]
    return SITE.tick(max(min(at for at in times if at is not None), now + MINUTE))


def live_on(pair: Mentorship, random: Random, now: datetime) -> None:
    """One of many things that people do."""
    pair = Mentorship.objects.select_related("programme", "mentee__person", "mentor__person").get(pk=pair.pk)
    mentee, mentor = pair.mentee.person, pair.mentor.person
    if pair.state == MentorshipState.PAUSED:
        if random.random() < 0.12:
            resume_mentorship(pair, by=mentee, now=now)
        return
    match random.choices(["answer", "rest", "cadence", "hours", ""], [30, 1, 1, 1, 40])[0]:
        case "answer":
            for waiting in CheckIn.objects.waiting().filter(mentorship=pair).select_related("person"):
                answer(waiting, met=True, pulse=4, confidence=4, blocker="", by=waiting.person, now=now)
        case "rest":
            pause_mentorship(pair, until=None, by=mentor, now=now)
        case "cadence":
            cadence = random.choice(
                [one for one in Cadence if one != (pair.cadence or pair.programme.cadence)]
            )
            proposal = propose_cadence(pair, cadence=cadence, by=mentee, now=now)
            answer_cadence(proposal, agreed=True, by=mentor, now=now)
        case "hours":
            changes = {
                "zone": random.choice(ZONES),
                "mail_hour": random.randrange(8, 20),
                "days_off": [random.randrange(7)],
            }
            change_person(person=mentor, changes=changes, by=mentor, now=now)


class Watch:
    """Looks at every row right after the tick that made it, while it is known what held then."""

    def __init__(self) -> None:
        self.seen = 0
        self.asked_at: dict[tuple[object, object], datetime] = {}

    def look(self, now: datetime) -> None:
        new = CheckInEvent.objects.filter(pk__gt=self.seen, to_state=CheckInState.DUE).order_by("pk")
        for event in new.select_related("check_in__mentorship__programme", "check_in__person"):
            check_in = event.check_in
            mentorship, person = check_in.mentorship, check_in.person
            assert event.at == check_in.due_at == now
            assert mentorship.state == MentorshipState.ACTIVE
            assert is_welcome(hours_of(person), now), (person, now)
            side = (mentorship.pk, person.pk)
            gap = HALF_A_PERIOD[Cadence(mentorship.cadence or mentorship.programme.cadence)]
            assert now - self.asked_at.get(side, mentorship.started_at) >= gap
            self.asked_at[side] = now
        self.seen = CheckInEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def sides(pairs: list[Mentorship]) -> Iterator[tuple[Mentorship, Person]]:
    for pair in pairs:
        yield pair, pair.mentee.person
        yield pair, pair.mentor.person


def shared(rest: tuple[datetime, datetime], since: datetime, until: datetime) -> timedelta:
    """How much of a rest lies between two moments, in whole days that it touches."""
    length = min(rest[1], until) - max(rest[0], since)
    return length + DAY if length > timedelta() else timedelta()


def cadences_between(pair: Mentorship, since: datetime, until: datetime) -> set[str]:
    """Every cadence that held at some time between two moments."""
    agreed = list(
        pair.cadence_proposals.filter(agreed=True)
        .order_by("answered_at")
        .values_list("answered_at", "cadence")
    )
    held = [(BEGIN, pair.programme.cadence), *agreed]
    ends = [at for at, _cadence in held[1:]] + [END]
    return {cadence for (at, cadence), end in zip(held, ends, strict=True) if at <= until and end >= since}


def test_ten_months_of_the_sweeps_loses_nothing_and_asks_nobody_twice() -> None:
    random = Random(7)
    programme = make.ProgrammeFactory(state="running", cadence="weekly")
    pairs = [
        make.MentorshipFactory(
            mentee__programme=programme,
            started_at=BEGIN + number * DAY,
            mentee__person__zone=ZONES[number],
            mentor__person__zone=ZONES[number + 3],
        )
        for number in range(2)
    ]
    watch, now = Watch(), BEGIN + 3 * DAY
    while now < END:
        sweeps(now)
        watch.look(now)
        if random.random() < 0.7:
            live_on(random.choice(pairs), random, now)
        now = next_tick(now)

    mails: Counter[str] = Counter()
    for pair, person in sides(pairs):
        rows = list(pair.check_ins.filter(person=person).order_by("number"))
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        told = [row for row in rows if row.state != CheckInState.SCHEDULED]
        assert sorted(told, key=lambda row: row.due_at) == told
        assert len(rows) - len(told) <= 1
        asked = {row.pk for row in told if row.state in ASKED}
        letters = Notification.objects.filter(subject_id__in=[row.pk for row in rows], recipient=person.user)
        questions = letters.filter(kind__in=[CHECK_IN_MAIL, QUIET_MAIL])
        assert sorted(questions.values_list("subject_id", flat=True)) == sorted(asked)
        again = Counter(letters.filter(kind=FOLLOW_UP_MAIL).values_list("subject_id", flat=True))
        assert set(again.values()) <= {1}
        # From one row to the next it is less than two periods, rests apart: nothing was forgotten.
        rests = [(rest.paused_at, rest.resumed_at or END) for rest in pair.pauses.all()]
        for one, other in pairwise(told):
            rested = sum((shared(rest, one.due_at, other.due_at) for rest in rests), timedelta())
            longest = max(LONGEST[cadence] for cadence in cadences_between(pair, one.due_at, other.due_at))
            assert other.due_at - one.due_at - rested < 2 * longest + DAY
        mails += Counter(letters.values_list("kind", flat=True))
    assert min(mails[kind] for kind in (CHECK_IN_MAIL, FOLLOW_UP_MAIL, QUIET_MAIL)) > 0
    reasons = Counter(CheckIn.objects.exclude(skip_reason="").values_list("skip_reason", flat=True))
    assert set(reasons) == {SkipReason.SITE_DOWN}
