"""Tells all of it, in an order that histories allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import F

from accounts.models import Person
from journeys.operations import reviews
from matching.enums import EndReason, MentorshipState
from matching.models import Mentorship
from mentorship.demo_people.world import YOUNG, DemoWorld
from mentorship.seeding.context import Seeding
from mentorship.seeding.together import crowd, network, of_amara, programmes, slipway, third_month, trust
from mentorship.seeding.together.pair import Pair
from notifications.enums import NotificationState
from notifications.models import Notification
from programmes.models import Programme

STILL_ON_ITS_WAY = timedelta(days=3)


def create_work(
    world: DemoWorld,
    mentorships: Sequence[Mentorship],
    by_slug: Mapping[str, Programme],
    people: Sequence[Person],
    seeding: Seeding,
) -> int:
    """What the pairs did, what programmes and communities add; how many letters went out about it before now."""
    guests = {person.user.email: person for person in people if person.user.has_usable_password()}
    organiser = people[world.organisers[0]]
    told = _told_one_by_one(world, mentorships, guests)
    crowd.tell(
        (
            (plan, world.enrolments[plan.mentee], row)
            for plan, row in zip(world.mentorships, mentorships, strict=True)
            if row.pk not in told
        ),
        seeding,
    )
    for row in told.values():
        _tell_one(Pair(row, seeding), guests)
    # Signing an agreement has the next check-ins planned anew; of these pairs they are planned already.
    Mentorship.objects.filter(tended_at=None).update(tended_at=seeding.now)
    going_on = [row.pk for row in mentorships if row.state == MentorshipState.ACTIVE and row.pk not in told]
    reviews.look_at(going_on, now=seeding.now)
    programmes.tell(by_slug, organiser, list(guests.values()), seeding)
    network.tell(guests, seeding)
    others = [row for row in mentorships if row.pk not in told]
    trust.tell(others, guests["thandiwe@example.org"], organiser, seeding)
    return _went_out(seeding)


def _told_one_by_one(
    world: DemoWorld, mentorships: Sequence[Mentorship], guests: Mapping[str, Person]
) -> dict[UUID, Mentorship]:
    """The pairs of those who sign in, and that of the young."""
    found = {}
    for plan, row in zip(world.mentorships, mentorships, strict=True):
        people = {world.enrolments[plan.mentee].person, world.enrolments[plan.mentor].person}
        is_young = world.enrolments[plan.mentee].programme == YOUNG
        if is_young or any(world.people[one].email in guests for one in people):
            found[row.pk] = row
    return found


def _tell_one(pair: Pair, guests: Mapping[str, Person]) -> None:
    """The one that has just begun has nothing yet."""
    if pair.row.programme.slug == YOUNG:
        slipway.tell(pair)
    elif pair.mentee.user.email in guests:
        third_month.tell(pair)
    elif pair.mentor == guests["amara@example.org"]:
        if pair.row.state == MentorshipState.ACTIVE:
            of_amara.about_to_finish(pair)
        elif pair.row.end_reason == EndReason.FINISHED:
            of_amara.finished_well(pair)
        else:
            of_amara.stopped_early(pair)


def _went_out(seeding: Seeding) -> int:
    """The letters of the past were sent when they were due; those of the last days go out when the site starts."""
    past = Notification.objects.filter(created_at__lt=seeding.now - STILL_ON_ITS_WAY)
    return past.update(
        state=NotificationState.SENT, sent_at=F("created_at") + timedelta(minutes=1), attempts=1
    )
