"""One small site with everybody on it: a person in each part, and one thing behind every address.

The access matrix, the page crawl and the query counts all walk through this world, so that a new address needs its thing
made here once. Its clock is the machine's: what is open today stays open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import AuditEvent, Consent, Job, Network, Person, Skill, User
from api.models import Token, Webhook
from journeys.models import CadenceProposal, CheckIn, HelpAction, HelpRequest
from matching.models import Criterion, MatchRun, Mentorship, Request
from matching.operations.criteria import adopt_defaults
from notifications.models import DemoMail, Notification, RefusedAddress
from programmes.models import Enquiry, Enrolment, Invitation, OrganiserNote, PeopleImport, Programme, Question
from tests import factories as make
from tests.matching.world_run import world_run
from tests.programmes.world_files import imported_file, mapped_file
from tests.together.built import Together, build_together, more_together
from tests.together.scene import Scene
from tests.trust.built import Trust, build_trust, more_trust

ROLES = (
    "visitor",  # has not signed in
    "newcomer",  # signed in, in no programme
    "ines",  # a mentee half way through her intake
    "alice",  # a mentee with a mentor and open requests
    "bob",  # her mentor
    "mira",  # another mentee of the programme, who asked bob
    "noor",  # another mentor of the programme, whom alice asked
    "blocked",  # a mentor of the programme whom alice blocked after she had asked him
    "organiser",  # of this programme
    "other_organiser",  # of another programme
    "operator",  # runs the site, and takes part in nothing
)


@dataclass(frozen=True)
class World:
    """`users` by role. The people's enrolments bear their names; a request is named by its two people, or its state."""

    now: datetime
    users: dict[str, User]
    programme: Programme
    elsewhere: Programme
    draft: Programme
    joinable: Programme
    question: Question
    ines: Enrolment
    alice: Enrolment
    bob: Enrolment
    mira: Enrolment
    noor: Enrolment
    blocked: Enrolment
    stranger: Enrolment
    mentor_elsewhere: Enrolment
    alice_to_noor: Request
    mira_to_bob: Request
    questioned: Request
    alice_to_blocked: Request
    declined: Request
    mentorship: Mentorship
    check_in: CheckIn
    answered: CheckIn
    proposal: CadenceProposal
    call: HelpRequest
    helped: HelpAction
    skill: Skill
    network: Network
    audited: AuditEvent
    reasoned: AuditEvent
    note: OrganiserNote
    invitation: Invitation
    applied: Enrolment
    consent: Consent
    job: Job
    criterion: Criterion
    run: MatchRun
    waiting_run: MatchRun
    enquiry: Enquiry
    file_of_people: PeopleImport
    imported_file: PeopleImport
    file_elsewhere: PeopleImport
    notification: Notification
    refused_address: RefusedAddress
    mail: DemoMail
    token: Token
    webhook: Webhook
    scene: Scene
    together: Together
    trust: Trust


def _person(name: str, **more: Any) -> Person:
    place = {"availability": [36, 37, 84, 85], "languages": ["en", "fr"], "place": "Leeds", **more}
    person: Person = make.PersonFactory(name=name, job_title="Analyst", **place)
    EmailAddress.objects.create(user=person.user, email=person.user.email, verified=True, primary=True)
    return person


def _programmes(now: datetime) -> tuple[Programme, Programme, Programme, Programme]:
    company = make.OrganisationFactory(name="Northbridge", slug="northbridge")
    made = [
        make.ProgrammeFactory(
            organisation=company,
            name=name,
            slug=slug,
            about="A year of help for each other.\n\nOnce a fortnight is enough.",
            guidelines="Be kind. Keep what you hear.",
            state=state,
            join_code=code,
            mentors_a_mentee=2,
            open_requests=6,
            created_at=now,
        )
        for name, slug, state, code in (
            ("Open doors", "open-doors", "running", "OPEN2026"),
            ("Elsewhere", "elsewhere", "running", "ELSE2026"),
            ("Not yet", "not-yet", "draft", "DRAFT2026"),
            ("Spring", "spring", "enrolling", "SPRING26"),
        )
    ]
    for programme in made:
        adopt_defaults(programme=programme, by=None, now=now)
    return made[0], made[1], made[2], made[3]


