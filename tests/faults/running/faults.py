"""Each fault, with what must hold while it lasts and afterwards. Raises AssertionError."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from tests.faults.running.site import RunningSite
from tests.faults.running.visitor import Answer
from tests.faults.running.writer import Writers, broken
from tests.servers.processes import eventually

AT_ONCE = 5.0  # seconds within which a page answers, whatever is away
WITHOUT_QUEUE = 2.0  # the same of a form, while Redis is away
LONG_DUE = (
    "UPDATE notifications_notification SET not_before = now() - interval '2 hours' WHERE subject_id = '{}'"
)
LETTER = "SELECT state, attempts FROM notifications_notification WHERE subject_id = '{}'"


def database_restarted(site: RunningSite, *, killed: bool, seconds: float) -> dict[str, float]:
    """PostgreSQL goes while people write, and is away for so long; what was measured."""
    writers = Writers(site.mentee, site.notes)
    before, processes = site.notes_in_rows(), site.web_processes()
    with writers.at_work():
        assert eventually(lambda: len(writers.confirmed) > 5, 20), writers.answers
        with site.without_database(killed=killed):
            _while_away(site, seconds)
        back = time.monotonic()
        enough = len(writers.confirmed) + 10
        assert eventually(lambda: len(writers.confirmed) > enough, 20), site.told()
        recovered = time.monotonic() - back
    assert site.web_processes() == processes, "a process of gunicorn ended"
    assert set(writers.statuses()) == {302, 503}, writers.statuses()
    rows = _new(site, before)
    found = broken(confirmed=writers.confirmed, refused=writers.refused, rows=rows)
    assert not found, found
    _send_again(site, writers, rows)
    rows = _new(site, before)
    everything = [*writers.confirmed, *writers.refused]
    found = broken(confirmed=everything, refused=[], rows=rows)
    assert not found, found
    # Every thread of both processes, on the next request that it has.
    assert {site.mentee.get("/home/").status for _ in range(20)} == {200}
    took = max(answer.took for answer in writers.answers.values())
    assert took < AT_ONCE
    return {
        "confirmed": len(writers.confirmed),
        "refused": len(writers.refused),
        "slowest": took,
        "back": recovered,
    }


def _new(site: RunningSite, before: dict[str, int]) -> dict[str, int]:
    return {note: n for note, n in site.notes_in_rows().items() if note not in before}


def _while_away(site: RunningSite, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while True:
        for visitor in (site.mentee, site.nobody):
            page = visitor.get("/home/" if visitor is site.mentee else "/programmes/")
            assert _friendly(page), (page.status, page.took, page.words[:500])
            assert "Try again" in page.words
        health = site.nobody.get("/health/")
        assert (health.status, "The database does not answer" in health.body) == (503, True), health
        assert site.nobody.get("/health/alive/").status == 200
        assert site.nobody.get("/static/css/base.css").status == 200
        if time.monotonic() > ends:
            return


def _friendly(page: Answer) -> bool:
    return (
        page.status == 503
        and page.took < AT_ONCE
        and page.headers.get("Retry-After") == "10"
        and "The site takes a short break" in page.words
    )


def _send_again(site: RunningSite, writers: Writers, rows: dict[str, int]) -> None:
    """Presses the button of each page that said that a note was most likely not saved, unless it is there."""
    for note in writers.refused:
        page = writers.answers[note]
        assert _friendly(page), (page.status, page.took, page.words[:500])
        assert note in page.body
        if note not in rows:
            assert site.mentee.post(site.notes, page.sent_fields).status == 302


def queue_gone(site: RunningSite, *, seconds: float) -> dict[str, float]:
    """Redis goes, and comes back empty-handed or not; what was measured."""
    usual = _slowest(lambda: site.mentee.get("/home/"))
    with site.without_queue():
        ends = time.monotonic() + seconds
        slowest = 0.0
        while time.monotonic() < ends:
            page, form = (
                site.mentee.get("/home/"),
                site.mentee.post(site.messages, [("text", f"at {time.time()}")]),
            )
            assert (page.status, form.status) == (200, 302), (page.words[:300], form.words[:300])
            slowest = max(slowest, page.took, form.took)
        assert slowest < WITHOUT_QUEUE, slowest
        health = site.nobody.get("/health/")
        assert (health.status, "The queue (Redis or Valkey) does not answer" in health.body) == (503, True)
        (web, *_) = site.processes("web")
        subject = letter_waits(site, "the last one without a queue")
    assert eventually(lambda: state_of(site, subject) == "sent", 30), site.told()
    assert eventually(lambda: site.health()["ok"] is True, 30), site.told()
    assert web.is_running()
    return {"usual": usual, "slowest": slowest}


def letter_waits(site: RunningSite, text: str) -> str:
    """Writes a message whose letter is due at once; the id of the message."""
    assert site.mentee.post(site.messages, [("text", text)]).status == 302
    with site.asking() as ask:
        ((subject,),) = ask(
            "SELECT subject_id FROM notifications_notification ORDER BY created_at DESC LIMIT 1"
        )
        ask(f"UPDATE notifications_notification SET not_before = now() WHERE subject_id = '{subject}'")
    return str(subject)


def state_of(site: RunningSite, subject: str) -> str:
    with suppress(ValueError), site.asking() as ask:
        ((state, _),) = ask(LETTER.format(subject))
        return str(state)
    return ""


def _slowest(ask: Callable[[], Answer]) -> float:
    return max(ask().took for _ in range(3))


def clock_moved(site: RunningSite, seconds: int) -> None:
    """The clock of web, worker and beat is wrong by so much, and then right again: the round goes on, people stay signed in, and
    a letter goes out once."""
    for offset in (seconds, 0):
        site.set_clock(offset)
        _goes_on(site, f"the clock is wrong by {offset} after {seconds}")


def _goes_on(site: RunningSite, text: str) -> None:
    rung = site.health()["last_tick"]
    assert eventually(lambda: site.health()["last_tick"] != rung, 20), site.told()
    pages = [site.mentee.get(path) for path in ("/home/", site.notes)]
    assert [page.status for page in pages] == [200, 200]
    subject = letter_waits(site, text)
    with site.asking() as ask:
        ask(LONG_DUE.format(subject))
    assert eventually(lambda: state_of(site, subject) == "sent", 20), site.told()
