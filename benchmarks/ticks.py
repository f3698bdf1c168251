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
REPETITIONS = 20
SMALL = 1000  # a table of fewer rows is read from end to end in no time, and PostgreSQL does so


def fill(pairs: int) -> None:
    """A site of some years: `pairs` mentorships that go on, and a tenth as many each that rest, are over, have left, and have
    open requests; as many old requests; a check-in answered and one planned for each side, a goal for each mentee, a vector
    for everybody's words, and a letter sent for every check-in. One of each is made by its model and multiplied by the
    database."""
    from programmes.models import Enrolment

    tenth = max(pairs // 10, 1)
    mentorship = _one_of_each()
    for name, many, changes in (
        ("active", pairs, {"tended_at": f"'{NOW.isoformat()}'::timestamptz"}),
        ("paused", tenth, {}),
        ("ended", tenth, {"closed_at": f"'{NOW.isoformat()}'::timestamptz", "end_reason": "'finished'"}),
    ):
        _people(mentorship, name, many)
        multiply(
            mentorship,
            many,
            mentee_id=key(f"{name} mentee"),
            mentor_id=key(f"{name} mentor"),
            state=f"'{name}'",
            id=key(f"{name} pair"),
            **changes,
        )
    for side in ("mentee", "mentor"):
        _told(mentorship, side, pairs)
    _people(mentorship, "left", tenth)
    Enrolment.objects.filter(person__user__email__startswith="left.").update(
        state="withdrawn", active_mentorships=0
    )
    multiply(mentorship.pauses.get(), tenth, mentorship_id=key("paused pair"))
    for name, many, changes in (
        ("request", tenth, {}),
        ("old request", pairs, {"state": "'expired'", "closed_at": f"'{NOW.isoformat()}'::timestamptz"}),
    ):
        people = {"mentee_id": key("active mentee"), "mentor_id": key("active mentor")}
        multiply(mentorship.mentee.requests_sent.get(), many, id=key(name), **people, **changes)
    _remove(mentorship)


def multiply(row: Any, many: int, **changes: str) -> None:
    """Writes `many` copies of a saved row, numbered by `n`, with these columns as SQL says; keys that the database gives are
    left to it."""
    from django.db import connection, models

    fields = [field for field in row._meta.local_concrete_fields if not isinstance(field, models.AutoField)]
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(changes.get(field.column, f'mould."{field.column}"') for field in fields)
    table, pk = row._meta.db_table, row._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" mould, generate_series(1, {many}) n '
            f'WHERE mould."{pk}" = %s',
            [row.pk],
        )


def key(what: str) -> str:
    """SQL of the key of the n-th of these."""
    return f"md5('{what} ' || n)::uuid"


def _one_of_each() -> Any:
    """A mentorship with everything that hangs on it."""
    from django.utils.crypto import get_random_string

    from matching.operations.criteria import adopt_where_missing
    from notifications.models import Notification
    from tests import factories as make

    programme = make.ProgrammeFactory(state="running", slug=f"bench-{get_random_string(8).lower()}")
    adopt_where_missing(now=NOW)
    pair = make.MentorshipFactory(
        mentee__programme=programme,
        mentee__submitted_at=NOW,
        mentor__submitted_at=NOW,
        started_at=NOW - 100 * DAY,
    )
    make.PauseFactory(mentorship=pair, paused_at=NOW - 9 * DAY, resumes_on=(NOW + 20 * DAY).date())
    make.RequestFactory(
        mentee=pair.mentee,
        mentor=pair.mentor,
        sent_at=NOW,
        remind_at=NOW + 7 * DAY,
        expires_at=NOW + 14 * DAY,
    )
    make.GoalFactory(enrolment=pair.mentee)
    for number, facts in enumerate(({"state": "answered", "met": True, "answered_at": NOW}, {}), start=1):
        due_at = NOW + (9 if not facts else -5) * DAY
        make.CheckInFactory(mentorship=pair, number=number, due_at=due_at, **facts)
    make.NotificationFactory(
        kind="check_in",
        recipient=pair.mentee.person.user,
        state="sent",
        sent_at=NOW,
        created_at=NOW,
        not_before=NOW,
    )
    assert Notification.objects.exists()
    return pair


def _people(pair: Any, name: str, many: int) -> None:
    """Both sides of `many` pairs, with their accounts, what they wrote, and the vectors of that."""
    from matching.models import TextVector
    from matching.sentences import digest, present_model, sentences

    for side in ("mentee", "mentor"):
        of = f"{name} {side}"
        enrolment = getattr(pair, side)
        multiply(
            enrolment.person.user,
            many,
            id=key(f"{of} user"),
            email=f"'{of.replace(' ', '.')}' || n || '@example.org'",
        )
        multiply(enrolment.person, many, id=key(f"{of} person"), user_id=key(f"{of} user"))
        multiply(enrolment, many, id=key(of), person_id=key(f"{of} person"))
        goals = list(enrolment.goals.all())
        for goal in goals:
            multiply(goal, many, enrolment_id=key(of))
        text = sentences(enrolment, [goal.text for goal in goals])
        vector, _made = TextVector.objects.get_or_create(
            enrolment=enrolment,
            defaults={
                "model": present_model().name if text else "",
                "digest": digest(text) if text else "",
                "vector": b"\0" * 4,
                "made_at": NOW,
            },
        )
        multiply(vector, many, enrolment_id=key(of))


def _told(pair: Any, side: str, many: int) -> None:
    """The check-ins of one side of the pairs that go on, and a letter for each."""
    from notifications.models import Notification

    person = key(f"active {side} person")
    for check_in in pair.check_ins.all():
        what = f"{side} {check_in.number}"
        multiply(check_in, many, id=key(what), mentorship_id=key("active pair"), person_id=person)
    letter = Notification.objects.filter(recipient=pair.mentee.person.user).get()
    marks = dict.fromkeys(("dedupe_key", "message_id"), f"'{side} ' || n")
    changes = {
        "id": key(f"{side} letter"),
        "recipient_id": key(f"active {side} user"),
        "subject_id": key(f"{side} 1"),
    }
    multiply(letter, many, **changes, **marks)


def _remove(pair: Any) -> None:
    """The first of all, whose check-ins and pause belong to one pair."""
    from notifications.models import Notification

    people = [pair.mentee.person, pair.mentor.person]
    Notification.objects.filter(recipient__in=[person.user_id for person in people]).delete()
    pair.check_ins.all().delete()
    pair.delete()
    for person in people:
        person.user.delete()


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
    # As PostgreSQL does by itself after a while.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
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
