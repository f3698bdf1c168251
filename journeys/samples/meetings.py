"""The letters about meetings, with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy

from journeys.clocks import Clocks, both_clocks
from journeys.operations.meeting_letters import (
    AGREED_MAIL,
    CANCELLED_MAIL,
    DECLINED_MAIL,
    HAPPENED_MAIL,
    MOVED_MAIL,
    PROPOSED_MAIL,
    SERIES_MAIL,
    SOON_MAIL,
)
from notifications.kinds import Letter
from notifications.samples import (  # fmt: skip
    LONG,
    MENTEE,
    MENTOR,
    NOBODY,
    NOW,
    Backdrop,
    Sample,
    Somebody,
    Variant,
    address,
    samples,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TUESDAY = NOW.replace(hour=16, minute=0) + 7 * DAY
MEETING = address(f"/mentorships/{NOBODY}/meetings/{NOBODY}/")


def _clocks(start: datetime, reader: Somebody, other: Somebody) -> Clocks:
    return both_clocks(start, start + HOUR, mine=reader.zone, theirs=other.zone, now=NOW)


def _meeting(
    *,
    reader: Somebody = MENTEE,
    other: Somebody = MENTOR,
    at: datetime | None = TUESDAY,
    times: tuple[datetime, ...] = (),
    **facts: object,
) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        return reader.letter(
            {
                "other_first": other.first_name,
                "programme": backdrop.programme,
                "topic": "",
                "place": "",
                "minutes": 60,
                "clocks": _clocks(at, reader, other) if at else None,
                "times": [_clocks(start, reader, other) for start in times],
                "action_url": MEETING,
                "action_label": gettext_lazy("Open the meeting"),
                **facts,
            }
        )

    return letter


def _proposed(**facts: object) -> Callable[[Backdrop], Letter]:
    words: dict[str, object] = {"more": 0, "is_move": False, "holds": ""}
    return _meeting(**{**words, "action_label": gettext_lazy("Choose a time"), **facts})  # type: ignore[arg-type]


def _called_off(**facts: object) -> Callable[[Backdrop], Letter]:
    words: dict[str, object] = {
        "note": "",
        "by_reader": False,
        "by_other": False,
        "action_url": address(f"/mentorships/{NOBODY}/meetings/plan/"),
        "action_label": gettext_lazy("Plan another time"),
    }
    return _meeting(**{**words, **facts})  # type: ignore[arg-type]


THREE = (TUESDAY, TUESDAY + DAY, TUESDAY + 3 * DAY)
PLACE = {"topic": "How to say no", "place": "Room 4, second floor"}
TO_ONE = gettext_lazy("The other one of the pair")
TO_BOTH = gettext_lazy("Both")

samples.register(
    Sample(
        PROPOSED_MAIL,
        gettext_lazy("When somebody proposes times to meet, or to move a meeting"),
        TO_ONE,
        (
            Variant("three", gettext_lazy("Three times"), _proposed(times=THREE, **PLACE)),
            Variant("one", gettext_lazy("One time"), _proposed(times=THREE[:1], reader=LONG, other=LONG)),
            Variant(
                "row",
                gettext_lazy("A row of dates"),
                _proposed(
                    times=THREE[:1],
                    more=5,
                    action_label=gettext_lazy("See the dates"),
                    action_url=address(f"/mentorships/{NOBODY}/meetings/"),
                ),
            ),
            Variant(
                "move",
                gettext_lazy("To move a meeting"),
                _proposed(times=THREE[1:], is_move=True, holds="Tue 24 November, 18:00 to 19:00"),
            ),
        ),
    ),
    Sample(
        AGREED_MAIL,
        gettext_lazy("When a time was chosen"),
        TO_BOTH,
        (
            Variant("place", gettext_lazy("With a place"), _meeting(**PLACE)),  # type: ignore[arg-type]
            Variant("bare", gettext_lazy("Without one"), _meeting(reader=MENTOR, other=LONG)),
        ),
    ),
    Sample(
        SERIES_MAIL,
        gettext_lazy("When a row of dates was agreed in one press"),
        TO_BOTH,
        (
            Variant(
                "row",
                gettext_lazy("Three dates"),
                _meeting(
                    times=THREE,
                    action_label=gettext_lazy("See the dates"),
                    action_url=address(f"/mentorships/{NOBODY}/meetings/"),
                ),
            ),
        ),
    ),
    Sample(
        MOVED_MAIL,
        gettext_lazy("When another time, place or length was agreed"),
        TO_BOTH,
        (
            Variant("moved", gettext_lazy("With a place"), _meeting(**PLACE)),  # type: ignore[arg-type]
            Variant("bare", gettext_lazy("Without one"), _meeting(reader=LONG)),
        ),
    ),
    Sample(
        CANCELLED_MAIL,
        gettext_lazy("When an agreed meeting is cancelled"),
        TO_BOTH,
        (
            Variant(
                "other",
                gettext_lazy("By the other one, with a line"),
                _called_off(by_other=True, note="A cold. Next week I am well again."),
            ),
            Variant("own", gettext_lazy("By the reader"), _called_off(by_reader=True)),
            Variant(
                "over",
                gettext_lazy("Because the mentorship is over"),
                _called_off(action_url=MEETING, action_label=gettext_lazy("Open the meeting")),
            ),
        ),
    ),
    Sample(
        DECLINED_MAIL,
        gettext_lazy("When none of the proposed times was agreed"),
        TO_ONE,
        (
            Variant(
                "note",
                gettext_lazy("With a line"),
                _called_off(at=None, by_other=True, note="I am away until the tenth."),
            ),
            Variant("bare", gettext_lazy("Without one"), _called_off(at=None, by_other=True)),
        ),
    ),
    Sample(
        SOON_MAIL,
        gettext_lazy("The day before a meeting, at the reader's hour for reminders"),
        TO_BOTH,
        (
            Variant(
                "topics",
                gettext_lazy("With an agenda"),
                _meeting(topics=["How to say no", "The talk in March"], **PLACE),  # type: ignore[arg-type]
            ),
            Variant("bare", gettext_lazy("Without one"), _meeting(topics=[], reader=MENTOR, other=MENTEE)),
        ),
    ),
    Sample(
        HAPPENED_MAIL,
        gettext_lazy("After a meeting of which nobody has said whether it took place"),
        TO_BOTH,
        (
            Variant(
                "asked",
                gettext_lazy("The question"),
                _meeting(
                    at=NOW - DAY,
                    action_url=f"{MEETING}happened/",
                    action_label=gettext_lazy("Say whether you met"),
                ),
            ),
        ),
    ),
)
