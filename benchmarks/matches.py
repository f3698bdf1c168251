"""The server time of the matches page for one mentee among many mentors, and which part takes how much of it.

    .venv/bin/python -m benchmarks.matches [--mentors 5000] [--repetitions 9]

Runs in a database of its own that is dropped afterwards, on the servers that DATABASE_URL and REDIS_URL name, or on
throw-away ones. "After a change" is the page that follows a mentor's edit of their skills, which no kept table serves."""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import time
from datetime import UTC, datetime
from uuid import UUID

from benchmarks.site import analyze, throw_away_site, timed

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ZONES = [
    "Europe/London",
    "Africa/Lagos",
    "Asia/Kolkata",
    "America/New_York",
    "Australia/Sydney",
    "Europe/Berlin",
]
LANGUAGES = ["en", "fr", "de", "es", "hi", "sv"]
WORDS = (
    "lead calm plan team data care city budget research teach write build listen change risk people".split()
)


def fill(mentors: int, seed: int) -> UUID:
    """One programme with `mentors` mentors and one mentee with full profiles; the mentee's enrolment."""
    from accounts.models import Affiliation, Network, Person, Skill, SkillGroup, User
    from matching.models import TextVector
    from matching.operations.criteria import adopt_defaults
    from matching.sentences import present_model
    from programmes.enums import HelpTopic, Quality
    from programmes.models import Enrolment, OfferedSkill, Organisation, Programme, WantedSkill

    chance = random.Random(seed)
    organisation = Organisation.objects.create(name="Bench", slug="bench")
    programme = Programme.objects.create(
        organisation=organisation,
        name="Bench",
        slug="bench",
        summary="",
        state="enrolling",
        join_code="BENCH",
        created_at=NOW,
    )
    adopt_defaults(programme=programme, by=None, now=NOW)
    groups = SkillGroup.objects.bulk_create(
        SkillGroup(key=f"bench-{n}", name=f"Group {n}") for n in range(20)
    )
    skills = Skill.objects.bulk_create(
        Skill(key=f"bench-{n}", name=f"Skill {n}", group=groups[n % 20]) for n in range(420)
    )
    networks = Network.objects.bulk_create(
        Network(
            kind=chance.choice(["employer", "school", "community"]), name=f"Network {n}", key=f"network {n}"
        )
        for n in range(150)
    )
    users = User.objects.bulk_create(
        User(email=f"b{n}@example.org", password="!") for n in range(mentors + 1)
    )
    people = Person.objects.bulk_create(
        Person(
            user=user,
            name=f"{chance.choice(WORDS).title()} {chance.choice(WORDS).title()} {n}",
            zone=chance.choice(ZONES),
            place="Leeds",
            languages=sorted({"en", chance.choice(LANGUAGES)}),
            availability=sorted(chance.sample(range(336), 18)),
            formats=["video", "phone"],
            created_at=NOW,
        )
        for n, user in enumerate(users)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            programme=programme,
            person=person,
            role="mentor" if n else "mentee",
            state="approved",
            created_at=NOW,
            submitted_at=NOW,
            capacity=3 if n else 1,
            headline=" ".join(chance.choices(WORDS, k=6)),
            biography=" ".join(chance.choices(WORDS, k=60)),
            where_i_want_to_be=" ".join(chance.choices(WORDS, k=30)),
            topics=chance.sample(HelpTopic.values, 3),
            qualities=chance.sample(Quality.values, 2),
            seniority=chance.randint(3, 6) if n else 2,
        )
        for n, person in enumerate(people)
    )
    OfferedSkill.objects.bulk_create(
        OfferedSkill(enrolment=enrolment, skill=skill, level=chance.randint(2, 4))
        for enrolment in enrolments[1:]
        for skill in chance.sample(skills, 6)
    )
    WantedSkill.objects.bulk_create(
        WantedSkill(
            enrolment=enrolments[0], skill=skill, level_now=1, level_aim=3, priority=chance.randint(1, 3)
        )
        for skill in chance.sample(skills, 5)
    )
    Affiliation.objects.bulk_create(
        Affiliation(person=person, network=network)
        for person in people
        for network in chance.sample(networks, 2)
    )
    model = present_model()
    drawn = random.Random(seed)
    TextVector.objects.bulk_create(
        (
            TextVector(
                enrolment=enrolment,
                model=model.name,
                digest="0" * 64,
                vector=_unit(drawn, model.dimensions),
                made_at=NOW,
            )
            for enrolment in enrolments
        ),
        batch_size=500,
    )
    return enrolments[0].pk


def _unit(chance: random.Random, dimensions: int) -> bytes:
    import numpy as np

    row = np.frombuffer(chance.randbytes(dimensions), dtype=np.uint8).astype(np.float32) - 110
    return bytes((row / np.linalg.norm(row)).astype("<f4").tobytes())


def measure(mentee: UUID, repetitions: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from programmes.models import Enrolment, OfferedSkill

    client = Client()
    client.force_login(Enrolment.objects.get(pk=mentee).person.user)
    url = reverse("matching:matches", args=[mentee])

    def page(query: str = "") -> None:
        response = client.get(url + query)
        assert response.status_code == 200, response.status_code

    def after_a_change() -> float:
        skill = OfferedSkill.objects.order_by("?").first()
        assert skill is not None
        OfferedSkill.objects.filter(pk=skill.pk).update(level=5 - skill.level or 1)
        return timed(page)

    print(f"first page of a fresh process {timed(page):8.0f} ms")
    times = sorted(timed(page) for _ in range(repetitions))
    print(f"page                          {times[0]:8.0f} ms at best, {times[len(times) // 2]:.0f} ms median")
    changed = sorted(after_a_change() for _ in range(max(3, repetitions // 3)))
    print(f"page after a change           {changed[0]:8.0f} ms at best")
    print(
        f"page with search and filters  {min(timed(lambda: page('?q=lead&hours=1')) for _ in range(3)):8.0f} ms at best"
    )
    with CaptureQueriesContext(connection) as queries:
        page()
    spent = sum(float(query["time"]) for query in queries.captured_queries) * 1000
    print(f"of which database             {spent:8.0f} ms in {len(queries)} queries")
    profile = cProfile.Profile()
    profile.runcall(page)
    shares(pstats.Stats(profile))


PARTS = {
    "snapshot": "snapshot_for",
    "  of which fingerprints": "fingerprint",
    "ranking": "rank",
    "cards with reasons in words": "cards_of",
    "log of what was shown": "log_showing",
    "template": "rendered_content",
}


def shares(stats: pstats.Stats) -> None:
    """Prints what each part takes of the page, by the profiler (which slows Python code, not NumPy)."""
    total = stats.total_tt * 1000  # type: ignore[attr-defined]
    print(f"\n{'part (under the profiler)':30}{'ms':>8}{'share':>8}")
    for label, function in PARTS.items():
        spent = max(
            (row[3] for (_, _, name), row in stats.stats.items() if name == function),  # type: ignore[attr-defined]
            default=0.0,
        )
        print(f"{label:30}{spent * 1000:8.0f}{spent * 1000 / total:8.0%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentors", type=int, default=5000)
    parser.add_argument("--repetitions", type=int, default=9)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with throw_away_site():
        start = time.perf_counter()
        mentee = fill(options.mentors, options.seed)
        analyze()
        print(f"{options.mentors} mentors written in {time.perf_counter() - start:.0f} s")
        measure(mentee, options.repetitions)


if __name__ == "__main__":
    main()
