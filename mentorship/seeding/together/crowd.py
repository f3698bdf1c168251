"""The work of all the other pairs, in bulk: an agreement, two goals, meetings, a message, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db import models

from accounts.models import Person
from journeys.enums import AgreementState, GoalState, MeetingState
from journeys.models import (
    Action,
    Agreement,
    AgreementEvent,
    ClosingAnswer,
    GoalUpdate,
    Meeting,
    MeetingEvent,
    Message,
    PairGoal,
    PairGoalEvent,
    Signature,
    Thanks,
)
from journeys.terms import usual
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from matching.models import Mentorship
from mentorship.demo_people import content
from mentorship.demo_people.world import EnrolmentPlan, MentorshipPlan
from mentorship.seeding.context import Seeding, create
from mentorship.seeding.stories import BREAK_DAYS
from programmes.models import Enrolment

SETTLED = timedelta(days=9)  # before that, a pair has nothing in writing
CADENCE_DAYS = {"monthly": 30, "fortnightly": 14, "weekly": 7}
ALL_TERMS = ("between", "mentee_expects", "mentor_expects", "confidentiality", "if_it_fails")


@dataclass
class Rows:
    """What was made up so far, to be inserted kind by kind, in this order."""

    made: dict[type[models.Model], list[models.Model]] = field(default_factory=dict)

    def add(self, row: models.Model) -> None:
        self.made.setdefault(type(row), []).append(row)

    def insert(self) -> None:
        for rows in self.made.values():
            create(rows)


def tell(pairs: Iterable[tuple[MentorshipPlan, EnrolmentPlan, Mentorship]], seeding: Seeding) -> None:
    """`pairs` are plans of mentorships, those of their mentees, and the rows, whose people and programmes are loaded."""
    words = content.together()
    terms = {name: usual(name) for name in ALL_TERMS}
    rows = Rows()
    for pair, plan, row in pairs:
        # Of a pair, not of a place in a list: one pair more does not change what the others did.
        random = Random(f"{seeding.seed}/{row.pk}")  # noqa: S311 stories, not secrets
        _Work(plan, row, seeding, words, terms, rows, random, pair.quiet).tell()
    rows.insert()


@dataclass
class _Work:
    plan: EnrolmentPlan
    row: Mentorship
    seeding: Seeding
    words: dict[str, list[str]]
    terms: dict[str, str]
    rows: Rows
    random: Random
    quiet: timedelta | None

    def tell(self) -> None:
        until = self.row.closed_at or self.seeding.now - (self.quiet or timedelta())
        lasted = until - self.row.started_at
        if lasted < SETTLED:
            return
        if self.random.random() < 0.85:
            self._agreement(self.row.started_at + timedelta(days=self.random.uniform(2, 8)))
        for position, text in enumerate(self.plan.goals[:2]):
            self._goal(text, self.row.started_at + timedelta(days=6, hours=position), until)
        self._meetings(until)
        self._message(until)
        if self.row.state not in OPEN_MENTORSHIP_STATES:
            self._end(until)

    def _pick(self, name: str) -> str:
        return self.random.choice(self.words[name])

    def _side(self, side: str) -> Person:
        enrolment: Enrolment = getattr(self.row, side)
        return enrolment.person

    @property
    def _pair(self) -> tuple[Person, Person]:
        return self.row.mentee.person, self.row.mentor.person

    def _agreement(self, proposed_at: datetime) -> None:
        signed_at = proposed_at + timedelta(hours=self.random.uniform(3, 60))
        mentee, mentor = self._pair
        agreement = Agreement(
            id=self.seeding.id_of("agreement", self.row.pk),
            mentorship=self.row,
            version=1,
            state=AgreementState.SIGNED,
            goals="\n".join(self.plan.goals[:2]) or self.plan.challenges[:400],
            cadence=self.row.programme.cadence,
            minutes=self.random.choice((45, 60, 60, 90)),
            channel=self._pick("channels"),
            proposed_at=proposed_at,
            proposed_by=mentee,
            signed_at=signed_at,
            **self.terms,
        )
        self.rows.add(agreement)
        for person, at in ((mentee, proposed_at), (mentor, signed_at)):
            self.rows.add(Signature(agreement=agreement, person=person, signed_at=at))
        proposed, signed = AgreementState.PROPOSED, AgreementState.SIGNED
        self.rows.add(AgreementEvent(agreement=agreement, at=proposed_at, by=mentee, to_state=proposed))
        self.rows.add(
            AgreementEvent(agreement=agreement, at=signed_at, by=mentor, from_state=proposed, to_state=signed)
        )

    def _goal(self, text: str, added_at: datetime, until: datetime) -> None:
        is_done = self.row.state == MentorshipState.COMPLETED or self.random.random() < 0.12
        share = (until - added_at) * self.random.uniform(0.4, 0.9)
        told_at, mentee = added_at + share, self._side("mentee")
        progress = 100 if is_done else self.random.choice((0, 10, 25, 40, 50, 70))
        goal = PairGoal(
            id=self.seeding.id_of("pair-goal", f"{self.row.pk}/{text}"),
            mentorship=self.row,
            text=text,
            measure=self._pick("measures") if self.random.random() < 0.6 else "",
            state=GoalState.REACHED if is_done else GoalState.OPEN,
            progress=progress,
            created_at=added_at,
            created_by=mentee,
            changed_at=told_at,
            closed_at=told_at if is_done else None,
            closed_by=mentee if is_done else None,
        )
        self.rows.add(goal)
        self.rows.add(PairGoalEvent(goal=goal, at=added_at, by=mentee, to_state=GoalState.OPEN))
        if is_done:
            self.rows.add(
                PairGoalEvent(
                    goal=goal, at=told_at, by=mentee, from_state=GoalState.OPEN, to_state=GoalState.REACHED
                )
            )
        if progress > 0:
            note = self._pick("news")
            self.rows.add(GoalUpdate(goal=goal, at=told_at, by=mentee, progress=min(progress, 80), note=note))
        if self.random.random() < 0.5 and not is_done:
            self._action(goal, told_at)

    def _action(self, goal: PairGoal, at: datetime) -> None:
        owner = self._side(self.random.choice(("mentee", "mentee", "mentor")))
        is_done = self.random.random() < 0.6
        self.rows.add(
            Action(
                mentorship=self.row,
                goal=goal,
                text=self._pick("actions"),
                owner=owner,
                created_at=at,
                created_by=owner,
                done_at=at + (self.seeding.now - at) / 2 if is_done else None,
                done_by=owner if is_done else None,
            )
        )

    def _meetings(self, until: datetime) -> None:
        """One a period, sometimes none; half of those that go on have agreed on the next."""
        period = timedelta(days=CADENCE_DAYS[self.row.programme.cadence])
        at = self.row.started_at + timedelta(days=self.random.uniform(5, 12))
        while at < until - timedelta(hours=30):
            if self.random.random() < 0.82:
                self._held(_on_the_hour(at, self.random))
            at += period * self.random.uniform(0.85, 1.2)
        if self.row.state == MentorshipState.ACTIVE and self.quiet is None and self.random.random() < 0.5:
            ahead = self.seeding.now + timedelta(days=self.random.uniform(1.5, BREAK_DAYS))
            self._agreed(_on_the_hour(ahead, self.random))

    def _held(self, at: datetime) -> None:
        said_at, mentee = at + timedelta(hours=20), self._side("mentee")
        self._meeting(at, MeetingState.HELD, said_at, said_at=said_at, said_by=mentee)

    def _agreed(self, at: datetime) -> None:
        agreed_at = self.seeding.now - timedelta(hours=self.random.uniform(2, 70))
        mentor, alarm = self._side("mentor"), at - timedelta(days=1)
        self._meeting(
            at,
            MeetingState.AGREED,
            agreed_at,
            agreed_at=agreed_at,
            agreed_by=mentor,
            alarm_at=alarm,
            sequence=1,
        )

    def _meeting(self, at: datetime, state: MeetingState, moved_at: datetime, **more: object) -> None:
        proposed_at = min(at, moved_at) - timedelta(days=self.random.uniform(0.2, 4))
        mentee = self._side("mentee")
        meeting = Meeting(
            id=self.seeding.id_of("meeting", f"{self.row.pk}/{at.isoformat()}"),
            mentorship=self.row,
            state=state,
            topic=self._pick("topics"),
            place=self._pick("channels"),
            minutes=self.random.choice((45, 60, 60, 75)),
            starts_at=at,
            proposed_at=proposed_at,
            proposed_by=mentee,
            **more,
        )
        self.rows.add(meeting)
        # As what two noted down afterwards, or as what was proposed and agreed.
        is_noted = state == MeetingState.HELD
        first = MeetingState.HELD if is_noted else MeetingState.PROPOSED
        at_first = moved_at if is_noted else proposed_at
        self.rows.add(MeetingEvent(meeting=meeting, at=at_first, by=mentee, to_state=first))
        if not is_noted:
            self.rows.add(
                MeetingEvent(
                    meeting=meeting, at=moved_at, by=self._side("mentor"), from_state=first, to_state=state
                )
            )

    def _message(self, until: datetime) -> None:
        if self.random.random() < 0.7:
            at = until - timedelta(days=self.random.uniform(1, 8))
            self.rows.add(
                Message(
                    mentorship=self.row,
                    author=self.random.choice(self._pair),
                    text=self._pick("messages"),
                    sent_at=at,
                )
            )

    def _end(self, closed_at: datetime) -> None:
        """Both were asked; most answered, and of those who finished half said thank you."""
        is_completed = self.row.state == MentorshipState.COMPLETED
        for person in self._pair:
            answered = self.random.random() < (0.75 if is_completed else 0.4)
            said = {"worth": self.random.choice((3, 4, 4, 5, 5) if is_completed else (1, 2, 3, 3)),
                    "again": is_completed or self.random.random() < 0.4,
                    "takes_along": self._pick("takes_along") if is_completed else "",
                    "takes_along_shared": self.random.random() < 0.5,
                    "better": self._pick("better") if self.random.random() < 0.4 else "",
                    "in_touch": is_completed and self.random.random() < 0.7,
                    "answered_at": min(closed_at + timedelta(hours=self.random.uniform(2, 90)), self.seeding.now)}  # fmt: skip
            self.rows.add(
                ClosingAnswer(
                    id=self.seeding.id_of("closing", f"{self.row.pk}/{person.pk}"),
                    mentorship=self.row,
                    person=person,
                    asked_at=closed_at,
                    **(said if answered else {}),
                )
            )
        if is_completed and self.random.random() < 0.6:
            mentee, mentor = self._pair
            at = closed_at + timedelta(hours=30)
            is_shared = self.random.random() < 0.5
            self.rows.add(
                Thanks(
                    mentorship=self.row,
                    author=mentee,
                    recipient=mentor,
                    text=self._pick("thanks"),
                    given_at=min(at, self.seeding.now),
                    author_shares_at=min(at, self.seeding.now) if is_shared else None,
                    recipient_shares_at=min(at, self.seeding.now) if is_shared else None,
                )
            )


def _on_the_hour(at: datetime, random: Random) -> datetime:
    """Somewhere in the working hours of that day."""
    return at.replace(hour=random.randint(8, 17), minute=random.choice((0, 0, 30)), second=0, microsecond=0)
