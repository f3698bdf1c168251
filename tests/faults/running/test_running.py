"""What people see while PostgreSQL, Redis, the mail server or the disk is away, or the clock is wrong, and what is left afterwards,
against real servers and real processes (docs/operators/faults.md). `make soak-faults` does the same for longer."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

import pytest
from PIL import Image

from tests.conftest import test_environment as environment
from tests.faults.running.careless import CARELESS
from tests.faults.running.faults import (
    LETTER,
    clock_moved,
    database_restarted,
    letter_waits,
    queue_gone,
    state_of,
)
from tests.faults.running.site import RunningSite
from tests.faults.running.writer import Writers, broken
from tests.plugin import browser_is_required
from tests.servers.processes import eventually, folder_for_servers

# For the tables, which the site takes over from the database of this test run.
pytestmark = pytest.mark.django_db

HOUR = 3600


@pytest.fixture(scope="module")
def site(django_db_setup: None) -> Iterator[RunningSite]:
    model = environment()["DATABASE_URL"]
    with folder_for_servers() as folder, RunningSite(folder, model=model) as site:
        yield site


@pytest.mark.parametrize("killed", [False, True], ids=["stopped", "killed"])
def test_a_database_that_goes_and_comes_costs_nothing_that_was_confirmed(
    site: RunningSite, killed: bool
) -> None:
    database_restarted(site, killed=killed, seconds=0.5)


def test_a_site_that_confirms_and_takes_back_is_caught(site: RunningSite) -> None:
    """The negative control of the one before."""
    writers = Writers(site.mentee, site.notes)
    lost = writers.write(**{CARELESS.replace("-", "_"): "1"})
    assert writers.confirmed == [lost]
    found = {note: n for note, n in site.notes_in_rows().items() if note == lost}
    assert broken(confirmed=writers.confirmed, refused=writers.refused, rows=found) == [f"lost: {lost}"]
    assert broken(confirmed=["a"], refused=["b"], rows={"a": 2, "b": 1, "c": 1}) == [
        "of nobody: c",
        "twice: a",
    ]


def test_without_redis_pages_and_forms_go_on_and_letters_go_out_afterwards(site: RunningSite) -> None:
    queue_gone(site, seconds=1.5)


def test_a_redis_that_stands_still_is_waited_for_once(site: RunningSite) -> None:
    with site.standing_queue():
        first = site.mentee.post(site.messages, [("text", "while it stands still")])
        assert (first.status, first.took < 12) == (302, True), first.took
        later = [site.mentee.get("/home/") for _ in range(3)]
        assert [one.status for one in later] == [200] * 3
    assert eventually(lambda: site.health()["ok"] is True, 30), site.told()


def test_without_a_mail_server_letters_wait_and_go_once(site: RunningSite) -> None:
    with site.without_mail():
        subject = letter_waits(site, "a word while mail is away")
        assert eventually(
            lambda: "The mail server takes no letters since" in str(site.health()["faults"]), 20
        ), site.told()
        with site.asking() as ask:
            assert ask(LETTER.format(subject)) == [("queued", 0)]
        page = site.nobody.post("/accounts/login/code/", [("email", site.address)])
        assert (page.status, page.headers["Retry-After"]) == (503, "60")
        assert "No letter can be sent just now" in page.words
        unknown = site.nobody.post("/accounts/login/code/", [("email", "nobody@example.org")])
        assert (unknown.status, "No letter can be sent just now" in unknown.words) == (503, True)
    assert eventually(lambda: bool(site.states()) and state_of(site, subject) == "sent", 30), site.told()
    with site.asking() as ask:
        ((message_id,),) = ask(
            f"SELECT message_id FROM notifications_notification WHERE subject_id = '{subject}'"
        )
    assert [one.message_id for one in site.letters()].count(message_id) == 1
    assert site.nobody.post("/accounts/login/code/", [("email", site.address)]).status == 302
    assert eventually(lambda: site.health()["ok"] is True, 20), site.health()


# --- no room


def portrait() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def disks(site: RunningSite) -> RunningSite:
    if not site.disks:
        # Whoever develops may lack the right to it; where everything is to be tested nothing is left out in silence.
        (pytest.fail if browser_is_required() else pytest.skip)(
            "this machine gives no process a file system of its own (unshare --mount)"
        )
    return site


def test_a_full_disk_is_said_in_the_form_and_leaves_no_half_file(disks: RunningSite) -> None:
    site = disks
    folder = site.seen_by_web("storage")
    shelf = f"/mentorships/{site.pair}/shelf/add/"
    fields = [("title", "A plan of mine"), ("about", "What we said, in writing."), ("url", "")]
    words = b"Plain words. " * 20_000

    def files() -> set[str]:
        return {path.name for path in folder.rglob("*") if path.is_file()} - {"filling"}

    before, processes = files(), site.web_processes()
    with site.full("storage"):
        photo = site.mentee.upload("/profile/photo/", [], "photo", portrait(), "image/png")
        assert (photo.status, "There is no room for files at this moment" in photo.words) == (200, True)
        item = site.mentee.upload(shelf, fields, "file", words, "text/plain")
        assert (item.status, "There is no room for files at this moment" in item.words) == (200, True)
        assert "A plan of mine" in item.body
        assert files() == before
        assert [site.mentee.get(path).status for path in ("/home/", site.notes)] == [200, 200]
        with site.asking() as ask:
            assert ask("SELECT count(*) FROM journeys_pairresource") == [(0,)]
            assert ask("SELECT count(*) FROM accounts_person WHERE photo <> ''") == [(0,)]
    assert site.mentee.upload("/profile/photo/", [], "photo", portrait(), "image/png").status == 302
    assert site.mentee.upload(shelf, fields, "file", words, "text/plain").status == 302
    assert len(files()) == len(before) + 2
    assert site.web_processes() == processes


def test_a_full_temporary_folder_ends_no_process(disks: RunningSite) -> None:
    site = disks
    shelf = f"/mentorships/{site.pair}/shelf/add/"
    large = b"Plain words. " * 250_000  # what is larger than 2.5 MB is laid there while it comes
    processes = site.web_processes()
    with site.full("temporary"):
        page = site.mentee.upload(shelf, [("title", "Large")], "file", large, "text/plain")
        assert (page.status, page.headers.get("Retry-After")) == (503, "300"), page.words[:300]
        assert "There is no room for files at this moment" in page.words
        paths = ["/home/", site.notes, site.messages, shelf, "/profile/", "/settings/", "/programmes/"] * 3
        statuses = {site.mentee.get(path).status for path in paths}
        assert statuses <= {200, 302, 404}
    assert site.web_processes() == processes, "a process of gunicorn ended"


# --- a wrong clock


@pytest.mark.parametrize("seconds", [HOUR, -HOUR], ids=["forward", "back"])
def test_a_clock_that_is_an_hour_wrong_and_is_set_right(site: RunningSite, seconds: int) -> None:
    clock_moved(site, seconds)


def test_all_is_well_in_the_end(site: RunningSite) -> None:
    assert eventually(lambda: site.health()["ok"] is True, 30), site.health()
    ids = [one.message_id for one in site.letters()]
    assert len(ids) == len(set(ids)), "a letter went out twice"
    begun = time.monotonic()
    assert site.mentee.get("/home/").status == 200
    assert time.monotonic() - begun < 5
