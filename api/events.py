"""What webhooks tell, by the state that an enrolment or a mentorship came to. Pure; the database writes by the same table
(migration 0002)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.enums import HookEvent
from matching.enums import MentorshipState
from programmes.enums import EnrolmentState

ENROLMENTS: Mapping[EnrolmentState, HookEvent] = {
    EnrolmentState.APPLIED: HookEvent.ENROLMENT_APPLIED,
    EnrolmentState.WAITLISTED: HookEvent.ENROLMENT_WAITLISTED,
    EnrolmentState.APPROVED: HookEvent.ENROLMENT_APPROVED,
    EnrolmentState.DECLINED: HookEvent.ENROLMENT_ENDED,
    EnrolmentState.WITHDRAWN: HookEvent.ENROLMENT_ENDED,
}
# Of a mentorship that went on before; the first state of each is its beginning.
MENTORSHIPS: Mapping[MentorshipState, HookEvent] = {
    MentorshipState.ACTIVE: HookEvent.MENTORSHIP_CHANGED,
    MentorshipState.PAUSED: HookEvent.MENTORSHIP_CHANGED,
    MentorshipState.COMPLETED: HookEvent.MENTORSHIP_ENDED,
    MentorshipState.ENDED: HookEvent.MENTORSHIP_ENDED,
}
BEGINNINGS = (MentorshipState.ACTIVE,)
# What a webhook may be told; a try is sent whatever it chose.
CHOICES: Sequence[HookEvent] = [event for event in HookEvent if event != HookEvent.PING]


@dataclass(frozen=True)
class Told:
    """One line of the table of events: which states it may bring."""

    event: HookEvent
    states: tuple[str, ...]


def table() -> list[Told]:
    """Every event, in the order of the enum, with the states that it brings."""
    states: dict[HookEvent, list[str]] = {event: [] for event in HookEvent}
    for enrolled, event in ENROLMENTS.items():
        states[event].append(enrolled.value)
    for began in BEGINNINGS:
        states[HookEvent.MENTORSHIP_BEGUN].append(began.value)
    for paired, event in MENTORSHIPS.items():
        states[event].append(paired.value)
    return [Told(event, tuple(found)) for event, found in states.items()]


def is_about_enrolment(event: str) -> bool:
    return event.startswith("enrolment.")


def is_about_mentorship(event: str) -> bool:
    return event.startswith("mentorship.")
