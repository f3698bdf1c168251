"""How a row of the access matrix is written: a route, and what becomes of each person who asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from tests.world import ROLES, World


class Outcome(Enum):
    PAGE = "gets the page"
    SIGN_IN = "is asked to sign in"
    MOVED = "is sent on"
    REFUSED = "is refused, with a reason"
    ABSENT = "finds nothing there"
    NO_METHOD = "cannot do that here"
    WRONG = "is told what is wrong"
    LATE = "is told what happened meanwhile"
    DOWN = "is told that a part of the site does not run"
    GONE = "is told that the link has done its work"
    TOKEN = "is asked for a token"

    def __repr__(self) -> str:
        return self.name


PAGE, SIGN_IN, MOVED, REFUSED = Outcome.PAGE, Outcome.SIGN_IN, Outcome.MOVED, Outcome.REFUSED
ABSENT, NO_METHOD, WRONG = Outcome.ABSENT, Outcome.NO_METHOD, Outcome.WRONG
LATE, DOWN, GONE, TOKEN = Outcome.LATE, Outcome.DOWN, Outcome.GONE, Outcome.TOKEN

_BY_STATUS = {
    200: PAGE,
    301: MOVED,
    302: MOVED,
    303: MOVED,
    400: WRONG,
    401: PAGE,
    403: REFUSED,
    404: ABSENT,
    405: NO_METHOD,
    409: LATE,
    410: GONE,
    503: DOWN,
}

Expected = Mapping[str, Outcome]


def outcome_of(response: HttpResponseBase) -> Outcome:
    """What became of a request. Raises KeyError for a status that no address here may answer with."""
    if response.status_code == 302 and response.headers["Location"].startswith(
        reverse("account_login") + "?next="
    ):
        return SIGN_IN
    if response.status_code == 401 and "WWW-Authenticate" in response.headers:
        return TOKEN
    return _BY_STATUS[response.status_code]


def everybody(outcome: Outcome, **others: Outcome) -> Expected:
    return dict.fromkeys(ROLES, outcome) | others


def members(outcome: Outcome, **others: Outcome) -> Expected:
    """Everybody who is signed in and takes part, or could."""
    return everybody(outcome, visitor=SIGN_IN, operator=REFUSED) | others


def accounts(outcome: Outcome, **others: Outcome) -> Expected:
    """Everybody who is signed in, with a profile or without."""
    return everybody(outcome, visitor=SIGN_IN) | others


def only(**them: Outcome) -> Expected:
    """`them`; for everybody else who takes part it is not there."""
    return members(ABSENT) | them


def _nothing(world: World) -> list[Any]:
    return []


def _no_words(world: World) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """What becomes of GET and of POST.

    `at` gives the keys of the address, `query` what stands behind its question mark, `data` what is posted. `wrong` is
    something that the form of the page refuses. `crawled_by` are the people who open it in a browser; empty: the first
    of the cast who gets the page. A GET that leaves rows behind says so by `notes`. A route without a name is called by
    its pattern and gives its `path`."""

    route: str
    get: Expected
    post: Expected = field(default_factory=lambda: accounts(NO_METHOD))
    at: Callable[[World], list[Any]] = _nothing
    query: str | Callable[[World], str] = ""
    data: Callable[[World], Mapping[str, Any]] = _no_words
    wrong: Mapping[str, Any] | None = None
    crawled_by: tuple[str, ...] = ()
    notes: bool = False
    title: str = ""
    path: str = ""

    def __str__(self) -> str:
        query = self.query if isinstance(self.query, str) else ""
        return " ".join(filter(None, (self.route, query, self.title)))

    def url(self, world: World) -> str:
        query = self.query if isinstance(self.query, str) else self.query(world)
        if self.path:
            return self.path + query
        return reverse(self.route, args=self.at(world)) + query

    def readers(self) -> tuple[str, ...]:
        """The people who look at this page in the crawl; nobody where it is no page."""
        found = tuple(role for role in ROLES if self.get[role] is PAGE)
        return self.crawled_by or found[:1]
