"""Reports from a real streaming replica: they read there and write nowhere but at home, whoever changed something sees it,
and where the replica is late or away nobody notices but the operator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import InternalError, connection, connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from notifications import replica
from notifications.health import cautions
from notifications.queries.health import gather
from notifications.replica import COOKIE, Look, Standing, from_replica, judge
from programmes.models import Programme
from tests import factories as make
from tests.servers.processes import eventually, folder_for_servers
from tests.servers.streaming import Replica, streaming

pytestmark = pytest.mark.django_db(transaction=True)

LATE = timedelta(seconds=31)


@pytest.mark.parametrize(
    ("look", "standing"),
    [
        (Look(answers=False), Standing.AWAY),
        (Look(answers=True, is_replica=False), Standing.NO_REPLICA),
        (Look(answers=True, is_replica=True, caught_up=True), Standing.SERVES),
        # Nothing was changed for a long time: that is no lag.
        (Look(answers=True, is_replica=True, caught_up=True, late=timedelta(days=1)), Standing.SERVES),
        (Look(answers=True, is_replica=True, late=timedelta(seconds=30)), Standing.SERVES),
        (Look(answers=True, is_replica=True, late=LATE), Standing.LATE),
        (Look(answers=True, is_replica=True), Standing.LATE),
    ],
)
def test_how_it_stands(look: Look, standing: Standing) -> None:
    assert judge(look) == standing


def test_without_one_nothing_is_different() -> None:
    assert not replica.is_set()
    with replica.reading():
        pass
    answer = Client().post(reverse("programmes:join_code"), {"code": "nothing"})
    assert COOKIE not in answer.cookies


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Replica]:
    with folder_for_servers() as folder, streaming(folder) as server:
        yield server


@pytest.fixture
def copy(server: Replica, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    """The site is told of the replica, which has all that there is."""
    if not server.running:
        server.start()
    connections.settings[replica.ALIAS] = {**connection.settings_dict, "HOST": str(server.sockets)}
    replica.watch.forget()
    link = connections[replica.ALIAS]

    def connect() -> None:
        """As Django does where no test watches which databases are asked."""
        if link.connection is None:
            with link.wrap_database_errors:
                link.connect()

    monkeypatch.setattr(link, "ensure_connection", connect)
    yield server
    link.close()
    del connections[replica.ALIAS]
    del connections.settings[replica.ALIAS]


def caught_up() -> None:
    """The replica has everything, also what the primary has not written down yet: it does so in its own time here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        (written,) = cursor.fetchone()

    def has_it() -> bool:
        with connections[replica.ALIAS].cursor() as cursor:
            cursor.execute(replica.REPLICA_IS_AT, [written])
            return bool(cursor.fetchone()[1])

    assert eventually(has_it, 20)
    replica.watch.forget()


class Asked:
    """Where the queries of one answer went."""

    def __init__(self, browser: Client, path: str) -> None:
        home, away = CaptureQueriesContext(connection), CaptureQueriesContext(connections[replica.ALIAS])
        with home, away:
            self.answer = browser.get(path)
            self.text = b"".join(
                self.answer.streaming_content if self.answer.streaming else [self.answer.content]
            ).decode()
        self.at_home = [query["sql"] for query in home.captured_queries]
        self.at_replica = [query["sql"] for query in away.captured_queries]

    @property
    def reports(self) -> int:
        """How many of the replica's are about people and pairs, and not about the replica itself."""
        return sum('FROM "' in sql for sql in self.at_replica)


@pytest.fixture
def organiser() -> Client:
    browser = Client()
    browser.force_login(make.UserFactory(is_staff=True, is_superuser=True))
    return browser


@pytest.fixture
def programme() -> Programme:
    made = make.ProgrammeFactory(state="running", name="Women in Data")
    make.MenteeFactory.create_batch(3, programme=made)
    make.CriterionFactory(programme=made)
    return made


REPORTS = ("organise", "organise_report", "organise_capacity", "organise_exports")


def test_reports_read_from_the_replica_and_say_the_same(
    copy: Replica, organiser: Client, programme: Programme
) -> None:
    addresses = [reverse(f"programmes:{name}", args=[programme.slug]) for name in REPORTS]
    replica.watch.note(Standing.AWAY)  # as if there were none
    alone = [Asked(organiser, address) for address in addresses]
    assert [asked.at_replica for asked in alone] == [[]] * len(addresses)
    caught_up()
    for address, before in zip(addresses, alone, strict=True):
        asked = Asked(organiser, address)
        assert asked.answer.status_code == 200
        assert asked.reports > 0
        assert without_moments(asked.text) == without_moments(before.text)
        # Who it is and whether they may are asked at home.
        assert any("session" in sql for sql in asked.at_home)
        assert any("programmes_programme" in sql for sql in asked.at_home)
        assert not any(
            "session" in sql or "accounts_user" in sql.partition("WHERE")[0] for sql in asked.at_replica
        )
        assert all(sql.lstrip().startswith("SELECT") for sql in asked.at_replica)


def without_moments(text: str) -> str:
    """A page without its tokens."""
    return re.sub(r'(csrfmiddlewaretoken" value="|nonce="|csrf[^"]*": ?")[^"]*', "", text)


