"""Pairs whose check-ins are due, for a storm. Prints the address of each side."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from accounts.models import Person, User
from journeys.models import CheckIn
from matching.models import Mentorship
from programmes.enums import EnrolmentState, ProgrammeState, Role
from programmes.models import Enrolment, Organisation, Programme
from tests.faults.tasks import ask_everybody

ZONES = """
    Pacific/Auckland Australia/Adelaide Australia/Sydney Asia/Tokyo Asia/Shanghai Asia/Kathmandu Asia/Kolkata
    Asia/Karachi Asia/Dubai Asia/Tehran Africa/Nairobi Africa/Cairo Europe/Berlin Europe/London Africa/Accra
    Atlantic/Azores America/Sao_Paulo America/St_Johns America/Halifax America/New_York America/Chicago America/Denver
    America/Los_Angeles America/Anchorage Pacific/Honolulu Pacific/Chatham Pacific/Kiritimati
""".split()
MORNING, EVENING = 8, 18  # far enough from everybody's quiet hours for a long storm
PERIODS = {"weekly": 7, "fortnightly": 14}
BATCH = 2000
IN_AN_HOUR = timedelta(hours=1)


class Command(BaseCommand):
    help = "Makes pairs who live where it is day now and whose hour for reminders is the present one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reminders", type=int, help="an even number: each pair gets two")
        parser.add_argument(
            "seconds", type=float, help="the alarms ring one after the other within so long, in an hour"
        )
        parser.add_argument("--ask", action="store_true", help="send off the task that asks everybody")

    @transaction.atomic
    def handle(self, *, reminders: int, seconds: float, ask: bool, **_: object) -> None:
        now = timezone.now()
        people = list(_people(reminders, now))
        User.objects.bulk_create([person.user for person in people], BATCH)
        Person.objects.bulk_create(people, BATCH)
        mentorships = _mentorships(_enrolments(people, now), now)
        CheckIn.objects.bulk_create(
            [
                CheckIn(
                    mentorship=mentorships[place // 2],
                    person=person,
                    number=1,
                    due_at=now + _alarm(place, seconds / reminders),
                )
                for place, person in enumerate(people)
            ],
            BATCH,
        )
        if ask:
            transaction.on_commit(ask_everybody.delay)
        self.stdout.write("\n".join(person.user.email for person in people))


def _alarm(place: int, apart: float) -> timedelta:
    """The first pair's rings at once: whether the site works is seen by it. The others' wait for the storm to begin."""
    return IN_AN_HOUR + timedelta(seconds=apart * place) if place > 1 else timedelta()


def _people(number: int, now: datetime) -> Iterator[Person]:
    """Both sides of a pair live in the same zone."""
    daytime = [zone for zone in ZONES if MORNING <= now.astimezone(ZoneInfo(zone)).hour <= EVENING]
    pairs = cycle(zone for zone in daytime for _ in range(2))
    for place, zone in zip(range(number), pairs, strict=False):
        yield Person(
            user=User(email=f"side{place}@example.org", password="!"),
            name=f"Side Number{place}",
            zone=zone,
            mail_hour=now.astimezone(ZoneInfo(zone)).hour,
            created_at=now,
        )


def _enrolments(people: Sequence[Person], now: datetime) -> list[Enrolment]:
    programme = Programme.objects.create(
        organisation=Organisation.objects.create(name="Storm", slug="storm"),
        name="Storm",
        slug="storm",
        join_code="STORM",
        state=ProgrammeState.RUNNING,
        created_at=now,
    )
    return Enrolment.objects.bulk_create(
        [
            Enrolment(
                programme=programme,
                person=person,
                role=Role.MENTOR if place % 2 else Role.MENTEE,
                state=EnrolmentState.APPROVED,
                capacity=1,
                active_mentorships=1,
                created_at=now,
                submitted_at=now,
                decided_at=now,
            )
            for place, person in enumerate(people)
        ],
        BATCH,
    )


def _mentorships(sides: Sequence[Enrolment], now: datetime) -> list[Mentorship]:
    """One or two weeks old to the day, so that the first check-in fell due at the full hour before now."""
    rows = []
    for mentee, mentor, cadence in zip(sides[::2], sides[1::2], cycle(PERIODS), strict=False):
        zone = ZoneInfo(mentee.person.zone)
        day = now.astimezone(zone).date() - timedelta(days=PERIODS[cadence])
        rows.append(
            Mentorship(
                programme=mentee.programme,
                mentee=mentee,
                mentor=mentor,
                cadence=cadence,
                started_at=datetime.combine(day, time(), zone),
                tended_at=now,
            )
        )
    return Mentorship.objects.bulk_create(rows, BATCH)
