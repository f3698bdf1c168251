"""A small cohort with its organiser and a finished run, for the tests of the pages about runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import Person
from matching.models import MatchRun, Solution
from programmes.models import Programme
from tests import factories as make
from tests.matching.runs import finished_run
from tests.matching.worlds import more_mentors, world


@dataclass
class Cohort:
    programme: Programme
    organiser: Person
    client: Client
    run: MatchRun

    def url(self, rest: str = "") -> str:
        return f"/admin/organise/{self.programme.slug}/runs/{self.run.number}/{rest}"

    def get(self, rest: str = "", status: int = 200) -> str:
        response = self.client.get(self.url(rest))
        assert response.status_code == status, response.status_code
        return response.content.decode()

    def post(self, rest: str, **data: Any) -> Any:
        return self.client.post(self.url(rest), data)

    @property
    def mentors(self) -> list[int]:
        """The mentor of each mentee now."""
        self.run.refresh_from_db()
        return list(Solution.objects.filter(run=self.run, aim=self.run.aim).latest("revision").mentors)


def organising(programme: Programme) -> tuple[Person, Client]:
    organiser: Person = make.PersonFactory(name="Olga Organiser")
    organiser.user.is_staff = True
    organiser.user.save(update_fields=["is_staff"])
    make.OrganiserFactory(programme=programme, person=organiser)
    client = Client()
    client.force_login(organiser.user)
    return organiser, client


def people(mentees: int = 3, mentors: int = 3) -> Programme:
    """Alice and Bob of tests.matching.worlds, and so many more of both; each mentee is called by a number too."""
    held = world(mode="cohort", state="running", slug="cohort", name="Cohort")
    more_mentors(held, mentors)
    for number in range(mentees):
        person = make.PersonFactory(name=f"Mentee {number:02}", languages=["en"], availability=[36, 37, 84])
        mentee = make.MenteeFactory(programme=held.programme, person=person, topics=["leading"])
        make.WantedSkillFactory(enrolment=mentee, skill=held.skills[number % 3])
    return held.programme


def cohort(mentees: int = 3, mentors: int = 3, **options: Any) -> Cohort:
    programme = people(mentees, mentors)
    organiser, client = organising(programme)
    run = finished_run(programme, now=timezone.now(), **options)
    return Cohort(programme, organiser, client, run)