def test_a_table_is_read_at_home_as_nothing_that_is_half_sent_can_be_made_anew(
    copy: Replica, organiser: Client, programme: Programme
) -> None:
    make.PersonFactory(user=User.objects.get(is_superuser=True))
    caught_up()
    address = reverse("programmes:organise_export", args=[programme.slug, "people"])
    with CaptureQueriesContext(connections[replica.ALIAS]) as away:
        answer = organiser.post(address, {"format": "csv"})
        assert isinstance(answer, StreamingHttpResponse)
        lines = b"".join(answer.streaming_content).decode().splitlines()
    assert away.captured_queries == []
    assert len(lines) == 4
    assert AuditEvent.objects.filter(action="export.people").count() == 1
    assert answer.cookies[COOKIE]["max-age"] == 60


def test_neither_a_form_nor_what_is_sent_while_it_is_read_is_for_the_replica(copy: Replica) -> None:
    caught_up()

    @from_replica
    def view(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        seen.append(replica.Router().db_for_read(Programme))
        return StreamingHttpResponse(iter([b"piece"]))

    seen: list[str] = []
    assert view(RequestFactory().post("/")).streaming
    assert seen == ["default"]
    with pytest.raises(AssertionError, match="cannot be made anew"):
        view(RequestFactory().get("/"))


def test_everything_else_stays_at_home(copy: Replica, organiser: Client, programme: Programme) -> None:
    caught_up()
    for address in ("/home/", reverse("programmes:organise_people", args=[programme.slug])):
        assert Asked(organiser, address).at_replica == []


def test_writes_go_home_even_from_a_row_that_was_read_there(copy: Replica, programme: Programme) -> None:
    caught_up()
    with replica.reading(), CaptureQueriesContext(connections[replica.ALIAS]) as away:
        read = Programme.objects.get(pk=programme.pk)
        assert read._state.db == replica.ALIAS
        read.summary = "Changed"
        read.save(update_fields=["summary"])
        make.MenteeFactory(programme=read)
        Programme.objects.filter(pk=programme.pk).update(name="Renamed")
    assert len([query for query in away if not query["sql"].startswith("SELECT")]) == 0
    assert Programme.objects.get(pk=programme.pk).name == "Renamed"
    # And the replica would take none.
    with connections[replica.ALIAS].cursor() as cursor, pytest.raises(InternalError, match="read-only"):
        cursor.execute("DELETE FROM notifications_heartbeat")


def test_who_changed_something_sees_it(copy: Replica, organiser: Client, programme: Programme) -> None:
    """The replica stands still; the one who wrote is answered from the primary, and everybody else as it was."""
    caught_up()
    address = reverse("programmes:organise_report", args=[programme.slug])
    assert "Women in Data" in Asked(organiser, address).text
    with copy.standing_still():
        make.MenteeFactory.create_batch(2, programme=programme)
        stale = Asked(organiser, address)
        organiser.post(reverse("programmes:join_code"), {"code": "nothing"})
        assert organiser.cookies[COOKIE].value == "1"
        own = Asked(organiser, address)
    assert (stale.reports > 0, own.at_replica) == (True, [])
    assert stale.text != own.text


def test_one_that_is_late_does_not_serve_until_it_has_caught_up(
    copy: Replica, organiser: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught_up()
    address = reverse("programmes:organise_report", args=[programme.slug])
    monkeypatch.setattr(replica, "LATE", timedelta(0))
    with copy.standing_still():
        make.MenteeFactory(programme=programme)
        assert eventually(lambda: not replica.look().caught_up, 20)
        found = replica.look()
        assert (found.answers, found.is_replica) == (True, True)
        assert found.late is not None
        replica.watch.forget()
        assert Asked(organiser, address).reports == 0
        assert "lags by more than 30 seconds" in cautions(gather(now=timezone.now()))[0]
    caught_up()
    assert Asked(organiser, address).reports > 0
    assert cautions(gather(now=timezone.now())) == []


def test_one_that_is_no_replica_is_not_read(copy: Replica, organiser: Client, programme: Programme) -> None:
    connections[replica.ALIAS].close()
    connections[replica.ALIAS].settings_dict["HOST"] = connection.settings_dict["HOST"]  # the primary itself
    assert judge(replica.look()) == Standing.NO_REPLICA
    assert Asked(organiser, reverse("programmes:organise_report", args=[programme.slug])).reports == 0
    assert "leads to a server that is no replica" in cautions(gather(now=timezone.now()))[0]


def test_one_that_ends_in_the_middle_is_not_missed(
    copy: Replica, organiser: Client, programme: Programme
) -> None:
    caught_up()
    seen: list[str] = []

    @from_replica
    def view(request: HttpRequest) -> HttpResponse:
        if not seen:
            copy.stop()
        seen.append("")
        return HttpResponse(str(Programme.objects.count()))

    request = RequestFactory().get("/")
    assert (view(request).status_code, len(seen)) == (200, 2)
    address = reverse("programmes:organise_report", args=[programme.slug])
    assert organiser.get(address).status_code == 200
    assert "does not answer" in cautions(gather(now=timezone.now()))[0]
    replica.watch.forget()
    assert organiser.get(address).status_code == 200
    assert replica.watch.standing == Standing.AWAY
    # It comes back by itself, as soon as it is looked at again.
    copy.start()
    caught_up()
    assert Asked(organiser, address).reports > 0