def _question(programme: Programme, now: datetime) -> Question:
    version = make.FormVersionFactory(programme=programme, number=1, published_at=now)
    question: Question = make.QuestionFactory(version=version, key="profession", asked_of="both")
    for number, label in enumerate(("Policy", "Analysis", "Delivery")):
        make.QuestionOptionFactory(question=question, key=label.lower(), label=label, ordinal=number)
    identity = make.QuestionFactory(
        version=version, key="origin", text="How do you describe your background?", identity=True
    )
    make.QuestionOptionFactory(question=identity, key="a", label="One way", ordinal=0)
    make.QuestionOptionFactory(question=identity, key="b", label="Another way", ordinal=1)
    field = "question:origin"
    fields = {"mentee_field": field, "mentor_field": field, "identity": True, "enabled": False}
    make.CriterionFactory(
        programme=programme, key="origin", label="Background", kind="same", position=20, **fields
    )
    return question


def _form_draft(programme: Programme) -> None:
    """A form that is worked on and was never published."""
    version = make.FormVersionFactory(programme=programme, number=1, published_at=None)
    grade = make.QuestionFactory(
        version=version, key="grade", kind="ladder", text="Which grade?", required=True
    )
    for number, label in enumerate(("Officer", "Director"), start=1):
        make.QuestionOptionFactory(question=grade, key=label.lower(), label=label, ordinal=number)
    make.QuestionFactory(version=version, key="faith", kind="yes_no", text="Do you pray?", identity=True)


def _asks(mentee: Enrolment, mentor: Enrolment, now: datetime, **more: Any) -> Request:
    times = {
        "sent_at": now - timedelta(days=1),
        "remind_at": now + timedelta(days=6),
        "expires_at": now + timedelta(days=13),
    }
    request: Request = make.RequestFactory(mentee=mentee, mentor=mentor, **{**times, **more})
    make.RequestEventFactory(request=request, at=request.sent_at, by=mentee.person, to_state="pending")
    return request


def _mentorship(mentee: Enrolment, mentor: Enrolment, now: datetime) -> Mentorship:
    started = now - timedelta(days=40)
    request = _asks(
        mentee,
        mentor,
        now,
        slot=1,
        state="accepted",
        sent_at=started - timedelta(days=3),
        answered_at=started,
        answered_by=mentor.person,
        closed_at=started,
        note="Glad to help. Thursday at nine?",
    )
    pair: Mentorship = make.MentorshipFactory(
        mentee=mentee, mentor=mentor, request=request, started_at=started, started_by=mentor.person
    )
    make.MentorshipEventFactory(mentorship=pair, at=started)
    return pair


def _reasoned(programme: Programme, organiser: Person, now: datetime) -> AuditEvent:
    event: AuditEvent = make.AuditEventFactory(
        at=now, programme_id=programme.pk, actor_id=organiser.pk, action="enrolment.declined"
    )
    make.AuditReasonFactory(event_id=event.pk, text="He would rather begin in May.")
    return event


def _given_up(reader: User, now: datetime) -> None:
    """A letter that a full mailbox refused."""
    make.NotificationFactory(
        recipient=reader, created_at=now, not_before=now, state="failed", failure="552 5.2.2 mailbox full"
    )


def _previewed(run: MatchRun, now: datetime) -> MatchRun:
    """The run, while the people it proposes are asked what they think of it."""
    run.preview_opened_at, run.preview_closes_at = now - timedelta(days=1), now + timedelta(days=3)
    run.save(update_fields=["preview_opened_at", "preview_closes_at"])
    return run


def _webhook(programme: Programme, now: datetime) -> Webhook:
    """Made when all that happened before had happened, and told two things: one was taken, one given up. Its address leads
    nowhere, so that a try ends at once."""
    hook = make.WebhookFactory(
        organisation=programme.organisation, url="https://127.0.0.1:1/hook", created_at=now
    )
    over = {"webhook": hook, "at": now, "not_before": now, "settled_at": now, "attempts": 1}
    make.DeliveryFactory(state="sent", answered=200, **over)
    make.DeliveryFactory(state="failed", answered=500, fault="answer", **over)
    return hook


