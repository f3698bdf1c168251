"""What one idle tick costs: 100,000 mentorships, of which none is due.

    .venv/bin/python -m benchmarks.ticks [--pairs 100000] [--short]

Every sweep of the tick runs once to settle what is new, then again with nothing to do: its queries, its best time of several
runs, and where its slowest query spends it: whether an index served, or which table was read from end to end. The aim is one
indexed query a sweep, and 50 ms for the whole tick."""

from __future__ import annotations

import argparse
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.site import analyze, throw_away_site, timed

# A Tuesday at noon: every check-in is planned for later, so that no sweep has anything to do.
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BATCH = 5000
REPETITIONS = 5
SMALL = 1000  # a table of fewer rows is read from end to end in no time, and PostgreSQL does so


def fill(pairs: int) -> None:
    """A site of some years: `pairs` mentorships that go on, a tenth as many that rest, half as many that are over; a check-in
    planned and one answered for each side, a goal for each mentee, and of open requests a tenth as many. Every enrolment has a
    vector of its words, and the outbox has sent a letter for every check-in."""
    from matching.models import Mentorship

    programmes = _programmes()
    people = _people(2 * (pairs + pairs // 10 + pairs // 2))
    enrolments = _enrolments(programmes, people)
    states = ["active"] * pairs + ["paused"] * (pairs // 10) + ["ended"] * (pairs // 2)
    rows = [
        Mentorship(
            programme=enrolments[2 * n].programme,
            mentee=enrolments[2 * n],
            mentor=enrolments[2 * n + 1],
            state=state,
            started_at=NOW - 100 * DAY,
            closed_at=NOW if state == "ended" else None,
            end_reason="finished" if state == "ended" else "",
            tended_at=NOW,
            score=0.5,
        )
        for n, state in enumerate(states)
    ]
    _write(rows)
    _pauses(rows)
    _check_ins(rows)
    _requests(enrolments, pairs // 10)
    _words(enrolments)


def _write(rows: list[Any]) -> list[Any]:
    return list(type(rows[0]).objects.bulk_create(rows, batch_size=BATCH)) if rows else []


def _programmes() -> list[Any]:
    from matching.operations.criteria import adopt_where_missing
    from programmes.models import Organisation, Programme

    organisation = Organisation.objects.create(name="Bench", slug="bench")
    made = _write(
        [
            Programme(
                organisation=organisation,
                name=f"Bench {n}",
                slug=f"bench-{n}",
                summary="",
                state="running",
                join_code=f"BENCH{n}",
                created_at=NOW,
            )
            for n in range(20)
        ]
    )
    adopt_where_missing(now=NOW)
    return made


def _people(many: int) -> list[Any]:
    from accounts.models import Person, User

    users = _write([User(email=f"b{n}@example.org", password="!") for n in range(many)])
    return _write([Person(user=user, name=f"Person {n}", created_at=NOW) for n, user in enumerate(users)])


def _enrolments(programmes: list[Any], people: list[Any]) -> list[Any]:
    from programmes.models import Enrolment

    return _write(
        [
            Enrolment(
                programme=programmes[n // 2 % len(programmes)],
                person=person,
                role="mentor" if n % 2 else "mentee",
                state="approved",
                created_at=NOW,
                submitted_at=NOW,
                decided_at=NOW,
                capacity=3,
                active_mentorships=1,
                headline=f"Number {n}",
            )
            for n, person in enumerate(people)
        ]
    )


def _pauses(rows: list[Any]) -> None:
    from matching.models import Pause

    _write(
        [
            Pause(mentorship=row, paused_at=NOW - 9 * DAY, resumes_on=(NOW + 20 * DAY).date())
            for row in rows
            if row.state == "paused"
        ]
    )


def _check_ins(rows: list[Any]) -> None:
    from journeys.models import CheckIn
    from notifications.models import Notification

    planned, answered = [], []
    for row in rows:
        for side in (row.mentee, row.mentor):
            of = {"mentorship": row, "person": side.person}
            answered.append(
                CheckIn(
                    **of,
                    number=1,
                    state="answered",
                    due_at=NOW - 5 * DAY,
                    answered_at=NOW - 4 * DAY,
                    met=True,
                )
            )
            if row.state == "active":
                planned.append(CheckIn(**of, number=2, due_at=NOW + 9 * DAY))
    _write(planned)
    _write(answered)
    _write(
        [
            Notification(
                kind="check_in",
                recipient_id=one.person.user_id,
                subject_id=one.pk,
                dedupe_key=f"check_in:{one.pk}",
                state="sent",
                created_at=one.due_at,
                not_before=one.due_at,
                sent_at=one.due_at,
                message_id=f"<{one.pk}@example.org>",
            )
            for one in answered
        ]
    )


def _requests(enrolments: list[Any], many: int) -> None:
    from matching.models import Request

    mentees, mentors = enrolments[::2], enrolments[1::2]
    _write(
        [
            Request(
                programme=mentee.programme,
                mentee=mentee,
                mentor=mentors[(n + 20) % len(mentors)],
                slot=1,
                want="Help.",
                sent_at=NOW - DAY,
                remind_at=NOW + 6 * DAY,
                expires_at=NOW + 13 * DAY,
            )
            for n, mentee in enumerate(mentees[:many])
        ]
    )


def _words(enrolments: list[Any]) -> None:
    from matching.models import TextVector
    from matching.sentences import digest, present_model, sentences
    from programmes.models import Goal

    model = present_model().name
    _write([Goal(enrolment=mentee, text="To lead a team.", position=1) for mentee in enrolments[::2]])
    _write(
        [
            TextVector(
                enrolment=one,
                model=model,
                digest=digest(sentences(one, [] if n % 2 else ["To lead a team."])),
                vector=b"\0" * 4,
                made_at=NOW,
            )
            for n, one in enumerate(enrolments)
        ]
    )


def whole_reads(sql: str) -> list[str]:
    """The tables of more than SMALL rows that PostgreSQL reads from end to end for this query, as it says itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        found = cursor.fetchone()[0]
    plan = json.loads(found) if isinstance(found, str) else found
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE reltuples >= %s", [SMALL])
        large = {name for (name,) in cursor.fetchall()}
    nodes, tables = [plan[0]["Plan"]], set()
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in large:
            tables.add(node["Relation Name"])
    return sorted(tables)


def measure() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from mentorship.tasks import SWEEPS

    for sweep in SWEEPS:
        sweep(now=NOW)
    analyze()
    print(f"{'sweep':24}{'queries':>8}{'best, ms':>10}   read from end to end")
    total_queries, total = 0, 0.0
    for sweep in SWEEPS:
        with CaptureQueriesContext(connection) as queries:
            sweep(now=NOW)
        asked = [
            query["sql"]
            for query in queries.captured_queries
            if query["sql"].startswith(("SELECT", "UPDATE", "DELETE"))
        ]
        best = min(timed(lambda sweep=sweep: sweep(now=NOW)) for _ in range(REPETITIONS))
        read = sorted({table for sql in asked for table in whole_reads(sql)})
        print(f"{sweep.__name__.strip('_'):24}{len(asked):8}{best:10.1f}   {', '.join(read) or '-'}")
        total_queries, total = total_queries + len(asked), total + best
    print(f"{'the whole tick':24}{total_queries:8}{total:10.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--short", action="store_true", help="5,000 pairs")
    options = parser.parse_args()
    with throw_away_site():
        start = time.perf_counter()
        pairs = 5000 if options.short else options.pairs
        fill(pairs)
        analyze()
        print(f"{pairs} mentorships that go on, written in {time.perf_counter() - start:.0f} s")
        measure()


if __name__ == "__main__":
    main()
