"""What the world has of blocks and reports: Noor is the safeguarding contact of the programme, beside being a mentor there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from programmes.models import SafetyReport
from tests import factories as make
from tests.together.scene import Scene

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Things:
    """The rows that stand behind the addresses of this topic. `about_contact` is not Noor's to read: it is about her."""

    new: SafetyReport
    in_hand: SafetyReport
    closed: SafetyReport
    about_contact: SafetyReport


def build(scene: Scene) -> Things:
    programme, now = scene.programme, scene.now
    noor, mira, alice, bob = (one.person for one in (scene.noor, scene.mira, scene.alice, scene.bob))
    programme.safeguarding_contact = noor
    programme.save(update_fields=["safeguarding_contact"])
    make.BlockFactory(blocker=alice, created_at=now)

    def report(**more: object) -> SafetyReport:
        made: SafetyReport = make.SafetyReportFactory(
            **{"programme": programme, "about": bob, "received_at": now, "answer_by": now + 2 * DAY, **more}
        )
        make.SafetyReportEventFactory(report=made, at=made.received_at, by=made.reported_by)
        return made

    taken = {"taken_at": now, "taken_by": noor}
    closed = report(
        reported_by=mira, reason="money", state="closed", closed_at=now, closed_by=noor,
        outcome="talked", told="Thank you. I talked with him, and it will not happen again.", **taken,
    )  # fmt: skip
    return Things(
        new=report(reported_by=mira, seen_on="request", quoted="If you come to dinner, I say yes."),
        in_hand=report(reported_by=alice, state="in_hand", **taken),
        closed=closed,
        about_contact=report(about=noor, reported_by=alice),
    )


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    now, programme = scene.now, scene.programme
    people = {"about": scene.bob.person, "reported_by": scene.mira.person}
    for _number in range(3):
        other = make.SafetyReportFactory(
            programme=programme, received_at=now, answer_by=now - DAY, seen_on="profile", **people
        )
        make.SafetyReportEventFactory(report=other, at=now)
        make.SafetyReportFactory(
            programme=programme, received_at=now, state="closed", closed_at=now, outcome="nothing", **people
        )
        make.SafetyReportEventFactory(report=things.new, at=now, from_state="received", note="Called her.")
        make.BlockFactory(blocker=scene.alice.person, created_at=now)
        make.MentorshipFactory(
            mentor=scene.bob, mentee=make.MenteeFactory(programme=programme), started_at=now
        )
