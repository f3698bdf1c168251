"""Accounts, people and what belongs to a person in every programme."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from accounts.models import Affiliation, Network, Person, ProfileLink, User
from accounts.operations.profile import network_key
from mentorship.demo_people.world import PersonPlan
from mentorship.seeding.context import Seeding, create

ORGANISERS_CHANGE = Q(content_type__app_label="programmes") | Q(
    content_type__model__in=["criterion", "helprequest", "skill", "skillgroup", "skillsynonym"]
)
OUR_APPS = ["accounts", "programmes", "matching", "journeys"]


def create_people(plans: Sequence[PersonPlan], organisers: Sequence[int], seeding: Seeding) -> list[Person]:
    """One account and person a plan, in their order. Only those with a password of their own can sign in with one;
    everybody's address is verified, so that a code by e-mail works for all."""
    users = create(
        User(
            id=seeding.id_of("user", plan.email),
            email=plan.email,
            password=make_password(plan.password) if plan.password else f"{UNUSABLE_PASSWORD_PREFIX}demo",
            is_staff=index in organisers,
            joined_at=seeding.at(plan.joined),
        )
        for index, plan in enumerate(plans)
    )
    create(EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users)
    people = create(
        Person(
            id=seeding.id_of("person", plan.email),
            user=user,
            name=plan.name,
            pronouns=plan.pronouns,
            job_title=plan.job_title,
            place=plan.place,
            zone=plan.zone,
            languages=list(plan.languages),
            availability=list(plan.availability),
            formats=list(plan.formats),
            mail_hour=plan.mail_hour,
            created_at=seeding.at(plan.joined),
        )
        for plan, user in zip(plans, users, strict=True)
    )
    create(
        ProfileLink(person=person, kind=kind, url=url)
        for plan, person in zip(plans, people, strict=True)
        for kind, url in plan.links
    )
    names = sorted({network for plan in plans for network in plan.networks})
    networks = {
        (row.kind, row.name): row
        for row in create(Network(kind=kind, name=name, key=network_key(name)) for kind, name in names)
    }
    create(
        Affiliation(person=person, network=networks[network])
        for plan, person in zip(plans, people, strict=True)
        for network in plan.networks
    )
    _let_organise([users[index] for index in organisers])
    return people


def _let_organise(users: Sequence[User]) -> None:
    """Organisers see all of it in the admin, and change programmes, what counts in them and the vocabulary."""
    group, _ = Group.objects.get_or_create(name="Organisers")
    ours = Permission.objects.filter(content_type__app_label__in=OUR_APPS)
    views = ours.filter(codename__startswith="view_")
    changes = ours.filter(ORGANISERS_CHANGE, ~Q(codename__startswith="delete_"))
    group.permissions.set((views | changes).distinct())
    for user in users:
        user.groups.add(group)