def build_world() -> World:
    """The whole cast and their things, in the database."""
    now = timezone.now()
    programme, elsewhere, draft, joinable = _programmes(now)
    question = _question(programme, now)
    _form_draft(draft)
    leads, budgets = make.SkillFactory(name="Leading a project"), make.SkillFactory(name="Budgets")

    def mentee(name: str, where: Programme = programme, **more: Any) -> Enrolment:
        times = {"created_at": now, "submitted_at": now, "decided_at": now}
        fixed = {"id": uuid5(NAMESPACE_URL, name)}  # the run below is computed once for all worlds
        made: Enrolment = make.MenteeFactory(
            programme=where, person=_person(name), **fixed, **{**times, **more}
        )
        make.GoalFactory(enrolment=made, position=1, text="Lead one project from start to end.")
        make.WantedSkillFactory(enrolment=made, skill=leads)
        make.AnswerFactory(enrolment=made, question=question, choices=["policy"], given_at=now)
        return made

    def mentor(name: str, where: Programme = programme, **more: Any) -> Enrolment:
        times = {"created_at": now, "submitted_at": now, "decided_at": now}
        fixed = {"id": uuid5(NAMESPACE_URL, name)}
        made: Enrolment = make.MentorFactory(
            programme=where, person=_person(name), **fixed, **{**times, **more}
        )
        make.OfferedSkillFactory(enrolment=made, skill=leads)
        make.OfferedSkillFactory(enrolment=made, skill=budgets, level=2)
        return made

    alice = mentee("Alice Adeyemi", capacity=2, active_mentorships=1, where_i_am="I lead nobody yet.")
    ines = mentee("Ines Ito", submitted_at=None, decided_at=None, state="applied", steps_done=["about"])
    mira, stranger = mentee("Mira Moreau"), mentee("Sten Stranger", elsewhere)
    make.WantedSkillFactory(enrolment=mira, skill=make.SkillFactory(name="Sign language"))  # nobody offers it
    bob, noor = mentor("Bob Baptiste", active_mentorships=1), mentor("Noor Nasser")
    femi, ola = mentor("Femi Falana"), mentor("Ola Olsen", capacity=1)
    blocked, mentor_elsewhere = mentor("Barnaby Blunt"), mentor("Eve Elsewhere", elsewhere)
    bob.person.user.set_password("correct horse battery")
    bob.person.user.save(update_fields=["password"])
    newcomer = _person("Nell Newcomer")
    organiser, other = _person("Olga Organiser"), _person("Otis Other")
    operator = make.UserFactory(is_staff=True, is_superuser=True)
    EmailAddress.objects.create(user=operator, email=operator.email, verified=True, primary=True)
    for person, held in ((organiser, programme), (organiser, draft), (other, elsewhere)):
        person.user.is_staff = True
        person.user.save(update_fields=["is_staff"])
        make.OrganiserFactory(programme=held, person=person, since=now)
    make.BlockFactory(blocker=alice.person, blocked=blocked.person)
    _given_up(noor.person.user, now)
    make.ProfileLinkFactory(person=bob.person, url="https://example.org/bob")
    school = make.NetworkFactory(kind="school", name="Leeds University", key="leeds university")
    for person in (alice.person, bob.person):
        make.AffiliationFactory(person=person, network=school)
    make.ShortlistingFactory(mentee=alice, mentor=noor, added_at=now)

    pair = _mentorship(alice, bob, now)
    over = now - timedelta(hours=2)
    closing = {"answered_at": over, "closed_at": over}
    declined = _asks(
        alice, ola, now, state="declined", decline_reason="no_time", answered_by=ola.person, slot=5, **closing
    )
    answered = make.CheckInFactory(
        mentorship=pair,
        number=1,
        state="answered",
        due_at=now - timedelta(days=16),
        answered_at=over,
        met=True,
        pulse=4,
    )
    due = make.CheckInFactory(mentorship=pair, number=2, state="due", due_at=now - timedelta(days=1))
    make.CheckInFactory(
        mentorship=pair, person=bob.person, number=1, state="due", due_at=now - timedelta(days=1)
    )
    make.CheckInFactory(mentorship=pair, number=3, due_at=now + timedelta(days=13))
    scene = Scene(
        now=now,
        programme=programme,
        elsewhere=elsewhere,
        alice=alice,
        bob=bob,
        mira=mira,
        noor=noor,
        pair=pair,
        organiser=organiser,
        skill=leads,
        network=school,
    )
    cast = {
        "newcomer": newcomer,
        "ines": ines.person,
        "alice": alice.person,
        "bob": bob.person,
        "mira": mira.person,
        "noor": noor.person,
        "blocked": blocked.person,
        "organiser": organiser,
        "other_organiser": other,
    }
    return World(
        now=now,
        users={role: person.user for role, person in cast.items()} | {"operator": operator},
        programme=programme,
        elsewhere=elsewhere,
        draft=draft,
        joinable=joinable,
        question=question,
        ines=ines,
        alice=alice,
        bob=bob,
        mira=mira,
        noor=noor,
        blocked=blocked,
        stranger=stranger,
        mentor_elsewhere=mentor_elsewhere,
        alice_to_noor=_asks(alice, noor, now, slot=2),
        mira_to_bob=_asks(mira, bob, now, slot=1),
        questioned=_asks(alice, femi, now, slot=3, state="needs_info", question="How much time have you?"),
        alice_to_blocked=_asks(alice, blocked, now, slot=4),
        declined=declined,
        mentorship=pair,
        check_in=due,
        answered=answered,
        proposal=make.CadenceProposalFactory(mentorship=pair, proposed_by=bob.person, proposed_at=now),
        call=make.HelpRequestFactory(
            mentorship=pair, asked_by=bob.person, asked_at=now, message="We lost touch."
        ),
        helped=make.HelpActionFactory(
            mentorship=pair,
            message="Shall we talk?",
            kind="message",
            taken_by=organiser,
            taken_at=now - timedelta(days=9),
        ),
        skill=leads,
        network=school,
        scene=scene,
        together=build_together(scene),
        trust=build_trust(scene),
        audited=make.AuditEventFactory(at=now, programme_id=programme.pk),
        reasoned=_reasoned(programme, organiser, now),
        note=make.OrganiserNoteFactory(enrolment=alice, written_at=now, written_by=organiser),
        invitation=make.InvitationFactory(
            programme=programme,
            person=make.PersonFactory(name="Idris Invited"),
            invited_at=now,
            invited_by=organiser,
            closes_at=now + timedelta(days=21),
        ),
        applied=mentee("Ada Applied", state="applied", decided_at=None),
        consent=make.ConsentFactory(person=alice.person, given_at=now),
        job=make.JobFactory(created_at=now),
        criterion=programme.criteria.all()[0],
        run=_previewed(world_run(programme, now=now), now),
        waiting_run=make.MatchRunFactory(programme=programme, number=2, created_at=now, created_by=organiser),
        enquiry=make.EnquiryFactory(programme=programme, created_at=now),
        file_of_people=mapped_file(programme, organiser, now=now),
        imported_file=imported_file(programme, organiser, now=now),
        file_elsewhere=imported_file(elsewhere, other, now=now),
        notification=make.NotificationFactory(recipient=alice.person.user, created_at=now, not_before=now),
        refused_address=make.RefusedAddressFactory(
            address=mira.person.user.email, refused_at=now - timedelta(days=2)
        ),
        token=make.TokenFactory(organisation=programme.organisation, created_at=now),
        webhook=_webhook(programme, now),
        mail=make.DemoMailFactory(
            to=alice.person.user.email, html="<p>Words.</p>", calendar="BEGIN:VCALENDAR", sent_at=now
        ),
    )


