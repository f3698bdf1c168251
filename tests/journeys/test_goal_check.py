"""The gentle check of goals: what it asks, and above all where it keeps quiet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from journeys.goal_check import HINTS, About, check, words_of

TODAY = date(2026, 11, 26)
SOON = TODAY + timedelta(days=60)
END = TODAY + timedelta(days=150)

# Goals with all three parts: nothing to ask.
FINE = [
    "Present our plan to the board without reading it out",
    "Lead one project from start to end",
    "Run the Monday meeting by myself",
    "Speak at the June review",
    "Finish the Python course",
    "Hand in my thesis",
    "Pass the AWS exam",
    "Apply for three senior posts",
    "Publish two articles on the team blog",
    "Negotiate a raise of 5%",
    "Get promoted to team lead",
    "Give a talk at the regional meet-up",
    "Say no to a sponsor, kindly, and keep the relationship",
    "Write a two-page brief every week",
    "Hire my first colleague",
    "Plan and run a workshop for new starters",
    "Learn to plan and run two sprints",
    "I want to submit one paper to a journal",
    "Improve my presenting by giving two talks to strangers",
    "Get better at saying no so that I leave at six on three days a week",
    "Move from support to the data team",
    "Read one book on management each month",
    "Set up a mentoring circle for apprentices",
    "Defend my dissertation",
    "Cut the time of our release from two days to one",
    "Ship the new search and measure it for 14 days",
    "To launch my own shop",
    "Eine Bewerbung pro Woche schreiben",
    "Meine Masterarbeit abgeben",
    "Zwei Vorträge vor Fremden halten",
]
# Too vague to know what will be different.
VAGUE = [
    "Improve my presenting",
    "Get better at presenting",
    "Be a better listener",
    "Learn more about leadership",
    "Become more confident",
    "Become a better manager",
    "Work on my network",
    "Understand better how the firm works",
    "Develop my leadership style",
    "Grow as a leader",
    "Explore other careers",
    "Gain more experience in sales",
    "Try to be on time",
    "Strengthen my technical skills",
    "Enhance my writing skills",
    "Build my confidence in meetings",
    "Getting more visible in the department",
    "Presenting",
    "Confidence",
    "Better time management",
    "Präsentationen verbessern",
    "Mehr über Führung lernen",
    "Selbstsicherer werden im Team",
    "Mich als Führungskraft weiterentwickeln",
]
# Two goals in one sentence.
SEVERAL = [
    "Finish the course and find a new job",
    "Get promoted and also write a book",
    "Present to the board, and learn to negotiate",
    "Learn Python; get a mentor",
    "Finish my thesis. Apply for three posts.",
    "Run a meeting as well as write the report",
    "Den Kurs abschließen und eine Stelle finden",
]
# One goal in which the word "and" stands.
ONE = [
    "Run the research and development meeting",
    "Plan and run a workshop",
    "Present our plan to Anna and Bob",
    "Write and publish a paper",
    "Give a talk on work and life",
    "Lead one project from start and to the end",
    "Forschung und Lehre in einem Vortrag vorstellen",
]


@pytest.mark.parametrize("text", FINE)
def test_nothing_is_asked_about_a_goal_that_says_it_all(text: str) -> None:
    assert words_of(check(text, due_on=SOON, today=TODAY, ends_on=END)) == []


@pytest.mark.parametrize("text", VAGUE)
def test_a_vague_goal_is_asked_what_will_be_different(text: str) -> None:
    found = words_of(check(text, measure="Three colleagues say so.", due_on=SOON, today=TODAY))
    assert found == ["what"]


@pytest.mark.parametrize("text", VAGUE)
def test_a_vague_goal_without_a_measure_is_asked_how_to_tell(text: str) -> None:
    assert words_of(check(text, due_on=SOON, today=TODAY)) == ["what", "measure"]


@pytest.mark.parametrize("text", SEVERAL)
def test_two_goals_in_one_are_seen(text: str) -> None:
    assert "several" in words_of(check(text, due_on=SOON, today=TODAY))


@pytest.mark.parametrize("text", ONE)
def test_one_goal_with_an_and_stays_one(text: str) -> None:
    assert "several" not in words_of(check(text, due_on=SOON, today=TODAY))


@pytest.mark.parametrize(
    "measure",
    [
        "I feel confident",
        "When I am happy with it",
        "It goes better",
        "I will just know",
        "Ich fühle mich sicherer",
    ],
)
def test_a_feeling_is_asked_what_others_would_see(measure: str) -> None:
    found = words_of(check("Chair the Monday meeting", measure=measure, due_on=SOON, today=TODAY))
    assert found == ["feeling"]


@pytest.mark.parametrize(
    "measure", ["I feel confident in 3 meetings in a row", "My manager signs it off", "Zwei Zusagen"]
)
def test_what_can_be_seen_or_counted_is_a_measure(measure: str) -> None:
    assert check("Chair the Monday meeting", measure=measure, due_on=SOON, today=TODAY) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Give a talk by June",
        "Give a talk before the end of March",
        "Give a talk in 2027",
        "Give a talk this spring",
        "Give a talk before Christmas",
        "Give a talk within three months",
        "Give a talk by the end of the year",
        "Give a talk next week",
        "Bis Ende Mai einen Vortrag halten",
        "Vor Weihnachten einen Vortrag halten",
    ],
)
def test_a_day_in_the_words_is_a_day(text: str) -> None:
    assert words_of(check(text, today=TODAY)) == []


def test_the_day_may_be_missing_past_or_far() -> None:
    goal = "Give a talk at the regional meet-up"
    assert words_of(check(goal, today=TODAY)) == ["when"]
    assert words_of(check(goal, due_on=TODAY - timedelta(days=1), today=TODAY)) == ["past"]
    assert words_of(check(goal, due_on=TODAY, today=TODAY)) == []
    assert words_of(check(goal, due_on=TODAY + timedelta(days=400), today=TODAY)) == ["far"]
    assert words_of(check(goal, due_on=END + timedelta(days=1), today=TODAY, ends_on=END)) == ["far"]
    assert words_of(check(goal, due_on=END, today=TODAY, ends_on=END)) == []
    # The end has passed and the two go on: then a year is far.
    assert words_of(check(goal, due_on=SOON, today=TODAY, ends_on=TODAY - timedelta(days=1))) == []


def test_every_hint_is_a_question_with_an_example() -> None:
    assert set(HINTS) == set(About)
    for hint in HINTS.values():
        assert "?" in str(hint.question)
        assert str(hint.example)
        assert "!" not in f"{hint.question}{hint.example}"


def test_long_and_strange_words_are_read_in_no_time() -> None:
    for text in ("and " * 100, "a" * 400, "to " * 133, "(" * 400, "from x " * 57, "und " * 100):
        check(text, measure=text, today=TODAY)
