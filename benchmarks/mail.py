"""Reminders a second, against a bare loop of Django's mail API that sends the same letters over one open connection.

    .venv/bin/python -m benchmarks.mail [--letters 2000] [--rounds 3] [--safe] [--short] [--profile]

Both send to a mail server on 127.0.0.1 in a process of its own, in turn. The site's side is all that a worker does: it claims
batches of 50, looks up readers, choices, hours and refused addresses, loads check-ins, writes the letters from their
templates, sends each batch over a connection of its own, and notes each letter in a transaction of its own. The bare loop has
its letters written before the clock starts; it makes the message and sends it.

Against a server that forgets each letter at once the site's own cost stands bare; one that writes each down before it says yes,
as servers must, and one that is five milliseconds away, show what is left of it. `--safe` has PostgreSQL write as in
production (fsync). The aim is a ratio of 0.8."""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.site import analyze, throw_away_site

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AWAY = 0.005
SERVERS = {
    "forgets": "a mail server on this machine that forgets each letter at once",
    "writes": "a mail server on this machine that writes each letter down before it says yes",
    "away": f"the same, {1000 * AWAY:.0f} ms away",
}


# --- the mail server


class Sink:
    """Takes every letter, and says how many and how large they were when it is asked to by a letter to "count". With a file
    it writes each down for good before it says yes, as mail servers have to (RFC 5321, 4.2.5). Every answer takes `away`
    seconds more."""

    def __init__(self, file: int | None, away: float) -> None:
        self.letters = self.size = 0
        self.file, self.away = file, away

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        await asyncio.sleep(self.away)
        envelope.mail_from = address
        return "250 2.1.0 go on"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        await asyncio.sleep(self.away)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 go on"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if envelope.rcpt_tos == ["count@example.org"]:
            said = f"250 {self.letters} {self.size}"
            self.letters = self.size = 0
            return said
        await asyncio.sleep(2 * self.away)  # "go ahead", and "taken"
        if self.file is not None:
            os.pwrite(self.file, envelope.content, 0)
            await asyncio.to_thread(os.fdatasync, self.file)
        self.letters += 1
        self.size += len(envelope.content)
        return "250 2.0.0 taken"


