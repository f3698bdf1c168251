"""Ten thousand people on the site: the demo's cast among as many others as wanted, with their programmes, requests, mentorships,
letters and vectors, and a cohort that is matched and waits for its organiser. In bulk: a hundred seconds for 10,000."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MENTORS = 0.25  # of all people


@dataclass(frozen=True)
class Page:
    """An address, and who opens it; None for a visitor."""

    name: str
    path: str
    user: Any


def settle(people: int, *, seed: int = 1) -> None:
    """Fills the empty database with so many people, as one who reads a programme's pages finds it: everybody's words read."""
    from django.utils import timezone

    from accounts.enums import JobKind
    from accounts.models import Job
    from matching.models import MatchRun
    from matching.operations.vectors import run_embedding
    from mentorship.demo_people import compose
    from mentorship.demo_people.world import COHORT
    from mentorship.seeding.context import Seeding
    from mentorship.seeding.fill import fill
    from mentorship.seeding.runs import create_run
    from programmes.models import Programme

    mentors = round(people * MENTORS)
    seeding = Seeding(now=timezone.now(), seed=seed, tell=lambda line: None)
    fill(compose(people - mentors, mentors, seed), seeding)
    for job in Job.objects.filter(kind=JobKind.EMBEDDINGS, finished_at=None):
        run_embedding(job=job)
    if not MatchRun.objects.filter(programme__slug=COHORT).exists():
        create_run(Programme.objects.get(slug=COHORT), seeding)


def pages() -> list[Page]:
    """The pages that are measured: a mentee in her third month who looks for a second mentor, and an organiser."""
    from django.urls import reverse

    from accounts.models import User
    from matching.models import MatchRun, Mentorship
    from mentorship.demo_people import SIGN_INS
    from mentorship.demo_people.world import COHORT, OPEN
    from programmes.models import Enrolment

    users = {role: User.objects.get(email=email) for role, email, _password in SIGN_INS}
    mentee, organiser = users["mentee"], users["organiser"]
    own = Enrolment.objects.filter(person__user=mentee, role="mentee")
    looking = own.get(programme__slug=OPEN)
    pair = Mentorship.objects.get(mentee__person__user=mentee, state="active")
    mentor = (
        Enrolment.objects.filter(programme=looking.programme, role="mentor", state="approved")
        .exclude(person__user__in=users.values())
        .order_by("pk")
        .first()
    )
    assert mentor is not None
    run = MatchRun.objects.filter(programme__slug=COHORT).latest("number")
    return [
        Page("home", reverse("programmes:home"), None),
        Page("dashboard", reverse("journeys:dashboard"), mentee),
        Page("matches", reverse("matching:matches", args=[looking.pk]), mentee),
        Page("mentor", reverse("matching:mentor", args=[looking.pk, mentor.pk]), mentee),
        Page("mentorship", reverse("journeys:mentorship", args=[pair.pk]), mentee),
        Page("run", reverse("matching:organise_run", args=[run.programme.slug, run.number]), organiser),
        Page("admin's own list", reverse("admin:matching_mentorship_changelist"), organiser),
    ]
