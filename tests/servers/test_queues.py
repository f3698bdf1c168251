"""Real workers on queues of their own: what is long never keeps what is short waiting, where one of them hears the short
queues alone; and where nobody hears a queue, or one is spelt wrong, somebody is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import psutil
import pytest
import redis
from celery.signals import celeryd_init
from django.conf import settings
from django.utils import timezone

from matching.enums import RunState
from matching.models import MatchRun
from matching.operations import runs
from mentorship import tasks
from mentorship.celery import app
from mentorship.localservices import CHECKOUT
from mentorship.queues import NAMES, RETIRED, refusal
from notifications.enums import NotificationState
from notifications.models import Notification
from notifications.queries.health import gather
from tests import factories as make
from tests.servers.processes import eventually
from tests.servers.test_ranking_workers import Worker
from tests.servers.test_run_workers import cohort

SHORT = ("mail", "housekeeping")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def workers(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Worker, Worker]]:
    """The two of docs/operators/scaling.md: one for what is short, one for what is long."""
    app.control.purge()
    with redis.Redis.from_url(settings.CONFIG.redis(0)) as server:
        for name in RETIRED:
            server.rpush(name, "what an earlier release left")
    pair = tuple(
        Worker(tmp_path_factory.mktemp(name, numbered=False), f"--queues={queues}")
        for name, queues in (("short", ",".join(SHORT)), ("long", "matching"))
    )
    for worker in pair:
        (worker.folder / "templates").symlink_to(CHECKOUT / "templates")  # the words of letters
    try:
        names = [worker.name for worker in pair]
        assert eventually(lambda: len(app.control.ping(destination=names, timeout=0.5, limit=2)) == 2, 60), (
            "\n".join(worker.said() for worker in pair)
        )
        short, long = pair
        yield short, long
    finally:
        for worker in pair:
            worker.child.stop(worker.process)


def in_the_middle_of_a_run(worker: Worker) -> psutil.Process:
    """The process of a cohort run that takes as long as the test likes: it stands still within it."""
    run = runs.start_run(programme=cohort(), by=None, now=timezone.now())
    assert eventually(lambda: MatchRun.objects.get(pk=run.pk).state == RunState.RUNNING, 30), worker.said()
    process = psutil.Process(worker.pool())
    process.suspend()
    return process


def remind_now() -> None:
    """A request at half time, and the minute's round that finds it: its mentor is reminded at any hour of the day."""
    now = timezone.now()
    make.RequestFactory(
        mentee__programme__state="running",
        sent_at=now - timedelta(days=7),
        remind_at=now - timedelta(minutes=1),
        expires_at=now + timedelta(days=7),
    )
    tasks.tick.delay()


def reminded() -> int:
    """How many letters of such rounds went out."""
    return Notification.objects.filter(kind="request_half_time", state=NotificationState.SENT).count()


def test_workers_say_what_they_hear_and_what_earlier_releases_left_is_cleared_away(
    workers: tuple[Worker, Worker],
) -> None:
    short, long = workers

    def heard() -> dict[str, tuple[str, ...]]:
        return {sign.name: sign.hears for sign in gather(now=timezone.now()).workers}

    # The first test of this file: each says it when it starts, and then every half a minute.
    assert eventually(lambda: heard() == {short.name: SHORT[::-1], long.name: ("matching",)}, 5), heard()
    facts = gather(now=timezone.now())
    assert (facts.queues, facts.unheard) == (NAMES, [])
    with redis.Redis.from_url(settings.CONFIG.redis(0)) as server:
        assert [server.llen(name) for name in RETIRED] == [0, 0]
    assert "1 messages of an earlier release stood in the queue ranking" in (short.folder / "log").read_text()


def test_a_cohort_run_never_delays_a_reminder(workers: tuple[Worker, Worker]) -> None:
    short, long = workers
    stands_still = in_the_middle_of_a_run(long)
    remind_now()
    assert eventually(lambda: reminded() == 1, 20), (short.said(), list(Notification.objects.values()))
    assert MatchRun.objects.get().state == RunState.RUNNING

    # The control: with the short queues at the one that is busy, as with one process for all of them, the round waits for as
    # long as the run takes.
    move(SHORT, away=short, to=long)
    remind_now()
    assert not eventually(lambda: reminded() == 2, 2)
    with redis.Redis.from_url(settings.CONFIG.redis(0)) as server:
        assert server.llen("housekeeping") == 1
    stands_still.kill()
    assert eventually(lambda: reminded() == 2, 30), long.said()  # late, and not lost


def move(queues: tuple[str, ...], *, away: Worker, to: Worker) -> None:
    for queue in queues:
        app.control.cancel_consumer(queue, destination=[away.name], reply=True, timeout=10, limit=1)
        app.control.add_consumer(queue, destination=[to.name], reply=True, timeout=10, limit=1)


def test_a_queue_of_an_earlier_release_is_refused_in_words() -> None:
    with pytest.raises(SystemExit) as refused:
        celeryd_init.send(sender="celery@here", instance=None, conf=None, options={"queues": "celery"})
    assert str(refused.value) == (
        "There is no queue celery; there are mail, matching, housekeeping. Its work goes by mail,housekeeping now: "
        "--queues=mail,housekeeping."
    )
    assert "There is no queue post;" in refusal("mail, post")
    assert [refusal(asked) for asked in ("", "mail", "housekeeping,mail", ",".join(NAMES))] == [""] * 4
