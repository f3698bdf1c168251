"""Meetings, in the access matrix."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from tests.access.rows import (  # fmt: skip
    ABSENT,
    LATE,
    MOVED,
    NO_METHOD,
    PAGE,
    Row,
    accounts,
    everybody,
    members,
    only,
)
from tests.world import World

BOTH = only(alice=PAGE, bob=PAGE)
PRESSED = only(alice=MOVED, bob=MOVED)
TOO_LATE = only(alice=LATE, bob=LATE)
NEVER = accounts(NO_METHOD)


def _pair(w: World) -> list[Any]:
    return [w.mentorship.pk]


def _of(name: str) -> Callable[[World], list[Any]]:
    return lambda w: [w.mentorship.pk, getattr(w.together.meetings, name).pk]


def _day(days: int) -> Callable[[World], Mapping[str, Any]]:
    def data(w: World) -> Mapping[str, Any]:
        day = (w.now + timedelta(days=days)).date().isoformat()
        return {"day_1": day, "clock_1": "10:00", "minutes": "60", "every": "0", "count": "4"}

    return data


ROWS: list[Row] = [
    Row("journeys:meetings", BOTH, at=_pair, crawled_by=("alice", "bob")),
    Row(
        "journeys:plan_meeting",
        BOTH,
        PRESSED,
        at=_pair,
        data=_day(3),
        wrong={"day_1": "soon", "minutes": "60"},
    ),
    Row(
        "journeys:plan_meeting",
        BOTH,
        only(alice=PAGE, bob=PAGE),
        at=_pair,
        query=lambda w: f"?like={w.together.meetings.held.pk}",
        title="as before",
    ),
    Row(
        "journeys:met_already",
        BOTH,
        PRESSED,
        at=_pair,
        data=lambda w: {
            "day": (w.now - timedelta(days=2)).date().isoformat(),
            "clock": "10:00",
            "minutes": "60",
        },
        wrong={"day": "", "clock": "", "minutes": "60"},
    ),
    Row(
        "journeys:accept_all",
        NEVER,
        TOO_LATE,
        at=_pair,
        data=lambda w: {"meeting": w.together.meetings.proposed.pk},
        title="of which one has two times",
    ),
    *(
        Row("journeys:meeting", BOTH, at=_of(name), crawled_by=readers, title=name)
        for readers, names in ((("alice",), "agreed held cancelled"), (("alice", "bob"), "proposed asked"))
        for name in names.split()
    ),
    Row("journeys:meeting_ics", BOTH, at=_of("agreed"), crawled_by=("nobody",)),
    Row("journeys:meeting_ics", only(), at=_of("proposed"), title="without a time"),
    Row(
        "journeys:accept_time",
        NEVER,
        only(alice=MOVED, bob=LATE),
        at=_of("proposed"),
        data=lambda w: {"time": w.together.meetings.time.pk},
    ),
    Row(
        "journeys:meeting_times",
        BOTH,
        PRESSED,
        at=_of("agreed"),
        data=_day(4),
        wrong={"day_1": "soon"},
    ),
    Row(
        "journeys:meeting_times", PRESSED, TOO_LATE, at=_of("held"), data=_day(4), title="of one that is over"
    ),
    Row("journeys:keep_time", NEVER, PRESSED, at=_of("agreed")),
    Row("journeys:keep_time", NEVER, TOO_LATE, at=_of("asked"), title="of one that nobody moves"),
    Row(
        "journeys:meeting_details",
        BOTH,
        PRESSED,
        at=_of("agreed"),
        data=lambda w: {"topic": "Another", "place": "", "minutes": "30"},
        wrong={"topic": "x" * 300, "minutes": "60"},
    ),
    Row("journeys:cancel_meeting", BOTH, PRESSED, at=_of("agreed"), wrong={"note": "x" * 500}),
    Row(
        "journeys:cancel_meeting",
        BOTH,
        PRESSED,
        at=_of("proposed"),
        title="that is proposed",
    ),
    Row("journeys:cancel_meeting", PRESSED, TOO_LATE, at=_of("cancelled"), title="that is cancelled"),
    Row(
        "journeys:meeting_happened",
        BOTH,
        PRESSED,
        at=_of("asked"),
        data=lambda w: {"held": "yes", "minutes": "45"},
        wrong={"held": "", "minutes": "900"},
    ),
    Row(
        "journeys:meeting_happened",
        PRESSED,
        TOO_LATE,
        at=_of("agreed"),
        data=lambda w: {"held": "yes", "minutes": ""},
        title="of one to come",
    ),
    Row(
        "journeys:meeting_action",
        NEVER,
        PRESSED,
        at=_of("held"),
        data=lambda w: {"todo-text": "Send the slides", "todo-owner": w.alice.person_id},
    ),
    Row("journeys:add_topic", NEVER, PRESSED, at=_pair, data=lambda w: {"text": "Saying no"}),
    Row(
        "journeys:topic",
        BOTH,
        PRESSED,
        at=_of("item"),
        data=lambda w: {"text": "Saying yes"},
        wrong={"text": ""},
    ),
    Row(
        "journeys:talk_about",
        only(alice=PAGE),
        only(alice=MOVED),
        at=_of("check_in"),
        data=lambda w: {"text": "Our hours"},
        wrong={"text": ""},
    ),
    Row(
        "journeys:notes",
        BOTH,
        PRESSED,
        at=_pair,
        data=lambda w: {"note-text": "Three lines", "note-readers": "me"},
        wrong={"note-text": "", "note-readers": "me"},
    ),
    Row(
        "journeys:note",
        only(alice=PAGE),
        only(alice=MOVED),
        at=_of("note"),
        data=lambda w: {"note-text": "Two lines", "note-readers": "both"},
        wrong={"note-text": "", "note-readers": "me"},
    ),
    Row(
        "journeys:note",
        only(bob=PAGE),
        only(bob=MOVED),
        at=_of("shared"),
        data=lambda w: {"note-text": "Two lines", "note-readers": "both"},
        title="that is shared with Alice",
    ),
    Row("journeys:delete_note", only(alice=PAGE), only(alice=MOVED), at=_of("note")),
    Row("journeys:calendar_address", members(PAGE), members(MOVED), crawled_by=("alice",)),
    Row(
        "journeys:feed",
        everybody(PAGE),
        everybody(NO_METHOD),
        at=lambda w: [w.together.meetings.feed.key],
        crawled_by=("nobody",),
    ),
    Row(
        "journeys:feed",
        everybody(ABSENT),
        everybody(NO_METHOD),
        at=lambda w: ["x" * 43],
        title="of nobody",
    ),
]
