"""The site behind PgBouncer in transaction mode, where a connection is another one after each transaction: its pages, a
race for the last place, letters that several workers claim, a cohort run, tables to take away. And what goes wrong where
the site is not told of the pool."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Skill
from matching.enums import RunState
from matching.models import MatchRun, Mentorship
from mentorship.doctor import database as doctor
from mentorship.settings import CONFIG
from notifications.enums import NotificationState
from notifications.facts import MAILBOX
from notifications.health import cautions
from notifications.models import Notification
from notifications.operations.delivery import deliver_due
from notifications.queries.health import gather, waits_without_end
from programmes.models import Programme
from tests import factories as make
from tests.access.matrix import MATRIX
from tests.access.rows import PAGE
from tests.conftest import test_environment as environment
from tests.races.crowd import CAPACITY, CROWD, serving, start_line, statuses
from tests.races.test_accept import check_rows
from tests.races.test_ticks import at_once
from tests.servers.pooling import SERVERS, Pool, pgbouncer
from tests.servers.processes import folder_for_servers
from tests.servers.test_run_workers import cohort
from tests.world import build_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]

# Every sixth page of theirs, which are some of each part of the site.
READERS, EVERY = ("alice", "bob", "organiser", "operator"), 6


@pytest.fixture(scope="module")
def pool(django_db_setup: None) -> Iterator[Pool]:
    with folder_for_servers() as folder, pgbouncer(folder) as pool:
        yield pool


@pytest.fixture
def pooled(pool: Pool, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Pool]:
    """Everything of this test goes through the pool, by the settings that MENTORSHIP_POOLED makes."""
    monkeypatch.setitem(connection.settings_dict, "HOST", str(pool.folder))
    monkeypatch.setenv("MENTORSHIP_POOLED", "true")
    changes = {"DATABASE_URL": environment()["DATABASE_URL"], "MENTORSHIP_POOLED": True}
    made = CONFIG.model_copy(update=changes)
    for name in ("OPTIONS", "DISABLE_SERVER_SIDE_CURSORS"):
        monkeypatch.setitem(connection.settings_dict, name, made.database[name])
    settings.POOLED = True
    connection.close()
    yield pool
    connection.close()


def test_pages_letters_and_tables_are_as_without_it(pooled: Pool) -> None:
    world = build_world()
    for role in READERS:
        browser = Client()
        browser.force_login(world.users[role])
        for row in [row for row in MATRIX if row.get[role] is PAGE][::EVERY]:
            with transaction.atomic():
                answer = browser.get(row.url(world))
                transaction.set_rollback(True)
            assert answer.status_code in {200, 401}, (role, row.url(world))
    browser = Client()
    browser.force_login(world.users["organiser"])
    tables = reverse("programmes:organise_export", args=[world.programme.slug, "people"])
    taken = browser.post(tables, {"format": "csv"})
    lines = b"".join(taken.streaming_content).decode().splitlines()
    assert len(lines) > 5
    configured = {one["key"]: one["value"] for one in pooled.ask("SHOW CONFIG")}
    assert configured["pool_mode"] == "transaction"
    assert len(pooled.ask("SHOW SERVERS")) <= SERVERS


def test_the_last_places_go_to_as_many_people_as_there_are_places(pooled: Pool, tmp_path: Path) -> None:
    with serving("tests.races.site", tmp_path / "web.log") as port:
        race = start_line(0)
        answers = race.run(port)
    log = (tmp_path / "web.log").read_text()[-4000:]
    assert statuses(answers) == {302: CAPACITY, 409: CROWD - CAPACITY}, log
    race.judge()
    check_rows(race)


def test_several_workers_send_each_letter_once(pooled: Pool, settings: Any) -> None:
    settings.EMAIL_BACKEND = MAILBOX  # which keeps no quiet hours
    first = make.RequestFactory(
        remind_at=timezone.now() - timedelta(days=1), expires_at=timezone.now() + timedelta(days=1)
    )
    letters = [
        make.NotificationFactory.build(
            kind="request_half_time",
            subject_id=first.pk,
            recipient=first.mentor.person.user,
            not_before=timezone.now(),
            created_at=timezone.now(),
        )
        for _ in range(120)
    ]
    Notification.objects.bulk_create(letters)
    line = Barrier(4)

    def send() -> int:
        line.wait()
        return deliver_due(now=timezone.now())

    sent = at_once(send, 4)
    assert sum(sent) == 120
    states = Notification.objects.values_list("state", "attempts")
    assert set(states) == {(NotificationState.SENT, 1)}


def test_a_cohort_is_matched_and_published(pooled: Pool) -> None:
    programme = cohort()
    call_command("run_match", programme.slug, "--publish=fair", stdout=StringIO())
    run = MatchRun.objects.get()
    assert (run.state, Mentorship.objects.count()) == (
        RunState.PUBLISHED,
        run.solutions.get(aim="fair").matched,
    )


def test_long_lists_are_read_while_others_work(pooled: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the control: a cursor of the server's own is gone when somebody else has its connection."""
    make.SkillFactory.create_batch(3)
    assert len(list(interrupted(Skill.objects.order_by("pk")))) == 3
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", False)
    with pytest.raises((DatabaseError, psycopg2.Error), match=r"cursor .* does not exist"):
        list(interrupted(Skill.objects.order_by("pk")))
    connection.close()


