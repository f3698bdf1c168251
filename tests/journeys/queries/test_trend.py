"""How it goes over somebody's check-ins: their own, and the other one's only where both agreed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Person
from journeys.queries.trend import Trend, trend_of
from matching.models import Mentorship
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW


@pytest.fixture
def pair() -> Mentorship:
    return make.MentorshipFactory(mentee__person__name="Alice Adeyemi", mentor__person__name="Bob Brown")


def answers(pair: Mentorship, person: Person, *said: tuple[int | None, int | None]) -> None:
    for number, (pulse, confidence) in enumerate(said, start=1):
        make.CheckInFactory(
            mentorship=pair,
            person=person,
            number=number,
            state="answered",
            due_at=NOW,
            answered_at=NOW + number * timedelta(days=14),
            met=True,
            pulse=pulse,
            confidence=confidence,
            blocker="No time." if pulse == 1 else "",
        )


def alices(pair: Mentorship) -> Trend:
    return trend_of(pair, reader=pair.mentee.person, other=pair.mentor.person)


def test_fewer_than_two_answers_make_no_line(pair: Mentorship) -> None:
    assert (alices(pair).chart, alices(pair).answers) == (None, 0)
    answers(pair, pair.mentee.person, (4, 2))
    assert (alices(pair).chart, alices(pair).answers) == (None, 1)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([(2, 1), (4, 3)], "You rose from Slow to Good over 2 check-ins. Your confidence rose from Not at all to So-so."),
        ([(4, None), (2, None)], "You went from Good to Slow over 2 check-ins."),
        ([(3, 2), (None, 2), (3, 2)], "You began and are at Fine, over 2 check-ins. Your confidence is where it began: A little."),
    ],
)  # fmt: skip
def test_a_sentence_says_where_it_went(
    pair: Mentorship, said: list[tuple[int | None, int | None]], sentence: str
) -> None:
    answers(pair, pair.mentee.person, *said)
    chart = alices(pair).chart
    assert chart is not None
    assert chart.sentence == sentence


def test_the_table_says_the_words_that_were_chosen_and_blockers_are_ones_own(pair: Mentorship) -> None:
    answers(pair, pair.mentee.person, (1, 5), (5, None))
    answers(pair, pair.mentor.person, (1, None))
    found = alices(pair)
    assert found.chart is not None
    assert found.chart.rows == (("8 Dec", ("Stuck", "Very")), ("22 Dec", ("Flying", "")))
    assert [blocker.text for blocker in found.blockers] == ["No time."]


def test_the_others_line_is_shown_only_where_both_agreed(pair: Mentorship) -> None:
    alice, bob = pair.mentee.person, pair.mentor.person
    answers(pair, alice, (2, 1), (3, 1), (4, 1))
    answers(pair, bob, (3, None), (5, None))
    for agreed in ([], [alice], [bob]):
        for person in agreed:
            make.SharedTrendFactory(mentorship=pair, person=person)
        assert alices(pair).together is None
        pair.shared_trends.all().delete()
    for person in (alice, bob):
        make.SharedTrendFactory(mentorship=pair, person=person)
    together = alices(pair).together
    assert together is not None
    assert together.names == ("You", "Bob")
    assert [values for _day, values in together.rows] == [("Slow", "Fine"), ("Fine", "Flying"), ("Good", "")]
    assert together.sentence == "Last you said Good, and Bob said Flying."
