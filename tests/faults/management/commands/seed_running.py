"""A pair that is signed in, for the site whose servers fail while it runs. Prints JSON."""

from __future__ import annotations

import json

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from tests import factories as make


class Command(BaseCommand):
    help = "Makes a mentee and her mentor, whom letters reach at any hour, and prints their sessions and their mentorship."

    @transaction.atomic
    def handle(self, **_: object) -> None:
        now = timezone.now()
        pair = make.MentorshipFactory(started_at=now, tended_at=now)
        people = [pair.mentee.person, pair.mentor.person]
        Person.objects.filter(pk__in=[one.pk for one in people]).update(quiet_from=0, quiet_until=0)
        mentee, mentor = people
        self.stdout.write(
            json.dumps(
                {
                    "pair": str(pair.pk),
                    "mentee": _session(mentee),
                    "mentor": _session(mentor),
                    "address": mentor.user.email,
                }
            )
        )


def _session(person: Person) -> str:
    client = Client()
    client.force_login(person.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)
