"""Thandiwe and Beatriz in their third month: everything that a pair can have, in the middle of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from journeys.enums import FeedbackPoint, GoalState, IntroductionOutcome, ReviewChoice
from journeys.models import Meeting, PairGoal, Review
from journeys.operations import reviews
from journeys.operations.actions import add_action, finish_action
from journeys.operations.agenda import add_item
from journeys.operations.agreement import propose, sign
from journeys.operations.feedback import give_feedback, share_trend, wish_feedback
from journeys.operations.introductions import (
    answer_as_contact,
    answer_as_introduced,
    offer_introduction,
    say_outcome,
)
from journeys.operations.meetings import propose_meeting, say_held
from journeys.operations.messages import send_message
from journeys.operations.shelf import put_on_shelf
from journeys.operations.thanks import let_read, thank
from journeys.terms import Terms
from mentorship.seeding.together.files import link, text_file
from mentorship.seeding.together.pair import Hour, Pair
from mentorship.seeding.together.third_month_goals import ASK_EARLY, SHOW, STAY_OR_GO, set_goals
from programmes.enums import Cadence, StageName

CALL = "By video: https://call.example/tagus-durban"
HOURS = (
    Hour(
        "What I would like to be able to do by spring",
        CALL,
        ("Why I look at job advertisements on the bus", "What you would want to know before you decide"),
        "Three questions to carry: what would make me stay, what would make me go, and who could tell me more about either. "
        "Beatriz wrote her reasons down before she looked at a single advertisement. I do the same until we meet again.",
        "I was more nervous than I showed. She noticed, and said nothing, and it helped.",
    ),
    Hour(
        "Asking before the work is done twice",
        CALL,
        ("The report that I did alone for nine days", "What happens when I ask", "Whom I could ask first"),
        "A rule to try: stuck for an hour, write down where; stuck for a day, ask. The first person is Lindani, who sits "
        "next to me and has been waiting to be asked for a year.",
        "It is not that I do not know whom to ask. I do not like to be seen not knowing.",
    ),
    Hour(
        "An analysis that is not finished, shown",
        CALL,
        ("Ten minutes of the ferry numbers, as they are", "What you saw that I did not"),
        "I showed the ferry numbers with two gaps in them. Nobody fell off a chair. The question that Beatriz asked (what "
        "would you do if this were all you ever got?) goes on the first page from now on.",
    ),
    Hour(
        "Staying: what it would have to be like",
        CALL,
        ("Three things that would have to change", "The talk with my manager in two weeks"),
        "Three things: a project of my own, one afternoon without reports, and somebody above me who answers. I can ask for "
        "the first two. The third I have to look for.",
        minutes=75,
    ),
)  # fmt: skip


def tell(pair: Pair) -> None:
    _begin(pair)
    goals = set_goals(pair)
    meetings = [
        pair.held(pair.tuesday(weeks), hour) for weeks, hour in zip((-8, -6, -4, -1), HOURS, strict=True)
    ]
    _what_was_missed_and_what_comes(pair)
    _actions(pair, goals, meetings)
    _look_back(pair)
    _second_version(pair)
    _introductions(pair)
    _shelf(pair)
    _thanks(pair, goals, meetings)
    _messages(pair)


def _begin(pair: Pair) -> None:
    """The first words, and the agreement."""
    send_message(
        pair.row,
        text="Welcome, Thandiwe. I read what you wrote about the bus. Before we meet: what would you do on Monday if nobody "
        "had to be told? You need not answer in writing.",
        by=pair.mentor,
        now=pair.ago(70, 9, 12),
    )
    send_message(
        pair.row,
        text="Thank you. I have an answer and I do not like it, so I will bring it along. Tuesdays after five my time are "
        "best. I have proposed two.",
        by=pair.mentee,
        now=pair.ago(69, 16, 40),
    )
    propose(
        pair.row,
        terms=_terms(pair),
        message="I put in what the site offered and changed the part about questions. Please say what you would like otherwise.",
        seen=0,
        by=pair.mentee,
        now=pair.ago(68, 17, 5),
    )
    sign(pair.row, version=1, by=pair.mentor, now=pair.ago(67, 12, 30))


def _terms(pair: Pair) -> Terms:
    return Terms(
        goals=f"{STAY_OR_GO}\n{ASK_EARLY}",
        cadence=Cadence.FORTNIGHTLY,
        minutes=60,
        channel=CALL,
        between="A short question is welcome at any time; the answer may take three working days.\n"
        "The day before we meet, the mentee sends two or three lines: what happened, what to talk about.",
        ends_on=pair.day(100),
        mentee_expects="Honest feedback, also when it is not what I hope to hear.\nThe awkward question.",
        mentor_expects="That you choose what we talk about.\nThat you ask before the work is done twice.",
        confidentiality="What we tell each other stays between us.\n"
        "If somebody is in danger we get help, and tell each other first where we can.",
        if_it_fails="Whoever feels that something does not work says so at the next meeting.\nIf that does not help, we ask the organisers.",
    )  # fmt: skip


def _second_version(pair: Pair) -> None:
    """After the first month: a goal more, a quarter of an hour more."""
    terms = replace(
        _terms(pair),
        goals=f"{STAY_OR_GO}\n{ASK_EARLY}\n{SHOW}",
        minutes=75,
        between="A short question is welcome at any time; the answer may take two working days.\n"
        "The day before we meet, the mentee sends two or three lines: what happened, what to talk about.",
    )  # fmt: skip
    propose(
        pair.row,
        terms=terms,
        message="You said that the hour is over when it becomes interesting. So: a quarter of an hour more, and the third goal "
        "that you named last time.",
        seen=1,
        by=pair.mentor,
        now=pair.ago(36, 10, 15),
    )
    sign(pair.row, version=2, by=pair.mentee, now=pair.ago(35, 18, 2))


def _what_was_missed_and_what_comes(pair: Pair) -> None:
    """One that did not take place, one agreed for next week, one of which only the times are proposed."""
    at = pair.tuesday(-2)
    missed = pair.agreed(at, Hour("The talk with my manager, rehearsed", CALL), now=at - timedelta(days=5))
    say_held(missed, held=False, by=pair.mentee, now=at + timedelta(hours=2))
    nextly = Hour(
        "The talk with my manager, rehearsed",
        CALL,
        ("My first two sentences, aloud", "What I do if the answer is no"),
        minutes=75,
    )
    pair.agreed(pair.tuesday(2), nextly, now=pair.ago(3, 9))
    add_item(
        pair.row,
        text="The third thing: somebody above me who answers. How did you find yours?",
        by=pair.mentee,
        now=pair.ago(2, 20),
    )
    propose_meeting(
        pair.row,
        times=[pair.tuesday(4), pair.tuesday(4) + timedelta(days=2), pair.tuesday(4, hour=16)],
        minutes=75,
        topic="Half-way: what helped, and what did not",
        place=CALL,
        by=pair.mentor,
        now=pair.ago(1, 11, 20),
    )


def _actions(pair: Pair, goals: list[PairGoal], meetings: list[Meeting]) -> None:
    stay, early, show = goals
    plans = (
        ("Write down the reasons for staying and for going", pair.mentee, stay, meetings[0], -49, 50),
        ("Send the page that I wrote when I left my first job", pair.mentor, stay, meetings[0], -52, 54),
        ("Ask Lindani about the quarterly report", pair.mentee, early, meetings[1], -40, 44),
        ("Find somebody who came back, and introduce the two", pair.mentor, stay, meetings[2], -20, 22),
        ("Write the first two sentences for the talk with my manager", pair.mentee, stay, meetings[3], 3, None),
        ("Read the first two sentences, and mark where I would stop listening", pair.mentor, stay, meetings[3], 8, None),
        ("Ask the harbour office for ten minutes", pair.mentee, show, meetings[3], 6, None),
    )  # fmt: skip
    for text, owner, goal, meeting, due, done in plans:
        assert meeting.starts_at is not None
        action = add_action(
            pair.row,
            text=text,
            owner=owner,
            due_on=pair.day(due),
            goal=None if goal.state != GoalState.OPEN else goal,
            meeting=meeting,
            by=pair.mentee,
            now=meeting.starts_at + timedelta(minutes=70),
        )
        if done is not None:
            finish_action(action, by=owner, now=pair.ago(done, 20))


def _look_back(pair: Pair) -> None:
    """The review after a month, and what each told the other."""
    asked = pair.row.started_at + timedelta(days=30, hours=12)
    reviews.look_at([pair.row.pk], now=asked)
    reviews.ask_due(now=asked)
    said = {
        pair.mentee: reviews.Answer(
            open_choice=ReviewChoice.ADJUST,
            goes_well="You remember what I said two weeks ago. I have begun to ask, and it is less terrible than I thought.",
            to_change="The hour is over when it becomes interesting. And I would like a goal that can be seen.",
        ),
        pair.mentor: reviews.Answer(
            open_choice=ReviewChoice.ADJUST,
            goes_well="Thandiwe comes prepared, and has begun to come unprepared as well.",
            to_change="A little more time, and a goal about showing things before they are tidy.",
        ),
    }
    for number, review in enumerate(Review.objects.filter(mentorship=pair.row).select_related("person")):
        reviews.answer_review(
            review,
            said=said[review.person],
            by=review.person,
            now=asked + timedelta(hours=9 + 20 * number),
        )
    share_trend(pair.row, shared=True, by=pair.mentee, now=pair.ago(40, 18))
    share_trend(pair.row, shared=True, by=pair.mentor, now=pair.ago(39, 9))
    wish_feedback(
        pair.row, question="How do I come across when I do not know?", by=pair.mentee, now=pair.ago(27, 20)
    )
    give_feedback(
        pair.row,
        strengths="When you say what you do not know, people lean forward. I do.",
        work_on="You apologise first. Try it once without the apology.",
        would_help="Bring me one situation a fortnight, and we look at the first sentence only.",
        point=FeedbackPoint.FIRST_MONTH,
        by=pair.mentor,
        now=pair.ago(26, 10, 30),
    )
    give_feedback(
        pair.row,
        strengths="You tell me about the times that failed, with the numbers.",
        work_on="",
        would_help="Please stop me sooner when I begin to explain.",
        by=pair.mentee,
        now=pair.ago(25, 18, 10),
    )


def _introductions(pair: Pair) -> None:
    made = offer_introduction(
        pair.row,
        name="Henrike Vos",
        email="henrike.vos@example.net",
        about="Head of planning at a ferry company. She left her first employer, and came back two years later.",
        reason="She is the only one I know who did both, and she likes to talk about it on foot.",
        by=pair.mentor,
        now=pair.ago(31, 10),
    )
    answer_as_introduced(
        made,
        agrees=True,
        about="Data analyst in Durban, three years in one place, deciding whether to stay.",
        by=pair.mentee,
        now=pair.ago(30, 18),
    )
    answer_as_contact(made, agrees=True, now=pair.ago(28, 8))
    say_outcome(made, outcome=IntroductionOutcome.SPOKE, by=pair.mentee, now=pair.ago(10, 19))
    offer_introduction(
        pair.row,
        name="Tomás Arriaga",
        email="tomas.arriaga@example.net",
        about="Runs the numbers of a harbour office, and has ten minutes a month for people who bring gaps.",
        reason="You want to show the ferry numbers to somebody who will use them. He would.",
        by=pair.mentor,
        now=pair.ago(2, 9, 30),
    )


def _shelf(pair: Pair) -> None:
    put_on_shelf(
        pair.row,
        details=link(
            "A page on deciding slowly",
            "The one with the two columns. Read the second half first.",
            "https://reading.example/deciding-slowly",
            StageName.WORKING,
        ),
        by=pair.mentor,
        now=pair.ago(57, 9),
    )
    put_on_shelf(
        pair.row,
        details=text_file(
            "What I wrote when I left my first job",
            "For Thandiwe alone. The last paragraph was wrong, and I left it in.",
            "reasons-2014.txt",
            "WHY I GO\n\n1. I have not been surprised by a question for a year.\n2. I know what every meeting will decide.\n"
            "3. Nobody here will be angry, and that is the saddest reason.\n\nWHY I MIGHT STAY\n\n1. The river, from the window.\n",
            StageName.WORKING,
        ),
        by=pair.mentor,
        now=pair.ago(54, 9),
    )
    put_on_shelf(
        pair.row,
        details=link(
            "The ferry numbers, with the gaps",
            "Changes every Friday.",
            "https://quay-street.example/ferry-numbers",
        ),
        by=pair.mentee,
        now=pair.ago(30, 17),
    )


def _thanks(pair: Pair, goals: list[PairGoal], meetings: list[Meeting]) -> None:
    note = thank(
        pair.row,
        text="For the question about the first page. I have asked it of every report since, and two of them were not needed.",
        meeting=meetings[2],
        shares=True,
        by=pair.mentee,
        now=pair.ago(24, 18),
    )
    let_read(note, shared=True, by=pair.mentor, now=pair.ago(23, 9))
    thank(
        pair.row,
        text="Eight weeks, eight questions. You did that, and I watched with pleasure.",
        goal=goals[1],
        by=pair.mentor,
        now=pair.ago(4, 9, 40),
    )


def _messages(pair: Pair) -> None:
    words = (
        (pair.mentee, 43, 19, "I asked Lindani. He laughed, kindly, and showed me the file from last year. Nine days."),
        (pair.mentor, 42, 8, "Nine days is cheap. I once saved a whole summer by asking too late. See you on Tuesday."),
        (pair.mentee, 14, 17, "I let my sponsor take our hour, and I am sorry. I have told him that Tuesdays at five are taken from now on."),
        (pair.mentor, 13, 9, "Nothing to be sorry for. That sentence to your sponsor was the better half of our meeting."),
        (pair.mentor, 1, 11, "Three times for the meeting after next are waiting for you. And have a look at Tomás: ten minutes, gaps welcome."),
    )  # fmt: skip
    for person, days, hour, text in words:
        send_message(pair.row, text=text, by=person, now=pair.ago(days, hour, 25))
