"""The site with the demo's people, at a moment that stands still, for the pictures of the documents."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from api.enums import HookEvent
from api.models import Webhook
from api.operations.webhooks import make_webhook
from mentorship import queues
from mentorship.tasks import tick
from notifications.enums import Part
from notifications.operations.heartbeats import beat
from notifications.tasks import deliver
from programmes.models import Programme
from screenshots.scenes import OPEN, OPERATOR
from tests import factories as make

pytest_plugins = ["tests.conftest"]

NOW = datetime(2026, 11, 24, 14, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Site:
    """`url` is its address, without a slash at the end."""

    url: str

    def sign_in(self, context: BrowserContext, email: str) -> None:
        client = Client()
        user = User.objects.get(email=email)
        client.force_login(user)
        # As after a sign-in of a moment ago: nobody is asked whether it is still they.
        kept = client.session
        kept["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        kept["account_authentication_methods_user"] = str(user.pk)
        kept.save()
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}])


@pytest.fixture(scope="session")
def site(django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """One site for all pictures: they only look, so what one page shows does not depend on the others."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(timezone, "now", lambda: NOW)
        patch.setattr(settings, "EMAIL_BACKEND", "notifications.mailbox.MailboxBackend")
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            call_command("seed_demo", now=NOW, verbosity=0)
            _have_somebody_run_it()
            tick()
            deliver()  # no worker hears the tick's bell here
            server = LiveServer("127.0.0.1")
            yield Site(server.url)
            server.stop()
            _end_other_sessions()
        finally:
            teardown_databases(databases, verbosity=0)


def _have_somebody_run_it() -> None:
    """An account that runs the site, and a system that is told what happens."""
    make.UserFactory(email=OPERATOR, is_staff=True, is_superuser=True)
    beat("celery@harbour", Part.WORKER, now=NOW, hears=queues.NAMES)
    beat("beat@harbour", Part.BEAT, now=NOW)
    organisation = Programme.objects.get(slug=OPEN).organisation
    hook = Webhook(
        organisation=organisation,
        name="Personnel system",
        url="https://personnel.example.org/mentorship",
        events=[HookEvent.ENROLMENT_APPROVED, HookEvent.ENROLMENT_ENDED, HookEvent.MENTORSHIP_BEGUN],
    )
    make_webhook(hook, by=None, now=NOW)


def _end_other_sessions() -> None:
    """Playwright runs fixtures and tests in contexts of their own, in each of which Django has kept a connection open; the
    database could not be dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
