"""How often one person, and one network address, may do what costs others something: their time, a letter, the machine's work.

`@limited("report")` on a view counts each POST. Over the limit nothing is done: the answer is a page (429) that says when it goes
on, and holds what was typed behind a button that sends it again. LIMITS are numbers that a real person never meets; those of an
address are higher, as a school, a company or a mobile network shows many people by one.

The count slides: of the presses of the interval before, as large a part counts as still lies within the last `seconds`. Every
interval has keys of its own, so that two presses at once are both counted and no count outlives its interval. Presses that are
refused do not count: whoever waits as long as the page says goes on, however often they pressed. Where the cache is away, each
process counts by itself (mentorship.cache): nothing is shut, and nothing is without a limit.

Signing in is counted by allauth (ACCOUNT_RATE_LIMITS); what is counted in the database, for one pair or board, stays there:
messages (60 an hour), introductions (5 a day), questions and answers on a board (10 an hour), skill proposals, goal steps."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from math import ceil
from time import time
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import ngettext

from accounts.addresses import counted_address

logger = logging.getLogger(__name__)

MINUTE, HOUR, DAY = 60, 3600, 86400  # seconds
PREFIX = "limit"


@dataclass(frozen=True)
class Limit:
    """`person` times by one who is signed in, `address` times from one network address, and `anywhere` times by whomever,
    within `seconds`. 0 counts nothing of that kind."""

    person: int
    address: int
    seconds: int
    anywhere: int = 0


LIMITS: Mapping[str, Limit] = {
    # Between a mentee and those they may ask.
    "request": Limit(
        20, 200, HOUR
    ),  # asking a mentor, and going on to ask: the open ones are few by rule anyway
    "answer": Limit(60, 600, HOUR),  # what follows of a request: yes, no, a question, a reply, taking it back
    "mentor_invitation": Limit(10, 100, DAY),  # letters to people who have never heard of the site
    # Between two who are paired. Each of these writes a letter to the other.
    "message": Limit(60, 600, HOUR),
    "agreement": Limit(30, 300, HOUR),
    "cadence": Limit(20, 200, HOUR),
    "meeting": Limit(60, 600, HOUR),
    "introduction": Limit(30, 300, HOUR),
    "feedback": Limit(30, 300, HOUR),
    "journey": Limit(
        120, 1200, HOUR
    ),  # goals, to-dos, thanks, reviews, closing: much of it, and quickly, in a meeting
    "check_in": Limit(60, 600, HOUR),
    # A person in trouble is never to be turned away: what is stopped here is a program.
    "help": Limit(20, 200, HOUR),
    "report": Limit(20, 200, HOUR),
    "block": Limit(60, 600, HOUR),
    "board": Limit(60, 600, HOUR),
    # Joining.
    "join": Limit(30, 300, HOUR),  # and leaving, and what one agrees to
    "event": Limit(60, 600, HOUR),  # signing up and off
    "guardian": Limit(20, 200, HOUR),  # letters to an address that somebody typed
    # Organising: letters to many, files of many.
    "invitation": Limit(60, 600, HOUR),
    "organise": Limit(900, 4500, HOUR),  # as fast as applications can be read
    "export_table": Limit(60, 300, HOUR),
    "reading": Limit(30, 150, HOUR),
    # What one does with one's own.
    "export": Limit(5, 50, DAY),
    "erase": Limit(10, 100, DAY),
    "photo": Limit(20, 200, HOUR),
    "upload": Limit(60, 600, HOUR),
    # Without signing in. What one link answers is counted by that link, so that a company can answer in one morning.
    "code": Limit(0, 20, HOUR),  # wrong codes to join by; right ones do not count
    "link": Limit(0, 20, HOUR),
    "enquiry": Limit(0, 5, HOUR),
    "letter": Limit(0, 300, HOUR),  # answers straight from a letter
    # At the door, by account or mailbox (accounts.entrance). The browsers of its owner pass the two that count everybody.
    "password": Limit(0, 0, HOUR, anywhere=50),
    "code_letter": Limit(0, 5, 10 * MINUTE),
    "mailbox": Limit(0, 0, HOUR, anywhere=20),
    # By one token of the API: ten a second, for as long as it likes.
    "token": Limit(0, 0, MINUTE, anywhere=600),
}

View = Callable[..., HttpResponseBase]


def _keys(request: HttpRequest, name: str, about: object) -> Iterator[tuple[str, int]]:
    # What it is about may be an address of mail, which no cache need know.
    limit, what = LIMITS[name], f"{PREFIX}:{name}:{sha256(str(about).encode()).hexdigest()[:32]}"
    if limit.person and request.user.is_authenticated:
        yield f"{what}:person:{request.user.pk}", limit.person
    if limit.address:
        yield f"{what}:address:{counted_address(request)}", limit.address
    if limit.anywhere:
        yield f"{what}:anywhere", limit.anywhere


def _wait(before: int, count: int, most: int, into: float, seconds: int) -> float:
    """Seconds until one more may come, `into` an interval with `count`, after one with `before`; 0 if it may now."""
    if before * (1 - into / seconds) + count + 1 <= most:
        return 0
    if count + 1 <= most:
        return seconds * (1 - (most - count - 1) / before) - into
    return seconds - into + seconds * max(0, 1 - (most - 1) / count)


def _whole(wait: float) -> int:
    # Rounding leaves a little of nothing.
    return ceil(wait - 0.001)


def _before(key: str, interval: float) -> int:
    return int(cache.get(f"{key}:{interval - 1:.0f}", 0))


def seconds_to_wait(request: HttpRequest, name: str, *, about: object = "") -> int:
    """Seconds until `name` may be done again, by this person and from this address; 0 if it may now. Counts nothing.
    `about` counts apart what is about different things."""
    seconds = LIMITS[name].seconds
    interval, into = divmod(time(), seconds)
    waits = (
        _wait(_before(key, interval), int(cache.get(f"{key}:{interval:.0f}", 0)), most, into, seconds)
        for key, most in _keys(request, name, about)
    )
    return _whole(max(waits, default=0))


def count(request: HttpRequest, name: str, *, about: object = "") -> int:
    """Counts one `name` and returns 0; or counts nothing and returns the seconds to wait, where it would be one too many."""
    seconds = LIMITS[name].seconds
    interval, into = divmod(time(), seconds)
    wait, counted = 0.0, []
    for key, most in _keys(request, name, about):
        now = f"{key}:{interval:.0f}"
        wait = max(wait, _wait(_before(key, interval), _one_more(now, seconds) - 1, most, into, seconds))
        counted.append(now)
    for now in counted if wait else ():
        # Gone is what the cache lost meanwhile.
        with suppress(ValueError):
            cache.decr(now)
    return _whole(wait)


def _one_more(key: str, seconds: int) -> int:
    # It lives for as long as the next interval looks back to it.
    kept = 2 * seconds + MINUTE
    cache.add(key, 0, kept)
    try:
        return cache.incr(key)
    except ValueError:
        # The cache was full and dropped it at this moment.
        cache.set(key, 1, kept)
        return 1


def limited(name: str) -> Callable[[View], View]:
    """Counts each POST to the view as one `name` (a key of LIMITS). Stands below `require_…` and above what looks anything up."""
    LIMITS[name]

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **keys: Any) -> HttpResponseBase:
            if request.method == "POST" and (wait := count(request, name)):
                logger.warning("limit %s: somebody is asked to wait for %s seconds", name, wait)
                return too_often(request, wait)
            return view(request, *args, **keys)

        counted.limits = (name, *getattr(view, "limits", ()))  # type: ignore[attr-defined]
        return counted

    return decorate


# --- the page

# Never written into a page again.
SECRET = {"password", "password1", "password2", "oldpassword", "code", "credential"}
MINUTES_AT_MOST = 90  # from then on, hours


def in_words(wait: int) -> str:
    """When it goes on, `wait` seconds from now."""
    minutes = max(1, ceil(wait / 60))
    if minutes <= MINUTES_AT_MOST:
        return ngettext("in about a minute", "in about %(n)d minutes", minutes) % {"n": minutes}
    hours = ceil(wait / HOUR)
    return ngettext("in about an hour", "in about %(n)d hours", hours) % {"n": hours}


def is_words(text: str) -> bool:
    """Whether somebody wrote this, rather than chose or pressed it."""
    try:
        UUID(text)
    except ValueError:
        return " " in text.strip() or "@" in text
    return False


def too_often(request: HttpRequest, wait: int = 5 * MINUTE) -> HttpResponse:
    """The page (429) for whoever has to wait for `wait` seconds: allauth's limits lead here as well. What was sent is behind
    a button that sends it again, except passwords, codes and files."""
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in SECRET and name != "csrfmiddlewaretoken"
    ]
    context = {
        "again": in_words(wait),
        "sent": sent if request.method == "POST" else [],
        "typed": [value for _name, value in sent if is_words(value)],
        "has_secrets": not SECRET.isdisjoint(request.POST),
        "has_files": bool(request.FILES),
    }
    response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(wait)
    return response
