"""Small worlds for matching: alice wants what bob offers; more mentors by the dozen, no two alike."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from accounts.models import Skill
from matching.operations.criteria import adopt_defaults
from programmes.enums import HelpTopic, Quality
from programmes.models import Enrolment, Programme
from tests import factories as make

ZONES = ["Europe/London", "Africa/Lagos", "Asia/Kathmandu", "America/New_York", "Pacific/Auckland"]


@dataclass(frozen=True)
class World:
    programme: Programme
    alice: Enrolment
    bob: Enrolment
    skills: list[Skill]


def world(**programme: Any) -> World:
    """A programme with the default criteria, alice who wants two skills, and bob who offers both and shares two hours."""
    held = make.ProgrammeFactory(**programme)
    adopt_defaults(programme=held, by=None, now=make.NOW)
    skills = [make.SkillFactory(name=name) for name in ("Presenting", "Budgets", "Negotiation")]
    alice = make.MenteeFactory(
        programme=held,
        person=make.PersonFactory(
            name="Alice Adeyemi", languages=["en", "fr"], availability=[36, 37, 84, 85]
        ),
        qualities=["listener"],
        topics=["leading", "confidence"],
    )
    make.WantedSkillFactory(enrolment=alice, skill=skills[0], level_now=1, level_aim=3, priority=3)
    make.WantedSkillFactory(enrolment=alice, skill=skills[1], level_now=0, level_aim=2, priority=2)
    make.GoalFactory(enrolment=alice, text="Present the budget of my first project to the sponsors.")
    bob = make.MentorFactory(
        programme=held,
        person=make.PersonFactory(name="Bob Baptiste", place="Leeds", availability=[36, 37, 84, 85, 180]),
        headline="Head of analytics",
        biography="I presented budgets to sponsors for years.",
        qualities=["listener"],
    )
    make.OfferedSkillFactory(enrolment=bob, skill=skills[0], level=4)
    make.OfferedSkillFactory(enrolment=bob, skill=skills[1], level=3)
    return World(held, alice, bob, skills)


def more_mentors(world: World, count: int, seed: int = 7) -> list[Enrolment]:
    """`count` mentors of varied skills, hours, zones and topics."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        person = make.PersonFactory(
            name=f"Mentor {chance.choice('ABCDEFGH')}{number}",
            zone=chance.choice(ZONES),
            languages=["en", *chance.sample(["fr", "de"], chance.randint(0, 2))],
            availability=sorted(chance.sample(range(336), chance.randint(0, 40))),
        )
        mentor = make.MentorFactory(
            programme=world.programme,
            person=person,
            capacity=chance.randint(1, 4),
            seniority=chance.choice([None, 1, 2, 3, 4, 5, 6]),
            topics=chance.sample(HelpTopic.values, chance.randint(0, 4)),
            qualities=chance.sample(Quality.values, chance.randint(0, 3)),
        )
        for skill in chance.sample(world.skills, chance.randint(0, len(world.skills))):
            make.OfferedSkillFactory(enrolment=mentor, skill=skill, level=chance.randint(1, 4))
        made.append(mentor)
    return made
