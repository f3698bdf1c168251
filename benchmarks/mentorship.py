"""The server time of a mentorship's pages for a pair that has worked together for long, beside one that has just begun.

    .venv/bin/python -m benchmarks.mentorship [--meetings 100] [--messages 200] [--goals 40] [--repetitions 9]

Runs in a database of its own that is dropped afterwards, on the servers that DATABASE_URL and REDIS_URL name, or on
throw-away ones. The aim is 300 ms for the overview of the long one; nothing is asserted."""

from __future__ import annotations

import argparse
import random
from datetime import timedelta
from typing import Any
from uuid import UUID

from benchmarks.site import analyze, throw_away_site, timed

PAGES = ("mentorship", "story", "goals", "meetings", "messages", "agreement", "reflect", "shelf", "thanks")
ALONE = ("dashboard", "calendar", "mentorships")
AIM = 300


def fill(programme: Any, name: str, *, meetings: int, messages: int, goals: int, check_ins: int) -> UUID:
    """A mentorship with so much in it; its id. The people are its own."""
    from django.utils import timezone

    from accounts.models import Person, User
    from journeys.models import (
        Action,
        AgendaItem,
        Agreement,
        CheckIn,
        GoalUpdate,
        Meeting,
        MeetingNote,
        Message,
        Milestone,
        PairGoal,
        Signature,
    )
    from matching.models import Mentorship
    from programmes.models import Enrolment

    now, chance = timezone.now(), random.Random(1)
    enrolments = {}
    for role in ("mentee", "mentor"):
        user = User.objects.create(email=f"{name}-{role}@example.org", password="!")
        person = Person.objects.create(
            user=user,
            name=f"{name} {role}".title(),
            zone="Europe/London",
            availability=[36, 37, 84, 85, 132, 133],
            languages=["en"],
            created_at=now,
        )
        enrolments[role] = Enrolment.objects.create(
            programme=programme,
            person=person,
            role=role,
            state="approved",
            created_at=now,
            submitted_at=now,
            capacity=2,
            active_mentorships=1,
        )
    started = now - timedelta(days=160 if meetings else 1)
    pair = Mentorship.objects.create(programme=programme, started_at=started, **enrolments)
    people = [enrolments["mentee"].person, enrolments["mentor"].person]

    def at(share: float) -> Any:
        return started + (now - started) * share

    if meetings:
        agreement = Agreement.objects.create(
            mentorship=pair,
            version=1,
            state="signed",
            goals="Present to the board.\nFind a sponsor.",
            cadence="fortnightly",
            channel="Video",
            confidentiality="Everything.",
            if_it_fails="We say so.",
            proposed_at=at(0.02),
            proposed_by=people[0],
            signed_at=at(0.03),
        )
        for person in people:
            Signature.objects.create(agreement=agreement, person=person, signed_at=at(0.03))
    held = Meeting.objects.bulk_create(
        Meeting(
            mentorship=pair,
            state="held" if n < meetings - 1 else "agreed",
            topic=f"Meeting {n}",
            starts_at=at(n / meetings) if n < meetings - 1 else now + timedelta(days=3),
            proposed_at=at(n / meetings),
            proposed_by=people[n % 2],
            agreed_at=at(n / meetings),
            said_at=at(n / meetings) if n < meetings - 1 else None,
        )
        for n in range(meetings)
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(mentorship=pair, meeting=meeting, text=f"Topic {n}", added_at=meeting.proposed_at)
        for meeting in held
        for n in range(3)
    )
    MeetingNote.objects.bulk_create(
        MeetingNote(
            mentorship=pair,
            meeting=meeting,
            author=people[n % 2],
            text="What we said. " * 20,
            shared=n % 3 > 0,
            written_at=meeting.proposed_at,
            changed_at=meeting.proposed_at,
        )
        for n, meeting in enumerate(held)
    )
    Message.objects.bulk_create(
        Message(mentorship=pair, author=people[n % 2], text="A few words. " * 10, sent_at=at(n / messages))
        for n in range(messages)
    )
    wanted = PairGoal.objects.bulk_create(
        PairGoal(
            mentorship=pair,
            text=f"Goal {n}",
            measure="Somebody says so",
            state="open" if n % 4 else "reached",
            progress=chance.randint(0, 100),
            created_at=at(n / goals),
            created_by=people[0],
            changed_at=at(n / goals),
            closed_at=None if n % 4 else at(1),
            due_on=(now + timedelta(days=n)).date(),
        )
        for n in range(goals)
    )
    GoalUpdate.objects.bulk_create(
        GoalUpdate(goal=goal, at=goal.created_at, by=people[0], progress=10 * n, note="Went well.")
        for goal in wanted
        for n in range(5)
    )
    Milestone.objects.bulk_create(
        Milestone(goal=goal, text=f"Step {n}", position=n, created_at=goal.created_at)
        for goal in wanted
        for n in range(3)
    )
    Action.objects.bulk_create(
        Action(
            mentorship=pair,
            goal=goal,
            text=f"Do {n}",
            owner=people[n % 2],
            due_on=(now + timedelta(days=n)).date(),
            created_at=goal.created_at,
        )
        for goal in wanted
        for n in range(2)
    )
    CheckIn.objects.bulk_create(
        CheckIn(
            mentorship=pair,
            person=person,
            number=n + 1,
            state="answered",
            due_at=at(n / check_ins),
            answered_at=at(n / check_ins),
            met=True,
            pulse=4,
        )
        for person in people
        for n in range(check_ins)
    )
    return pair.pk


