"""People of the three roles on the site for ten minutes, at 70 % of what it can take: no errors, and memory that does not grow.

    .venv-bench/bin/python -m benchmarks.load [--minutes 10] [--people 10000] [--crowd 200]        (make soak-web MINUTES=10)

The limit is found first: for half a minute a part of the crowd does one thing after another without a pause. Then each of the
crowd does what benchmarks.locustfile says at an even pace, all together 70 % of what was done then; in five minutes before the ten each
process reads what it keeps (snapshots, the sentence model, templates, statements), and its memory is not looked at. gunicorn runs two
processes as in production, but replaces none, so that whatever grows is seen; beside them are one worker, PostgreSQL, Valkey and a mail server
that forgets. All of it, and Locust, share this machine. Memory is read every five seconds; what is printed of it is the middle of the first
and of the last quarter, each, and what a straight line through all of them rises in an hour. Exit status 1 for an error, and for memory
of all of them together that rises by a twentieth from the first quarter to the last."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.mail import mail_server
from benchmarks.served import Served, inhabited, served, session_of

SHARE = 0.7
FLAT = 1.05
RAMP, HURRIED = 30, 8  # seconds, and how many people do without a pause then
WARM = 5  # minutes
EVERY = 5  # seconds between two looks at memory
MEGABYTE = 1024**2


def crowd(many: int) -> dict[str, list[dict[str, Any]]]:
    """The people by role, each with a session and what they do things with; about so many."""
    from django.urls import reverse

    from accounts.models import User
    from journeys.models import CheckIn
    from matching.models import MatchRun, Mentorship, Request
    from mentorship.demo_people.world import COHORT, OPEN
    from programmes.models import Enrolment, Organiser

    looking = (
        Enrolment.objects.filter(
            programme__slug=OPEN, role="mentee", state="approved", submitted_at__isnull=False
        )
        .exclude(requests_sent__state__in=["pending", "needs_info"])
        .filter(active_mentorships=0)
        .select_related("person__user")
        .order_by("pk")[: many // 2]
    )
    pairs = Mentorship.objects.filter(state="active").with_people().order_by("pk")
    waiting: dict[Any, list[str]] = defaultdict(list)
    for check_in in CheckIn.objects.filter(state="due", person__user__is_active=True):
        waiting[check_in.person_id].append(reverse("journeys:check_in", args=[check_in.pk]))
    asked: dict[Any, list[str]] = defaultdict(list)
    for request in Request.objects.filter(state="pending").select_related("mentor"):
        asked[request.mentor.person_id].append(reverse("matching:request", args=[request.pk]))
    mentoring = {pair.mentor.person_id: pair for pair in pairs}
    mentors = Enrolment.objects.filter(
        role="mentor", state="approved", person__in=[*asked, *list(mentoring)[: many // 5]]
    )
    people = {
        row.person.user: row.person_id
        for row in mentors.select_related("person__user").order_by("pk")[: many // 4]
    }
    run = MatchRun.objects.filter(programme__slug=COHORT).latest("number")
    organisers = User.objects.filter(pk__in=Organiser.objects.values("person__user"))

    def room(pair: Mentorship | None) -> str:
        return reverse("journeys:mentorship", args=[pair.pk]) if pair else ""

    found: dict[str, list[tuple[User, dict[str, Any]]]] = {
        "mentee": [
            (row.person.user, {"matches": reverse("matching:matches", args=[row.pk])}) for row in looking
        ],
        "paired": [
            (pair.mentee.person.user, {"mentorship": room(pair), "check_ins": waiting[pair.mentee.person_id]})
            for pair in sorted(pairs, key=lambda pair: not waiting[pair.mentee.person_id])[: many // 4]
        ],
        "mentor": [
            (user, {"mentorship": room(mentoring.get(person)), "requests": asked[person]})
            for user, person in people.items()
        ],
        "organiser": [
            (
                user,
                {
                    "programme": reverse("programmes:organise", args=[run.programme.slug]),
                    "run": reverse("matching:organise_run", args=[run.programme.slug, run.number]),
                },
            )
            for user in organisers
        ],
    }
    return {
        role: [{"session": session_of(user), **facts} for user, facts in rows] for role, rows in found.items()
    }


@dataclass(frozen=True)
class Walk:
    """What Locust counted: requests, those that went wrong, requests and things done a second (a form is one thing and two
    requests), seconds at the 50th, 95th and 99th percentile; `words` tells what went wrong."""

    requests: int
    failures: int
    rate: float
    things: float
    percentiles: tuple[float, float, float]
    words: str


class Memory:
    """What each process of the site has in memory, over time, from so many seconds on."""

    def __init__(self, site: Served, *, after: float) -> None:
        self.site = site
        self.start = time.monotonic() + after
        self.seen: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)

    def look(self) -> None:
        """Seconds since then, and megabytes."""
        if time.monotonic() < self.start:
            return
        for name in ("web", "worker"):
            for pid, rss in self.site.rss(name).items():
                self.seen[name, pid].append((time.monotonic() - self.start, rss / MEGABYTE))

    def tell(self) -> float:
        """Prints it, and gives the last quarter of all of them as a part of the first."""
        firsts, lasts = [], []
        for (name, pid), points in sorted(self.seen.items()):
            quarter = max(1, len(points) // 4)
            first, last = (
                statistics.median(mb for _, mb in part) for part in (points[:quarter], points[-quarter:])
            )
            print(
                f"  {name:7} {pid:8} {first:8.1f} MB  {last:8.1f} MB  {_slope(points) * 3600:+8.1f} MB an hour"
            )
            firsts.append(first)
            lasts.append(last)
        return sum(lasts) / sum(firsts)


def _slope(points: Sequence[tuple[float, float]]) -> float:
    if len({at for at, _ in points}) < 2:
        return 0.0
    return statistics.linear_regression([at for at, _ in points], [mb for _, mb in points]).slope


def walk(
    site: Served, people: Path, *, users: int, seconds: float, pace: float, memory: Memory | None = None
) -> Walk:
    """Lets so many people do things at this pace (0: without a pause). Raises SystemExit where Locust itself fails."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "LOAD_PEOPLE": str(people), "LOAD_PACE": str(pace)}
        command = [
            sys.executable,
            "-m",
            "locust",
            "-f",
            str(Path(__file__).with_name("locustfile.py")),
            "--headless",
        ]
        command += ["--host", site.address, "--users", str(users)]
        # At a pace they come one after another, each at a moment of their own: all at once they would keep coming together.
        command += ["--spawn-rate", f"{max(1.0, users * pace) if pace else users:g}"]
        command += [
            "--run-time",
            f"{seconds:.0f}s",
            "--stop-timeout",
            "20",
            "--only-summary",
            "--json-file",
            f"{folder}/out",
        ]
        command += ["--exit-code-on-error", "0", "--loglevel", "WARNING", "--csv", f"{folder}/told"]
        with (
            Path(folder, "log").open("wb") as log,
            subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
        ):
            while process.poll() is None:
                if memory:
                    memory.look()
                try:
                    process.wait(EVERY)
                except subprocess.TimeoutExpired:
                    continue
        said = Path(folder, "log").read_text(encoding="utf-8", errors="replace")
        if process.returncode or not Path(folder, "out.json").exists():
            raise SystemExit(f"Locust failed:\n{said[-3000:]}")
        rows = json.loads(Path(folder, "out.json").read_text(encoding="utf-8"))
        faults = Path(folder, "told_failures.csv").read_text(encoding="utf-8").splitlines()[1:]
    return _read(rows, "\n".join(faults))


