"""What a play of a whole mentorship needs: a clock that is wound by hand, the letters as they arrive, and people at a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from accounts.models import Person
from mentorship.tasks import SWEEPS
from notifications.operations.delivery import deliver_due

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest
    from django.core.mail import EmailMultiAlternatives
    from playwright.sync_api import Locator, Page

HOUR = time(10)
LINK = re.compile(r"https?://\S+")
# What a page hides behind a summary is opened, as a reader would.
UNFOLD = """element => {
    for (let fold = element.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
}"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class WoundClock:
    """What every view, sweep and letter takes for the present time. It goes forward when it is wound, and a tick of beat and
    the mail run with it, once a day."""

    def __init__(self, start: datetime, patch: pytest.MonkeyPatch) -> None:
        self.now = start
        self.start = start
        patch.setattr(timezone, "now", lambda: self.now)

    def tick(self, *, sweeps: Sequence[Callable[..., object]] = SWEEPS) -> None:
        """What beat and the worker do: every sweep once, then all letters that are due."""
        for sweep in sweeps:
            sweep(now=self.now)
        while deliver_due(now=self.now):
            pass

    def wind(self, **more: float) -> None:
        """Goes on by a timedelta's arguments within a day, with one tick at the end of it."""
        self.now += timedelta(**more)
        self.tick()

    def to_day(self, day: int) -> None:
        """Goes on to the morning of day `day` after the start, day by day, with a tick each."""
        while (self.now.date() - self.start.date()).days < day:
            self.now = datetime.combine(self.now.date() + timedelta(days=1), HOUR, UTC)
            self.tick()


@dataclass
class Letters:
    """The letters that reached one address."""

    address: str

    def __iter__(self) -> Iterator[EmailMultiAlternatives]:
        return iter(one for one in mail.outbox if self.address in one.to)  # type: ignore[misc]

    def about(self, subject: str) -> EmailMultiAlternatives:
        """The latest letter with these words in its subject."""
        found = [one for one in self if subject in str(one.subject)]
        assert found, f"no letter to {self.address} about {subject!r}: {[str(one.subject) for one in self]}"
        return found[-1]

    def link(self, subject: str, *, with_words: str = "") -> str:
        """The first link of that letter whose path has `with_words`, without the site."""
        body = str(self.about(subject).body)
        links = [one.removeprefix(settings.SITE_URL) for one in LINK.findall(body)]
        found = [one for one in links if with_words in one]
        assert found, f"{with_words!r} is in none of {links}"
        return found[0]

    def appointment(self, subject: str) -> Event:
        """The one appointment in the calendar of that letter."""
        letter = self.about(subject)
        parts = [text for text, kind in letter.alternatives if str(kind).startswith("text/calendar")]
        assert len(parts) == 1, f"{subject!r} carries {len(parts)} calendars"
        (event,) = Calendar.from_ical(str(parts[0])).walk("VEVENT")
        assert isinstance(event, Event)
        return event


@dataclass
class Reader:
    """Somebody at a browser. Every page that they come to answers 200, has one heading and does not scroll sideways."""

    name: str
    page: Page
    site: str
    person: Person | None = None
    enter: Callable[..., None] | None = None
    letters: Letters = field(init=False)

    def __post_init__(self) -> None:
        self.letters = Letters(self.person.user.email if self.person else "")

    def sign_in(self) -> None:
        """A session from now on: those of the past run out as the clock is wound."""
        assert self.enter is not None
        assert self.person is not None
        self.enter(self.page, self.person.user)

    def go(self, route: str, *args: object, query: str = "") -> None:
        self.follow(reverse(route, args=args) + query)

    def follow(self, path: str) -> None:
        # To another place on the page that is open the browser only scrolls.
        answer = self.page.goto(self.site + path) or self.page.reload()
        assert answer is not None
        self._look(answer.status)

    def _look(self, status: int) -> None:
        where = f"{self.name} at {self.page.url.removeprefix(self.site)}"
        assert status == 200, f"{where}: {status}\n{self.page.locator('main').inner_text()[:600]}"
        assert self.page.locator("h1").count() == 1, f"{where}: headings"
        over = self.page.evaluate(TOO_WIDE)
        assert over <= 0, f"{where} scrolls sideways by {over} px"

    def fill(self, within: str = "main", **fields: object) -> None:
        """Fills in controls by their names: a text, the value of a choice, a list of values to tick, or whether to tick."""
        for name, value in fields.items():
            controls = self.page.locator(f'{within} [name="{name}"]:not([type=hidden])')
            assert controls.count(), f"{self.name} finds no {name!r} on {self.page.url}"
            for control in controls.all():
                control.evaluate(UNFOLD)
            kind = controls.first.get_attribute("type")
            if kind in ("radio", "checkbox"):
                self._choose(controls, value)
            elif controls.first.evaluate("e => e.tagName") == "SELECT":
                controls.first.select_option(str(value))
            else:
                controls.first.fill(str(value))

    @staticmethod
    def _choose(controls: Locator, value: object) -> None:
        if isinstance(value, bool):
            controls.first.set_checked(value, force=True)
            return
        wanted = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        for control in controls.all():
            mine = control.get_attribute("value") in wanted
            if mine or control.get_attribute("type") == "checkbox":
                control.set_checked(mine, force=True)

    def press(self, button: str, *, within: str = "main", number: int = 0) -> None:
        """Presses the button of this name, and comes to a page."""
        found = self.page.locator(within).get_by_role("button", name=button, include_hidden=True)
        assert found.count() > number, (
            f"{self.name} finds no button {button!r} on {self.page.url}: {self._buttons()}"
        )
        found.nth(number).evaluate(UNFOLD)
        with self.page.expect_navigation() as came:
            found.nth(number).click()
        self._look(came.value.status)

    def _buttons(self) -> list[str]:
        return [" ".join(one.split()) for one in self.page.locator("main button").all_text_contents()]

    def click(self, link: str, *, within: str = "main") -> None:
        """Follows the first link of this name."""
        found = self.page.locator(within).get_by_role("link", name=link).first
        path = found.get_attribute("href")
        assert path is not None
        with self.page.expect_navigation() as came:
            found.click()
        if came.value is not None:
            self._look(came.value.status)

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def sees(self, *words: str) -> None:
        text = " ".join(self.page.locator("main").evaluate("e => e.textContent").split())
        missing = [one for one in words if one not in text]
        assert not missing, f"{self.name} at {self.page.url} misses {missing}:\n{self.text}"

    def misses(self, *words: str) -> None:
        content = self.page.content()
        shown = [one for one in words if one in content]
        assert not shown, f"{self.name} at {self.page.url} is shown {shown}"


@contextmanager
def step(name: str) -> Iterator[None]:
    """A step of the play: where it fails, the failure begins with its name."""
    try:
        yield
    except AssertionError as fault:
        raise AssertionError(f"{name}: {fault}") from fault
