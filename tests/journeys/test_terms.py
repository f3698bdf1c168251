"""What a working agreement says, and what differs between two of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from journeys.terms import SENTENCES, Terms, compared, goal_lines, put_together, sheet, taken_apart, usual
from programmes.enums import Cadence

TERMS = Terms(
    goals="Lead one project.\n\n Lead one project. \nSpeak up.",
    cadence=Cadence.WEEKLY,
    minutes=60,
    channel="Video call",
    between="",
    ends_on=date(2027, 6, 30),
    mentee_expects="",
    mentor_expects="",
    confidentiality="It stays between us.",
    if_it_fails="We say so.",
)
NAMES = {"mentee": "Alice", "mentor": "Bob"}


def test_the_terms_read_as_a_sheet() -> None:
    said = {part.label: part.lines for part in sheet(TERMS, **NAMES)}
    assert said["What we work on"] == ("Lead one project.", "Speak up.")
    assert (said["How often we meet"], said["How long we meet"]) == (("Every week",), ("60 minutes",))
    assert said["Until"] == ("30 June 2027",)
    assert said["What Alice expects"] == ()
    assert goal_lines(TERMS) == ("Lead one project.", "Speak up.")


def test_only_what_differs_is_told() -> None:
    later = replace(TERMS, cadence=Cadence.MONTHLY, ends_on=None, between="Short questions.")
    assert [(one.label, one.before, one.after) for one in compared(TERMS, later, **NAMES)] == [
        ("How often we meet", "Every week", "Every month"),
        ("Until", "30 June 2027", "As long as it helps"),
        ("Between meetings", "", "Short questions."),
    ]
    assert compared(TERMS, TERMS, **NAMES) == ()


@pytest.mark.parametrize("name", list(SENTENCES))
def test_sentences_are_put_together_and_taken_apart_again(name: str) -> None:
    keys = [sentence.key for sentence in SENTENCES[name]]
    text = put_together(name, keys, "And this.\r\nAnd that.")
    assert taken_apart(name, text) == (keys, "And this.\nAnd that.")
    assert taken_apart(name, "Our own.") == ([], "Our own.")
    assert taken_apart(name, usual(name))[1] == ""
    assert len(set(keys)) == len(keys)
