"""What the fields of this app say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import (
    LINK,
    PLAIN,
    SECRET,
    WORKINGS,
    Erasing,
    Kept,
    Reader,
    Rule,
    Sensitivity,
    declare,
)
from accounts.topics import Topic, topics
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

BETWEEN_TWO = Rule(
    Sensitivity.PERSONAL, (Reader.ASKED, Reader.PAIR, Reader.ORGANISERS), Kept.COUNTED, Erasing.KEEP
)
WORDS_BETWEEN_TWO = Rule(Sensitivity.PERSONAL, (Reader.ASKED, Reader.PAIR), Kept.PROGRAMME, Erasing.EMPTY)
OF_BOTH = "mentee__person mentor__person"
OF_PAIR = "mentorship__mentee__person mentorship__mentor__person"
LEARNING = Rule(Sensitivity.PERSONAL, (Reader.OPERATORS,), Kept.PROGRAMME, Erasing.DELETE)

declare(
    Criterion,
    PLAIN,
    "id programme key kind use label weight minimum strict mentee_field mentor_field parameters explanation "
    "identity enabled position",
)
declare(Preference, SECRET, "id by about value given_at", of="by__person", also="about__person")
declare(TextVector, LEARNING, "id enrolment model digest vector made_at", of="enrolment__person")
declare(Showing, LEARNING, "id mentee shown_at filters order page", of="mentee__person")
declare(
    ShownMentor,
    LEARNING,
    "id showing mentor position score",
    of="showing__mentee__person",
    also="mentor__person",
)
declare(ProgrammeRanking, WORKINGS, "id programme job k attempts version digest prior_mean criteria")
declare(
    RankingBlock,
    WORKINGS,
    "id ranking start stop state attempts worker lease_token lease_until started_at finished_at",
)
declare(RankedMentors, LEARNING, "id ranking mentee mentors scores little_known", of="mentee__person")
declare(Shortlisting, SECRET, "id mentee mentor added_at", of="mentee__person", also="mentor__person")
declare(Request, WORKINGS, "id programme slot")
declare(
    Request,
    BETWEEN_TWO,
    "mentee mentor state how_often score sent_at remind_at reminded_at expires_at closed_at answered_at answered_by "
    "decline_reason close_reason",
    of=OF_BOTH,
)
declare(Request, WORDS_BETWEEN_TWO, "want why_you reply", of="mentee__person")
declare(Request, WORDS_BETWEEN_TWO, "note question", of="mentor__person")
declare(Request, WORDS_BETWEEN_TWO, "reasons", of=OF_BOTH)
declare(
    RequestEvent,
    LINK,
    "id request at by from_state to_state",
    of="request__mentee__person request__mentor__person",
)
declare(Mentorship, WORKINGS, "id programme request run")
declare(
    Mentorship,
    BETWEEN_TWO,
    "mentee mentor state started_at started_by closed_at closed_by cadence tended_at score",
    of=OF_BOTH,
)
# Why it ended is never told to the other one of the two.
declare(
    Mentorship,
    Rule(Sensitivity.PERSONAL, (Reader.ORGANISERS,), Kept.COUNTED, Erasing.KEEP),
    "end_reason",
    also=OF_BOTH,
)
declare(Mentorship, WORDS_BETWEEN_TWO, "reasons", of=OF_BOTH)
declare(MentorshipEvent, LINK, "id mentorship at by from_state to_state", of=OF_PAIR)
declare(Pause, BETWEEN_TWO, "id mentorship paused_at paused_by resumes_on resumed_at", of=OF_PAIR)
INVITED = Rule(Sensitivity.PERSONAL, (Reader.SELF, Reader.ASKED), Kept.PROGRAMME, Erasing.EMPTY)
declare(MentorInvitation, WORKINGS, "id")
declare(
    MentorInvitation,
    Rule(Sensitivity.PERSONAL, (Reader.SELF, Reader.ASKED), Kept.COUNTED, Erasing.KEEP),
    "mentee state sent_at expires_at remind_at closed_at accepted_at accepted_by mentorship",
    of="mentee__person accepted_by",
)
# Whose address it is may have no account here: matching/operations/erasing.py looks for it too.
declare(MentorInvitation, INVITED, "name email", of="mentee__person", also="accepted_by")
declare(MentorInvitation, INVITED, "message", of="mentee__person")
declare(MentorInvitation, INVITED, "answer", of="accepted_by", also="mentee__person")
declare(
    MentorInvitationEvent,
    LINK,
    "id invitation at by from_state to_state",
    of="invitation__mentee__person invitation__accepted_by",
)

PROPOSED = Rule(Sensitivity.PERSONAL, (Reader.ORGANISERS,), Kept.COUNTED, Erasing.KEEP)
# Of somebody who is erased the link goes and the parts are emptied; the position in the snapshot says nothing.
declare(
    MatchRun,
    WORKINGS,
    "id programme number state stage job started_from created_at created_by attempts seed minimum_score levels version "
    "digest prior_mean criteria mentees mentors places timings peak_memory aim revision preview_opened_at "
    "preview_opened_by preview_closes_at publishing published_at published_by undo_closes_at undone_at undone_by",
)
declare(RunEvent, WORKINGS, "id run at by from_state to_state")
declare(
    Solution,
    WORKINGS,
    "id run aim revision mentors matched total worst median blocking_pairs certified levels spread",
)
declare(
    ProposedPair,
    PROPOSED,
    "id run mentee_place mentor_place mentee mentor score eligible little_known near_mentor_place near_score",
    of=OF_BOTH,
)
declare(
    ProposedPair,
    Rule(Sensitivity.PERSONAL, (Reader.PAIR, Reader.ORGANISERS), Kept.PROGRAMME, Erasing.EMPTY),
    "parts",
    of=OF_BOTH,
)
declare(
    RunDecision,
    PROPOSED,
    "id run kind mentee_place mentor_place mentee mentor revision made_at made_by undone_at undone_by "
    "undone_revision",
    also=OF_BOTH,
)

topics.put(Topic.MENTORSHIPS, Mentorship, MentorshipEvent, Pause)
topics.put_rest(Topic.MATCHING, "matching")