def _read(rows: Sequence[dict[str, Any]], words: str) -> Walk:
    times: dict[float, int] = defaultdict(int)
    for row in rows:
        for milliseconds, count in row["response_times"].items():
            times[float(milliseconds)] += count
    requests = sum(row["num_requests"] for row in rows)
    sent = sum(row["num_requests"] for row in rows if row["method"] == "POST")
    begun = min(row["start_time"] for row in rows)
    ended = max(row["last_request_timestamp"] or 0 for row in rows)
    seconds = max(1.0, ended - begun)
    return Walk(
        requests,
        sum(row["num_failures"] for row in rows),
        requests / seconds,
        (requests - sent) / seconds,
        (_percentile(times, 0.5), _percentile(times, 0.95), _percentile(times, 0.99)),
        words,
    )


def _percentile(times: dict[float, int], share: float) -> float:
    """Seconds."""
    left = share * sum(times.values())
    for milliseconds, count in sorted(times.items()):
        left -= count
        if left <= 0:
            return milliseconds / 1000
    return 0.0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--crowd", type=int, default=200, help="how many of them are there at once")
    parser.add_argument("--warm", type=float, default=WARM, help="minutes before the ten")
    parser.add_argument("--ramp", type=float, default=RAMP, help="seconds without a pause, to find the limit")
    options = parser.parse_args()
    with inhabited(options.people), mail_server("forgets") as port, tempfile.TemporaryDirectory() as folder:
        os.environ["MENTORSHIP_EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        people = Path(folder, "people.json")
        people.write_text(json.dumps(crowd(options.crowd)), encoding="utf-8")
        with served(workers=2, celery=1, replaced=False) as site:
            walk(
                site, people, users=HURRIED, seconds=8, pace=0
            )  # every process has read what most pages need
            limit = walk(site, people, users=HURRIED, seconds=options.ramp, pace=0)
            print(
                f"limit: {limit.rate:.1f} requests a second, {limit.failures} errors of {limit.requests}",
                flush=True,
            )
            pace = SHARE * limit.things / options.crowd
            minutes = options.warm + options.minutes
            memory = Memory(site, after=options.warm * 60)
            found = walk(site, people, users=options.crowd, seconds=minutes * 60, pace=pace, memory=memory)
            if found.words or limit.words:
                print(f"went wrong:\n{limit.words}\n{found.words}")
            p50, p95, p99 = (f"{seconds * 1000:.0f}" for seconds in found.percentiles)
            print(
                f"{found.requests} requests in {minutes:g} minutes, {found.failures} errors; "
                f"{found.rate:.1f} a second, {found.rate / limit.rate:.0%} of the limit; p50 {p50}, p95 {p95}, p99 {p99} ms"
            )
            print("in memory, in the first and the last quarter:")
            rise = memory.tell()
            print(f"all together {rise:.3f} of the first quarter in the last; flat is below {FLAT}")
    return int(bool(found.failures or limit.failures) or rise >= FLAT)


if __name__ == "__main__":
    sys.exit(main())
