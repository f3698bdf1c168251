"""The three whom Amara helps or helped: one who is about to finish, one who finished well, one who stopped early."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import Person
from journeys.enums import GoalState
from journeys.operations import reviews
from journeys.operations.actions import add_action, finish_action
from journeys.operations.agenda import add_item
from journeys.operations.agreement import make_goals, propose, sign
from journeys.operations.closing import Said, answer_closing, remind_due
from journeys.operations.endings import tidy
from journeys.operations.goals import close_goal, tell_news
from journeys.operations.meetings import note_meeting, propose_meeting
from journeys.operations.messages import send_message
from journeys.operations.milestones import add_milestone, tick_milestone
from journeys.operations.shelf import put_on_shelf
from journeys.operations.thanks import let_read, thank
from journeys.terms import Terms, usual
from mentorship.seeding.together.files import link
from mentorship.seeding.together.pair import A_WEEK, Hour, Pair, before_its_end
from programmes.enums import Cadence, StageName

CALL = "By video: https://call.example/lagos-hour"


def _agree(pair: Pair, goals: tuple[str, ...], *, began: int, ends_in: int) -> None:
    """Both sign what the mentee proposed, and its lines become goals; `began` and `ends_in` in days before and from now."""
    terms = Terms(
        goals="\n".join(goals),
        cadence=Cadence.MONTHLY,
        minutes=60,
        channel=CALL,
        between=usual("between"),
        ends_on=pair.day(ends_in),
        mentee_expects=usual("mentee_expects"),
        mentor_expects=usual("mentor_expects"),
        confidentiality=usual("confidentiality"),
        if_it_fails=usual("if_it_fails"),
    )
    propose(pair.row, terms=terms, seen=0, by=pair.mentee, now=pair.ago(began - 3, 18))
    sign(pair.row, version=1, by=pair.mentor, now=pair.ago(began - 4, 8))
    make_goals(pair.row, version=1, by=pair.mentee, now=pair.ago(began - 5, 18))


def about_to_finish(pair: Pair) -> None:
    """Agreed for eleven weeks, until a talk that has been held by now: the last meeting is to come, and the review waits."""
    _agree(
        pair,
        (
            "Give the talk about our forecasts, for people who did not ask for it.",
            "Hand over the Monday report to somebody who wants it.",
        ),
        began=73,
        ends_in=9,
    )
    talk, report = pair.row.goals.order_by("created_at", "text")
    steps = (
        ("One chart, chosen", 52),
        ("Say it to Amara without the chart", 38),
        ("The talk itself", 12),
        ("Ask two people what they remember of it", None),
    )
    made = [add_milestone(talk, text=text, by=pair.mentee, now=pair.ago(66, 18)) for text, _done in steps]
    for step, (_text, done) in zip(made, steps, strict=True):
        if done is not None:
            tick_milestone(step, done=True, by=pair.mentee, now=pair.ago(done, 18))
    tell_news(
        talk,
        progress=85,
        note="Given. Forty people, one chart, no script, and a question that I could not answer.",
        by=pair.mentee,
        now=pair.ago(12, 20),
    )
    tell_news(report, progress=60, note="Two weeks side by side.", by=pair.mentee, now=pair.ago(33, 18))
    close_goal(report, to=GoalState.REACHED, by=pair.mentee, now=pair.ago(20, 18))
    topics = (
        "What the talk is for",
        "One chart, and what it leaves out",
        "Handing over the Monday report",
        "After the talk: what they remember",
    )
    for weeks, topic in zip((-9, -6, -3, 0), topics, strict=True):
        pair.held(pair.tuesday(weeks), Hour(topic, CALL, ("What happened since", "What to try next")))
    last = Hour(
        "The last hour: what we take along",
        CALL,
        ("What I would do again", "What I would do without you", "How we stay in touch, or do not"),
    )
    pair.agreed(pair.tuesday(2), last, now=pair.ago(2, 9))
    action = add_action(
        pair.row,
        text="Ask two people what they remember of the talk",
        owner=pair.mentee,
        due_on=pair.day(4),
        goal=talk,
        by=pair.mentee,
        now=pair.ago(6, 18),
    )
    add_item(pair.row, text=f"From the list: {action.text.lower()}", by=pair.mentee, now=pair.ago(5, 18, 30))
    put_on_shelf(
        pair.row,
        details=link(
            "How to end a talk before its end",
            "Four pages. Skip the third.",
            "https://reading.example/ending-a-talk",
            StageName.CLOSING,
        ),
        by=pair.mentor,
        now=pair.ago(26, 9),
    )
    thank(
        pair.row,
        text="For saying that the chart was for me and not for them. I heard it in my sleep, and then I cut it.",
        advice="Whom is it for?",
        by=pair.mentee,
        now=pair.ago(11, 20),
    )
    asked = pair.ago(5, 9)
    reviews.look_at([pair.row.pk], now=asked)
    reviews.ask_due(now=asked)
    send_message(
        pair.row,
        text="One hour left. I would like to use it to find out what I can do without you, if that is not rude.",
        by=pair.mentee,
        now=pair.ago(4, 17, 30),
    )
    send_message(
        pair.row,
        text="It is the best thing that anybody has said to me this month.",
        by=pair.mentor,
        now=pair.ago(3, 7, 50),
    )


def finished_well(pair: Pair) -> None:
    """Seven months, two goals reached, thanks that others may read, and both stay in touch."""
    closed = pair.row.closed_at
    assert closed is not None
    with before_its_end(pair.row):
        _agree(
            pair,
            (
                "Build a team of two that would miss me, and would manage.",
                "Decide what we stop measuring.",
            ),
            began=248,
            ends_in=-40,
        )
        _met(pair, weeks=range(-34, -6, 4), minutes=60)
        for number, goal in enumerate(pair.row.goals.order_by("text")):
            tell_news(
                goal,
                progress=50,
                note="Half of it, and the harder half.",
                by=pair.mentee,
                now=pair.ago(150 - number * 20, 18),
            )
            close_goal(goal, to=GoalState.REACHED, by=pair.mentee, now=pair.ago(70 - number * 15, 18))
        action = add_action(
            pair.row,
            text="Stop the weekly dashboard for a month, and see who asks",
            owner=pair.mentee,
            by=pair.mentee,
            now=pair.ago(130, 18),
        )
        finish_action(action, by=pair.mentee, now=pair.ago(98, 18))
    tidy([pair.row], by=pair.mentee, now=closed)
    _thank(
        pair,
        pair.mentee,
        "You asked who would miss the dashboard. Nobody did, and I have had my Thursdays since. Thank you for seven months of "
        "questions that were shorter than my answers.",
        days=43,
    )
    _thank(
        pair,
        pair.mentor,
        "I have learnt from you how to stop something. I had only ever known how to begin.",
        days=42,
    )
    answer_closing(
        pair.row,
        said=Said(
            worth=5,
            again=True,
            takes_along="To ask who would miss it, before I ask how to improve it.",
            takes_along_shared=True,
            better="A list at the beginning of what others worked on.",
            in_touch=True,
        ),
        by=pair.mentee,
        now=closed + timedelta(days=1),
    )
    answer_closing(
        pair.row,
        said=Said(
            worth=5,
            again=True,
            takes_along="That I say less when somebody walks beside me.",
            takes_along_shared=True,
            in_touch=True,
        ),
        by=pair.mentor,
        now=closed + timedelta(days=2),
    )


def stopped_early(pair: Pair) -> None:
    """Five weeks, one meeting, and no time; said kindly."""
    closed = pair.row.closed_at
    assert closed is not None
    with before_its_end(pair.row):
        _agree(pair, ("Find out if leading people is for me.",), began=151, ends_in=-20)
        _met(pair, weeks=range(-20, -19), minutes=45)
        propose_meeting(
            pair.row,
            times=[closed + timedelta(days=6)],
            minutes=45,
            topic="What leading looked like this month",
            by=pair.mentor,
            now=closed - timedelta(days=4),
        )
        send_message(
            pair.row,
            text="My father is ill and I am with him. I would rather stop than keep moving our hour. It was a good one.",
            by=pair.mentee,
            now=closed - timedelta(hours=3),
        )
    tidy([pair.row], by=pair.mentee, now=closed)
    answer_closing(
        pair.row,
        said=Said(worth=4, again=True, takes_along="That stopping can be said in one sentence."),
        by=pair.mentor,
        now=closed + timedelta(days=3),
    )
    remind_due(now=closed + timedelta(days=8))


def _met(pair: Pair, *, weeks: range, minutes: int) -> None:
    topics = (
        "Where the days go",
        "The first person to hire",
        "A team of two, and the third chair",
        "What we stop measuring",
        "Feedback downwards, and upwards",
        "When the sponsor pushes",
        "Looking back",
    )
    for week, topic in zip(weeks, topics, strict=False):
        at = pair.tuesday(week)
        note_meeting(
            pair.row,
            starts_at=at,
            minutes=minutes,
            topic=topic,
            place=CALL,
            by=pair.mentee,
            now=at + A_WEEK / 7,
        )


def _thank(pair: Pair, by: Person, text: str, *, days: int) -> None:
    note = thank(pair.row, text=text, shares=True, by=by, now=pair.ago(days, 18))
    let_read(
        note,
        shared=True,
        by=pair.mentor if by == pair.mentee else pair.mentee,
        now=pair.ago(days - 1, 9),
    )
