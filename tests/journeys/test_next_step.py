"""The decision table of "your next step"."""

from __future__ import annotations

from uuid import UUID

import pytest

from journeys.next_step import (
    Facts,
    Helping,
    OpenIntake,
    Organising,
    Pairing,
    Seeking,
    Step,
    StepKind,
    Waiting,
    next_step,
)
from journeys.story import Ahead
from journeys.words import words_for

ID = UUID(int=1)
INTAKE = OpenIntake(ID, "Open mentoring", "mentee", 3, 10, 14)
SOON, LATER = Waiting(ID, "Kwame", 1), Waiting(ID, "Lena", 9)
PAIR = Pairing(ID, "Amara", met=True)
FRESH = Pairing(ID, "Amara", fresh=True)
ASKED = Pairing(ID, "Amara", met=True, check_in=ID)
RESTING = Pairing(ID, "Amara", fresh=True, paused=True)
SEEKING = Seeking(ID, "Open mentoring", free=2, mentors=5)
ARRANGED = Pairing(ID, "Amara", fresh=True, arranged=True)
OFFERED = Pairing(ID, "Amara", fresh=True, proposed=True)
CALLED = Organising("P", calls=2)
HELPING = Helping(ID, "Open mentoring", taking=True, places=2)


def step(rank: int) -> Step:
    return Step(
        ID,
        "Amara",
        Ahead("x", "pencil", "Sign your agreement", "/there/", label="Sign", waits=True, rank=rank),
    )


URGENT, SOON_DUE, ONE_DAY = step(10), step(20), step(40)


@pytest.mark.parametrize(
    ("facts", "kind", "about"),
    [
        (Facts(), StepKind.FIND_PROGRAMME, None),
        (Facts(intakes=(INTAKE,), to_answer=(SOON,)), StepKind.ANSWER_REQUEST, SOON),
        (Facts(intakes=(INTAKE,), to_reply=(SOON,)), StepKind.REPLY, SOON),
        (Facts(intakes=(INTAKE,), to_answer=(LATER,), pairings=(ASKED,)), StepKind.FINISH_INTAKE, INTAKE),
        (Facts(to_answer=(LATER,), to_reply=(LATER,), pairings=(ASKED,)), StepKind.ANSWER_REQUEST, LATER),
        (Facts(to_reply=(LATER,), pairings=(ASKED,)), StepKind.REPLY, LATER),
        (Facts(pairings=(FRESH, ASKED)), StepKind.CHECK_IN, ASKED),
        (Facts(pairings=(PAIR, FRESH), seeking=(SEEKING,)), StepKind.FIRST_MEETING, FRESH),
        (Facts(pairings=(RESTING,), seeking=(SEEKING,)), StepKind.ASK, SEEKING),
        (Facts(seeking=(SEEKING,)), StepKind.ASK, SEEKING),
        (Facts(seeking=(SEEKING,), asked=(LATER,)), StepKind.WAIT_FOR_ANSWER, LATER),
        (Facts(seeking=(Seeking(ID, "P", 2, 0),)), StepKind.ENLARGE, Seeking(ID, "P", 2, 0)),
        (Facts(seeking=(Seeking(ID, "P", 2, 5, in_vain=3),)), StepKind.ENLARGE, Seeking(ID, "P", 2, 5, in_vain=3)),
        (Facts(seeking=(Seeking(ID, "P", 2, 5, in_vain=2),)), StepKind.ASK, Seeking(ID, "P", 2, 5, in_vain=2)),
        (Facts(seeking=(Seeking(ID, "P", 2, 5, chooses=False),)), StepKind.WAIT_FOR_MATCH, Seeking(ID, "P", 2, 5, chooses=False)),
        (Facts(pairings=(PAIR,), applied=("P",)), StepKind.KEEP_GOING, PAIR),
        (Facts(applied=("P",), organises=(Organising("Q"),)), StepKind.WAIT_FOR_ORGANISER, "P"),
        (Facts(pairings=(RESTING,)), StepKind.RESTING, RESTING),
        (Facts(helping=(HELPING,)), StepKind.WAIT_FOR_REQUEST, HELPING),
        (Facts(helping=(Helping(ID, "P", taking=False, places=1),)), StepKind.TAKE_REQUESTS, Helping(ID, "P", taking=False, places=1)),
        (Facts(organises=(Organising("P"),)), StepKind.ORGANISE, Organising("P")),
        (Facts(organises=(CALLED,), pairings=(ASKED,)), StepKind.ANSWER_CALL, CALLED),
        (Facts(organises=(CALLED,), to_answer=(LATER,)), StepKind.ANSWER_REQUEST, LATER),
        (Facts(together=(URGENT,), pairings=(ASKED,)), StepKind.TOGETHER, URGENT),
        (Facts(together=(URGENT,), to_answer=(LATER,)), StepKind.ANSWER_REQUEST, LATER),
        (Facts(together=(SOON_DUE,), pairings=(ASKED,)), StepKind.CHECK_IN, ASKED),
        (Facts(together=(SOON_DUE,), pairings=(FRESH,)), StepKind.FIRST_MEETING, FRESH),
        (Facts(together=(SOON_DUE,), pairings=(ARRANGED,)), StepKind.TOGETHER, SOON_DUE),
        (Facts(pairings=(OFFERED,)), StepKind.KEEP_GOING, OFFERED),
        (Facts(together=(ONE_DAY,), pairings=(FRESH,)), StepKind.FIRST_MEETING, FRESH),
        (Facts(together=(ONE_DAY,), pairings=(ARRANGED,), asked=(LATER,)), StepKind.TOGETHER, ONE_DAY),
        (Facts(together=(ONE_DAY,), pairings=(PAIR,), seeking=(SEEKING,)), StepKind.ASK, SEEKING),
        (Facts(pairings=(ARRANGED,)), StepKind.KEEP_GOING, ARRANGED),
    ],
)  # fmt: skip
def test_the_next_step(facts: Facts, kind: StepKind, about: object) -> None:
    step = next_step(facts)
    assert (step.kind, step.about) == (kind, about)
    words = words_for(step)
    assert words.title
    assert words.text
    assert words.action.url.startswith("/")


def test_the_words_count_days_and_mentors_in_the_right_number() -> None:
    def text(facts: Facts) -> str:
        words = words_for(next_step(facts))
        return f"{words.title} {words.text}"

    assert "less than a day left" in text(Facts(to_answer=(Waiting(ID, "Kwame", 0),)))
    assert "1 day left" in text(Facts(to_answer=(SOON,)))
    assert "9 days left" in text(Facts(to_answer=(LATER,)))
    assert "1 mentor of P has room" in text(Facts(seeking=(Seeking(ID, "P", 1, 1),)))
    assert "Ask one of the 2 mentors you saved" in text(Facts(seeking=(Seeking(ID, "P", 1, 4, saved=2),)))
    assert "one place is left" in text(Facts(helping=(Helping(ID, "P", taking=True, places=1),)))
