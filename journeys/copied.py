"""The chapters of this app in a copy of somebody's data (see accounts/copying.py)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.copying import Chapter, Part, Which, chapters, namings, own
from accounts.models import Person
from journeys.enums import IntroductionState, ReviewState
from journeys.models import (
    Action,
    AgendaItem,
    Agreement,
    AgreementEvent,
    AssessedSkill,
    Assessment,
    CadenceProposal,
    CalendarFeed,
    CheckIn,
    CheckInEvent,
    ClosingAnswer,
    Feedback,
    FeedbackWish,
    GoalUpdate,
    HelpAction,
    HelpRequest,
    HelpRule,
    Introduction,
    IntroductionEvent,
    Meeting,
    MeetingEvent,
    MeetingNote,
    Message,
    Milestone,
    PairGoal,
    PairGoalEvent,
    PairResource,
    ProposedTime,
    Review,
    ReviewEvent,
    ReviewLook,
    SharedAssessment,
    SharedTrend,
    Signature,
    Thanks,
)
from matching.models import Mentorship


def _of_both(path: str = "mentorship") -> Which:
    """What belongs to a mentorship of the person."""

    def which(person: Person) -> Q:
        theirs = Mentorship.objects.filter(Q(mentee__person=person) | Q(mentor__person=person))
        return Q(**{f"{path}__in": theirs.values("pk")})

    return which


def _goals(path: str = "") -> Which:
    """What belongs to a goal that the person may know of: private ones are the mentee's alone."""
    both = _of_both(f"{path}mentorship")

    def which(person: Person) -> Q:
        return both(person) & (
            Q(**{f"{path}private": False}) | Q(**{f"{path}mentorship__mentee__person": person})
        )

    return which


def _actions(person: Person) -> Q:
    return _of_both()(person) & (Q(private=False) | Q(owner=person))


def _agenda(person: Person) -> Q:
    return _of_both()(person) & (Q(removed_at__isnull=True) | Q(added_by=person))


def _notes(person: Person) -> Q:
    return Q(author=person) | (_of_both()(person) & Q(shared=True))


def _reviews(person: Person) -> Q:
    """Their own, and the other one's where both have answered."""
    answered = Review.objects.filter(person=person, state=ReviewState.ANSWERED)
    theirs = answered.filter(mentorship=OuterRef("mentorship"), point=OuterRef("point"))
    return Q(person=person) | (_of_both()(person) & Q(state=ReviewState.ANSWERED) & Q(Exists(theirs)))


def _shelf(person: Person) -> Q:
    return _of_both()(person) & (Q(removed_at__isnull=True) | Q(added_by=person))


def _messages_to_both(person: Person) -> Q:
    return _of_both()(person) & ~Q(message="")


def _introductions(person: Person) -> Q:
    """Those they offered, are introduced by, or are asked as the contact of."""
    return _of_both()(person) | Q(contact=person)


_ANSWERS = frozenset(
    "introduced_said_at introduced_agrees contact_said_at contact_agrees closed_at state expires_at".split()
)


def _not_told(row: Any, person: Person) -> Collection[str]:
    """Who said no is never told, and an address only once both said yes; see journeys/queries/introductions.py."""
    is_shared = row.state == IntroductionState.SHARED
    if row.offered_by_id == person.pk:
        return () if is_shared else _ANSWERS
    if row.contact_id == person.pk:
        return () if is_shared else _ANSWERS - {"contact_said_at", "contact_agrees"}
    hidden = _ANSWERS - {"introduced_said_at", "introduced_agrees"} | {"contact_email"}
    return () if is_shared else hidden


chapters.register(
    Chapter(Agreement, Part.MENTORSHIPS, _of_both()),
    Chapter(Signature, Part.MENTORSHIPS, _of_both("agreement__mentorship")),
    Chapter(PairGoal, Part.MENTORSHIPS, _goals()),
    Chapter(Milestone, Part.MENTORSHIPS, _goals("goal__")),
    Chapter(GoalUpdate, Part.MENTORSHIPS, _goals("goal__")),
    Chapter(Action, Part.MENTORSHIPS, _actions),
    Chapter(Assessment, Part.MENTORSHIPS, own("person"), title=gettext_lazy("How you saw the skills")),
    Chapter(AssessedSkill, Part.MENTORSHIPS, own("assessment__person")),
    Chapter(SharedAssessment, Part.MENTORSHIPS, _of_both()),
    Chapter(Meeting, Part.MENTORSHIPS, _of_both()),
    Chapter(ProposedTime, Part.MENTORSHIPS, _of_both("meeting__mentorship")),
    Chapter(AgendaItem, Part.MENTORSHIPS, _agenda),
    Chapter(MeetingNote, Part.MENTORSHIPS, _notes),
    Chapter(CheckIn, Part.MENTORSHIPS, own("person"), title=gettext_lazy("Your check-ins")),
    Chapter(CadenceProposal, Part.MENTORSHIPS, _of_both()),
    Chapter(Message, Part.MENTORSHIPS, _of_both()),
    Chapter(Feedback, Part.MENTORSHIPS, _of_both()),
    Chapter(FeedbackWish, Part.MENTORSHIPS, _of_both()),
    Chapter(Review, Part.MENTORSHIPS, _reviews, own("person")),
    Chapter(SharedTrend, Part.MENTORSHIPS, _of_both()),
    Chapter(Thanks, Part.MENTORSHIPS, own("author", "recipient")),
    Chapter(Introduction, Part.MENTORSHIPS, _introductions, hides=_not_told),
    Chapter(PairResource, Part.MENTORSHIPS, _shelf, own("added_by"), file="file", file_name="file_name"),
    Chapter(HelpRequest, Part.MENTORSHIPS, own("asked_by"), title=gettext_lazy("When you asked for help")),
    Chapter(HelpAction, Part.MENTORSHIPS, _messages_to_both, also="mentorship taken_at", title=gettext_lazy("What organisers wrote to you both")),
    Chapter(ClosingAnswer, Part.MENTORSHIPS, own("person"), also="mentorship answered_at", title=gettext_lazy("Your answers at the end")),
    Chapter(CalendarFeed, Part.MENTORSHIPS, own("person"), also="made_at", title=gettext_lazy("The address of your calendar")),
)  # fmt: skip
chapters.leave_out("", HelpRule, ReviewLook)
chapters.leave_out(
    gettext_lazy("The history that the site keeps of who moved what from one state to the next."),
    AgreementEvent,
    CheckInEvent,
    PairGoalEvent,
    MeetingEvent,
    ReviewEvent,
    IntroductionEvent,
)


def _goal_words(row: Any, person: Person) -> str:
    if row.private and row.mentorship.mentee.person_id != person.pk:
        return _("A private goal")
    return str(row.text)


def _meeting_words(row: Any, person: Person) -> str:
    return row.topic or (row.starts_at.isoformat() if row.starts_at else _("A meeting without a time"))


namings.register(PairGoal, _goal_words, "mentorship__mentee")
namings.register(Meeting, _meeting_words)
namings.register(CheckIn, lambda row, person: _("Check-in %(number)s") % {"number": row.number})
namings.register(Agreement, lambda row, person: _("Version %(number)s") % {"number": row.version})
namings.register(Assessment, lambda row, person: row.get_point_display())