def crowd(world: World, many: int = 6) -> None:
    """Many more of everything that a page lists: people, requests, pairs, check-ins, programmes, mails."""
    now = world.now
    for number in range(many):
        person = make.PersonFactory(name=f"Quinn {number}", languages=["en", "fr"])
        mentor = make.MentorFactory(programme=world.programme, person=person, submitted_at=now)
        make.OfferedSkillFactory(enrolment=mentor)
        make.ProfileLinkFactory(person=person)
        make.AffiliationFactory(person=person)
        mentee = make.MenteeFactory(programme=world.programme, submitted_at=now)
        make.GoalFactory(enrolment=mentee)
        make.WantedSkillFactory(enrolment=mentee)
        _asks(mentee, world.bob, now)
        shut = {"state": "expired", "closed_at": now}
        _asks(world.alice, mentor, now, slot=7 + number, **shut)
        make.ShortlistingFactory(mentee=world.alice, mentor=mentor)
        pair = make.MentorshipFactory(
            mentee=world.alice,
            mentor=mentor,
            state="completed",
            started_at=now,
            closed_at=now,
            end_reason="finished",
        )
        make.CheckInFactory(mentorship=pair, state="missed", due_at=now)
        make.CheckInFactory(
            mentorship=world.mentorship,
            number=10 + number,
            state="answered",
            answered_at=now,
            met=True,
            pulse=4,
            due_at=now,
        )
        make.RefusedAddressFactory(address=person.user.email, refused_at=now)
        _given_up(mentee.person.user, now)
        make.ProgrammeFactory(state="running")
        make.DemoMailFactory(to=world.users["alice"].email, sent_at=now)
        make.EnquiryFactory(programme=world.programme)
        more_together(world.scene, world.together)
        more_trust(world.scene, world.trust)
