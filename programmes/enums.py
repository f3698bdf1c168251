"""States and choices of programmes and enrolments, with the transition tables as data."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgrammeState(TextChoices):
    DRAFT = "draft", _("Draft")
    ENROLLING = "enrolling", _("Open for joining")
    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")


# People join, are matched and meet.
UNDER_WAY = frozenset({ProgrammeState.ENROLLING, ProgrammeState.RUNNING})

PROGRAMME_TRANSITIONS = {
    ProgrammeState.DRAFT: {ProgrammeState.ENROLLING},
    ProgrammeState.ENROLLING: {ProgrammeState.DRAFT, ProgrammeState.RUNNING, ProgrammeState.CLOSED},
    ProgrammeState.RUNNING: {ProgrammeState.ENROLLING, ProgrammeState.CLOSED},
    ProgrammeState.CLOSED: {ProgrammeState.RUNNING, ProgrammeState.ARCHIVED},
    ProgrammeState.ARCHIVED: {ProgrammeState.CLOSED},
}


class MatchingMode(TextChoices):
    SELF = "self", _("People choose each other")
    COHORT = "cohort", _("The organiser matches a cohort")
    BOTH = "both", _("People choose, and the organiser matches the rest")


class Cadence(TextChoices):
    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY = "monthly", _("Every month")


class StageName(TextChoices):
    """Where a mentorship is by its dates, in order."""

    STARTING = "starting", _("Getting started")
    WORKING = "working", _("Working on your goals")
    HALF_WAY = "half_way", _("Half-way: look back, adjust")
    CLOSING = "closing", _("Closing well")


class EventState(TextChoices):
    OPEN = "open", _("Open")
    CANCELLED = "cancelled", _("Cancelled")


EVENT_TRANSITIONS: dict[EventState, set[EventState]] = {
    EventState.OPEN: {EventState.CANCELLED},
    EventState.CANCELLED: set(),
}


class EventAudience(TextChoices):
    EVERYBODY = "everybody", _("Everybody in the programme")
    MENTEES = "mentees", _("Mentees")
    MENTORS = "mentors", _("Mentors")


class SignUpState(TextChoices):
    GOING = "going", _("Going")
    WAITING = "waiting", _("On the waiting list")
    OFF = "off", _("Signed off")


SIGN_UP_TRANSITIONS = {
    SignUpState.GOING: {SignUpState.OFF},
    SignUpState.WAITING: {SignUpState.GOING, SignUpState.OFF},
    SignUpState.OFF: {SignUpState.GOING, SignUpState.WAITING},
}


class Role(TextChoices):
    MENTEE = "mentee", _("Mentee")
    MENTOR = "mentor", _("Mentor")


class EnrolmentState(TextChoices):
    APPLIED = "applied", _("Applied")
    APPROVED = "approved", _("Enrolled")
    DECLINED = "declined", _("No room at the moment")
    WAITLISTED = "waitlisted", _("On the waiting list")
    WITHDRAWN = "withdrawn", _("Left")


ENROLMENT_TRANSITIONS = {
    EnrolmentState.APPLIED: {
        EnrolmentState.APPROVED,
        EnrolmentState.DECLINED,
        EnrolmentState.WAITLISTED,
        EnrolmentState.WITHDRAWN,
    },
    EnrolmentState.WAITLISTED: {EnrolmentState.APPROVED, EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN},
    EnrolmentState.APPROVED: {EnrolmentState.WITHDRAWN},
    EnrolmentState.DECLINED: {EnrolmentState.APPROVED, EnrolmentState.WAITLISTED},
    EnrolmentState.WITHDRAWN: {EnrolmentState.APPLIED},
}


class Seniority(IntegerChoices):
    STUDENT = 1, _("Student or trainee")
    STARTING = 2, _("First years of work")
    PRACTISED = 3, _("Practised")
    LEADING = 4, _("Leading work or a small team")
    MANAGING = 5, _("Managing managers")
    EXECUTIVE = 6, _("Executive or owner")


class HelpTopic(TextChoices):
    CHANGE = "change", _("Changing career or field")
    PROMOTION = "promotion", _("The next step up")
    LEADING = "leading", _("Leading people for the first time")
    CRAFT = "craft", _("Getting better at the craft")
    CONFIDENCE = "confidence", _("Confidence and being heard")
    NETWORK = "network", _("Meeting the right people")
    STUDY = "study", _("Study and research")
    BALANCE = "balance", _("Work, health and family")
    RETURN = "return", _("Coming back after a break")
    VENTURE = "venture", _("Starting something of my own")
    FEEDBACK = "feedback", _("Honest feedback on my work")
    SETTLING = "settling", _("Settling in a new place or culture")


class Quality(TextChoices):
    LISTENER = "listener", _("Listens before advising")
    CHALLENGER = "challenger", _("Asks hard questions")
    PRACTICAL = "practical", _("Gives practical steps")
    ENCOURAGING = "encouraging", _("Encourages")
    CONNECTOR = "connector", _("Knows many people")
    STRUCTURED = "structured", _("Works to a plan")
    SPONTANEOUS = "spontaneous", _("Goes with what comes up")
    STORYTELLER = "storyteller", _("Shares own experience")


class QuestionKind(TextChoices):
    SHORT_TEXT = "short_text", _("Short text")
    LONG_TEXT = "long_text", _("Long text")
    CHOICE = "choice", _("One choice")
    CHOICES = "choices", _("Several choices")
    LADDER = "ladder", _("Ordered ladder")
    NUMBER = "number", pgettext_lazy("a kind of answer", "Number")
    YES_NO = "yes_no", _("Yes or no")
    DATE = "date", _("Date")


class QuestionFor(TextChoices):
    MENTEE = "mentee", _("Mentees")
    MENTOR = "mentor", _("Mentors")
    BOTH = "both", _("Mentees and mentors")


class AnswerVisibility(TextChoices):
    ORGANISERS = "organisers", _("Organisers only")
    MATCH = "match", _("Organisers, and the people you may be matched with")


class AnswerSource(TextChoices):
    SELF = "self", _("Given here by the person")
    IMPORT = "import", _("Imported by an organiser")


class SafetyReason(TextChoices):
    """Why somebody reports somebody, the gravest first."""

    YOUNG_PERSON = "young_person", _("I fear for a young person")
    DANGER = "danger", _("Somebody may come to harm")
    SEXUAL = "sexual", _("Sexual or unwanted personal advances")
    HARASSMENT = "harassment", _("Bullying, threats or pressure")
    DISCRIMINATION = "discrimination", _("Hatred or discrimination")
    PRIVACY = "privacy", _("Passes on private things, or asks for them")
    MONEY = "money", _("Asks for money, or sells something")
    FALSE = "false", _("Is not who they say they are")
    OTHER = "other", _("Another reason")


class ReportedOn(TextChoices):
    """Where something was seen that is reported."""

    PROFILE = "profile", _("On their profile")
    REQUEST = "request", _("In a request")
    MESSAGE = "message", _("In a message")
    MENTORSHIP = "mentorship", _("In our mentorship")


class SafetyState(TextChoices):
    RECEIVED = "received", _("Received")
    IN_HAND = "in_hand", _("In hand")
    CLOSED = "closed", _("Closed")


SAFETY_TRANSITIONS = {
    SafetyState.RECEIVED: {SafetyState.IN_HAND, SafetyState.CLOSED},
    SafetyState.IN_HAND: {SafetyState.CLOSED},
    SafetyState.CLOSED: {SafetyState.IN_HAND},
}


class SafetyOutcome(TextChoices):
    NOTHING = "nothing", _("Nothing had to be done")
    TALKED = "talked", _("Talked with the person")
    PARTED = "parted", _("The two were parted")
    REMOVED = "removed", _("The person left the programme")
    PASSED_ON = "passed_on", _("Passed on to an authority")


class GuardianState(TextChoices):
    ASKED = "asked", _("Asked")
    GIVEN = "given", _("Agreed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


GUARDIAN_TRANSITIONS = {
    GuardianState.ASKED: {GuardianState.GIVEN, GuardianState.REFUSED},
    GuardianState.GIVEN: {GuardianState.WITHDRAWN},
    GuardianState.REFUSED: {GuardianState.GIVEN},
    GuardianState.WITHDRAWN: {GuardianState.GIVEN},
}


class PrivateContent(TextChoices):
    """What is opened to somebody only for a reason that they give."""

    IDENTITY = "identity", _("Answers about who they are")
    MESSAGES = "messages", _("Messages of the two")
    REPORTED = "reported", _("What was reported")


class InvitationKind(TextChoices):
    JOIN = "join", _("Invited to join")
    ENROLLED = "enrolled", _("Enrolled, and free to opt out")
    PROFILE = "profile", _("Imported, and asked to finish the profile")


class InvitationState(TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


INVITATION_TRANSITIONS = {
    InvitationState.OPEN: {InvitationState.ACCEPTED, InvitationState.DECLINED, InvitationState.WITHDRAWN},
    InvitationState.ACCEPTED: set(),
    InvitationState.DECLINED: {InvitationState.ACCEPTED},
    InvitationState.WITHDRAWN: set(),
}
