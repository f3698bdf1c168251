"""What the fields of this app say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import (
    OWN,
    PLAIN,
    WORKINGS,
    Erasing,
    Kept,
    Reader,
    Rule,
    Sensitivity,
    declare,
)
from accounts.topics import Topic, topics
from programmes.models import (
    Answer,
    Enquiry,
    Enrolment,
    EnrolmentEvent,
    Event,
    FormVersion,
    Goal,
    GuardianConsent,
    ImportedPerson,
    Invitation,
    MentorScreening,
    OfferedSkill,
    Organisation,
    OrganisationSkill,
    Organiser,
    OrganiserNote,
    PeopleImport,
    PrivateReading,
    Programme,
    ProgrammeEvent,
    Question,
    QuestionOption,
    Resource,
    SafetyReport,
    SafetyReportEvent,
    SignUp,
    SignUpEvent,
    WantedSkill,
)

PLACE = Rule(
    Sensitivity.PERSONAL, (Reader.SELF, Reader.MEMBERS, Reader.ORGANISERS), Kept.COUNTED, Erasing.KEEP
)
MENTOR_WORDS = Rule(
    Sensitivity.PERSONAL,
    (Reader.SELF, Reader.MEMBERS, Reader.PAIR, Reader.ORGANISERS),
    Kept.ACCOUNT,
    Erasing.EMPTY,
)
MENTEE_WORDS = Rule(
    Sensitivity.PERSONAL,
    (Reader.SELF, Reader.ASKED, Reader.PAIR, Reader.ORGANISERS),
    Kept.ACCOUNT,
    Erasing.EMPTY,
)
BOTH_WORDS = Rule(
    Sensitivity.PERSONAL,
    (Reader.SELF, Reader.MEMBERS_OF_MENTOR, Reader.ASKED, Reader.PAIR, Reader.ORGANISERS),
    Kept.ACCOUNT,
    Erasing.EMPTY,
)
MENTEE_ROWS = Rule(MENTEE_WORDS.sensitivity, MENTEE_WORDS.seen_by, Kept.ACCOUNT, Erasing.DELETE)
STATE = Rule(Sensitivity.PERSONAL, (Reader.SELF, Reader.ORGANISERS), Kept.COUNTED, Erasing.KEEP)

HISTORY = Rule(Sensitivity.PERSONAL, (Reader.ORGANISERS, Reader.OPERATORS), Kept.COUNTED, Erasing.KEEP)

declare(Organisation, PLAIN, "id name slug about")
declare(OrganisationSkill, PLAIN, "id organisation skill")
declare(
    Programme,
    PLAIN,
    "id organisation name slug summary about audience guidelines guidelines_version state mode listed "
    "reviews_applications enrolment_opens_at enrolment_closes_at matching_on starts_on ends_on zone open_requests "
    "request_days mentors_a_mentee cadence manager_may_mentor mentee_places mentor_places undo_hours messages join_domains "
    "safeguarding_contact for_minors created_at",
)
declare(Programme, Rule(Sensitivity.NONE, (Reader.ORGANISERS,), Kept.ALWAYS, Erasing.KEEP), "join_code")
declare(Organiser, OWN, "id programme person since", of="person")
declare(ProgrammeEvent, HISTORY, "id programme at by from_state to_state", also="by")
# Whoever wrote needs no account: programmes/operations/erasing.py looks for their address.
declare(
    Enquiry,
    Rule(Sensitivity.PERSONAL, (Reader.ORGANISERS,), Kept.SENT, Erasing.DELETE),
    "id programme name email message created_at answered_at answered_by",
)
declare(Enrolment, WORKINGS, "id programme person role")
declare(Enrolment, STATE, "state created_at submitted_at decided_at decided_by steps_done", of="person")
declare(Enrolment, PLACE, "capacity active_mentorships accepting not_accepting_until", of="person")
declare(Enrolment, MENTOR_WORDS, "headline biography", of="person")
# Of a mentor the mentees of the programme see them, of a mentee only the mentors who are asked.
declare(Enrolment, BOTH_WORDS, "topics topics_note qualities qualities_note seniority", of="person")
declare(Enrolment, MENTEE_WORDS, "where_i_am where_i_want_to_be challenges", of="person")
declare(
    Enrolment,
    Rule(Sensitivity.PERSONAL, (Reader.SELF, Reader.ORGANISERS), Kept.ACCOUNT, Erasing.EMPTY),
    "line_manager_email",
    of="person",
)
declare(EnrolmentEvent, HISTORY, "id enrolment at by from_state to_state", of="enrolment__person")
declare(
    EnrolmentEvent,
    Rule(Sensitivity.PERSONAL, (Reader.SELF, Reader.ORGANISERS), Kept.PROGRAMME, Erasing.EMPTY),
    "message",
    of="enrolment__person",
)
declare(Goal, MENTEE_ROWS, "id enrolment position text", of="enrolment__person")
declare(WantedSkill, MENTEE_ROWS, "id enrolment skill level_now level_aim priority", of="enrolment__person")
declare(
    OfferedSkill,
    Rule(MENTOR_WORDS.sensitivity, MENTOR_WORDS.seen_by, Kept.ACCOUNT, Erasing.DELETE),
    "id enrolment skill level",
    of="enrolment__person",
)
declare(FormVersion, PLAIN, "id programme number published_at")
declare(Question, PLAIN, "id version key kind text help_text asked_of required visibility identity position")
declare(QuestionOption, PLAIN, "id question key label ordinal")
declare(
    Answer,
    Rule(Sensitivity.SENSITIVE, (Reader.SELF, Reader.ORGANISERS), Kept.ACCOUNT, Erasing.DELETE),
    "id enrolment question key text choices number date yes source given_at",
    of="enrolment__person",
)
declare(
    ImportedPerson,
    Rule(Sensitivity.SENSITIVE, (Reader.OPERATORS,), Kept.ACCOUNT, Erasing.DELETE),
    "id programme person written imported_at",
    of="person",
)
declare(
    OrganiserNote,
    Rule(Sensitivity.SENSITIVE, (Reader.ORGANISERS,), Kept.PROGRAMME, Erasing.DELETE),
    "id enrolment text written_at written_by",
    also="enrolment__person",
)
declare(
    Invitation,
    Rule(Sensitivity.PERSONAL, (Reader.SELF, Reader.ORGANISERS), Kept.PROGRAMME, Erasing.DELETE),
    "id programme person role kind state message invited_at invited_by closes_at answered_at",
    of="person",
)
declare(
    PeopleImport,
    Rule(Sensitivity.PERSONAL, (Reader.ORGANISERS,), Kept.COUNTED, Erasing.KEEP),
    "id programme role sheet lines mapping uploaded_at uploaded_by job",
    also="uploaded_by",
)
# Erasing somebody takes their line out of the report, and throws away the file that they may stand in
# (programmes/operations/erasing.py).
declare(
    PeopleImport,
    Rule(Sensitivity.SENSITIVE, (Reader.ORGANISERS,), Kept.SENT, Erasing.EMPTY),
    "path report",
)
declare(
    PeopleImport,
    Rule(Sensitivity.SENSITIVE, (Reader.ORGANISERS,), Kept.SENT, Erasing.NEUTRAL),
    "file_name",
    neutral="–",
)
# Events and the shelf are the organisers' words to everybody. Who comes is seen by them alone; signing off frees a place.
declare(
    Event,
    PLAIN,
    "id programme title about audience state starts_at ends_at place private_place places taken sequence remind_at created_at "
    "cancelled_at cancel_words",
)
declare(Event, HISTORY, "created_by cancelled_by", also="created_by cancelled_by")
declare(
    SignUp,
    Rule(Sensitivity.PERSONAL, (Reader.SELF, Reader.ORGANISERS), Kept.PROGRAMME, Erasing.DELETE),
    "id event person state asked_at",
    of="person",
)
declare(
    SignUpEvent,
    Rule(Sensitivity.PERSONAL, (Reader.OPERATORS,), Kept.PROGRAMME, Erasing.DELETE),
    "id sign_up at by from_state to_state",
    of="sign_up__person",
)
declare(
    Resource,
    PLAIN,
    "id programme audience title about url file file_name file_type file_size stages skills added_at",
)
declare(Resource, HISTORY, "added_by", also="added_by")

# Who is reported never learns of it; whoever reported it reads what they wrote, and the answer.
REPORT = Rule(Sensitivity.SENSITIVE, (Reader.SAFEGUARDING,), Kept.PROGRAMME, Erasing.EMPTY)
REPORT_FACT = Rule(Sensitivity.PERSONAL, (Reader.SAFEGUARDING,), Kept.COUNTED, Erasing.KEEP)
declare(
    SafetyReport,
    REPORT_FACT,
    "id programme about reported_by reason seen_on subject_id state received_at answer_by reminded_at taken_at taken_by "
    "closed_at closed_by outcome",
    of="reported_by",
    also="about",
)
# What each of the two wrote goes with them: whoever is reported does not take away what others said by being erased.
REPORTED_WORDS = Rule(REPORT.sensitivity, (Reader.SELF, Reader.SAFEGUARDING), REPORT.kept, REPORT.erasing)
declare(SafetyReport, REPORTED_WORDS, "words told", of="reported_by")
declare(SafetyReport, REPORTED_WORDS, "quoted", of="reported_by", also="about")
declare(
    SafetyReportEvent,
    REPORT_FACT,
    "id report at by from_state to_state",
    of="report__reported_by",
    also="report__about",
)
declare(SafetyReportEvent, REPORT, "note", also="report__about report__reported_by")
# The database keeps these rows (migration 0007): nobody takes back that they opened something.
declare(
    PrivateReading,
    Rule(
        Sensitivity.PERSONAL,
        (Reader.SELF, Reader.SAFEGUARDING, Reader.OPERATORS),
        Kept.ALWAYS,
        Erasing.KEEP,
    ),
    "id programme person reader what opened_at closes_at report",
    of="person",
)
declare(
    PrivateReading,
    Rule(
        Sensitivity.SENSITIVE,
        (Reader.SELF, Reader.ORGANISERS, Reader.SAFEGUARDING, Reader.OPERATORS),
        Kept.PROGRAMME,
        Erasing.NEUTRAL,
    ),
    "reason",
    of="person",
)
GUARDIAN = Rule(Sensitivity.SENSITIVE, (Reader.SELF, Reader.SAFEGUARDING), Kept.PROGRAMME, Erasing.DELETE)
declare(
    GuardianConsent,
    GUARDIAN,
    "id enrolment name email state version asked_at answered_at words",
    of="enrolment__person",
)
declare(
    MentorScreening,
    Rule(
        Sensitivity.SENSITIVE,
        (Reader.SELF, Reader.ORGANISERS, Reader.SAFEGUARDING),
        Kept.PROGRAMME,
        Erasing.DELETE,
    ),
    "id enrolment checked_on valid_until kind recorded_at recorded_by warned_at lapsed_at",
    of="enrolment__person",
)

topics.put(Topic.SAFETY, SafetyReport, SafetyReportEvent, PrivateReading, GuardianConsent, MentorScreening)
topics.put_rest(Topic.PROGRAMMES, "programmes")