def measure(pair: UUID, repetitions: int) -> dict[str, tuple[float, int]]:
    """The median of each page's time in milliseconds, and its queries, as the mentee opens it."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from matching.models import Mentorship

    client = Client()
    client.force_login(Mentorship.objects.get(pk=pair).mentee.person.user)
    addresses = {name: reverse(f"journeys:{name}", args=[pair]) for name in PAGES}
    addresses |= {name: reverse(f"journeys:{name}") for name in ALONE}
    found = {}
    for name, url in addresses.items():

        def page(url: str = url) -> None:
            response = client.get(url)
            assert response.status_code == 200, response.status_code

        page()
        times = sorted(timed(page) for _ in range(repetitions))
        with CaptureQueriesContext(connection) as queries:
            page()
        found[name] = times[len(times) // 2], len(queries)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=int, default=100)
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--goals", type=int, default=40)
    parser.add_argument("--check-ins", type=int, default=24)
    parser.add_argument("--repetitions", type=int, default=9)
    options = parser.parse_args()
    with throw_away_site():
        from django.utils import timezone

        from programmes.models import Organisation, Programme

        organisation = Organisation.objects.create(name="Bench", slug="bench")
        programme = Programme.objects.create(
            organisation=organisation,
            name="Bench",
            slug="bench",
            summary="",
            state="running",
            join_code="BENCH",
            created_at=timezone.now(),
        )
        new = fill(programme, "new", meetings=0, messages=0, goals=0, check_ins=0)
        long = fill(
            programme,
            "long",
            meetings=options.meetings,
            messages=options.messages,
            goals=options.goals,
            check_ins=options.check_ins,
        )
        analyze()
        few, many = measure(new, options.repetitions), measure(long, options.repetitions)
        print(f"{options.meetings} meetings, {options.messages} messages, {options.goals} goals; medians.")
        print(f"{'page':14}{'new, ms':>10}{'queries':>9}{'long, ms':>10}{'queries':>9}{'times':>8}")
        for name, (time, queries) in many.items():
            print(
                f"{name:14}{few[name][0]:10.0f}{few[name][1]:9}{time:10.0f}{queries:9}{time / few[name][0]:8.1f}"
            )
        print(f"\nThe overview of the long one takes {many['mentorship'][0]:.0f} ms; the aim is {AIM} ms.")


if __name__ == "__main__":
    main()