async def serve(kind: str) -> None:
    from aiosmtpd.smtp import SMTP

    writes = kind != "forgets"
    file = os.open("/var/tmp", os.O_TMPFILE | os.O_WRONLY, 0o600) if writes else None
    sink = Sink(file, AWAY if kind == "away" else 0)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(sink), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def mail_server(kind: str) -> Iterator[int]:
    """The port of a server in a process of its own, one of SERVERS."""
    command = [sys.executable, "-m", "benchmarks.mail", "--serve", kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def counted(port: int) -> tuple[int, int]:
    """How many letters the server took since it was last asked, and their bytes."""
    import smtplib

    with smtplib.SMTP("127.0.0.1", port) as link:
        link.helo()
        link.mail("bench@example.org")
        link.rcpt("count@example.org")
        _code, said = link.data("x")
    letters, size = said.split()
    return int(letters), int(size)


# --- the site


def fill(letters: int) -> None:
    """Pairs of which both sides are asked today."""
    from accounts.models import Person, User
    from journeys.models import CheckIn
    from matching.models import Mentorship
    from programmes.models import Enrolment, Organisation, Programme

    organisation = Organisation.objects.create(name="Bench", slug="bench")
    programme = Programme.objects.create(
        organisation=organisation,
        name="Women in Data",
        slug="bench",
        summary="",
        state="running",
        join_code="BENCH",
        created_at=NOW,
    )
    users = write([User(email=f"reader.{n}@example.org", password="!") for n in range(letters)])
    people = write(
        [Person(user=user, name=f"Person Number{n}", created_at=NOW) for n, user in enumerate(users)]
    )
    enrolments = write(
        [
            Enrolment(
                programme=programme,
                person=person,
                role="mentor" if n % 2 else "mentee",
                state="approved",
                created_at=NOW,
                submitted_at=NOW,
                decided_at=NOW,
                capacity=3,
                active_mentorships=1,
            )
            for n, person in enumerate(people)
        ]
    )
    pairs = write(
        [
            Mentorship(
                programme=programme, mentee=mentee, mentor=mentor, started_at=NOW - 20 * DAY, tended_at=NOW
            )
            for mentee, mentor in zip(enrolments[::2], enrolments[1::2], strict=True)
        ]
    )
    write(
        [
            CheckIn(mentorship=pair, person=side.person, number=1, state="due", due_at=NOW)
            for pair in pairs
            for side in (pair.mentee, pair.mentor)
        ]
    )


def write(rows: Sequence[Any]) -> list[Any]:
    return list(type(rows[0]).objects.bulk_create(rows, batch_size=5000))


def queue_all(name: str) -> None:
    """Every check-in has its letter, once for each `name`."""
    from journeys.models import CheckIn
    from journeys.operations.check_ins import CHECK_IN_MAIL
    from notifications.operations.outbox import Draft, queue

    rows = CheckIn.objects.values_list("pk", "person__user")
    queue(*(Draft(CHECK_IN_MAIL, user, pk, f"bench:{name}:{pk}") for pk, user in rows), now=NOW)
    analyze()


@dataclass(frozen=True)
class Written:
    """A letter as the bare loop has it: words and headers, no message yet."""

    subject: str
    text: str
    html: str
    to: list[str]
    headers: dict[str, str]


def written() -> list[Written]:
    """The letters that wait, as the site writes them."""
    from notifications.facts import facts_of
    from notifications.letters import write as write_letter
    from notifications.models import Notification

    rows = list(Notification.objects.filter(state="queued").select_related("recipient"))
    facts = facts_of(rows, now=NOW)
    letters = []
    for row in rows:
        letter = facts.letter(row)
        assert letter is not None
        message = write_letter(row, letter)
        html = str(message.alternatives[0][0])
        letters.append(Written(message.subject, str(message.body), html, message.to, message.extra_headers))
    return letters


def by_the_site() -> int:
    from notifications.operations.delivery import deliver_due

    sent = 0
    while number := deliver_due(now=NOW):
        sent += number
    return sent


def by_the_bare_loop(letters: Sequence[Written]) -> int:
    from django.core.mail import EmailMultiAlternatives, get_connection

    link = get_connection()
    link.open()
    for one in letters:
        message = EmailMultiAlternatives(
            one.subject, one.text, to=one.to, headers=one.headers, connection=link
        )
        message.attach_alternative(one.html, "text/html")
        message.send()
    link.close()
    return len(letters)


def measure(kind: str, letters: int, rounds: int, *, profile: bool) -> float:
    """The ratio of the two, the best of `rounds` rounds each."""
    from django.conf import settings

    best: dict[str, float] = {}
    with mail_server(kind) as port:
        settings.EMAIL_PORT = port
        for number in range(rounds):
            queue_all(f"{kind}.{number}")
            prepared = written()
            for name, work in (
                ("the site", by_the_site),
                ("bare loop", lambda prepared=prepared: by_the_bare_loop(prepared)),
            ):
                judge = cProfile.Profile() if profile and name == "the site" else None
                start, ours = time.perf_counter(), time.process_time()
                with judge or nullcontext():
                    sent = work()
                seconds, ours = time.perf_counter() - start, time.process_time() - ours
                taken, size = counted(port)
                assert sent == taken == letters, f"{sent} sent and {taken} taken of {letters}"
                print(
                    f"  {name:<10}{letters / seconds:8.0f} a second, each {1000 * seconds / letters:6.2f} ms, of which"
                    f" {1000 * ours / letters:5.2f} of this process; {size / letters:6.0f} bytes"
                )
                best[name] = min(best.get(name, seconds), seconds)
                if judge:
                    pstats.Stats(judge).sort_stats("tottime").print_stats(35)
    return best["bare loop"] / best["the site"]


def measure_all(letters: int, rounds: int, *, profile: bool) -> None:
    from django.conf import settings
    from django.db import connection
    from django.test.utils import teardown_test_environment

    teardown_test_environment()  # templates are rendered as in production, where no test listens
    settings.EMAIL_BACKEND = "notifications.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_HOST_USER, settings.EMAIL_TIMEOUT = "127.0.0.1", "", 20
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        fsync, commit = cursor.fetchone()
    print(f"{letters:,} letters, {rounds} rounds; PostgreSQL: fsync {fsync}, synchronous_commit {commit}")
    for kind, what in SERVERS.items():
        print(f"{what}:")
        ratio = measure(kind, letters, rounds, profile=profile)
        print(f"  the site against the bare loop, best of {rounds}: {ratio:.2f}   aim: 0.80")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--safe", action="store_true", help="PostgreSQL writes as in production")
    parser.add_argument("--short", action="store_true", help="500 letters, two rounds")
    parser.add_argument("--profile", action="store_true", help="where the site's time goes")
    parser.add_argument("--serve", choices=list(SERVERS), help="be the mail server")
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.serve))
        return
    letters, rounds = (500, 2) if options.short else (options.letters, options.rounds)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        with throw_away_site(keep=Path(folder) if options.safe else None):
            fill(letters)
            measure_all(letters, rounds, profile=options.profile)


if __name__ == "__main__":
    main()
