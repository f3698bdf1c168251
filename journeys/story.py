"""What each part of working together tells of a mentorship: what happened, and what comes. Pure shapes.

Each topic's module of queries has `happened(mentorship, *, reader)`, which gives a list of Happened, and
`ahead(mentorships, *, reader, now)`, which gives lists of Ahead by the mentorship's id: both in a fixed number of queries, the
second at any number of mentorships. Neither tells the reader what is not theirs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Happened:
    """One line of the story of a mentorship. `icon` is one of ui/icons.py; without a `url` the line leads nowhere."""

    at: datetime
    icon: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Ahead:
    """Something that comes, or that waits: on a `day` of the reader, perhaps `at` a time; neither where it has none.

    `text` says what it is as a heading does, `line` adds a sentence. `waits` where the reader is who can move it; then `label`
    is the verb of its button. Of several that wait the smallest `rank` is the next step: 10 the other one waits for the
    reader's word, 20 it has a date soon, 30 it helps the two on, 40 it would be good one day. `key` names what this is."""

    key: str
    icon: str
    text: str
    url: str
    day: date | None = None
    at: datetime | None = None
    line: str = ""
    label: str = ""
    waits: bool = False
    rank: int = 30
