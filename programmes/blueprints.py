"""What a new programme may begin as. Pure data; everything in it can be changed on the settings page afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from programmes.enums import Cadence, MatchingMode, QuestionFor, QuestionKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LAST_MINUTE = time(23, 59)


@dataclass(frozen=True)
class Starter:
    """A question that the programme begins with. `options` are its choices, from the lowest where it is a ladder."""

    key: str
    kind: QuestionKind
    text: StrOrPromise
    help_text: StrOrPromise = ""
    asked_of: QuestionFor = QuestionFor.MENTEE
    options: tuple[StrOrPromise, ...] = ()


@dataclass(frozen=True)
class Days:
    """Days from the day on which the programme starts: when joining closes, when people are matched, when it ends. None:
    no such day."""

    closes: int | None = None
    matching: int | None = None
    ends: int | None = None


@dataclass(frozen=True)
class Blueprint:
    key: str
    name: StrOrPromise
    line: StrOrPromise
    mode: MatchingMode
    cadence: Cadence
    summary: StrOrPromise
    about: StrOrPromise
    audience: StrOrPromise
    days: Days = Days()
    request_days: int = 14
    open_requests: int = 3
    mentors_a_mentee: int = 1
    mentee_places: int | None = None
    mentor_places: int | None = None
    reviews_applications: bool = False
    questions: tuple[Starter, ...] = ()

    def settings(self) -> dict[str, Any]:
        """The fields of the programme that it sets, in the language of whoever makes it; its dates are `dates_of`."""
        return {
            "mode": self.mode,
            "cadence": self.cadence,
            "summary": str(self.summary),
            "about": str(self.about),
            "audience": str(self.audience),
            "guidelines": str(GUIDELINES),
            "request_days": self.request_days,
            "open_requests": self.open_requests,
            "mentors_a_mentee": self.mentors_a_mentee,
            "mentee_places": self.mentee_places,
            "mentor_places": self.mentor_places,
            "reviews_applications": self.reviews_applications,
        }


GUIDELINES = _(
    "Keep what you hear to yourselves. What is said between the two of you stays there, unless somebody is in danger.\n\n"
    "Come when you said you would. If something comes up, say so as early as you can, and offer another time.\n\n"
    "The mentee leads. They bring the questions and decide what to do; the mentor listens, asks and tells what worked "
    "for them.\n\n"
    "Be kind and be honest. Nobody is judged here for what they cannot do yet.\n\n"
    "It may end at any time, without blame. If it does not fit, tell each other or your organisers."
)

_HOPES = Starter(
    "hopes",
    QuestionKind.LONG_TEXT,
    _("What would have to happen for you to say afterwards that it was worth it?"),
    _("One or two sentences are enough."),
    QuestionFor.BOTH,
)

BLUEPRINTS = (
    Blueprint(
        key="open",
        name=_("Open all year"),
        line=_("People join when they like and choose each other. You look after those who need a person."),
        mode=MatchingMode.SELF,
        cadence=Cadence.FORTNIGHTLY,
        summary=_("Find somebody who has been where you want to go, and meet whenever it suits you both."),
        about=_(
            "Join at any time. You tell what you would like to learn or could teach, see who fits and why, and ask.\n\n"
            "Most pairs meet once a fortnight for an hour, for about half a year."
        ),
        audience=_("For everybody who would like to learn from somebody else's experience."),
    ),
    Blueprint(
        key="cohort",
        name=_("Cohort of six months"),
        line=_(
            "Everybody starts on one day. You read the applications, match all of them at once, and end together."
        ),
        mode=MatchingMode.COHORT,
        cadence=Cadence.FORTNIGHTLY,
        summary=_("Six months with a mentor who was chosen for you, and a group that goes the same way."),
        about=_(
            "Applications are read by the organisers. Everybody is matched at once, from what they say about their goals, "
            "skills and time.\n\nPairs meet once a fortnight for six months. We begin and end together."
        ),
        audience=_("For people who have one thing they would like to reach within half a year."),
        days=Days(closes=-21, matching=-14, ends=182),
        reviews_applications=True,
        mentee_places=60,
        mentor_places=60,
        questions=(
            _HOPES,
            Starter(
                "ready",
                QuestionKind.LADDER,
                _("How much time can you give to it each month?"),
                asked_of=QuestionFor.BOTH,
                options=(_("About an hour"), _("Two or three hours"), _("Four hours or more")),
            ),
        ),
    ),
    Blueprint(
        key="peer",
        name=_("Peers"),
        line=_("People of the same standing help each other. Most are mentee and mentor at once."),
        mode=MatchingMode.BOTH,
        cadence=Cadence.MONTHLY,
        summary=_("Two people at the same point of their way, who think along with each other."),
        about=_(
            "Here nobody is ahead of anybody. Join as both, mentee and mentor: you bring what you work on, and listen to "
            "what somebody else works on.\n\nPeers meet once a month, or more often if they like."
        ),
        audience=_("For people who would like to learn with others at the same point."),
        days=Days(ends=364),
        mentors_a_mentee=2,
        request_days=10,
        questions=(
            Starter(
                "working-on",
                QuestionKind.SHORT_TEXT,
                _("What do you work on at the moment that you would like to talk about?"),
                asked_of=QuestionFor.BOTH,
            ),
        ),
    ),
    Blueprint(
        key="flash",
        name=_("Flash"),
        line=_(
            "One or two talks about one question, within a few weeks. Light for mentors who have little time."
        ),
        mode=MatchingMode.SELF,
        cadence=Cadence.WEEKLY,
        summary=_("One question, one talk, one step further."),
        about=_(
            "You have one question, and somebody here has answered it before. You meet once or twice, and that is all.\n\n"
            "Mentors give an hour, not a year."
        ),
        audience=_("For people with one clear question."),
        days=Days(ends=42),
        request_days=5,
        open_requests=2,
        questions=(
            Starter(
                "one-question",
                QuestionKind.SHORT_TEXT,
                _("Which one question would you like to talk about?"),
                _("The clearer it is, the easier it is to say yes."),
            ),
        ),
    ),
)
BY_KEY = {blueprint.key: blueprint for blueprint in BLUEPRINTS}


def dates_of(days: Days, *, start: date, today: date, zone: str) -> dict[str, Any]:
    """The dates of a programme that starts on `start`. Where that is too soon for the days foreseen, joining closes at the
    end of the day after today at the earliest, and people are matched no earlier than that."""
    closes = None if days.closes is None else max(start + timedelta(days.closes), today + timedelta(1))
    matching = None if days.matching is None else start + timedelta(days.matching)
    if closes is not None and matching is not None:
        matching = max(matching, closes)
    return {
        "enrolment_opens_at": None,
        "enrolment_closes_at": None if closes is None else end_of_day(closes, zone),
        "matching_on": matching,
        "starts_on": start,
        "ends_on": None if days.ends is None else start + timedelta(days.ends),
    }


def end_of_day(day: date, zone: str) -> datetime:
    """The last minute of `day` by the clocks of `zone`."""
    return datetime.combine(day, LAST_MINUTE, ZoneInfo(zone))
