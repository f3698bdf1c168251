"""What a machine can carry: what one page, one letter, one minute's round and one cohort run take of a processor, how much
one person takes on disk, and from those how many people a core serves.

    .venv/bin/python -m benchmarks.capacity [--people 4000] [--short] [--only pages] [--table]

It counts **time of the processor**, of the site's processes and of PostgreSQL's, and not time on the clock: on a machine
that others use at the same time the first hardly changes and the second says nothing. The table at the end is the one in
docs/operators/scaling.md, and the assumptions stand above it; `--table` prints it from the figures in this file alone."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from pathlib import Path

import psutil

from benchmarks.served import inhabited, served, session_of
from benchmarks.site import throw_away_site
from benchmarks.town import pages
from benchmarks.web import Asker

# Of a hundred pages that are asked for. The public page, the dashboard and the pair's own page are most of what people open.
MIX = {
    "home": 20,
    "dashboard": 30,
    "matches": 8,
    "mentor": 12,
    "mentorship": 24,
    "run": 3,
    "admin's own list": 3,
}
ROUNDS = 12
PAIRS = (1_000, 10_000, 50_000)


@dataclass(frozen=True)
class Figures:
    """Milliseconds of a processor, but for `disk`: megabytes for 1,000 people. `page` is one of the mix, with PostgreSQL's
    part `page_database`; `letter` one of a worker's process; `tick_…` an idle round by that many mentorships; `run` a
    cohort of 5,000 mentees and 1,500 mentors, from reading it to its three results."""

    page: float
    page_database: float
    letter: float
    tick_1000: float
    tick_10000: float
    tick_50000: float
    run: float
    disk: float


# On two cores alone, `--short`: pages and disk with 1,000 people, rounds by 1,000 mentorships (37.6 ms by 100,000, so that they
# hardly grow: docs/benchmarks.md); the run is the long one of that document. November 2026.
KNOWN = Figures(
    page=46.4,
    page_database=11.4,
    letter=3.1,
    tick_1000=29.6,
    tick_10000=29.6,
    tick_50000=37.6,
    run=7120,
    disk=17,
)


# --- from figures to machines


@dataclass(frozen=True)
class Assumed:
    """How people use the site. At the busiest hour of the week `busy` of all people open `opened` pages each, and the busiest
    minute has `peak` times as many as the hour's mean; each gets `letters` a week, most of them on one day within
    `within` hours. A processor is used to `used`, which leaves room for what nobody expects. After a year people take `year`
    times as much on disk as those that are measured."""

    busy: float = 0.2
    opened: int = 12
    peak: float = 3
    letters: float = 1.5
    within: float = 1
    used: float = 0.6
    # The people of benchmarks.town have about a third of a year behind them.
    year: float = 3


@dataclass(frozen=True)
class Need:
    """What so many people take: pages a second at the peak, letters an hour on the busiest day, cores at the peak of the
    web processes, of the workers and of PostgreSQL, and gigabytes of database after a year."""

    people: int
    pages: float
    letters: float
    web: float
    workers: float
    database: float
    disk: float

    @property
    def cores(self) -> float:
        return self.web + self.workers + self.database


def need(people: int, figures: Figures, assumed: Assumed = Assumed()) -> Need:
    pages_a_second = people * assumed.busy * assumed.opened / 3600 * assumed.peak
    letters = people * assumed.letters / assumed.within
    web = pages_a_second * (figures.page - figures.page_database) / 1000
    database = pages_a_second * figures.page_database / 1000
    workers = letters / 3600 * figures.letter / 1000 + tick(people // 3, figures) / 60_000
    return Need(
        people,
        pages_a_second,
        letters,
        web / assumed.used,
        workers / assumed.used,
        database / assumed.used,
        figures.disk * people * assumed.year / 1_000_000,
    )


def tick(pairs: int, figures: Figures) -> float:
    """Milliseconds of a round by so many mentorships, between the measured ones by a straight line."""
    known = [(number, getattr(figures, f"tick_{number}")) for number in PAIRS]
    if pairs <= known[0][0]:
        return float(known[0][1])
    for (below, low), (above, high) in pairwise(known):
        if pairs <= above:
            return float(low + (high - low) * (pairs - below) / (above - below))
    return float(known[-1][1] * pairs / known[-1][0])


def table(figures: Figures, sizes: Sequence[int] = (500, 5_000, 50_000)) -> str:
    """The table of docs/operators/scaling.md."""
    lines = [
        "| people | pages a second at the peak | letters in the busiest hour | cores at the peak: web, workers, PostgreSQL | database after a year |",
        "|---:|---:|---:|---|---:|",
    ]
    for people in sizes:
        one = need(people, figures)
        lines.append(
            f"| {people:,} | {one.pages:.1f} | {one.letters:,.0f} | {one.web:.2f}, {one.workers:.2f}, {one.database:.2f} "
            f"| {one.disk:.1f} GB |"
        )
    return "\n".join(lines)


# --- measuring


def of_pages(people: int) -> dict[str, float]:
    """The time of a processor that a page of the mix takes, with PostgreSQL's part, and the disk of people."""
    with inhabited(people):
        size = database_size()
        with served(workers=1) as site:
            (web,) = [process for child, process in site.supervisor.running.items() if child.name == "web"]
            asked = [(page.name, page.path, session_of(page.user) if page.user else "") for page in pages()]
            taken = {name: [0.0, 0.0] for name in MIX}
            for number in range(-2, ROUNDS):
                for name, path, cookie in asked:
                    before = used(web.pid), used_by_postgres()
                    Asker(site.port, path, cookie).ask()
                    after = used(web.pid), used_by_postgres()
                    if number >= 0:  # the first ones read templates
                        for part in (0, 1):
                            taken[name][part] += spent(before[part], after[part])
    print(f"\n{'page':<20}{'site, ms':>10}{'PostgreSQL, ms':>16}")
    for name, (ours, theirs) in taken.items():
        print(f"{name:<20}{1000 * ours / ROUNDS:10.1f}{1000 * theirs / ROUNDS:16.1f}")
    per_page = [
        sum(1000 * taken[name][part] / ROUNDS * share for name, share in MIX.items()) / sum(MIX.values())
        for part in (0, 1)
    ]
    empty = int(said_by("capacity", "--empty"))
    print(f"an empty database is of {empty / 1e6:.0f} MB, and with {people:,} people of {size / 1e6:.0f} MB")
    return {"page": sum(per_page), "page_database": per_page[1], "disk": (size - empty) / people / 1000}


