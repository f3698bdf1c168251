"""Pairs whose check-ins are due: `python -m tests.faults.seeding REMINDERS SECONDS`, in the site's environment.

Every side lives where it is day now, and its hour for reminders is the present one, so that each is welcome at once. The
alarms ring one after the other within SECONDS, so that the sweep has work to the end. Prints the address of each side."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import cycle, islice
from zoneinfo import ZoneInfo

import django

ZONES = """
    Pacific/Auckland Australia/Adelaide Australia/Sydney Asia/Tokyo Asia/Shanghai Asia/Kathmandu Asia/Kolkata
    Asia/Karachi Asia/Dubai Asia/Tehran Africa/Nairobi Africa/Cairo Europe/Berlin Europe/London Africa/Accra
    Atlantic/Azores America/Sao_Paulo America/St_Johns America/Halifax America/New_York America/Chicago America/Denver
    America/Los_Angeles America/Anchorage Pacific/Honolulu Pacific/Chatham Pacific/Kiritimati
""".split()
MORNING, EVENING = 8, 18  # far enough from everybody's quiet hours for a long storm
PERIODS = {"weekly": 7, "fortnightly": 14}


def daytime(now: datetime) -> list[str]:
    return [zone for zone in ZONES if MORNING <= now.astimezone(ZoneInfo(zone)).hour <= EVENING]


def main(reminders: int, seconds: float) -> Iterator[str]:
    from django.db import transaction
    from django.utils import timezone

    from accounts.models import Person, User
    from journeys.models import CheckIn
    from matching.models import Mentorship
    from programmes.enums import EnrolmentState, ProgrammeState, Role
    from programmes.models import Enrolment, Organisation, Programme

    now = timezone.now()
    programme = Programme(
        organisation=Organisation.objects.create(name="Storm", slug="storm"),
        name="Storm",
        slug="storm",
        join_code="STORM",
        state=ProgrammeState.RUNNING,
        created_at=now,
    )
    programme.save()
    users = [User(email=f"side{n}@example.org", password="!") for n in range(reminders + reminders % 2)]
    people, enrolments = [], []
    for place, (user, zone) in enumerate(zip(users, cycle(daytime(now)), strict=False)):
        person = Person(
            user=user,
            name=f"Side Number{place}",
            zone=zone,
            mail_hour=now.astimezone(ZoneInfo(zone)).hour,
            created_at=now,
        )
        people.append(person)
        enrolments.append(
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
        )
    mentorships, check_ins = [], []
    for mentee, mentor, cadence in zip(enrolments[::2], enrolments[1::2], cycle(PERIODS), strict=False):
        zone = ZoneInfo(mentee.person.zone)
        day = now.astimezone(zone).date() - timedelta(days=PERIODS[cadence])
        mentor.person.zone, mentor.person.mail_hour = mentee.person.zone, mentee.person.mail_hour
        mentorship = Mentorship(
            programme=programme,
            mentee=mentee,
            mentor=mentor,
            cadence=cadence,
            started_at=datetime.combine(day, time(), zone),
            tended_at=now,
        )
        mentorships.append(mentorship)
        for side in (mentee, mentor):
            alarm = now + timedelta(seconds=seconds * len(check_ins) / reminders)
            check_ins.append(CheckIn(mentorship=mentorship, person=side.person, number=1, due_at=alarm))
    with transaction.atomic():
        for model, rows in (
            (User, users),
            (Person, people),
            (Enrolment, enrolments),
            (Mentorship, mentorships),
        ):
            model._default_manager.bulk_create(rows, batch_size=2000)
        CheckIn.objects.bulk_create(check_ins, batch_size=2000)
    yield from (user.email for user in users)


if __name__ == "__main__":
    django.setup()
    print("\n".join(islice(main(int(sys.argv[1]), float(sys.argv[2])), None)))
