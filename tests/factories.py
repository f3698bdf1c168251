"""A factory per model, and the cast: alice is a mentee, bob her mentor, charlie has no business here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from accounts import models as accounts
from accounts.enums import ConsentPurpose
from api import models as api
from api.enums import Scope
from api.events import CHOICES
from api.secret import digest_of, fresh_secret, hint_of
from journeys import models as journeys
from matching import models as matching
from notifications import models as notifications
from programmes import models as programmes
from programmes.conduct import CODE_VERSION, SITE
from programmes.enums import EnrolmentState, ProgrammeState, Role

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory[accounts.User]):
    class Meta:
        model = accounts.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    joined_at = NOW

    @factory.post_generation
    def password(self: accounts.User, create: bool, extracted: str | None, **_: Any) -> None:
        self.set_password(extracted)
        if create:
            self.save(update_fields=["password"])


class PersonFactory(DjangoModelFactory[accounts.Person]):
    class Meta:
        model = accounts.Person

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Person Number{n}")
    zone = "Europe/London"
    languages = ["en"]
    availability = factory.LazyFunction(lambda: [36, 37, 84, 85])
    formats = ["video"]
    created_at = NOW


class ProfileLinkFactory(DjangoModelFactory[accounts.ProfileLink]):
    class Meta:
        model = accounts.ProfileLink

    person = factory.SubFactory(PersonFactory)
    kind = "website"
    url = factory.Sequence(lambda n: f"https://example.org/people/{n}")


class NetworkFactory(DjangoModelFactory[accounts.Network]):
    class Meta:
        model = accounts.Network

    kind = "employer"
    name = factory.Sequence(lambda n: f"Employer {n}")
    key = factory.Sequence(lambda n: f"employer {n}")


class AffiliationFactory(DjangoModelFactory[accounts.Affiliation]):
    class Meta:
        model = accounts.Affiliation

    person = factory.SubFactory(PersonFactory)
    network = factory.SubFactory(NetworkFactory)


class BlockFactory(DjangoModelFactory[accounts.Block]):
    class Meta:
        model = accounts.Block

    blocker = factory.SubFactory(PersonFactory)
    blocked = factory.SubFactory(PersonFactory)
    created_at = NOW


class SkillGroupFactory(DjangoModelFactory[accounts.SkillGroup]):
    class Meta:
        model = accounts.SkillGroup

    key = factory.Sequence(lambda n: f"group-{n}")
    name = factory.Sequence(lambda n: f"Group {n}")


class SkillFactory(DjangoModelFactory[accounts.Skill]):
    class Meta:
        model = accounts.Skill

    key = factory.Sequence(lambda n: f"test-skill-{n}")
    name = factory.Sequence(lambda n: f"Test skill {n}")
    group = factory.SubFactory(SkillGroupFactory)
    proposed_by = None
    proposed_at = factory.LazyAttribute(lambda o: NOW if o.proposed_by else None)


class SkillSynonymFactory(DjangoModelFactory[accounts.SkillSynonym]):
    class Meta:
        model = accounts.SkillSynonym

    skill = factory.SubFactory(SkillFactory)
    text = factory.Sequence(lambda n: f"test synonym {n}")


class ConsentFactory(DjangoModelFactory[accounts.Consent]):
    class Meta:
        model = accounts.Consent
        django_get_or_create = ("person", "purpose", "subject")

    person = factory.SubFactory(PersonFactory)
    purpose = "code_of_conduct"
    subject = ""
    version = "1"
    given_at = NOW


class AuditEventFactory(DjangoModelFactory[accounts.AuditEvent]):
    class Meta:
        model = accounts.AuditEvent

    at = NOW
    action = "test.act"
    object_kind = "test"
    object_id = "1"


class AuditReasonFactory(DjangoModelFactory[accounts.AuditReason]):
    class Meta:
        model = accounts.AuditReason

    event_id = factory.Sequence(lambda n: n)
    text = "because"


class JobFactory(DjangoModelFactory[accounts.Job]):
    class Meta:
        model = accounts.Job

    kind = "embeddings"
    created_at = NOW


class OrganisationFactory(DjangoModelFactory[programmes.Organisation]):
    class Meta:
        model = programmes.Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")
    slug = factory.Sequence(lambda n: f"organisation-{n}")


class OrganisationSkillFactory(DjangoModelFactory[programmes.OrganisationSkill]):
    class Meta:
        model = programmes.OrganisationSkill

    organisation = factory.SubFactory(OrganisationFactory)
    skill = factory.SubFactory(SkillFactory)


class ProgrammeFactory(DjangoModelFactory[programmes.Programme]):
    class Meta:
        model = programmes.Programme

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Programme {n}")
    slug = factory.Sequence(lambda n: f"programme-{n}")
    summary = "People help each other to take the next step."
    state = ProgrammeState.ENROLLING
    join_code = factory.Sequence(lambda n: f"JOIN{n:04d}")
    created_at = NOW


class ProgrammeEventFactory(DjangoModelFactory[programmes.ProgrammeEvent]):
    class Meta:
        model = programmes.ProgrammeEvent

    programme = factory.SubFactory(ProgrammeFactory)
    at = NOW
    to_state = ProgrammeState.ENROLLING


class OrganiserFactory(DjangoModelFactory[programmes.Organiser]):
    class Meta:
        model = programmes.Organiser

    programme = factory.SubFactory(ProgrammeFactory)
    person = factory.SubFactory(PersonFactory, user__is_staff=True)
    since = NOW


class EnquiryFactory(DjangoModelFactory[programmes.Enquiry]):
    class Meta:
        model = programmes.Enquiry

    programme = factory.SubFactory(ProgrammeFactory)
    name = "Dana Visitor"
    email = "dana@example.org"
    message = "May part-time students join?"
    created_at = NOW


class EnrolmentFactory(DjangoModelFactory[programmes.Enrolment]):
    class Meta:
        model = programmes.Enrolment
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    person = factory.SubFactory(PersonFactory)
    role = Role.MENTEE
    state = EnrolmentState.APPROVED
    created_at = NOW
    submitted_at = NOW
    decided_at = NOW
    capacity = 1

    @factory.post_generation
    def agreed(self, create: bool, extracted: bool | None, **_: Any) -> None:
        """Whoever takes part agreed to the code of conduct and the guidelines; `agreed=False` for one who was not asked."""
        if not create or extracted is False:
            return
        texts = {SITE: CODE_VERSION, str(self.programme_id): self.programme.guidelines_version}
        accounts.Consent.objects.bulk_create(
            [
                accounts.Consent(
                    person_id=self.person_id,
                    purpose=ConsentPurpose.CODE_OF_CONDUCT,
                    subject=subject,
                    version=version,
                    given_at=NOW,
                )
                for subject, version in texts.items()
            ],
            ignore_conflicts=True,
        )


class MenteeFactory(EnrolmentFactory):
    role = Role.MENTEE
    where_i_am = "I analyse data in a small team and want to lead a first project."
    where_i_want_to_be = "Leading projects with confidence."
    topics = ["leading"]
    seniority = 2


class MentorFactory(EnrolmentFactory):
    role = Role.MENTOR
    capacity = 3
    headline = "Head of analytics"
    biography = "I was an analyst for six years before I led a team, and I like plain questions."
    topics = ["leading"]
    seniority = 4


class EnrolmentEventFactory(DjangoModelFactory[programmes.EnrolmentEvent]):
    class Meta:
        model = programmes.EnrolmentEvent

    enrolment = factory.SubFactory(EnrolmentFactory)
    at = NOW
    to_state = EnrolmentState.APPROVED


class GoalFactory(DjangoModelFactory[programmes.Goal]):
    class Meta:
        model = programmes.Goal

    enrolment = factory.SubFactory(MenteeFactory)
    position = 1
    text = "Lead one project from start to end."


class WantedSkillFactory(DjangoModelFactory[programmes.WantedSkill]):
    class Meta:
        model = programmes.WantedSkill

    enrolment = factory.SubFactory(MenteeFactory)
    skill = factory.SubFactory(SkillFactory)
    level_now = 1
    level_aim = 3
    priority = 2


class OfferedSkillFactory(DjangoModelFactory[programmes.OfferedSkill]):
    class Meta:
        model = programmes.OfferedSkill

    enrolment = factory.SubFactory(MentorFactory)
    skill = factory.SubFactory(SkillFactory)
    level = 4


class FormVersionFactory(DjangoModelFactory[programmes.FormVersion]):
    class Meta:
        model = programmes.FormVersion

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)
    published_at = NOW


class QuestionFactory(DjangoModelFactory[programmes.Question]):
    class Meta:
        model = programmes.Question

    version = factory.SubFactory(FormVersionFactory)
    key = factory.Sequence(lambda n: f"question-{n}")
    kind = "choice"
    text = "Which profession?"


class QuestionOptionFactory(DjangoModelFactory[programmes.QuestionOption]):
    class Meta:
        model = programmes.QuestionOption

    question = factory.SubFactory(QuestionFactory)
    key = factory.Sequence(lambda n: f"option-{n}")
    label = factory.Sequence(lambda n: f"Option {n}")
    ordinal = factory.Sequence(lambda n: n % 30000)


class AnswerFactory(DjangoModelFactory[programmes.Answer]):
    class Meta:
        model = programmes.Answer

    enrolment = factory.SubFactory(MenteeFactory)
    question = factory.SubFactory(QuestionFactory)
    key = factory.LazyAttribute(lambda o: o.question.key)
    given_at = NOW


class ImportedPersonFactory(DjangoModelFactory[programmes.ImportedPerson]):
    class Meta:
        model = programmes.ImportedPerson

    programme = factory.SubFactory(ProgrammeFactory)
    person = factory.SubFactory(PersonFactory)
    imported_at = NOW


class CriterionFactory(DjangoModelFactory[matching.Criterion]):
    class Meta:
        model = matching.Criterion

    programme = factory.SubFactory(ProgrammeFactory)
    key = factory.Sequence(lambda n: f"criterion-{n}")
    kind = "overlap"
    label = "Areas for development"
    mentee_field = "topics"
    mentor_field = "topics"


class PreferenceFactory(DjangoModelFactory[matching.Preference]):
    class Meta:
        model = matching.Preference

    by = factory.SubFactory(MenteeFactory)
    about = factory.SubFactory(MentorFactory, programme=factory.SelfAttribute("..by.programme"))
    value = "avoid"
    given_at = NOW


class TextVectorFactory(DjangoModelFactory[matching.TextVector]):
    class Meta:
        model = matching.TextVector

    enrolment = factory.SubFactory(MentorFactory)
    model = "test"
    digest = "0" * 64
    vector = b"\0\0\x80?" + b"\0" * 12
    made_at = NOW


class ProgrammeRankingFactory(DjangoModelFactory[matching.ProgrammeRanking]):
    class Meta:
        model = matching.ProgrammeRanking

    programme = factory.SubFactory(ProgrammeFactory)
    job = factory.SubFactory(
        JobFactory,
        kind="ranking",
        state="done",
        finished_at=NOW,
        subject_id=factory.SelfAttribute("..programme.pk"),
    )
    k = 50


class RankingBlockFactory(DjangoModelFactory[matching.RankingBlock]):
    class Meta:
        model = matching.RankingBlock

    ranking = factory.SubFactory(ProgrammeRankingFactory)
    start = factory.Sequence(lambda n: 100 * n)
    stop = factory.Sequence(lambda n: 100 * n + 100)


class RankedMentorsFactory(DjangoModelFactory[matching.RankedMentors]):
    class Meta:
        model = matching.RankedMentors

    ranking = factory.SubFactory(ProgrammeRankingFactory)
    mentee = factory.SubFactory(MenteeFactory, programme=factory.SelfAttribute("..ranking.programme"))
    mentors = factory.LazyFunction(lambda: [uuid4()])
    scores = [500_000]
    little_known = [False]


class ShowingFactory(DjangoModelFactory[matching.Showing]):
    class Meta:
        model = matching.Showing

    mentee = factory.SubFactory(MenteeFactory)
    shown_at = NOW


class ShownMentorFactory(DjangoModelFactory[matching.ShownMentor]):
    class Meta:
        model = matching.ShownMentor

    showing = factory.SubFactory(ShowingFactory)
    mentor = factory.SubFactory(MentorFactory)
    position = factory.Sequence(lambda n: n + 1)
    score = 0.5


class ShortlistingFactory(DjangoModelFactory[matching.Shortlisting]):
    class Meta:
        model = matching.Shortlisting

    mentee = factory.SubFactory(MenteeFactory)
    mentor = factory.SubFactory(MentorFactory, programme=factory.SelfAttribute("..mentee.programme"))
    added_at = NOW


class RequestFactory(DjangoModelFactory[matching.Request]):
    class Meta:
        model = matching.Request

    programme = factory.SelfAttribute("mentee.programme")
    mentee = factory.SubFactory(MenteeFactory)
    mentor = factory.SubFactory(MentorFactory, programme=factory.SelfAttribute("..mentee.programme"))
    slot = 1
    want = "I lead my first project from January and have never said no to a sponsor."
    why_you = "You were an analyst before you led a team."
    sent_at = NOW
    remind_at = NOW + timedelta(days=7)
    expires_at = NOW + timedelta(days=14)


class RequestEventFactory(DjangoModelFactory[matching.RequestEvent]):
    class Meta:
        model = matching.RequestEvent

    request = factory.SubFactory(RequestFactory)
    at = NOW
    to_state = "pending"


class MentorshipFactory(DjangoModelFactory[matching.Mentorship]):
    """A mentorship in progress. The places it takes are counted on both enrolments, as the operation does."""

    class Meta:
        model = matching.Mentorship
        skip_postgeneration_save = True

    programme = factory.SelfAttribute("mentee.programme")
    mentee = factory.SubFactory(MenteeFactory, active_mentorships=1)
    mentor = factory.SubFactory(
        MentorFactory, active_mentorships=1, programme=factory.SelfAttribute("..mentee.programme")
    )
    started_at = NOW


class MentorshipEventFactory(DjangoModelFactory[matching.MentorshipEvent]):
    class Meta:
        model = matching.MentorshipEvent

    mentorship = factory.SubFactory(MentorshipFactory)
    at = NOW
    to_state = "active"


class PauseFactory(DjangoModelFactory[matching.Pause]):
    class Meta:
        model = matching.Pause

    mentorship = factory.SubFactory(MentorshipFactory)
    paused_at = NOW


class CheckInFactory(DjangoModelFactory[journeys.CheckIn]):
    class Meta:
        model = journeys.CheckIn

    mentorship = factory.SubFactory(MentorshipFactory)
    person = factory.SelfAttribute("mentorship.mentee.person")
    number = 1
    due_at = NOW + timedelta(days=14)


class CheckInEventFactory(DjangoModelFactory[journeys.CheckInEvent]):
    class Meta:
        model = journeys.CheckInEvent

    check_in = factory.SubFactory(CheckInFactory)
    at = NOW
    to_state = "scheduled"


class CadenceProposalFactory(DjangoModelFactory[journeys.CadenceProposal]):
    class Meta:
        model = journeys.CadenceProposal

    mentorship = factory.SubFactory(MentorshipFactory)
    cadence = "monthly"
    proposed_at = NOW
    proposed_by = factory.SelfAttribute("mentorship.mentee.person")


class HelpRequestFactory(DjangoModelFactory[journeys.HelpRequest]):
    class Meta:
        model = journeys.HelpRequest

    mentorship = factory.SubFactory(MentorshipFactory)
    asked_by = factory.SelfAttribute("mentorship.mentee.person")
    asked_at = NOW


class NotificationFactory(DjangoModelFactory[notifications.Notification]):
    class Meta:
        model = notifications.Notification

    kind = "request_received"
    recipient = factory.SubFactory(UserFactory)
    subject_id = factory.Faker("uuid4")
    dedupe_key = factory.Sequence(lambda n: f"test:{n}")
    created_at = NOW
    not_before = NOW
    message_id = factory.Sequence(lambda n: f"<{n}@example.org>")


class DemoMailFactory(DjangoModelFactory[notifications.DemoMail]):
    class Meta:
        model = notifications.DemoMail

    to = "alice@example.org"
    subject = "A test"
    text = "Words."
    sent_at = NOW


# --- the organiser's work


class OrganiserNoteFactory(DjangoModelFactory[programmes.OrganiserNote]):
    class Meta:
        model = programmes.OrganiserNote

    enrolment = factory.SubFactory(MenteeFactory)
    text = "Spoke on the phone: would rather begin in May."
    written_at = NOW


class InvitationFactory(DjangoModelFactory[programmes.Invitation]):
    class Meta:
        model = programmes.Invitation

    programme = factory.SubFactory(ProgrammeFactory)
    person = factory.SubFactory(PersonFactory)
    role = "mentor"
    kind = "join"
    invited_at = NOW
    closes_at = NOW + timedelta(days=14)


class PeopleImportFactory(DjangoModelFactory[programmes.PeopleImport]):
    class Meta:
        model = programmes.PeopleImport

    programme = factory.SubFactory(ProgrammeFactory)
    role = "mentee"
    file_name = "mentees.csv"
    uploaded_at = NOW


class MatchRunFactory(DjangoModelFactory[matching.MatchRun]):
    class Meta:
        model = matching.MatchRun

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)
    job = factory.SubFactory(JobFactory, kind="run", subject_id=factory.LazyFunction(uuid4))
    created_at = NOW


class RunEventFactory(DjangoModelFactory[matching.RunEvent]):
    class Meta:
        model = matching.RunEvent

    run = factory.SubFactory(MatchRunFactory)
    at = NOW
    to_state = "queued"


class SolutionFactory(DjangoModelFactory[matching.Solution]):
    class Meta:
        model = matching.Solution

    run = factory.SubFactory(MatchRunFactory)
    aim = "fair"
    revision = 0
    mentors = [0]
    matched = 1
    total = 0.7
    worst = 0.7
    median = 0.7
    blocking_pairs = 0
    certified = True
    spread = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]


class ProposedPairFactory(DjangoModelFactory[matching.ProposedPair]):
    class Meta:
        model = matching.ProposedPair

    run = factory.SubFactory(MatchRunFactory)
    mentee_place = factory.Sequence(lambda n: n)
    mentor_place = factory.Sequence(lambda n: n)
    score = 0.7


class RunDecisionFactory(DjangoModelFactory[matching.RunDecision]):
    class Meta:
        model = matching.RunDecision

    run = factory.SubFactory(MatchRunFactory)
    kind = "lock"
    mentee_place = factory.Sequence(lambda n: n)
    mentor_place = factory.Sequence(lambda n: n)
    revision = 1
    made_at = NOW


class HelpRuleFactory(DjangoModelFactory[journeys.HelpRule]):
    class Meta:
        model = journeys.HelpRule

    programme = factory.SubFactory(ProgrammeFactory)
    key = "idle"
    threshold = 14


class HelpActionFactory(DjangoModelFactory[journeys.HelpAction]):
    class Meta:
        model = journeys.HelpAction

    mentorship = factory.SubFactory("tests.factories.MentorshipFactory")
    rule = "idle"
    kind = "nudge"
    taken_at = NOW


class MailChoiceFactory(DjangoModelFactory[notifications.MailChoice]):
    class Meta:
        model = notifications.MailChoice

    user = factory.SubFactory(UserFactory)
    kind = "check_in"
    delivery = "off"
    chosen_at = NOW


class RefusedAddressFactory(DjangoModelFactory[notifications.RefusedAddress]):
    class Meta:
        model = notifications.RefusedAddress

    address = factory.Sequence(lambda n: f"gone{n}@example.org")
    refused_at = NOW
    code = 550
    reason = "nobody has this address"


class FirstRunFactory(DjangoModelFactory[accounts.FirstRun]):
    class Meta:
        model = accounts.FirstRun

    digest = "0" * 64
    made_at = NOW
    expires_at = NOW + timedelta(hours=24)


class HeartbeatFactory(DjangoModelFactory[notifications.Heartbeat]):
    class Meta:
        model = notifications.Heartbeat

    name = factory.Sequence(lambda n: f"worker@host{n}")
    part = "worker"
    at = NOW


class ClosingAnswerFactory(DjangoModelFactory[journeys.ClosingAnswer]):
    class Meta:
        model = journeys.ClosingAnswer

    mentorship = factory.SubFactory(MentorshipFactory)
    person = factory.LazyAttribute(lambda row: row.mentorship.mentee.person)
    asked_at = NOW


class ThanksFactory(DjangoModelFactory[journeys.Thanks]):
    class Meta:
        model = journeys.Thanks

    mentorship = factory.SubFactory(MentorshipFactory)
    author = factory.LazyAttribute(lambda row: row.mentorship.mentee.person)
    recipient = factory.LazyAttribute(lambda row: row.mentorship.mentor.person)
    text = "You asked the question that I had not dared to ask."
    given_at = NOW


class EventFactory(DjangoModelFactory[programmes.Event]):
    class Meta:
        model = programmes.Event

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Evening {n}")
    starts_at = NOW + timedelta(days=7)
    ends_at = NOW + timedelta(days=7, hours=2)
    created_at = NOW


class SignUpFactory(DjangoModelFactory[programmes.SignUp]):
    class Meta:
        model = programmes.SignUp

    event = factory.SubFactory(EventFactory)
    person = factory.SubFactory(PersonFactory)
    state = "going"
    asked_at = NOW


class SignUpEventFactory(DjangoModelFactory[programmes.SignUpEvent]):
    class Meta:
        model = programmes.SignUpEvent

    sign_up = factory.SubFactory(SignUpFactory)
    at = NOW
    to_state = "going"


class ResourceFactory(DjangoModelFactory[programmes.Resource]):
    class Meta:
        model = programmes.Resource

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"A good guide, part {n}")
    url = factory.Sequence(lambda n: f"https://example.org/guide/{n}")
    added_at = NOW


class PairResourceFactory(DjangoModelFactory[journeys.PairResource]):
    class Meta:
        model = journeys.PairResource

    mentorship = factory.SubFactory(MentorshipFactory)
    title = factory.Sequence(lambda n: f"Chapter {n}")
    url = factory.Sequence(lambda n: f"https://example.org/chapter/{n}")
    added_at = NOW


class MentorInvitationFactory(DjangoModelFactory[matching.MentorInvitation]):
    class Meta:
        model = matching.MentorInvitation

    mentee = factory.SubFactory(MenteeFactory)
    name = factory.Sequence(lambda n: f"Invited Number{n}")
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    message = "Your talk on saying no changed how I lead."
    sent_at = NOW
    remind_at = NOW + timedelta(days=7)
    expires_at = NOW + timedelta(days=30)


class MentorInvitationEventFactory(DjangoModelFactory[matching.MentorInvitationEvent]):
    class Meta:
        model = matching.MentorInvitationEvent

    invitation = factory.SubFactory(MentorInvitationFactory)
    at = NOW
    to_state = "sent"


class BoardQuestionFactory(DjangoModelFactory[accounts.BoardQuestion]):
    class Meta:
        model = accounts.BoardQuestion

    network = factory.SubFactory(NetworkFactory)
    author = factory.SubFactory(PersonFactory)
    title = factory.Sequence(lambda n: f"Who knows about thing {n}?")
    asked_at = NOW


class BoardAnswerFactory(DjangoModelFactory[accounts.BoardAnswer]):
    class Meta:
        model = accounts.BoardAnswer

    question = factory.SubFactory(BoardQuestionFactory)
    author = factory.SubFactory(PersonFactory)
    text = "Ask Amara: she has done it twice."
    answered_at = NOW


class BoardReportFactory(DjangoModelFactory[accounts.BoardReport]):
    class Meta:
        model = accounts.BoardReport

    question = factory.SubFactory(BoardQuestionFactory)
    reported_by = factory.SubFactory(PersonFactory)
    reported_at = NOW
    reason = "advert"


class AgreementFactory(DjangoModelFactory[journeys.Agreement]):
    class Meta:
        model = journeys.Agreement

    mentorship = factory.SubFactory("tests.factories.MentorshipFactory")
    version = 1
    goals = "Lead one project from start to end."
    cadence = "fortnightly"
    channel = "Video call"
    confidentiality = "What we tell each other stays between us."
    if_it_fails = "We say so at the next meeting."
    proposed_at = NOW
    proposed_by = factory.SelfAttribute("mentorship.mentee.person")


class AgreementEventFactory(DjangoModelFactory[journeys.AgreementEvent]):
    class Meta:
        model = journeys.AgreementEvent

    agreement = factory.SubFactory(AgreementFactory)
    at = NOW
    to_state = "proposed"


class SignatureFactory(DjangoModelFactory[journeys.Signature]):
    class Meta:
        model = journeys.Signature

    agreement = factory.SubFactory(AgreementFactory)
    person = factory.SelfAttribute("agreement.proposed_by")
    signed_at = NOW


class ReviewFactory(DjangoModelFactory[journeys.Review]):
    class Meta:
        model = journeys.Review

    mentorship = factory.SubFactory("tests.factories.MentorshipFactory")
    person = factory.SelfAttribute("mentorship.mentee.person")
    point = "first_month"
    due_at = NOW


class ReviewEventFactory(DjangoModelFactory[journeys.ReviewEvent]):
    class Meta:
        model = journeys.ReviewEvent

    review = factory.SubFactory(ReviewFactory)
    at = NOW
    to_state = "due"


class ReviewLookFactory(DjangoModelFactory[journeys.ReviewLook]):
    class Meta:
        model = journeys.ReviewLook

    mentorship = factory.SubFactory("tests.factories.MentorshipFactory")
    look_at = NOW


class PairGoalFactory(DjangoModelFactory[journeys.PairGoal]):
    class Meta:
        model = journeys.PairGoal

    mentorship = factory.SubFactory(MentorshipFactory)
    text = "Present our plan to the board without reading it out"
    created_at = NOW
    changed_at = NOW


class PairGoalEventFactory(DjangoModelFactory[journeys.PairGoalEvent]):
    class Meta:
        model = journeys.PairGoalEvent

    goal = factory.SubFactory(PairGoalFactory)
    at = NOW
    to_state = "open"


class GoalUpdateFactory(DjangoModelFactory[journeys.GoalUpdate]):
    class Meta:
        model = journeys.GoalUpdate

    goal = factory.SubFactory(PairGoalFactory)
    at = NOW
    progress = 40
    note = "The outline stands."


class MilestoneFactory(DjangoModelFactory[journeys.Milestone]):
    class Meta:
        model = journeys.Milestone

    goal = factory.SubFactory(PairGoalFactory)
    text = "Write the outline"
    position = factory.Sequence(lambda n: n % 1000 + 1)
    created_at = NOW


class ActionFactory(DjangoModelFactory[journeys.Action]):
    class Meta:
        model = journeys.Action

    mentorship = factory.SubFactory(MentorshipFactory)
    owner = factory.LazyAttribute(lambda row: row.mentorship.mentee.person)
    text = "Send the outline"
    created_at = NOW


class AssessmentFactory(DjangoModelFactory[journeys.Assessment]):
    class Meta:
        model = journeys.Assessment

    mentorship = factory.SubFactory(MentorshipFactory)
    person = factory.LazyAttribute(lambda row: row.mentorship.mentee.person)
    point = "start"
    taken_at = NOW


class AssessedSkillFactory(DjangoModelFactory[journeys.AssessedSkill]):
    class Meta:
        model = journeys.AssessedSkill

    assessment = factory.SubFactory(AssessmentFactory)
    skill = factory.SubFactory(SkillFactory)
    level = 1


class SharedAssessmentFactory(DjangoModelFactory[journeys.SharedAssessment]):
    class Meta:
        model = journeys.SharedAssessment

    mentorship = factory.SubFactory(MentorshipFactory)
    person = factory.LazyAttribute(lambda row: row.mentorship.mentee.person)
    agreed_at = NOW


class MeetingFactory(DjangoModelFactory[journeys.Meeting]):
    """A meeting that is agreed; `state="held"` wants `said_at`, `state="cancelled"` wants `cancelled_at`."""

    class Meta:
        model = journeys.Meeting

    mentorship = factory.SubFactory("tests.factories.MentorshipFactory")
    state = "agreed"
    topic = "The talk in March"
    starts_at = NOW
    proposed_at = NOW
    agreed_at = NOW


class MeetingEventFactory(DjangoModelFactory[journeys.MeetingEvent]):
    class Meta:
        model = journeys.MeetingEvent

    meeting = factory.SubFactory(MeetingFactory)
    at = NOW
    from_state = "proposed"
    to_state = "agreed"


class ProposedTimeFactory(DjangoModelFactory[journeys.ProposedTime]):
    class Meta:
        model = journeys.ProposedTime

    meeting = factory.SubFactory(MeetingFactory, state="proposed", starts_at=None, agreed_at=None)
    starts_at = NOW
    proposed_at = NOW
    proposed_by = factory.SubFactory(PersonFactory)


class AgendaItemFactory(DjangoModelFactory[journeys.AgendaItem]):
    class Meta:
        model = journeys.AgendaItem

    mentorship = factory.SubFactory("tests.factories.MentorshipFactory")
    text = "How to say no"
    added_at = NOW


class MeetingNoteFactory(DjangoModelFactory[journeys.MeetingNote]):
    class Meta:
        model = journeys.MeetingNote

    mentorship = factory.SubFactory("tests.factories.MentorshipFactory")
    author = factory.SubFactory(PersonFactory)
    text = "Ask less, listen more."
    written_at = NOW
    changed_at = NOW


class CalendarFeedFactory(DjangoModelFactory[journeys.CalendarFeed]):
    class Meta:
        model = journeys.CalendarFeed

    person = factory.SubFactory(PersonFactory)
    key = factory.Sequence(lambda n: f"{n:043}")
    made_at = NOW


class MessageFactory(DjangoModelFactory[journeys.Message]):
    class Meta:
        model = journeys.Message

    mentorship = factory.SubFactory(MentorshipFactory)
    author = factory.LazyAttribute(lambda row: row.mentorship.mentee.person)
    text = "Shall we begin with the draft?"
    sent_at = NOW


class FeedbackFactory(DjangoModelFactory[journeys.Feedback]):
    class Meta:
        model = journeys.Feedback

    mentorship = factory.SubFactory(MentorshipFactory)
    author = factory.LazyAttribute(lambda row: row.mentorship.mentee.person)
    given_at = NOW
    strengths = "You ask before you advise."


class FeedbackWishFactory(DjangoModelFactory[journeys.FeedbackWish]):
    class Meta:
        model = journeys.FeedbackWish

    mentorship = factory.SubFactory(MentorshipFactory)
    asked_by = factory.LazyAttribute(lambda row: row.mentorship.mentee.person)
    asked_at = NOW
    question = "How did my talk come across?"


class SharedTrendFactory(DjangoModelFactory[journeys.SharedTrend]):
    class Meta:
        model = journeys.SharedTrend

    mentorship = factory.SubFactory(MentorshipFactory)
    person = factory.LazyAttribute(lambda row: row.mentorship.mentee.person)
    agreed_at = NOW


class IntroductionFactory(DjangoModelFactory[journeys.Introduction]):
    class Meta:
        model = journeys.Introduction

    mentorship = factory.SubFactory(MentorshipFactory)
    offered_by = factory.LazyAttribute(lambda row: row.mentorship.mentor.person)
    offered_at = NOW
    contact_name = "Ingrid Halvorsen"
    contact_email = factory.Sequence(lambda n: f"contact{n}@example.org")
    contact_about = "She led the move to shared services."
    reason = "You both turned a small team into one that people ask for advice."
    expires_at = factory.LazyAttribute(lambda row: row.offered_at + timedelta(days=21))


class IntroductionEventFactory(DjangoModelFactory[journeys.IntroductionEvent]):
    class Meta:
        model = journeys.IntroductionEvent

    introduction = factory.SubFactory(IntroductionFactory)
    at = NOW
    to_state = "offered"


class DataExportFactory(DjangoModelFactory[accounts.DataExport]):
    class Meta:
        model = accounts.DataExport

    person = factory.SubFactory(PersonFactory)
    job = factory.SubFactory(JobFactory, kind="export")
    asked_at = NOW


class ErasureFactory(DjangoModelFactory[accounts.Erasure]):
    class Meta:
        model = accounts.Erasure

    person = factory.SubFactory(PersonFactory)
    asked_at = NOW
    due_at = factory.LazyAttribute(lambda row: row.asked_at + timedelta(days=14))


class SafetyReportFactory(DjangoModelFactory[programmes.SafetyReport]):
    class Meta:
        model = programmes.SafetyReport

    programme = factory.SubFactory(ProgrammeFactory)
    about = factory.SubFactory(PersonFactory)
    reported_by = factory.SubFactory(PersonFactory)
    reason = "harassment"
    words = "He keeps calling late in the evening, after I asked him not to."
    seen_on = "mentorship"
    received_at = NOW
    answer_by = factory.LazyAttribute(lambda row: row.received_at + timedelta(days=2))


class SafetyReportEventFactory(DjangoModelFactory[programmes.SafetyReportEvent]):
    class Meta:
        model = programmes.SafetyReportEvent

    report = factory.SubFactory(SafetyReportFactory)
    at = NOW
    to_state = "received"


class PrivateReadingFactory(DjangoModelFactory[programmes.PrivateReading]):
    class Meta:
        model = programmes.PrivateReading

    programme = factory.SubFactory(ProgrammeFactory)
    person = factory.SubFactory(PersonFactory)
    reader = factory.SubFactory(PersonFactory)
    what = "identity"
    reason = "The yearly report on fairness."
    opened_at = NOW
    closes_at = factory.LazyAttribute(lambda row: row.opened_at + timedelta(hours=1))


class GuardianConsentFactory(DjangoModelFactory[programmes.GuardianConsent]):
    class Meta:
        model = programmes.GuardianConsent

    enrolment = factory.SubFactory(MenteeFactory)
    name = "Gita Guardian"
    email = factory.Sequence(lambda n: f"guardian{n}@example.org")
    version = "1"
    asked_at = NOW


class MentorScreeningFactory(DjangoModelFactory[programmes.MentorScreening]):
    class Meta:
        model = programmes.MentorScreening

    enrolment = factory.SubFactory(MentorFactory)
    checked_on = factory.LazyFunction(lambda: NOW.date())
    valid_until = factory.LazyFunction(lambda: NOW.date() + timedelta(days=1000))
    kind = "Enhanced check"
    recorded_at = NOW


class TokenFactory(DjangoModelFactory[api.Token]):
    """A token of everything. `secret` is what its system shows; a new one where it is not given."""

    class Meta:
        model = api.Token

    class Params:
        secret = factory.LazyFunction(fresh_secret)

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"System {n}")
    scopes = factory.LazyFunction(lambda: [scope.value for scope in Scope])
    digest = factory.LazyAttribute(lambda o: digest_of(o.secret))
    hint = factory.LazyAttribute(lambda o: hint_of(o.secret))
    created_at = NOW


class WebhookFactory(DjangoModelFactory[api.Webhook]):
    class Meta:
        model = api.Webhook

    organisation = factory.SubFactory(OrganisationFactory)
    name = "HR system"
    url = factory.Sequence(lambda n: f"https://hr{n}.example.org/hook")
    events = factory.LazyFunction(lambda: [event.value for event in CHOICES])
    created_at = NOW


class DeliveryFactory(DjangoModelFactory[api.Delivery]):
    class Meta:
        model = api.Delivery

    webhook = factory.SubFactory(WebhookFactory)
    event = "enrolment.approved"
    object_id = factory.LazyFunction(uuid4)
    became = "approved"
    at = NOW
    not_before = NOW
