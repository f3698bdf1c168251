"""A tutorial read as a browser can play it: in a numbered step, what is in bold is pressed, what is in italics must then be seen.

**Label** is a control; **Label**: `value` one that is filled in; a picture is taken of the page as it stands. A comment `<!-- play: … -->`
says what people see without being told: who looks, what is opened, which day, of which of several controls of one name a step speaks.
Everything outside of numbered steps is for people alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, expect

STEP = re.compile(r"^\d+\. .+\n(?:\n?   .*\n)*", re.MULTILINE)
ACT = re.compile(
    r"<!-- play: (?P<play>.+?) -->|!\[[^\]]*\]\(\.\./pictures/(?P<picture>[\w-]+\.png)\)|\*\*(?P<press>.+?)\*\*(?:: `(?P<value>[^`]+)`)?|(?<!\*)\*(?P<see>[^*]+)\*(?!\*)"
)
FILE = re.compile(r"Save this as `([\w.]+)`:?\n\n```csv\n(.+?)^```", re.MULTILINE | re.DOTALL)
FILLED = ("textbox", "searchbox", "combobox", "spinbutton")
PRESSED = ("button", "link", "radio", "checkbox", "tab", "menuitem")
WAIT = 10_000  # milliseconds
WORKER = 90_000  # for what a worker does, which may have to compile the matching loops first


@dataclass(frozen=True)
class Act:
    """One thing to do: `kind` is "press", "write", "see", "picture" or "play", `words` is what stands in the tutorial."""

    kind: str
    words: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.words!r}" + (f": {self.value!r}" if self.value else "")


def acts_of(text: str) -> list[Act]:
    """What the numbered steps of a tutorial say to do, in their order."""
    return [act for step in STEP.findall(text) for act in _acts(" ".join(step.split()))]


def files_of(text: str, folder: Path) -> dict[str, Path]:
    """The files that the tutorial says to save, saved in `folder`; by their names."""
    saved = {name: folder / name for name, _rows in FILE.findall(text)}
    for name, rows in FILE.findall(text):
        saved[name].write_text(rows, encoding="utf-8")
    return saved


def _acts(step: str) -> Iterator[Act]:
    for found in ACT.finditer(step):
        if found["play"]:
            yield Act("play", found["play"])
        elif found["picture"]:
            yield Act("picture", found["picture"])
        elif found["see"]:
            yield Act("see", found["see"])
        elif found["value"]:
            yield Act("write", found["press"], found["value"])
        else:
            yield Act("press", found["press"])


class Player:
    """Plays acts in the browsers of several people. `open_as(name)` gives a page of the one so called, `code()` the newest code of a letter;
    `files` are those that the tutorial says to save, `today` is the day on which it is played. `take(page, name)` takes a picture."""

    def __init__(
        self,
        *,
        open_as: Callable[[str], Page],
        code: Callable[[], str],
        take: Callable[[Page, str], None],
        files: Mapping[str, Path],
        today: date,
    ) -> None:
        self.open_as, self.code, self.take, self.files, self.today = open_as, code, take, files, today
        self.pages: dict[str, Page] = {}
        self.page: Page
        self.of = ""  # what the next control is about, where several are called the same
        self.within: Locator | None = None  # the group in which it stands
        self.link = ""

    def play_all(self, acts: Sequence[Act]) -> None:
        """Raises AssertionError with what could not be done, and which act of the tutorial it was."""
        for number, act in enumerate(acts):
            try:
                getattr(self, f"_{act.kind}")(act.words, act.value)
            except (AssertionError, Error) as fault:
                raise AssertionError(f"act {number} of the tutorial, {act}, at {self.page.url}") from fault

    def _press(self, words: str, _value: str) -> None:
        self._find(words, PRESSED).click()

    def _write(self, words: str, value: str) -> None:
        if value in self.files:
            self.page.get_by_label(words, exact=True).set_input_files(self.files[value])
            return
        field = self._find(words, FILLED)
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)

    def _see(self, words: str, _value: str) -> None:
        expect(self.page.get_by_text(words).filter(visible=True).first).to_be_visible(timeout=WORKER)

    def _picture(self, name: str, _value: str) -> None:
        self.take(self.page, name)

    def _play(self, words: str, _value: str) -> None:
        verb, _, rest = words.partition(" ")
        match verb:
            case "as":
                self.pages[rest] = self.page = self.pages.get(rest) or self.open_as(rest)
            case "open":
                self.page.goto(rest)
            case "day":
                label, _, days = rest.rpartition(" in ")
                self.page.get_by_label(label, exact=True).fill(
                    (self.today + timedelta(int(days))).isoformat()
                )
            case "of":
                self.of = rest
            case "within":
                self.within = self.page.get_by_role("group", name=rest)
            case "take":
                self.link = self.page.get_by_label(rest, exact=True).input_value()
            case "follow":
                self.page.goto(self.link)
            case "code":
                self.page.get_by_label(rest, exact=True).fill(self.code())
            case _:
                raise ValueError(f"unknown play: {words}")

    def _find(self, words: str, roles: tuple[str, ...]) -> Locator:
        """The control that is called so; else the first whose name begins so, as the name for the ear may go on."""
        exact = self._any(words, roles)
        begins = self._any(re.compile(rf"^{re.escape(words)}(?!\w).*{re.escape(self.of)}"), roles)
        self.of, self.within = "", None
        expect(exact.or_(begins).first).to_be_visible(timeout=WAIT)
        return exact.first if exact.count() else begins.first

    def _any(self, name: str | re.Pattern[str], roles: tuple[str, ...]) -> Locator:
        found = [
            (self.within or self.page).get_by_role(role, name=name, exact=isinstance(name, str))  # type: ignore[arg-type]
            for role in roles
        ]
        every = found[0]
        for other in found[1:]:
            every = every.or_(other)
        return every.filter(visible=True)
