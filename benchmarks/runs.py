"""A cohort from "Run" to the three results, in a process of its own as a worker is: the time of each part, the memory at most;
then what a decision costs, and publishing.

    .venv/bin/python -m benchmarks.runs [--mentees 5000] [--mentors 1500] [--repetitions 3] [--short]

Eight criteria that score, of which one is private, and a rule. What is the engine's own is reading through all pairs, solving
and explaining; what is not is reading rows, writing files and writing rows. Aims: that no more than the engine itself and two
seconds, and memory under 1 GB. Runs in a database of its own that is dropped afterwards, as benchmarks.matches does."""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from benchmarks.site import analyze, throw_away_site

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
BATCH = 2000
ZONES = ["Europe/London"] * 5 + ["Africa/Lagos", "Asia/Kolkata", "America/New_York", "Europe/Berlin"]
LANGUAGES = ["fr", "de", "es", "hi", "sv"]
WORDS = "lead calm plan team data care city budget research teach write build listen change risk".split()


def fill(mentees: int, mentors: int, seed: int) -> None:
    """A programme with full profiles: subjects of which some are far more popular, hours around the evening of each zone."""
    from accounts.models import Affiliation, Network, Person, Skill, SkillGroup, User
    from matching.models import Criterion, Preference, TextVector
    from matching.operations.criteria import adopt_defaults
    from matching.sentences import present_model
    from programmes.enums import HelpTopic, Quality
    from programmes.models import Enrolment, Goal, OfferedSkill, Organisation, Programme, WantedSkill

    chance = random.Random(seed)

    def write(model: Any, rows: Any) -> list[Any]:
        return list(model.objects.bulk_create(list(rows), batch_size=BATCH))

    programme = Programme.objects.create(
        organisation=Organisation.objects.create(name="Bench", slug="bench"),
        name="Bench",
        slug="bench",
        summary="",
        state="running",
        mode="cohort",
        join_code="BENCH",
        created_at=NOW,
    )
    adopt_defaults(programme=programme, by=None, now=NOW)
    Criterion.objects.filter(programme=programme, key="wishes").update(enabled=True)
    groups = write(SkillGroup, (SkillGroup(key=f"bench-{n}", name=f"Group {n}") for n in range(20)))
    skills = write(
        Skill, (Skill(key=f"bench-{n}", name=f"Skill {n}", group=groups[n // 21]) for n in range(420))
    )
    networks = write(
        Network, (Network(name=f"Network {n}", key=f"network {n}", kind="employer") for n in range(60))
    )
    size = mentees + mentors
    users = write(User, (User(email=f"b{n}@example.org", password="!") for n in range(size)))
    people = write(
        Person,
        (
            Person(
                user=user,
                name=f"{chance.choice(WORDS).title()} Number{n}",
                zone=chance.choice(ZONES),
                languages=sorted({"en", chance.choice(LANGUAGES)} if n % 5 else {chance.choice(LANGUAGES)}),
                availability=_hours(chance),
                formats=["video"],
                created_at=NOW,
            )
            for n, user in enumerate(users)
        ),
    )
    enrolments = write(
        Enrolment,
        (
            Enrolment(
                programme=programme,
                person=person,
                role="mentee" if n < mentees else "mentor",
                state="approved",
                created_at=NOW,
                submitted_at=NOW,
                decided_at=NOW,
                capacity=1 if n < mentees else chance.randint(1, 5),
                headline=" ".join(chance.choices(WORDS, k=6)),
                biography=" ".join(chance.choices(WORDS, k=60)),
                where_i_want_to_be=" ".join(chance.choices(WORDS, k=30)),
                topics=chance.sample(HelpTopic.values, 3),
                qualities=chance.sample(Quality.values, 2),
                seniority=chance.randint(0, 3) if n < mentees else chance.randint(2, 6),
            )
            for n, person in enumerate(people)
        ),
    )
    ours, theirs = enrolments[:mentees], enrolments[mentees:]
    write(Goal, (Goal(enrolment=one, position=1, text=" ".join(chance.choices(WORDS, k=9))) for one in ours))
    write(
        WantedSkill,
        (
            WantedSkill(enrolment=one, skill=skill, level_now=1, level_aim=3, priority=chance.randint(1, 3))
            for one in ours
            for skill in _skills(chance, skills)
        ),
    )
    write(
        OfferedSkill,
        (
            OfferedSkill(enrolment=one, skill=skill, level=chance.randint(2, 4))
            for one in theirs
            for skill in _skills(chance, skills)
        ),
    )
    write(
        Affiliation,
        (Affiliation(person=one, network=chance.choice(networks)) for one in people),
    )
    write(
        Preference,
        (Preference(by=one, about=chance.choice(theirs), value="prefer", given_at=NOW) for one in ours[::4]),
    )
    model = present_model()
    write(
        TextVector,
        (
            TextVector(
                enrolment=one,
                model=model.name,
                digest="0" * 64,
                vector=_unit(chance, model.dimensions),
                made_at=NOW,
            )
            for one in enrolments
        ),
    )


def _skills(chance: random.Random, skills: list[Any]) -> list[Any]:
    """Five, most of them of one subject."""
    subject = min(int(chance.expovariate(0.12)), 38) * 10
    return list({*chance.sample(skills[subject : subject + 20], 4), chance.choice(skills)})


def _hours(chance: random.Random) -> list[int]:
    first = chance.randint(30, 40)
    days = chance.sample(range(7), 4)
    return sorted(day * 48 + slot for day in days for slot in range(first, first + 4))


def _unit(chance: random.Random, dimensions: int) -> bytes:
    import numpy as np

    row = np.frombuffer(chance.randbytes(dimensions), dtype=np.uint8).astype(np.float32) - 110
    return bytes((row / np.linalg.norm(row)).astype("<f4").tobytes())


def of_a_worker(*options: str) -> str:
    """`manage.py run_match` in a process of its own."""
    import os

    from django.db import connection

    held = connection.settings_dict
    user = held["USER"] + (f":{held['PASSWORD']}" if held["PASSWORD"] else "")
    url = f"postgres://{user}@/{held['NAME']}?{urlencode({'host': held['HOST']}, safe='/')}"
    if not held["HOST"].startswith("/"):
        url = f"postgres://{user}@{held['HOST']}:{held['PORT'] or 5432}/{held['NAME']}"
    command = [sys.executable, "manage.py", "run_match", "bench", *options]
    done = subprocess.run(
        command, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def judge() -> None:
    """The runs made so far: the best time of each part, and what is the engine's of it."""
    from matching.enums import RunStage
    from matching.models import MatchRun

    runs = list(MatchRun.objects.all())
    best = {stage: min(run.timings[stage.value] for run in runs) for stage in RunStage}
    inside = sum(best[one] for one in (RunStage.TOTAL, RunStage.FAIR, RunStage.STABLE))
    explaining = best[RunStage.EXPLAINING]
    outside = best[RunStage.SNAPSHOT] + best[RunStage.STORING]
    memory = max(run.peak_memory or 0 for run in runs) / 1e6
    print(f"\nbest of {len(runs)} runs")
    for stage, seconds in best.items():
        print(f"  {stage.label!s:<28}{seconds:8.2f} s")
    print(f"  {'three solves':<28}{inside:8.2f} s")
    print(f"  {'with the reasons':<28}{inside + explaining:8.2f} s   the engine's own")
    print(f"  {'snapshot and storing':<28}{outside:8.2f} s   aim: at most the engine's own and 2 s")
    print(f"  {'all of it':<28}{sum(best.values()):8.2f} s")
    print(f"  {'memory at most':<28}{memory:8.0f} MB  aim: under 1,000")


def decide(repetitions: int) -> None:
    from django.utils import timezone

    from matching.enums import DecisionKind, RunAim
    from matching.kept_runs import fits, opened, unmatched_words
    from matching.models import MatchRun
    from matching.operations import run_decisions, runs

    run = MatchRun.objects.select_related("programme").latest("number")
    start = time.perf_counter()
    opened(run)
    print(f"\nopening the kept snapshot   {1000 * (time.perf_counter() - start):8.0f} ms")
    for aim in RunAim:
        runs.set_aim(run=run, aim=aim, by=None, now=timezone.now())
        solution = run_decisions.solution_of(run)
        pairs = [pair for pair in enumerate(solution.mentors) if pair[1] >= 0]
        times = []
        for pair in pairs[:: len(pairs) // repetitions][:repetitions]:
            start = time.perf_counter()
            change = run_decisions.Change(DecisionKind.FORBID, *pair)
            run_decisions.preview(run=run, changes=[change], now=timezone.now())
            times.append(time.perf_counter() - start)
        print(f"a forbid, {aim.label!s:<18}{1000 * min(times):8.0f} ms")
    start = time.perf_counter()
    fits(run, pairs[:50])
    print(f"the words of 50 pairs       {1000 * (time.perf_counter() - start):8.0f} ms")
    start = time.perf_counter()
    words = unmatched_words(run, solution, timezone.now())
    print(f"the words of {len(words):,} unmatched  {1000 * (time.perf_counter() - start):8.0f} ms")


def publish() -> None:
    """The words, and the one transaction: how long it takes, and for how long whoever accepts a request waits."""
    from django.utils import timezone

    from matching.enums import RunAim
    from matching.kept_runs import opened
    from matching.models import MatchRun
    from matching.operations import cohort_places, publishing

    run = MatchRun.objects.select_related("programme").latest("number")
    job = publishing.start_publishing(
        run=run, aim=RunAim.FAIR, revision=run.revision, by=None, now=timezone.now()
    )
    claimed = publishing.claim_publishing(job_id=job.pk, now=timezone.now())
    assert claimed is not None
    assert claimed.publishing is not None
    kept, solution = opened(claimed), claimed.solutions.get(aim="fair", revision=run.revision)
    start = time.perf_counter()
    words = publishing._words(kept, solution, claimed.publishing)
    made = publishing.prepared(kept, words, by=None, now=timezone.now())
    written = time.perf_counter()
    hold, since = cohort_places.hold, []

    def held(*arguments: Any) -> Any:
        since.append(time.perf_counter())
        return hold(*arguments)

    cohort_places.hold = held
    publishing.publish(
        kept=kept, solution=solution, made=made, job=claimed.publishing, by=None, now=timezone.now()
    )
    end = time.perf_counter()
    print(f"\nthe words of {len(words):,} pairs    {1000 * (written - start):8.0f} ms")
    print(f"publishing them             {1000 * (end - written):8.0f} ms")
    print(f"  while rows are held       {1000 * (end - since[0]):8.0f} ms")
    start = time.perf_counter()
    run.refresh_from_db()
    publishing.take_back(run=run, by=None, now=timezone.now())
    print(f"taking them back            {1000 * (time.perf_counter() - start):8.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentees", type=int, default=5000)
    parser.add_argument("--mentors", type=int, default=1500)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="one repetition")
    options = parser.parse_args()
    repetitions = 1 if options.short else options.repetitions
    with throw_away_site():
        start = time.perf_counter()
        fill(options.mentees, options.mentors, options.seed)
        analyze()
        print(
            f"{options.mentees:,} mentees and {options.mentors:,} mentors written in {time.perf_counter() - start:.0f} s"
        )
        for number in range(repetitions):
            said = of_a_worker(*(["--check"] if not number else []))
            print(said if not number else said.partition("\n")[0])
        judge()
        decide(repetitions)
        publish()


if __name__ == "__main__":
    main()
