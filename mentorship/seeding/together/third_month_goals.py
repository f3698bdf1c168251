"""The goals of Thandiwe and Beatriz, and how both see her skills."""

from __future__ import annotations

from uuid import UUID

from accounts.enums import Level
from accounts.models import Skill
from journeys.enums import AssessmentPoint, GoalState
from journeys.models import PairGoal
from journeys.operations.assessments import agree_to_compare, assess
from journeys.operations.goals import add_goal, close_goal, tell_news
from journeys.operations.milestones import add_milestone, tick_milestone
from mentorship.seeding.together.pair import Pair
from programmes.models import Goal

STAY_OR_GO = "Decide by the end of the programme whether to stay at Quay Street, with reasons that I could tell my mother."
ASK_EARLY = "Ask for help within a day of being stuck, at least once a week."
SHOW = "Show an unfinished analysis to somebody who will use it, before it is tidy."


def set_goals(pair: Pair) -> list[PairGoal]:
    """One under way, one reached, one taken up after the first month; and one of Thandiwe's alone."""
    skills = Skill.objects.in_bulk(field_name="key")
    mine = {goal.text: goal for goal in Goal.objects.filter(enrolment=pair.row.mentee)}
    stay = add_goal(
        pair.row,
        text=STAY_OR_GO,
        measure="I can say it in two sentences, and they are the same two a week later.",
        due_on=pair.day(95),
        origin=mine.get(STAY_OR_GO),
        skills=[skills["career-planning"]],
        by=pair.mentee,
        now=pair.ago(66, 18),
    )
    steps = [
        ("Write down what would make me stay, before reading advertisements", 60, None),
        ("Talk to two people who left, and to one who came back", 30, None),
        ("Ask my manager for a project of my own", None, 9),
        ("Sleep on it for two weeks", None, 80),
    ]
    made = [
        add_milestone(
            stay,
            text=text,
            due_on=pair.day(due if due is not None else 3 - int(done or 0)),
            by=pair.mentee,
            now=pair.ago(65, 18, 10),
        )
        for text, done, due in steps
    ]
    for step, (_text, done, _due) in zip(made, steps, strict=True):
        if done is not None:
            tick_milestone(step, done=True, by=pair.mentee, now=pair.ago(done, 19))
    stay.refresh_from_db()
    tell_news(
        stay,
        progress=55,
        note="Spoke to somebody who came back after a year. She did not regret either move.",
        by=pair.mentee,
        now=pair.ago(11, 19, 20),
    )
    early = add_goal(
        pair.row,
        text=ASK_EARLY,
        measure="Eight weeks in a row with one line in my notebook: whom I asked, and when.",
        due_on=pair.day(-4),
        origin=mine.get(ASK_EARLY),
        skills=[skills["assertiveness"]],
        by=pair.mentee,
        now=pair.ago(66, 18, 5),
    )
    for progress, note, days in (
        (
            25,
            "Asked Lindani on the second day instead of the ninth. He had done the same report last year.",
            44,
        ),
        (60, "Four weeks, four questions. The third was to my sponsor.", 29),
    ):
        tell_news(early, progress=progress, note=note, by=pair.mentee, now=pair.ago(days, 18, 30))
    close_goal(early, to=GoalState.REACHED, by=pair.mentee, now=pair.ago(5, 17, 45))
    show = add_goal(
        pair.row,
        text=SHOW,
        measure="Once a month, to somebody who is not kind to me for a living.",
        due_on=pair.day(60),
        skills=[skills["presentation-skills"]],
        by=pair.mentee,
        now=pair.ago(34, 18),
    )
    first, *_others = [
        add_milestone(show, text=text, by=pair.mentor, now=pair.ago(33, 11))
        for text in (
            "Show the ferry numbers to Beatriz with the gaps in them",
            "Show them to the harbour office",
            "Ten minutes, one chart, no script",
        )
    ]
    tick_milestone(first, done=True, by=pair.mentee, now=pair.ago(29, 19))
    secret = add_goal(
        pair.row,
        text="Read the advertisement from Cape Town once more, and write down what I felt.",
        private=True,
        by=pair.mentee,
        now=pair.ago(20, 21),
    )
    tell_news(secret, progress=30, note="Read it. Less than I thought.", by=pair.mentee, now=pair.ago(6, 21))
    for one in (stay, early, show):
        one.refresh_from_db()
    _assess(pair, skills)
    return [stay, early, show]


def _assess(pair: Pair, skills: dict[str, Skill]) -> None:
    keys = ("career-planning", "assertiveness", "presentation-skills")

    def levels(*given: int) -> dict[UUID, Level]:
        return {skills[key].pk: Level(level) for key, level in zip(keys, given, strict=True)}

    start, middle = AssessmentPoint.START, AssessmentPoint.MIDDLE
    assess(pair.row, point=start, levels=levels(1, 1, 1), by=pair.mentee, now=pair.ago(64, 18))
    assess(pair.row, point=start, levels=levels(1, 1, 2), by=pair.mentor, now=pair.ago(62, 12))
    assess(pair.row, point=middle, levels=levels(2, 2, 2), by=pair.mentee, now=pair.ago(4, 18, 30))
    for person, days in ((pair.mentee, 61), (pair.mentor, 60)):
        agree_to_compare(pair.row, by=person, now=pair.ago(days, 12))
