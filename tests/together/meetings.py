"""What the world has of meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from journeys.models import AgendaItem, CalendarFeed, CheckIn, Meeting, MeetingNote, ProposedTime
from tests import factories as make
from tests.together.scene import Scene

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Things:
    """Of Alice and Bob: a meeting agreed for next week, one to which Bob would like to move it, one that Bob proposes, one that
    should have taken place yesterday, one that did; a topic, a note of each, Bob's shared one, a check-in of Alice with
    something in the way, and the address of her calendar."""

    agreed: Meeting
    proposed: Meeting
    time: ProposedTime
    asked: Meeting
    held: Meeting
    cancelled: Meeting
    item: AgendaItem
    note: MeetingNote
    theirs: MeetingNote
    shared: MeetingNote
    check_in: CheckIn
    feed: CalendarFeed


def _at(now: datetime, days: int) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + days * A_DAY


def build(scene: Scene) -> Things:
    now, pair = scene.now, scene.pair
    alice, bob = pair.mentee.person, pair.mentor.person
    agreed = make.MeetingFactory(
        mentorship=pair,
        topic="The first hundred days",
        place="https://meet.example.org/alice-bob",
        starts_at=_at(now, 7),
        proposed_at=now - 3 * A_DAY,
        proposed_by=alice,
        agreed_at=now - 2 * A_DAY,
        agreed_by=bob,
    )
    make.ProposedTimeFactory(meeting=agreed, starts_at=_at(now, 8), proposed_at=now, proposed_by=bob)
    proposed = make.MeetingFactory(
        mentorship=pair,
        state="proposed",
        topic="",
        starts_at=None,
        proposed_at=now,
        proposed_by=bob,
        agreed_at=None,
    )
    time = make.ProposedTimeFactory(
        meeting=proposed, starts_at=_at(now, 20), proposed_at=now, proposed_by=bob
    )
    make.ProposedTimeFactory(meeting=proposed, starts_at=_at(now, 21), proposed_at=now, proposed_by=bob)
    asked = make.MeetingFactory(
        mentorship=pair,
        topic="",
        starts_at=_at(now, -1),
        proposed_at=now - 9 * A_DAY,
        agreed_at=now - 8 * A_DAY,
        agreed_by=bob,
    )
    held = make.MeetingFactory(
        mentorship=pair,
        state="held",
        topic="Saying no",
        starts_at=_at(now, -15),
        proposed_at=now - 20 * A_DAY,
        agreed_at=now - 19 * A_DAY,
        said_at=now - 14 * A_DAY,
        said_by=alice,
    )
    cancelled = make.MeetingFactory(
        mentorship=pair,
        state="cancelled",
        topic="",
        starts_at=_at(now, -20),
        proposed_at=now - 25 * A_DAY,
        agreed_at=now - 24 * A_DAY,
        cancelled_at=now - 21 * A_DAY,
        cancelled_by=bob,
        cancel_note="A cold. Next week I am well again.",
        sequence=1,
    )
    return Things(
        agreed=agreed,
        proposed=proposed,
        time=time,
        asked=asked,
        held=held,
        cancelled=cancelled,
        item=make.AgendaItemFactory(mentorship=pair, added_at=now - A_DAY, added_by=alice),
        note=make.MeetingNoteFactory(
            mentorship=pair,
            meeting=held,
            author=alice,
            text="Alice alone reads this.",
            written_at=now - A_DAY,
        ),
        theirs=make.MeetingNoteFactory(
            mentorship=pair, meeting=held, author=bob, text="Bob alone reads this.", written_at=now - A_DAY
        ),
        shared=make.MeetingNoteFactory(
            mentorship=pair,
            meeting=held,
            author=bob,
            text="Read: Deep Work.",
            shared=True,
            written_at=now - A_DAY,
        ),
        check_in=make.CheckInFactory(
            mentorship=pair,
            person=alice,
            number=30,
            state="answered",
            due_at=now - 5 * A_DAY,
            answered_at=now - A_DAY / 24,
            met=True,
            pulse=3,
            blocker="My line manager moves our hours.",
        ),
        feed=make.CalendarFeedFactory(person=alice, key="k" * 43, made_at=now),
    )


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    now, pair = scene.now, scene.pair
    alice, bob = pair.mentee.person, pair.mentor.person
    coming = make.MeetingFactory(mentorship=pair, starts_at=_at(now, 14), proposed_at=now, agreed_at=now)
    proposed = make.MeetingFactory(
        mentorship=pair, state="proposed", starts_at=None, proposed_at=now, agreed_at=None
    )
    for meeting, days in ((coming, 15), (proposed, 30), (proposed, 31)):
        make.ProposedTimeFactory(meeting=meeting, starts_at=_at(now, days), proposed_at=now, proposed_by=bob)
    over = make.MeetingFactory(
        mentorship=pair, state="held", starts_at=_at(now, -30), proposed_at=now, said_at=now
    )
    make.MeetingFactory(mentorship=pair, starts_at=_at(now, -3), proposed_at=now, agreed_at=now)
    for meeting in (None, things.agreed, things.held, over):
        make.AgendaItemFactory(mentorship=pair, meeting=meeting, added_at=now, added_by=bob)
        for person in (alice, bob):
            make.MeetingNoteFactory(
                mentorship=pair, meeting=meeting, author=person, shared=True, written_at=now
            )
