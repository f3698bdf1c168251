"""A whole mentorship, played at two browsers: from the request that is accepted to the certificate, through three months.

The mentee sits at a desk, by day; the mentor holds a phone, in the dark. Nothing is written to the database past the beginning
but by what they press and by what beat and the mail do; what came of it is reckoned from what the play did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import Person, Skill
from journeys.models import CheckIn, Introduction, Meeting, PairGoal
from matching.models import Mentorship, Request
from matching.operations.criteria import adopt_defaults
from programmes.models import Enrolment, Event, Programme
from tests import factories as make
from tests.journeys.whole.stage import Reader, WoundClock, step

pytestmark = pytest.mark.django_db(transaction=True)

START = datetime(2027, 1, 4, 10, 0, tzinfo=UTC)  # a Monday; clocks go forward in the last week but one
END = date(2027, 4, 5)
DESK = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
SECRET_NOTE = "I did not dare to say that I am afraid of the board."
SECRET_GOAL = "Find out whether I want to stay at all"


@dataclass
class Sums:
    """What the two did, counted as they do it."""

    meetings: int = 0
    minutes: int = 0
    goals: int = 0
    introductions: int = 0
    thanks: int = 0  # to the mentor
    thanks_back: int = 0


@dataclass
class Play:
    clock: WoundClock
    programme: Programme
    alice: Reader
    bob: Reader
    mentee: Enrolment
    mentor: Enrolment
    asked: Request
    skill: Skill
    event: Event
    new_page: Callable[..., Any]
    sign_in: Callable[..., None]
    site: str
    sums: Sums = field(default_factory=Sums)

    @property
    def pair(self) -> Mentorship:
        return Mentorship.objects.select_related("programme", "mentee__person", "mentor__person").get(
            request=self.asked
        )

    @property
    def pk(self) -> UUID:
        return self.pair.pk

    def to_day(self, day: int) -> None:
        self.clock.to_day(day)
        for reader in (self.alice, self.bob):
            reader.sign_in()

    def meeting(self) -> Meeting:
        """The one that was planned last."""
        return Meeting.objects.filter(mentorship=self.pk).latest("proposed_at")

    def goal(self, words: str) -> PairGoal:
        return PairGoal.objects.get(mentorship=self.pk, text__startswith=words)

    def next_check_in(self, reader: Reader) -> date:
        planned = CheckIn.objects.get(mentorship=self.pk, person=reader.person, state="scheduled")
        return planned.due_at.date()


def a_person(name: str, **more: Any) -> Person:
    """Somebody with a verified address and no quiet hours."""
    more = {"zone": "Europe/London", "availability": [36, 37, 84, 85], "days_off": [5, 6], **more}
    person: Person = make.PersonFactory(name=name, quiet_from=0, quiet_until=0, mail_hour=9, **more)
    EmailAddress.objects.create(user=person.user, email=person.user.email, verified=True, primary=True)
    return person


@pytest.fixture
def play(live_server: Any, new_context: Any, sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> Play:
    clock = WoundClock(START, monkeypatch)
    programme = make.ProgrammeFactory(
        name="Open doors", slug="open-doors", state="running", cadence="monthly", created_at=START
    )
    adopt_defaults(programme=programme, by=None, now=START)
    skill = make.SkillFactory(name="Leading a project")
    mentee = make.MenteeFactory(programme=programme, person=a_person("Alice Adeyemi"))
    make.GoalFactory(enrolment=mentee, text="Lead one project from start to end.")
    make.WantedSkillFactory(enrolment=mentee, skill=skill)
    mentor = make.MentorFactory(programme=programme, person=a_person("Bob Baptiste"), capacity=1)
    make.OfferedSkillFactory(enrolment=mentor, skill=skill)
    asked = make.RequestFactory(
        mentee=mentee,
        mentor=mentor,
        sent_at=START - timedelta(days=1),
        remind_at=START + timedelta(days=6),
        expires_at=START + timedelta(days=13),
    )
    make.RequestEventFactory(request=asked, at=asked.sent_at, by=mentee.person, to_state="pending")
    starts = START + timedelta(days=50)
    event = make.EventFactory(
        programme=programme,
        title="A walk by the canal",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        created_at=START,
    )
    make.ResourceFactory(programme=programme, title="How to lead a meeting", added_at=START).skills.add(skill)

    def new_page(name: str, person: Person | None = None, **look: Any) -> Reader:
        page = new_context(**look).new_page()
        page.set_default_timeout(5000)
        return Reader(name, page, live_server.url, person, sign_in)

    made = Play(
        clock=clock,
        programme=programme,
        alice=new_page("Alice", mentee.person, **DESK),
        bob=new_page("Bob", mentor.person, **PHONE),
        mentee=mentee,
        mentor=mentor,
        asked=asked,
        skill=skill,
        event=event,
        new_page=new_page,
        sign_in=sign_in,
        site=live_server.url,
    )
    made.to_day(0)
    return made


# --- the first meeting


def the_mentor_accepts(play: Play) -> None:
    alice, bob = play.alice, play.bob
    bob.go("matching:request_accept", play.asked.pk)
    bob.fill(note="Glad to help. Next week?")
    bob.press("Accept Alice")
    play.clock.wind(minutes=5)
    alice.letters.about("Bob Baptiste said yes")
    bob.letters.about("your mentorship has begun")
    alice.follow(alice.letters.link("said yes", with_words="/mentorships/"))
    alice.sees("Plan a meeting", "Working agreement", "What comes next")
    bob.go("journeys:mentorship", play.pk)
    bob.sees("Alice")


def three_times_and_one_is_agreed(play: Play) -> None:
    alice, bob = play.alice, play.bob
    alice.go("journeys:plan_meeting", play.pk)
    alice.fill(
        day_1="2027-01-07", clock_1="10:00", day_2="2027-01-07", clock_2="15:00", day_3="2027-01-08",
        clock_3="10:00", minutes=60, topic="Getting to know each other", place="The canteen",
    )  # fmt: skip
    alice.press("Propose to Bob")
    play.clock.wind(minutes=5)
    bob.follow(bob.letters.link("Alice proposes when to meet", with_words="/meetings/"))
    bob.press("Agree", number=1)
    play.clock.wind(minutes=5)
    for reader in (alice, bob):
        event = reader.letters.appointment("You meet")
        assert event["SEQUENCE"] == 0
        assert event["DTSTART"].dt.astimezone(UTC) == datetime(2027, 1, 7, 15, tzinfo=UTC)
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=60)


def it_is_moved_once(play: Play) -> None:
    alice, bob, meeting = play.alice, play.bob, play.meeting()
    uid = alice.letters.appointment("You meet")["UID"]
    bob.go("journeys:meeting_times", play.pk, meeting.pk)
    bob.fill(day_1="2027-01-08", clock_1="11:00")
    bob.press("Propose to Alice")
    play.clock.wind(minutes=5)
    alice.follow(alice.letters.link("would like to move your meeting", with_words="/meetings/"))
    alice.sees("Bob would like to move it")
    alice.press("Agree")
    play.clock.wind(minutes=5)
    for reader in (alice, bob):
        event = reader.letters.appointment("Changed: you meet")
        assert (event["UID"], event["SEQUENCE"]) == (uid, 1)
        assert event["DTSTART"].dt.astimezone(UTC) == datetime(2027, 1, 8, 11, tzinfo=UTC)


def topics_notes_and_things_to_do(play: Play) -> None:
    alice, bob = play.alice, play.bob
    alice.go("journeys:meeting", play.pk, play.meeting().pk)
    agenda = 'form[action$="/agenda/"]'
    alice.fill(agenda, text="How do I say no to a sponsor?")
    alice.press("Add the topic")
    play.to_day(5)  # Saturday, the day after
    bob.go("journeys:meeting", play.pk, play.meeting().pk)
    bob.sees("How do I say no to a sponsor?", "Did you and Alice meet?")
    bob.press("Yes, we met")
    play.sums.meetings, play.sums.minutes = 1, 60
    bob.go("journeys:meeting", play.pk, play.meeting().pk)
    bob.press("Talked about: How do I say no to a sponsor?")
    alice.go("journeys:meeting", play.pk, play.meeting().pk)
    alice.fill('form[action$="/notes/"]', **{"note-text": SECRET_NOTE, "note-readers": "me"})
    alice.press("Keep the note")
    alice.go("journeys:meeting", play.pk, play.meeting().pk)
    alice.fill(
        'form[action$="/notes/"]', **{"note-text": "We begin with the sponsor.", "note-readers": "both"}
    )
    alice.press("Keep the note")
    alice.go("journeys:meeting", play.pk, play.meeting().pk)
    alice.sees(SECRET_NOTE)
    alice.fill(
        'form[action$="/to-do/"]',
        **{"todo-text": "Write down three ways to say no", "todo-due_on": "2027-01-15"},
    )
    alice.press("Add what is to do")
    bob.go("journeys:meeting", play.pk, play.meeting().pk)
    bob.sees("We begin with the sponsor.", "Write down three ways to say no")
    bob.misses(SECRET_NOTE)
    alice.go("journeys:actions", play.pk)
    alice.press("Write down three ways to say no")
    bob.go("journeys:notes", play.pk)
    bob.misses(SECRET_NOTE)


# --- agreement and goals


def an_agreement_is_drafted_changed_and_signed(play: Play) -> None:
    alice, bob = play.alice, play.bob
    assert play.next_check_in(alice) == date(2027, 2, 4), "a month after the start"
    play.to_day(8)
    alice.go("journeys:agreement_edit", play.pk)
    alice.sees("Lead one project from start to end.")
    alice.fill(
        goals="Get better at leading projects",
        cadence="fortnightly",
        minutes=60,
        channel="The canteen",
        ends_on=END.isoformat(),
    )
    alice.press("Propose it to Bob")
    play.clock.wind(minutes=5)
    bob.follow(bob.letters.link("proposes a working agreement", with_words="/agreement/"))
    bob.click("Change something")
    bob.fill(cadence="weekly", minutes=45, message="Shorter and more often?")
    bob.press("Propose it to Alice")
    play.clock.wind(minutes=5)
    alice.follow(alice.letters.link("changed your proposed agreement", with_words="/agreement/"))
    alice.sees("Shorter and more often?", "Every week")
    alice.press("Sign it")
    play.clock.wind(minutes=5)
    bob.letters.about("Alice signed your working agreement")
    for reader in (alice, bob):
        assert play.next_check_in(reader) == date(2027, 1, 13), "the next morning: a week is over already"


def goals_are_made_of_it(play: Play) -> None:
    alice, bob = play.alice, play.bob
    alice.go("journeys:agreement", play.pk)
    alice.press("Make it a goal")
    goal = play.goal("Get better")
    alice.go("journeys:goal", play.pk, goal.pk)
    alice.sees("that would sharpen it")
    alice.click("Sharpen it")
    alice.press("Check it")
    alice.sees("What will you be able to do then that you cannot do today?")
    alice.fill(
        text="Lead the move to one calendar from start to end",
        measure="All four teams use it.",
        due_on="2027-03-12",
    )
    alice.press("Check it")
    alice.sees("It says what, how to tell and by when")
    alice.press("Save")
    alice.misses("that would sharpen it")
    bob.go("journeys:goal_add", play.pk)
    bob.fill(
        text="Present the plan to the board without reading it out",
        measure="She did it.",
        due_on="2027-03-26",
    )
    bob.press("Set the goal")
    alice.go("journeys:goal_add", play.pk)
    alice.fill(text=SECRET_GOAL, who="private")
    alice.press("Set the goal")
    alice.sees("For your eyes alone")


def milestones_news_and_the_chart(play: Play) -> None:
    alice, bob, goal = play.alice, play.bob, play.goal("Lead the move")
    for words in ("Ask all four teams", "Write the plan on one page"):
        alice.go("journeys:goal", play.pk, goal.pk)
        alice.fill('form[action$="/milestones/"]', **{"step-text": words})
        alice.press("Add the milestone")
    alice.go("journeys:goal", play.pk, goal.pk)
    alice.press("Ask all four teams")
    bob.go("journeys:goal", play.pk, goal.pk)
    bob.sees("Milestones done: 1 of 2")
    bob.fill(**{"news-note": "Three of the four have answered.", "news-progress": 50})
    bob.press("Tell it")
    play.to_day(12)
    for reader in (alice, bob):
        reader.go("journeys:goals", play.pk)
        reader.sees("How much is done")
    bob.misses(SECRET_GOAL)
    alice.sees(SECRET_GOAL)


def she_says_where_she_stands(play: Play, level: int) -> None:
    alice = play.alice
    alice.go("journeys:assess_now", play.pk)
    alice.fill(**{f"skill-{play.skill.pk}": level})
    alice.press("Keep")


# --- weeks of work


def check_ins_are_answered_from_the_mail(play: Play) -> None:
    alice, bob = play.alice, play.bob
    play.to_day(14)  # 18 January
    alice.follow(alice.letters.link("Did you and Bob meet?", with_words="met=yes&pulse=4"))
    alice.press("Send")
    alice.sees("Thank you, that is all", "25 Jan")
    bob.follow(bob.letters.link("Did you and Alice meet?", with_words="met=yes&pulse=4"))
    bob.press("Send")
    play.to_day(21)
    alice.go("journeys:mentorship", play.pk)
    row = CheckIn.objects.get(mentorship=play.pk, person=alice.person, state="due")
    alice.go("journeys:check_in", row.pk)
    alice.fill(met="no", pulse=2, confidence=3, blocker="My sponsor changes the date each week.")
    alice.press("Send")
    alice.click("Talk about it next time")
    alice.fill(text="How do we hold on to a date?")
    alice.press("Put it on the agenda")
    bob.go("journeys:meetings", play.pk)
    bob.sees("How do we hold on to a date?")
    alice.go("journeys:reflect", play.pk)
    alice.sees("How it goes for you")
    assert alice.page.locator("main .chart, main svg[role=img], main figure").count(), "a trend chart"
    bob.go("journeys:reflect", play.pk)
    bob.misses("My sponsor changes the date each week.")


def messages_go_both_ways(play: Play) -> None:
    alice, bob = play.alice, play.bob
    play.to_day(22)
    alice.go("journeys:messages", play.pk)
    alice.fill(text="The board moved to the 12th. Can we practise before?")
    alice.press("Send")
    play.clock.wind(minutes=10)
    bob.follow(bob.letters.link("Alice wrote to you", with_words="/messages/"))
    bob.sees("Can we practise before?")
    bob.fill(text="Of course. Bring the first page.")
    bob.press("Send")
    play.clock.wind(minutes=10)
    alice.follow(alice.letters.link("Bob wrote to you", with_words="/messages/"))
    alice.sees("Bring the first page.")


def a_meeting_is_noted(play: Play, day: int, minutes: int) -> None:
    """One without an appointment, on the day before `day`."""
    bob = play.bob
    play.to_day(day)
    bob.go("journeys:met_already", play.pk)
    bob.fill(day=(play.clock.now.date() - timedelta(days=1)).isoformat(), clock="16:00", minutes=minutes)
    bob.press("Note it")
    play.sums.meetings += 1
    play.sums.minutes += minutes


def the_first_month_is_looked_back_on(play: Play) -> None:
    alice, bob = play.alice, play.bob
    play.to_day(31)  # asked for on the 30th day, in the morning of the programme
    alice.follow(alice.letters.link("a moment to look back", with_words="/reviews/"))
    alice.fill(open_choice="adjust", goes_well="You ask, and do not tell.", to_change="Every week is a lot.")
    alice.press("Keep my answer")
    bob.go("journeys:reviews", play.pk)
    bob.misses("Every week is a lot.")
    bob.follow(bob.letters.link("a moment to look back", with_words="/reviews/"))
    bob.fill(open_choice="continue", goes_well="She prepares.")
    bob.press("Keep my answer")
    bob.sees("Every week is a lot.", "Change your agreement together")
    play.clock.wind(minutes=5)
    alice.follow(alice.letters.link("has looked back too", with_words="/reviews/"))
    alice.click("Change the agreement")
    alice.fill(cadence="monthly", minutes=60, message="Less often, longer.")
    alice.press("Propose it to Bob")
    bob.go("journeys:agreement", play.pk)
    bob.sees("What it changes in version", "Every week", "Every month")
    bob.press("Sign it")
    bob.sees("in force since")
    play.clock.wind(minutes=5)
    for reader in (alice, bob):
        assert play.next_check_in(reader) == date(2027, 2, 16), (
            "not before half a month is over since the last"
        )


def feedback_is_asked_for_and_given(play: Play) -> None:
    alice, bob = play.alice, play.bob
    play.to_day(36)
    alice.go("journeys:feedback_wish", play.pk)
    alice.fill(question="How do my questions come across?")
    alice.press("Ask")
    play.clock.wind(minutes=5)
    bob.follow(bob.letters.link("would like to hear how you see it", with_words="/feedback/"))
    bob.fill(strengths="They are short.", work_on="Wait for the answer.", readers="pair")
    bob.press("Give")
    play.clock.wind(minutes=5)
    alice.follow(alice.letters.link("Bob gave you feedback", with_words="/reflect/"))
    alice.sees("They are short.", "Wait for the answer.")


def somebody_is_introduced(play: Play) -> None:
    alice, bob = play.alice, play.bob
    kim = play.new_page("Kim", **PHONE)
    kim.letters.address = "kim@elsewhere.example.org"
    bob.go("journeys:introduction_offer", play.pk)
    bob.fill(
        name="Kim Keller",
        email="kim@elsewhere.example.org",
        about="She chairs a board.",
        reason="Both lead moves.",
    )
    bob.press("Ask Alice")
    play.clock.wind(minutes=5)
    alice.follow(alice.letters.link("would introduce you to Kim", with_words="/introductions/"))
    alice.misses("kim@elsewhere.example.org")
    alice.fill(about="An analyst who leads her first project.")
    alice.press("Yes, please ask")
    play.clock.wind(minutes=5)
    kim.follow(
        kim.letters.link("would like to introduce Alice to you", with_words="/from-mail/introduction/")
    )
    kim.misses(str(alice.person and alice.person.user.email))
    kim.press("Yes, introduce us")
    kim.sees("Thank you: you are introduced")
    play.clock.wind(minutes=5)
    assert alice.person is not None
    assert alice.person.user.email in str(kim.letters.about("are introduced").body)
    assert "kim@elsewhere.example.org" in str(alice.letters.about("You and Kim").body)
    alice.go("journeys:introductions", play.pk)
    alice.sees("kim@elsewhere.example.org")
    play.sums.introductions = 1
    alice.go("journeys:introduction_outcome", play.pk, Introduction.objects.get().pk)
    alice.fill(outcome="spoke")
    alice.press("Save")


def shelf_and_event(play: Play) -> None:
    alice, bob = play.alice, play.bob
    bob.go("journeys:shelf_add", play.pk)
    bob.fill(title="A chapter on saying no", url="https://example.org/no", about="Page twelve.")
    bob.press("Put it on")
    alice.go("journeys:shelf", play.pk)
    alice.sees("A chapter on saying no", "How to lead a meeting")
    alice.go("programmes:events", play.programme.slug)
    alice.click("A walk by the canal")
    alice.press("Sign up")
    play.clock.wind(minutes=5)
    event = alice.letters.appointment("A walk by the canal")
    assert event["DTSTART"].dt.astimezone(UTC) == play.event.starts_at
    alice.go("journeys:calendar")
    alice.sees("A walk by the canal")


def half_way(play: Play) -> None:
    alice, bob = play.alice, play.bob
    play.to_day(47)
    she_says_where_she_stands(play, 2)
    assert play.next_check_in(alice) == date(2027, 3, 4), "on the day of the month on which they began"
    for reader in (alice, bob):
        reader.follow(reader.letters.link("a moment to look back", with_words="/reviews/"))
        reader.fill(open_choice="continue", goes_well="All of it.")
        reader.press("Keep my answer")
    bob.sees("Go on as you are")


def a_goal_is_reached_and_somebody_thanked(play: Play) -> None:
    alice, bob, goal = play.alice, play.bob, play.goal("Lead the move")
    play.to_day(66)
    alice.go("journeys:goal", play.pk, goal.pk)
    alice.press("It is reached")
    play.sums.goals = 1
    play.clock.wind(minutes=5)
    bob.letters.about("A goal is reached")
    alice.go("journeys:goal", play.pk, goal.pk)
    alice.click("Thank Bob")
    assert alice.page.locator("[name=about]").input_value() == f"goal:{goal.pk}"
    alice.fill(text="You asked whose calendar it was. That was it.", shares=True)
    alice.press("Send your thanks")
    play.sums.thanks = 1
    play.clock.wind(minutes=5)
    bob.follow(bob.letters.link("thanks you", with_words="/thanks/"))
    bob.sees("You asked whose calendar it was.", "Lead the move to one calendar")
    bob.press("Let others read it")


# --- the end


def before_the_end(play: Play) -> None:
    alice, bob = play.alice, play.bob
    play.to_day(78)
    she_says_where_she_stands(play, 3)
    alice.go("journeys:assess", play.pk)
    alice.sees("At the start", "In the middle", "At the end")
    assert alice.page.locator("main .growth section").count() == 1
    for reader in (alice, bob):
        reader.follow(reader.letters.link("a moment to look back", with_words="/reviews/"))
        reader.fill(open_choice="finish")
        reader.press("Keep my answer")
    bob.sees("Talk about when and how you finish")


def they_complete_it(play: Play) -> None:
    alice, bob, board, secret = play.alice, play.bob, play.goal("Present the plan"), play.goal(SECRET_GOAL)
    play.to_day(88)
    alice.go("journeys:close", play.pk)
    alice.fill(way="complete", **{f"goal_{board.pk}": "reached", f"goal_{secret.pk}": "reached"})
    alice.press("Go on")
    alice.sees("2 goals count as reached.")
    alice.press("Complete it")
    play.sums.goals += 1  # her own is nobody's business
    play.clock.wind(minutes=5)
    bob.follow(bob.letters.link("You and Alice: completed", with_words="/close/answers/"))
    bob.fill(worth=5, again="yes", takes_along="Ask whose calendar it is.", in_touch="yes")
    bob.press("Keep it")
    alice.go("journeys:closing_answers", play.pk)
    alice.fill(worth=5, again="yes", in_touch="yes", better="More events.")
    alice.press("Keep it")
    bob.go("journeys:thanks", play.pk)
    bob.fill(text="You made me think about how I decide.")
    bob.press("Send your thanks")
    play.sums.thanks_back = 1
    play.mentor.refresh_from_db()
    assert play.mentor.active_mentorships == 0, "the place is free"


ARCHIVE = ("mentorship", "goals", "meetings", "messages", "agreement", "reflect", "shelf", "notes", "actions",
           "introductions", "reviews", "assess", "story")  # fmt: skip
FORMS = """() => [...document.querySelectorAll('main form')].filter(f => f.method === 'post' && f.querySelector('button')).map(f => f.getAttribute('action') ?? 'here')"""


def what_stays(play: Play) -> None:
    alice, bob = play.alice, play.bob
    for reader, other in ((alice, bob), (bob, alice)):
        for name in ARCHIVE:
            reader.go(f"journeys:{name}", play.pk)
            forms = [one for one in reader.page.evaluate(FORMS) if "calendar" not in one]
            assert forms == [], f"{reader.name} can still press on {name}: {forms}"
        reader.go("journeys:mentorship", play.pk)
        assert other.person is not None
        reader.sees(other.person.user.email)
    bob.misses(SECRET_GOAL, SECRET_NOTE)


def what_it_brought(play: Play) -> None:
    bob, sums = play.bob, play.sums
    bob.go("journeys:my_thanks")
    bob.sees("You asked whose calendar it was.")
    bob.go("journeys:certificate", play.mentor.pk)
    shown = dict(
        bob.page.locator(".certificate__sums").evaluate(
            "e => [...e.children].map(one => [one.querySelector('dt').textContent, +one.querySelector('dd').textContent])"
        )
    )
    hours = round(sums.minutes / 60)
    assert list(shown.values()) == [1, sums.meetings, hours, sums.goals, sums.introductions, sums.thanks], (
        shown
    )
    organiser = a_person("Olga Organiser")
    make.OrganiserFactory(programme=play.programme, person=organiser, since=START)
    organiser.user.is_staff = True
    organiser.user.save(update_fields=["is_staff"])
    for _number in range(4):  # the report says nothing of fewer than five
        make.MentorshipFactory(mentee__programme=play.programme, started_at=START)
    olga = play.new_page("Olga", organiser, **DESK)
    olga.sign_in()
    olga.go("programmes:organise_report", play.programme.slug)
    text = " ".join(olga.text.split())
    for label, value in (
        ("Meetings held", sums.meetings), ("Hours together", hours), ("Goals reached", sums.goals),
        ("Introductions made", sums.introductions), ("Thank-you notes", sums.thanks + sums.thanks_back),
    ):  # fmt: skip
        assert f"{label} {value}" in text or f"{value} {label}" in text, f"{label} {value} in {text}"
    olga.sees("You asked whose calendar it was.")
    olga.misses(SECRET_GOAL, SECRET_NOTE)


SCENES: list[tuple[str, Callable[[Play], None]]] = [
    ("the mentor accepts the request", the_mentor_accepts),
    ("three times are proposed and one agreed", three_times_and_one_is_agreed),
    ("the meeting is moved once", it_is_moved_once),
    ("topics, notes and things to do", topics_notes_and_things_to_do),
    ("an agreement is drafted, changed and signed", an_agreement_is_drafted_changed_and_signed),
    ("goals are made of the agreement", goals_are_made_of_it),
    ("milestones, news and the chart", milestones_news_and_the_chart),
    ("where she stands at the start", lambda play: she_says_where_she_stands(play, 1)),
    ("check-ins are answered from the mail", check_ins_are_answered_from_the_mail),
    ("messages go both ways", messages_go_both_ways),
    ("a second meeting is noted", lambda play: a_meeting_is_noted(play, 25, 45)),
    ("the first month is looked back on", the_first_month_is_looked_back_on),
    ("feedback is asked for and given", feedback_is_asked_for_and_given),
    ("somebody is introduced", somebody_is_introduced),
    ("the shelf and an event", shelf_and_event),
    ("half-way", half_way),
    ("a third meeting is noted", lambda play: a_meeting_is_noted(play, 60, 120)),
    ("a goal is reached and somebody thanked", a_goal_is_reached_and_somebody_thanked),
    ("before the end", before_the_end),
    ("they complete it", they_complete_it),
    ("what stays", what_stays),
    ("what it brought", what_it_brought),
]


def test_a_whole_mentorship_from_the_request_to_the_certificate(play: Play) -> None:
    for name, scene in SCENES:
        with step(name):
            scene(play)
    assert not [one for one in mail.outbox if SECRET_NOTE in str(one.body) or SECRET_GOAL in str(one.body)]


# --- the other way to end


def test_an_early_end_leads_to_another_mentor_and_never_to_the_same(play: Play) -> None:
    alice, bob = play.alice, play.bob
    noor = make.MentorFactory(programme=play.programme, person=a_person("Noor Nasser"))
    mira = make.MenteeFactory(programme=play.programme, person=a_person("Mira Moreau"))
    make.OfferedSkillFactory(enrolment=noor, skill=play.skill)
    make.WantedSkillFactory(enrolment=mira, skill=play.skill)
    with step("the mentor accepts the request"):
        the_mentor_accepts(play)
    with step("they stop, and she would rather not meet him again"):
        play.to_day(10)
        alice.go("journeys:close", play.pk)
        alice.fill(way="early", reason="not_the_fit", note="We never got going.")
        alice.press("Go on")
        alice.sees("Not Bob again")
        alice.fill(not_again=True)
        alice.press("End it")
        play.clock.wind(minutes=5)
    with step("he reads that it is over, and not why"):
        letter = bob.letters.about("Your mentorship with Alice is over")
        bob.go("journeys:mentorship", play.pk)
        bob.misses("We never got going.", "not the right fit", "Not the right fit")
        assert "We never got going." not in str(letter.body)
        assert "again" not in str(letter.body)
    with step("she finds another mentor, and him no more"):
        alice.go("journeys:closing_next", play.pk)
        alice.press("Find another mentor")
        alice.sees("Noor Nasser")
        alice.misses("Bob Baptiste")
        mira_at = play.new_page("Mira", mira.person, **DESK)
        mira_at.sign_in()
        mira_at.go("matching:matches", mira.pk)
        mira_at.sees("Bob Baptiste", "Noor Nasser")
