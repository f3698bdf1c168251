"""What both commands ask of PostgreSQL: digests of rows, and letters that are held back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Person
from mentorship.backup import afterwards, places, tables
from mentorship.backup.restoring import HOLD, look
from notifications.models import Notification
from notifications.operations.digests import DIGEST_MAIL
from notifications.wanted import HELD_BY_RESTORE
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def digest(table: str) -> tuple[int, str]:
    with connection.cursor() as cursor:
        found = tables.measure(cursor)[table]
    return found.rows, found.digest


def test_a_digest_tells_rows_apart_and_does_not_mind_their_order() -> None:
    empty = digest("accounts_person")
    one = make.PersonFactory(name="Amara")
    first = digest("accounts_person")
    other = make.PersonFactory(name="Beata")
    both = digest("accounts_person")
    assert (empty[0], first[0], both[0]) == (0, 1, 2)
    assert len({empty[1], first[1], both[1]}) == 3
    Person.objects.filter(pk=one.pk).update(name="Amara")  # the row now lies behind the other
    assert digest("accounts_person") == both
    Person.objects.filter(pk=other.pk).update(name="Beate")
    assert digest("accounts_person") != both
    assert digest("accounts_user") == digest("accounts_user")


def test_sessions_and_signs_of_life_are_not_measured() -> None:
    with connection.cursor() as cursor:
        measured = set(tables.measure(cursor))
    assert measured & set(tables.WITHOUT_ROWS) == set()
    assert {"accounts_person", "django_migrations", "notifications_notification"} <= measured


def test_what_may_have_been_sent_since_is_held_back() -> None:
    def letter(state: str, **more: Any) -> Notification:
        past = {"not_before": NOW - timedelta(hours=1), "created_at": NOW - timedelta(hours=1)}
        return make.NotificationFactory(state=state, **{**past, **more})

    lease = {"lease_token": uuid4(), "lease_until": NOW + timedelta(minutes=5)}
    daily, tomorrow = letter("queued", kind=DIGEST_MAIL), {"not_before": NOW + timedelta(days=1)}
    held = [
        daily,
        letter("queued"),
        letter("inflight", **lease),
        letter("gathered"),
        letter("gathered", digest=daily, **tomorrow),
    ]
    others = [
        letter("queued", **tomorrow),
        letter("gathered", **tomorrow),
        letter("sent", sent_at=NOW),
        letter("failed"),
    ]
    before = [(row.state, row.failure) for row in others]
    with connection.cursor() as cursor:
        cursor.execute(HOLD.format(reason=HELD_BY_RESTORE, now=NOW.isoformat()))
        assert cursor.fetchone() == (len(held),)
    for row in [*held, *others]:
        row.refresh_from_db()
    assert {(row.state, row.failure, row.lease_until) for row in held} == {
        ("suppressed", HELD_BY_RESTORE, None)
    }
    assert [(row.state, row.failure) for row in others] == before


def test_a_database_in_which_nobody_is_counts_as_empty() -> None:
    assert (look(now=NOW).is_empty, look(now=NOW).accounts) == (True, 0)
    make.UserFactory()
    there = look(now=NOW)
    assert (there.is_empty, there.accounts, there.erased) == (False, 1, frozenset())
    gone = make.ErasureFactory(done_at=NOW, due_at=NOW, asked_at=NOW)
    assert look(now=NOW).erased == {str(gone.person_id)}


def test_people_who_were_erased_since_are_erased_again() -> None:
    back, stays = make.PersonFactory(name="Amara"), make.PersonFactory(name="Beata")
    assert afterwards.erase_again({back.pk, uuid4()}, now=NOW) == (1, 0)
    back.refresh_from_db()
    stays.refresh_from_db()
    assert (back.erased_at, back.name == "Amara", stays.name) == (NOW, False, "Beata")
    assert afterwards.erase_again({back.pk}, now=NOW) == (0, 0)


def test_the_files_that_rows_name_are_found() -> None:
    make.PersonFactory(photo="photos/a.webp")
    make.ResourceFactory(url="", file="shelf/b")
    with connection.cursor() as cursor:
        assert places.read_places(cursor) == {
            "photos/a.webp": ("accounts.Person.photo", False),
            "shelf/b": ("programmes.Resource.file", False),
        }


def test_neither_command_goes_through_a_pool(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(settings.CONFIG, "MENTORSHIP_POOLED", True)
    for command in (["backup", "x"], ["restore", "x"]):
        with pytest.raises(CommandError, match="leads to a pool"):
            call_command(*command)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["backup", "--keep", "all"], "--keep takes a number"),
        (["backup", "/tmp/x.backup", "--keep", "3"], "--keep looks after a folder"),
        (["backup", "--verify", "/nowhere/x.backup"], "cannot be read: No such file"),
        (["restore"], "Name the file"),
        (["restore", "/nowhere/x.backup"], "cannot be read: No such file"),
    ],
)
def test_what_cannot_be_meant_is_told_in_words(words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command(*words)