def interrupted(rows: QuerySet[Skill]) -> Iterator[Skill]:
    """Reads one row after the other, and after the first one somebody else begins a transaction."""
    begun, over = Event(), Event()

    def others() -> None:
        with transaction.atomic():
            Skill.objects.count()
            begun.set()
            over.wait(10)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        try:
            for place, row in enumerate(rows.iterator(chunk_size=1)):
                if place == 0:
                    beside = pool.submit(others)
                    assert begun.wait(10)
                yield row
        finally:
            over.set()
    beside.result()


def test_the_doctor_leaves_nothing_on_connections_of_others(
    pooled: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it looks, somebody else begins on whichever server connection is free, and goes on when it has ended."""
    ask, seen = doctor._of_server, []
    begun, over = Event(), Event()

    def others() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for _ in range(2):
                cursor.execute("SHOW statement_timeout")
                seen.extend(cursor.fetchone())
                begun.set()
                over.wait(10)
        connection.close()

    with ThreadPoolExecutor(1) as pool:

        def between(cursor: Any) -> dict[str, Any]:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("5s",)  # a server that hangs keeps it no longer
            beside.append(pool.submit(others))
            assert begun.wait(10)
            return ask(cursor)

        beside: list[Any] = []
        monkeypatch.setattr(doctor, "_of_server", between)
        try:
            facts = doctor.look()
        finally:
            over.set()
        beside[0].result()
    assert (facts.trouble, facts.statement_timeout) == ("", 0)
    assert seen == ["0", "0"]


def test_a_site_that_is_not_told_of_the_pool_is_refused(
    pooled: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", CONFIG.database["OPTIONS"])
    connection.close()
    with pytest.raises(OperationalError, match="unsupported startup parameter: options"):
        Skill.objects.count()


def test_the_role_has_to_limit_how_long_a_lock_is_waited_for(pooled: Pool) -> None:
    """What the site cannot say at the start of a connection is said once and for all; until then the health pages warn."""
    assert waits_without_end()
    (warning,) = cautions(gather(now=timezone.now()))
    statement = re.search(r"ALTER ROLE CURRENT_USER SET lock_timeout = '3s'", warning)
    assert statement
    role, name = connection.settings_dict["USER"], connection.settings_dict["NAME"]
    here = f'ALTER ROLE "{role}" IN DATABASE "{name}"'  # and in no other: the role is that of all tests
    programme = make.ProgrammeFactory()
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"{here} SET lock_timeout = '150ms'")
        pooled.ask("RECONNECT")
        connection.close()
        assert (waits_without_end(), cautions(gather(now=timezone.now()))) == (False, [])
        held, over = Event(), Event()

        def hold() -> None:
            with transaction.atomic():
                Programme.objects.select_for_update().get(pk=programme.pk)
                held.set()
                over.wait(10)
            connection.close()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(hold)
            try:
                assert held.wait(10)
                with pytest.raises(OperationalError, match="lock timeout"):
                    Programme.objects.filter(pk=programme.pk).update(name="Later")
            finally:
                over.set()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"{here} RESET lock_timeout")
        pooled.ask("RECONNECT")
