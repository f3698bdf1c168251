"""The server time of the organisers' lists at 100,000 rows each: the admin's change lists and the people of a programme.

    .venv/bin/python -m benchmarks.change_lists [--rows 100000] [--repetitions 5]

Enrolments, people, requests and check-ins have that many rows, of which the organiser sees all. The aim is 300 ms and
at most 12 queries a list; what is printed is the best and the median, with the database's part of it."""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.site import analyze, throw_away_site, timed

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
BATCH = 5000


def fill(rows: int) -> Any:
    """A programme with `rows` people, half of them mentors, a request and a check-in for each; its organiser's account."""
    from accounts.models import Person, User
    from journeys.models import CheckIn
    from matching.models import Mentorship, Request
    from programmes.models import Enrolment, Organisation, Programme
    from programmes.operations.organisers import appoint_organiser

    organisation = Organisation.objects.create(name="Bench", slug="bench")
    programme = Programme.objects.create(
        organisation=organisation,
        name="Bench",
        slug="bench",
        summary="",
        state="running",
        join_code="BENCH",
        created_at=NOW,
    )

    def write(model: Any, made: list[Any]) -> list[Any]:
        return list(model.objects.bulk_create(made, batch_size=BATCH))

    users = write(User, [User(email=f"b{n}@example.org", password="!") for n in range(rows + 1)])
    people = write(
        Person,
        [
            Person(user=u, name=f"Person {n * 7919 % rows} Number{n}", created_at=NOW)
            for n, u in enumerate(users)
        ],
    )
    enrolments = write(
        Enrolment,
        [
            Enrolment(
                programme=programme,
                person=person,
                role="mentor" if n % 2 else "mentee",
                state="applied" if n % 10 == 0 else "approved",
                created_at=NOW - timedelta(minutes=n),
                submitted_at=NOW,
                capacity=3,
                active_mentorships=1,
            )
            for n, person in enumerate(people[:rows])
        ],
    )
    mentees, mentors = enrolments[::2], enrolments[1::2]
    write(
        Request,
        [
            Request(
                programme=programme,
                mentee=mentees[n // 2],
                mentor=mentors[(n * 31) % len(mentors)],
                slot=n % 30_000,
                state="expired",
                want="Help.",
                sent_at=NOW - timedelta(minutes=n),
                remind_at=NOW,
                expires_at=NOW,
                closed_at=NOW,
            )
            for n in range(rows)
        ],
    )
    pairs = write(
        Mentorship,
        [
            Mentorship(
                programme=programme,
                mentee=mentee,
                mentor=mentor,
                started_at=NOW - timedelta(days=40, minutes=n),
                score=0.5,
            )
            for n, (mentee, mentor) in enumerate(zip(mentees, mentors, strict=False))
        ],
    )
    write(
        CheckIn,
        [
            CheckIn(
                mentorship=pair,
                person=pair.mentee.person,
                number=number,
                state="answered",
                due_at=NOW - timedelta(days=20 * number),
                answered_at=NOW,
                met=True,
            )
            for pair in pairs
            for number in (1, 2)
        ],
    )
    appoint_organiser(programme=programme, person=people[rows], by=None, now=NOW)
    return users[rows]


def measure(user: Any, repetitions: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    client = Client()
    client.force_login(user)
    lists = {
        "enrolments": reverse("admin:programmes_enrolment_changelist"),
        "enrolments, applied": reverse("admin:programmes_enrolment_changelist") + "?state__exact=applied",
        "enrolments, searched": reverse("admin:programmes_enrolment_changelist") + "?q=number777",
        "enrolments, last page": reverse("admin:programmes_enrolment_changelist") + "?p=1900",
        "people": reverse("admin:accounts_person_changelist"),
        "requests": reverse("admin:matching_request_changelist"),
        "mentorships": reverse("admin:matching_mentorship_changelist"),
        "check-ins": reverse("admin:journeys_checkin_changelist"),
        "people of a programme": reverse("programmes:organise_people", args=["bench"]),
        "people, searched": reverse("programmes:organise_people", args=["bench"]) + "?q=number777",
    }
    print(f"{'list':26}{'best, ms':>10}{'median':>10}{'database':>10}{'queries':>9}")
    for name, url in lists.items():

        def page(url: str = url) -> None:
            response = client.get(url)
            assert response.status_code == 200, (url, response.status_code)

        page()
        times = sorted(timed(page) for _ in range(repetitions))
        with CaptureQueriesContext(connection) as queries:
            page()
        spent = sum(float(query["time"]) for query in queries.captured_queries) * 1000
        print(f"{name:26}{times[0]:10.0f}{times[len(times) // 2]:10.0f}{spent:10.0f}{len(queries):9}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repetitions", type=int, default=5)
    options = parser.parse_args()
    with throw_away_site():
        start = time.perf_counter()
        user = fill(options.rows)
        analyze()
        print(f"{options.rows} rows of each kind written in {time.perf_counter() - start:.0f} s")
        measure(user, options.repetitions)


if __name__ == "__main__":
    main()
