"""The chapters of this app in a copy of somebody's data (see accounts/copying.py)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.copying import Chapter, Part, chapters, namings, own
from accounts.models import Person
from matching.models import (
    Criterion,
    MatchRun,
    MentorInvitation,
    MentorInvitationEvent,
    Mentorship,
    MentorshipEvent,
    Pause,
    Preference,
    ProgrammeRanking,
    ProposedPair,
    RankedMentors,
    RankingBlock,
    Request,
    RequestEvent,
    RunDecision,
    RunEvent,
    Shortlisting,
    Showing,
    ShownMentor,
    Solution,
    TextVector,
)


def _sent_or_got(person: Person) -> Q:
    """Of those they got, as on the pages, none of somebody whom they blocked or who blocked them."""
    return Q(mentee__person=person) | Q(pk__in=Request.objects.visible_to(person).values("pk"))


def mentorship_words(row: Any, person: Person) -> str:
    """A pair: "Amara Osei and Ben Carter, Winter 2026"."""
    return f"{row.mentee.person.name} – {row.mentor.person.name}, {row.programme.name}"


chapters.register(
    Chapter(Shortlisting, Part.MATCHING, own("mentee__person"), title=_("Mentors you marked")),
    Chapter(Preference, Part.MATCHING, own("by__person"), title=_("Whom you would like, and whom rather not")),
    Chapter(Request, Part.MATCHING, _sent_or_got, also="programme", title=_("Requests that you sent or got")),
    Chapter(MentorInvitation, Part.MATCHING, own("mentee__person", "accepted_by"), own("mentee__person"), title=_("Mentors you invited, and who invited you")),
    Chapter(ShownMentor, Part.MATCHING, own("showing__mentee__person"), also="showing mentor position", title=_("Mentors you were shown")),
    Chapter(Mentorship, Part.MENTORSHIPS, own("mentee__person", "mentor__person"), also="programme", title=_("Your mentorships")),
    Chapter(Pause, Part.MENTORSHIPS, own("mentorship__mentee__person", "mentorship__mentor__person")),
)  # fmt: skip
chapters.leave_out("", Criterion, ProgrammeRanking, RankingBlock, RunEvent, Solution)
chapters.leave_out(
    _(
        "Figures that a program computed on the way to a match. What came of them stands with your requests and mentorships."
    ),
    TextVector,
    RankedMentors,
    Showing,
)
chapters.leave_out(
    _(
        "What organisers tried out before a match was published, and the history they keep of requests and mentorships."
    ),
    MatchRun,
    ProposedPair,
    RunDecision,
    RequestEvent,
    MentorshipEvent,
    MentorInvitationEvent,
)

namings.register(Mentorship, mentorship_words, "mentee__person", "mentor__person", "programme")
namings.register(Showing, lambda row, person: row.shown_at.isoformat())
