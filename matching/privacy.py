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
from matching.models import (
    Criterion,
    Mentorship,
    MentorshipEvent,
    Pause,
    Preference,
    ProgrammeRanking,
    RankedMentors,
    RankingBlock,
    Request,
    RequestEvent,
    Shortlisting,
    Showing,
    ShownMentor,
    TextVector,
)

BETWEEN_TWO = Rule(
    Sensitivity.PERSONAL, (Reader.ASKED, Reader.PAIR, Reader.ORGANISERS), Kept.PROGRAMME, Erasing.KEEP
)
WORDS_BETWEEN_TWO = Rule(Sensitivity.PERSONAL, (Reader.ASKED, Reader.PAIR), Kept.PROGRAMME, Erasing.EMPTY)
LEARNING = Rule(Sensitivity.PERSONAL, (Reader.OPERATORS,), Kept.PROGRAMME, Erasing.DELETE)

declare(
    Criterion,
    PLAIN,
    "id programme key kind use label weight minimum strict mentee_field mentor_field parameters identity enabled "
    "position",
)
declare(Preference, SECRET, "id by about value given_at")
declare(TextVector, LEARNING, "id enrolment model digest vector made_at")
declare(Showing, LEARNING, "id mentee shown_at filters order page")
declare(ShownMentor, LEARNING, "id showing mentor position score")
declare(ProgrammeRanking, WORKINGS, "id programme job k attempts version digest prior_mean criteria")
declare(
    RankingBlock,
    WORKINGS,
    "id ranking start stop state attempts worker lease_token lease_until started_at finished_at",
)
declare(RankedMentors, LEARNING, "id ranking mentee mentors scores little_known")
declare(Shortlisting, SECRET, "id mentee mentor added_at")
declare(Request, WORKINGS, "id programme slot")
declare(
    Request,
    BETWEEN_TWO,
    "mentee mentor state how_often score sent_at remind_at reminded_at expires_at closed_at answered_at answered_by "
    "decline_reason close_reason",
)
declare(Request, WORDS_BETWEEN_TWO, "want why_you reasons note question reply")
declare(RequestEvent, LINK, "id request at by from_state to_state")
declare(Mentorship, WORKINGS, "id programme request")
declare(
    Mentorship,
    BETWEEN_TWO,
    "mentee mentor state started_at started_by closed_at closed_by end_reason cadence score",
)
declare(Mentorship, WORDS_BETWEEN_TWO, "reasons")
declare(MentorshipEvent, LINK, "id mentorship at by from_state to_state")
declare(Pause, BETWEEN_TWO, "id mentorship paused_at paused_by resumes_on resumed_at")