def of_nobody() -> int:
    """The bytes of a database without people."""
    with throw_away_site():
        return database_size()


def database_size() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


Times = dict[int, float]


def used(pid: int) -> Times:
    """Seconds of a processor that this process and those below it have used, by pid, to the microsecond."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return {process.pid: _used(process.pid) for process in family}


def used_by_postgres() -> Times:
    """The same of every process of the database's server but the one that answers us."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (own,) = cursor.fetchone()
    times = used(psutil.Process(own).ppid())
    del times[own]
    return times


def spent(before: Times, after: Times) -> float:
    """Between two looks; what ended meanwhile took its time with it."""
    return sum(max(time - before.get(pid, 0.0), 0.0) for pid, time in after.items())


def _used(pid: int) -> float:
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    try:
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
    except OSError:  # it has just ended
        return 0.0


def said_by(module: str, *arguments: str) -> str:
    """What another benchmark prints, in a process of its own with servers of its own. Raises SystemExit where it fails."""
    ours = ("DATABASE_URL", "REDIS_URL", "MENTORSHIP_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def of_letters() -> dict[str, float]:
    """A worker's own part of a letter; its best round."""
    found = re.findall(r"the site .* of which +([\d.]+) of this process", said_by("mail", "--short"))
    print(f"a letter: {min(map(float, found)):.1f} ms of the worker's process")
    return {"letter": min(map(float, found))}


def of_ticks(sizes: Sequence[int]) -> dict[str, float]:
    """An idle round, its best: it is mostly waiting for PostgreSQL's answers, so that the clock is an upper bound."""
    figures = {}
    for pairs in sizes:
        (whole,) = re.findall(r"the whole tick +\d+ +([\d.]+)", said_by("ticks", f"--pairs={pairs}"))
        print(f"an idle round by {pairs:>6,} mentorships: {float(whole):.0f} ms", flush=True)
        figures[f"tick_{pairs}"] = float(whole)
    return figures


def of_runs() -> dict[str, float]:
    """A cohort of 5,000 and 1,500 from reading it to its results."""
    said = said_by("runs", "--short")
    (whole,) = re.findall(r"all of it +([\d.]+) s", said)
    (memory,) = re.findall(r"memory at most +(\d+) MB", said)
    print(f"a cohort run of 5,000 mentees and 1,500 mentors: {float(whole):.1f} s, {memory} MB at most")
    return {"run": 1000 * float(whole)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--people", type=int, default=4000, help="people on the site whose pages are measured"
    )
    parser.add_argument(
        "--short", action="store_true", help="1,000 people, and rounds by 1,000 mentorships alone"
    )
    parser.add_argument("--only", choices=["pages", "letters", "ticks", "runs"])
    parser.add_argument("--empty", action="store_true", help="print the bytes of a database without people")
    parser.add_argument("--table", action="store_true", help="measure nothing")
    options = parser.parse_args()
    if options.empty:
        print(of_nobody())
        return
    start, figures = time.perf_counter(), KNOWN
    if not options.table:
        parts = {
            "pages": lambda: of_pages(1000 if options.short else options.people),
            "letters": of_letters,
            "ticks": lambda: of_ticks(PAIRS[:1] if options.short else PAIRS),
            "runs": of_runs,
        }
        for name, measure in parts.items():
            if options.only in {None, name} and not (options.short and name == "runs"):
                figures = replace(figures, **measure())
                print(f"  ({time.perf_counter() - start:.0f} s so far)", flush=True)
    print(
        "\nKNOWN = Figures("
        + ", ".join(f"{one.name}={getattr(figures, one.name):.1f}" for one in fields(figures))
        + ")"
    )
    print(f"\n{Assumed()}\n")
    print(table(figures))


if __name__ == "__main__":
    main()
