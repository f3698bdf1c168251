"""Fills an empty database with the demo's world."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from accounts.operations.vocabulary import load_vocabulary
from mentorship.demo_people.world import DemoWorld
from mentorship.seeding import fits, runs, stories
from mentorship.seeding.context import Seeding
from mentorship.seeding.enrolments import create_enrolments
from mentorship.seeding.people import create_people
from mentorship.seeding.programmes import create_programmes, organise
from mentorship.seeding.together import slipway
from mentorship.seeding.together.work import create_work
from programmes.models import Programme


class NotEmpty(Exception):
    """There are people or programmes already."""


@transaction.atomic
def fill(world: DemoWorld, seeding: Seeding) -> None:
    """Writes the whole of `world`, or nothing. Raises NotEmpty where somebody lives in this database already."""
    if User.objects.exists() or Programme.objects.exists():
        raise NotEmpty
    load_vocabulary(now=seeding.now)
    programmes = create_programmes(seeding)
    seeding.tell(f"{len(programmes)} programmes of one organisation, with what counts in each")
    people = create_people(world.people, world.organisers, seeding)
    organiser = people[world.organisers[0]]
    organise(programmes, organiser, seeding)
    enrolments = create_enrolments(world, people, programmes, organiser, seeding)
    slipway.tell_clearances(organiser, seeding)
    seeding.tell(f"{len(people)} people, {len(enrolments)} enrolments")
    if fits.is_quick(world):
        fits.create_vectors(world, enrolments, seeding)
        found = fits.fits_of(world, enrolments, seeding)
        seeding.tell(f"goals and biographies read, {len(found)} pairs explained")
    else:
        fits.leave_vectors_to_a_job(seeding)
        found = {}
        seeding.tell("goals and biographies are left to a job, and so are the reasons of these pairs")
    requests = stories.create_requests(world, enrolments, found, seeding)
    mentorships = stories.create_mentorships(world, enrolments, requests, found, organiser, seeding)
    stories.create_smaller_things(world, enrolments, mentorships, seeding)
    seeding.tell(f"{len(requests)} requests, {len(mentorships)} mentorships and their check-ins")
    letters = create_work(world, mentorships, programmes, people, seeding)
    seeding.tell(f"meetings, goals, agreements and thanks of the pairs, and {letters} letters about them")
    if fits.is_quick(world):
        matched = runs.create_run(programmes["lighthouse"], seeding)
        seeding.tell(f"a cohort matched and not yet published, {matched} pairs to review")
