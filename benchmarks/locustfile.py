"""What people of the three roles do on the site, for benchmarks.load: `locust -f benchmarks/locustfile.py`, with the people in the file
that LOAD_PEOPLE names. Every form is fetched and sent with its token; everybody has an address of their own."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
from pathlib import Path
from typing import Any

from locust import HttpUser, constant_throughput, task

PEOPLE: dict[str, list[dict[str, Any]]] = json.loads(
    Path(os.environ["LOAD_PEOPLE"]).read_text(encoding="utf-8")
)
PACE = float(os.environ["LOAD_PACE"])  # things that each person does a second; 0 is as many as they can
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_turns = {role: itertools.cycle(rows) for role, rows in PEOPLE.items()}
_numbers = itertools.count(1)


class Somebody(HttpUser):
    """One of the people of a role, who is signed in."""

    abstract = True
    role = ""
    wait_time = constant_throughput(PACE) if PACE else lambda self: 0

    def on_start(self) -> None:
        self.me = next(_turns[self.role])
        number = next(_numbers)
        self.client.headers["X-Forwarded-For"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.client.headers["Accept-Encoding"] = "gzip, br"
        # gunicorn ends a connection that rests for as long as these people do: a browser would ask again, Locust calls it an error.
        self.client.headers["Connection"] = "close"
        name, _, value = self.me["session"].partition("=")
        self.client.cookies.set(name, value)

    def open(self, path: str, name: str) -> str:
        return str(self.client.get(path, name=name).text)

    def send(self, path: str, name: str, **fields: str) -> bool:
        """Opens the page of a form and sends it. False where the page has no such form (any more), which is no error."""
        page = self.open(path, f"{name} (form)")
        token = TOKEN.search(page[page.find("<main") :])
        if token is None or not all(f'name="{field}"' in page for field in fields):
            return False
        # A page (409) that says what happened meanwhile is an answer.
        with self.client.post(
            path,
            {"csrfmiddlewaretoken": token[1], **fields},
            name=name,
            allow_redirects=False,
            catch_response=True,
        ) as answer:
            if answer.status_code in {302, 409}:
                answer.success()
            else:
                answer.failure(f"{answer.status_code} instead of a redirect")
        return True


class Mentee(Somebody):
    role, weight = "mentee", 14

    @task(3)
    def home(self) -> None:
        self.open("/home/", "home")

    @task(4)
    def matches(self) -> None:
        page = self.open(f"{self.me['matches']}?page={random.choice((1, 1, 1, 2, 3))}", "matches")
        mentors = re.findall(rf'href="({re.escape(self.me["matches"])}[0-9a-f-]{{36}}/)', page)
        if mentors:
            self.me["mentor"] = random.choice(mentors)

    @task(3)
    def mentor(self) -> None:
        if "mentor" in self.me:
            self.open(self.me["mentor"], "mentor")

    @task(1)
    def ask(self) -> None:
        if "mentor" in self.me and self.me.setdefault("asked", 0) < 2:
            self.me["asked"] += self.send(
                f"{self.me['mentor']}ask/",
                "ask",
                want="A way to say no.",
                why_you="Your story.",
                how_often="open",
            )


class Paired(Somebody):
    """A mentee who has a mentor."""

    role, weight = "paired", 8

    @task(3)
    def home(self) -> None:
        self.open("/home/", "home")

    @task(3)
    def mentorship(self) -> None:
        self.open(self.me["mentorship"], "mentorship")

    @task(2)
    def check_in(self) -> None:
        if self.me["check_ins"]:
            self.send(self.me["check_ins"].pop(), "check-in", met="yes", pulse="4", confidence="4")


class Mentor(Somebody):
    role, weight = "mentor", 6

    @task(3)
    def home(self) -> None:
        self.open("/home/", "home")

    @task(2)
    def requests(self) -> None:
        self.open("/requests/", "requests")

    @task(1)
    def accept(self) -> None:
        if self.me["requests"]:
            self.send(f"{self.me['requests'].pop()}accept/", "accept", note="Let us begin.")

    @task(2)
    def mentorship(self) -> None:
        if self.me["mentorship"]:
            self.open(self.me["mentorship"], "mentorship")

    @task(1)
    def message(self) -> None:
        if self.me["mentorship"] and self.me.setdefault("sent", 0) < 20:
            self.me["sent"] += self.send(
                f"{self.me['mentorship']}messages/", "message", text="How did it go?"
            )


class Organiser(Somebody):
    role, weight = "organiser", 2

    @task(3)
    def overview(self) -> None:
        self.open(self.me["programme"], "organiser: overview")

    @task(3)
    def people(self) -> None:
        self.open(f"{self.me['programme']}people/?page={random.randint(1, 20)}", "organiser: people")

    @task(2)
    def cohort(self) -> None:
        self.open(self.me["run"], "organiser: run")

    @task(1)
    def help(self) -> None:
        self.open(f"{self.me['programme']}help/", "organiser: who needs help")
