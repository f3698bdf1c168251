"""A crowd that presses the same button at one moment, and the judge of what came of it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import Person, User
from matching.models import Mentorship, Request
from mentorship.localservices import CHECKOUT
from mentorship.supervisor import Child
from programmes.enums import EnrolmentState, Role
from programmes.models import Enrolment, Programme
from tests.conftest import test_environment as environment
from tests.factories import MentorFactory, ProgrammeFactory

CROWD = 64
CAPACITY = 3
SECRET = "r" * 32  # any CSRF secret of the right length, the same in cookie and form


class OverCapacity(AssertionError):
    """A mentor has more mentees than places."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str


@contextmanager
def serving(module: str, log: Path) -> Iterator[int]:
    """gunicorn with three processes of four threads on the database of this test; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    address = f"127.0.0.1:{port}"
    command = (
        sys.executable,
        "-m",
        "gunicorn",
        f"{module}:application",
        "--config",
        "gunicorn.conf.py",
        "--bind",
        address,
    )
    server = Child("web", command, env={**environment(), "WEB_CONCURRENCY": "3"}, cwd=CHECKOUT)
    with log.open("wb") as output:
        process = server.spawn(output)
    try:
        _wait(process, port, log)
        yield port
    finally:
        server.stop(process)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            call(port, "GET", "/health/")
        except OSError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        else:
            return


def call(port: int, method: str, path: str, *, session: str = "") -> Answer:
    """One request on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    names = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: SECRET}
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in names.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode({"csrfmiddlewaretoken": SECRET, "note": "Welcome."}) if method == "POST" else None
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return Answer(response.status, response.headers.get("Location", ""), text)


@dataclass(frozen=True)
class Race:
    """A mentor with three places, and everybody who waits for one."""

    mentor: Enrolment
    requests: list[UUID]
    session: str

    def run(self, port: int) -> list[Answer]:
        """The mentor says yes to everybody at one moment."""
        barrier = Barrier(len(self.requests))

        def accept(pk: UUID) -> Answer:
            barrier.wait()
            return call(port, "POST", f"/requests/{pk}/accept/", session=self.session)

        with ThreadPoolExecutor(len(self.requests)) as pool:
            return list(pool.map(accept, self.requests))

    def judge(self) -> None:
        """Raises OverCapacity, with the mentor's name, where more mentorships stand than there are places."""
        standing = Mentorship.objects.open().filter(mentor=self.mentor).count()
        if standing > self.mentor.capacity:
            raise OverCapacity(
                f"{self.mentor.person.name} has {standing} mentees in {self.mentor.capacity} places"
            )


def start_line(number: int) -> Race:
    """A race of its own people. Everything is inserted in bulk: a soak makes a thousand of them."""
    now = timezone.now()
    programme = ProgrammeFactory()
    mentor = MentorFactory(programme=programme, capacity=CAPACITY, person__name=f"Full House {number}")
    mentees = _mentees(programme)
    made = Request.objects.bulk_create(
        Request(
            programme=programme,
            mentee=mentee,
            mentor=mentor,
            slot=1,
            want="A first step.",
            sent_at=now,
            remind_at=now + timedelta(days=7),
            expires_at=now + timedelta(days=14),
        )
        for mentee in mentees
    )
    client = Client()
    client.force_login(mentor.person.user)
    return Race(mentor, [request.pk for request in made], client.cookies[settings.SESSION_COOKIE_NAME].value)


def _mentees(programme: Programme) -> list[Enrolment]:
    now = timezone.now()
    users = User.objects.bulk_create(User(email=f"{uuid4()}@example.org", password="!") for _ in range(CROWD))
    people = Person.objects.bulk_create(
        Person(user=user, name=f"Mentee {place}", created_at=now) for place, user in enumerate(users)
    )
    return Enrolment.objects.bulk_create(
        Enrolment(
            programme=programme,
            person=person,
            role=Role.MENTEE,
            state=EnrolmentState.APPROVED,
            created_at=now,
            submitted_at=now,
            decided_at=now,
        )
        for person in people
    )


def statuses(answers: list[Answer]) -> dict[int, int]:
    return dict(Counter(answer.status for answer in answers))
