"""What meetings, their agenda and notes, and the calendar's address say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import LINK, SECRET, Erasing, Kept, Reader, Rule, Sensitivity, declare
from journeys.models import AgendaItem, CalendarFeed, Meeting, MeetingEvent, MeetingNote, ProposedTime
from matching.privacy import OF_PAIR

# Organisers read whether the two met and how long, in figures.
FACT = Rule(Sensitivity.PERSONAL, (Reader.PAIR, Reader.ORGANISERS), Kept.COUNTED, Erasing.KEEP)
BETWEEN_THEM = Rule(Sensitivity.PERSONAL, (Reader.PAIR,), Kept.COUNTED, Erasing.KEEP)
WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.EMPTY)
NEUTRAL_WORDS = Rule(Sensitivity.SENSITIVE, (Reader.PAIR,), Kept.PROGRAMME, Erasing.NEUTRAL)
# The other one of the pair reads it where its author shares it, and organisers never.
OWN_NOTE = Rule(
    Sensitivity.SENSITIVE, (Reader.SELF, Reader.PAIR_WHERE_SHARED), Kept.PROGRAMME, Erasing.DELETE
)

declare(Meeting, FACT, "id mentorship state minutes starts_at said_at said_by", of=OF_PAIR)
declare(
    Meeting,
    BETWEEN_THEM,
    "proposed_at proposed_by agreed_at agreed_by cancelled_at cancelled_by sequence alarm_at",
    of=OF_PAIR,
)
# Either of the two may change what it is about and where.
declare(Meeting, WORDS, "topic place", of=OF_PAIR)
declare(Meeting, WORDS, "cancel_note", of="cancelled_by")
declare(
    MeetingEvent,
    LINK,
    "id meeting at by from_state to_state",
    of="meeting__mentorship__mentee__person meeting__mentorship__mentor__person",
)
declare(ProposedTime, BETWEEN_THEM, "id meeting starts_at proposed_at proposed_by", of="proposed_by")
declare(
    AgendaItem,
    BETWEEN_THEM,
    "id mentorship meeting check_in added_at added_by done_at done_by not_before removed_at removed_by",
    of="added_by",
)
declare(AgendaItem, NEUTRAL_WORDS, "text", of="added_by")
declare(MeetingNote, OWN_NOTE, "id mentorship meeting author text shared written_at changed_at", of="author")
declare(CalendarFeed, SECRET, "id person key made_at", of="person")
