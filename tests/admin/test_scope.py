"""Organisers see and touch their own programmes alone; a list costs the same at few and many rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, AuditReason, Person, SkillSynonym
from journeys.models import CheckIn, HelpRequest
from matching.models import Criterion, Mentorship, Request
from notifications.models import Notification
from programmes.enums import EnrolmentState, ProgrammeState
from programmes.models import Enquiry, Enrolment, FormVersion, Programme
from tests import factories as make

pytestmark = pytest.mark.django_db

OUR_APPS = ["accounts", "programmes", "matching", "journeys", "api", "notifications"]
# Whom people block, avoid and save for later is theirs alone; the others are shown within a page, or say nothing.
NEVER_SHOWN = {
    "accounts.Block",
    # One's own: the copy of one's data, and the wish to be erased.
    "accounts.DataExport",
    "accounts.Erasure",
    # Between a mentee and whoever they invited.
    "matching.MentorInvitation",
    "matching.MentorInvitationEvent",
    "matching.Preference",
    "matching.ProgrammeRanking",
    "matching.RankedMentors",
    "matching.RankingBlock",
    "matching.Shortlisting",
    "matching.ShownMentor",
    "matching.TextVector",
    "journeys.CheckInEvent",
    # What the two write to each other, and whom they introduce; feedback where its author lets organisers read it, on a page.
    "journeys.Feedback",
    "journeys.FeedbackWish",
    "journeys.Introduction",
    "journeys.IntroductionEvent",
    "journeys.Message",
    "journeys.SharedTrend",
    # Meetings, what is talked about there, and the address of a calendar.
    "journeys.AgendaItem",
    "journeys.CalendarFeed",
    "journeys.Meeting",
    "journeys.MeetingEvent",
    "journeys.MeetingNote",
    "journeys.ProposedTime",
    # Goals and what is to do are the pair's own, and private ones the mentee's.
    "journeys.Action",
    "journeys.AssessedSkill",
    "journeys.Assessment",
    "journeys.GoalUpdate",
    "journeys.Milestone",
    "journeys.PairGoal",
    "journeys.PairGoalEvent",
    "journeys.SharedAssessment",
    "journeys.Agreement",
    "journeys.AgreementEvent",
    "journeys.Review",
    "journeys.ReviewEvent",
    "journeys.ReviewLook",
    "journeys.Signature",
    # What both said at the end is read where its author let organisers; thanks where both let others.
    "journeys.ClosingAnswer",
    "journeys.Thanks",
    "programmes.ImportedPerson",
    # For the safeguarding contact alone, and for guardians.
    "programmes.GuardianConsent",
    "programmes.PrivateReading",
    "programmes.SafetyReport",
    "programmes.SafetyReportEvent",
    "programmes.SignUpEvent",
    "journeys.PairResource",
    "accounts.FirstRun",
    "notifications.DemoMail",
    "notifications.MailChoice",
    AuditReason._meta.label,
}
# On pages of our own beside the admin's (programmes, matching, journeys: views/organise).
ON_OWN_PAGES = {
    "accounts.BoardAnswer",
    "accounts.BoardQuestion",
    "programmes.Invitation",
    "programmes.MentorScreening",
    "programmes.OrganiserNote",
    "programmes.PeopleImport",
    "programmes.Event",
    "programmes.Resource",
    "programmes.SignUp",
    "matching.MatchRun",
    "matching.ProposedPair",
    "matching.RunDecision",
    "matching.RunEvent",
    "matching.Solution",
    "journeys.HelpAction",
    "journeys.HelpRule",
    # To the two of a pair, in journeys/views/cadence.py, and to those who run the site, on the page of the outbox.
    "journeys.CadenceProposal",
    "notifications.Heartbeat",
    "notifications.RefusedAddress",
    # To those who run the site, in api/views/webhooks.py.
    "api.Delivery",
    "api.Webhook",
}


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(name="Ours")


@pytest.fixture
def organiser(programme: Programme) -> Person:
    return make.OrganiserFactory(programme=programme, person__name="Olu Organiser").person


@pytest.fixture
def client(client: Client, organiser: Person) -> Client:
    client.force_login(organiser.user)
    return client


@pytest.fixture
def operator(organiser: Person) -> Client:
    client = Client()
    client.force_login(make.PersonFactory(user__is_staff=True, user__is_superuser=True).user)
    return client


def changelist(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def change(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def rows_of(programme: Programme) -> list[Any]:
    """One row of everything that hangs on a programme."""
    mentorship = make.MentorshipFactory(mentee__programme=programme, mentee__active_mentorships=1)
    question = make.QuestionFactory(version__programme=programme)
    return [
        programme,
        programme.organisation,
        mentorship,
        mentorship.mentee,
        mentorship.mentee.person,
        make.RequestFactory(mentee__programme=programme),
        make.CheckInFactory(mentorship=mentorship),
        make.HelpRequestFactory(mentorship=mentorship),
        make.EnquiryFactory(programme=programme),
        make.CriterionFactory(programme=programme),
        question,
        question.version,
        make.SkillFactory(state="proposed", proposed_by=mentorship.mentee.person),
    ]


def test_every_model_is_shown_somewhere_or_for_a_reason_nowhere() -> None:
    shown = {model._meta.label for model in admin.site._registry}
    shown |= {inline.model._meta.label for page in admin.site._registry.values() for inline in page.inlines}
    ours = {model._meta.label for app in OUR_APPS for model in apps.get_app_config(app).get_models()}
    assert {"missing": ours - shown - NEVER_SHOWN - ON_OWN_PAGES, "shown": NEVER_SHOWN & shown} == {
        "missing": set(),
        "shown": set(),
    }


def test_organisers_open_what_is_theirs(client: Client, programme: Programme) -> None:
    for row in rows_of(programme):
        assert client.get(change(row)).status_code == 200, row._meta.label
        assert change(row) in client.get(changelist(type(row))).text, row._meta.label


def test_nothing_of_another_programme_is_shown(client: Client) -> None:
    for row in rows_of(make.ProgrammeFactory(name="Theirs")):
        assert client.get(change(row)).status_code == 302, row._meta.label
        page = client.get(changelist(type(row)))
        assert page.status_code == 200
        assert change(row) not in page.text, row._meta.label
        assert "Theirs" not in page.text, row._meta.label


def test_pages_of_those_who_run_the_site_are_closed(
    client: Client, organiser: Person, operator: Client
) -> None:
    from accounts.models import Consent, Job, Network, User
    from matching.models import Showing

    for model in (User, Network, AuditEvent, Consent, Job, Notification, Showing):
        assert client.get(changelist(model)).status_code == 403, model
        assert operator.get(changelist(model)).status_code == 200, model


def test_permissions_by_model_widen_nothing(client: Client, organiser: Person) -> None:
    from django.contrib.auth.models import Permission

    organiser.user.user_permissions.set(Permission.objects.all())
    theirs = make.ProgrammeFactory()
    assert client.get(change(theirs)).status_code == 302
    assert client.get(changelist(AuditEvent)).status_code == 403


def test_staff_who_organise_nothing_see_nothing() -> None:
    client = Client()
    client.force_login(make.UserFactory(is_staff=True))
    make.EnrolmentFactory()
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(changelist(Enrolment)).status_code == 403


def test_members_never_open_the_admin() -> None:
    client = Client()
    client.force_login(make.MenteeFactory().person.user)
    assert client.get(changelist(Enrolment)).status_code in {302, 403}


def test_a_profile_cannot_be_written(client: Client, programme: Programme) -> None:
    person = make.MenteeFactory(programme=programme, person__name="Alice").person
    page = client.get(change(person))
    assert 'name="name"' not in page.text
    assert client.post(change(person), {"name": "Mallory"}).status_code == 403
    person.refresh_from_db()
    assert person.name == "Alice"


def test_nobody_reads_what_two_people_wrote_to_each_other(client: Client, programme: Programme) -> None:
    request = make.RequestFactory(mentee__programme=programme, want="Only for Bob", note="Only for Alice")
    check_in = make.CheckInFactory(
        mentorship=make.MentorshipFactory(mentee__programme=programme), blocker="Only mine"
    )
    assert "Only for" not in client.get(change(request)).text
    assert "Only mine" not in client.get(change(check_in)).text


def test_a_call_for_help_is_hidden_from_the_other_side(
    client: Client, programme: Programme, organiser: Person
) -> None:
    mentor = make.MentorFactory(programme=programme, person=organiser, active_mentorships=1)
    mentorship = make.MentorshipFactory(mentee__programme=programme, mentor=mentor)
    call = make.HelpRequestFactory(mentorship=mentorship, message="It is Olu.")
    own = make.HelpRequestFactory(mentorship=mentorship, asked_by=organiser, message="Mine.")
    assert client.get(change(call)).status_code == 302
    listed = client.get(changelist(HelpRequest)).text
    assert (change(call) in listed, change(own) in listed) == (False, True)


def test_a_row_of_another_programme_cannot_be_sent(client: Client, programme: Programme) -> None:
    theirs = make.ProgrammeFactory()
    sent = {
        "programme": str(theirs.pk), "key": "x", "label": "X", "kind": "overlap", "use": "score", "weight": 1,
        "minimum": 0, "mentee_field": "topics", "mentor_field": "topics", "parameters": "{}", "position": 1,
        "enabled": "on",
    }  # fmt: skip
    page = client.post(reverse("admin:matching_criterion_add"), sent)
    assert page.status_code == 200
    assert not Criterion.objects.exists()
    assert (
        client.post(
            reverse("admin:matching_criterion_add"), {**sent, "programme": str(programme.pk)}
        ).status_code
        == 302
    )
    assert Criterion.objects.get().programme == programme


def test_searching_for_people_to_choose_stays_within(client: Client, programme: Programme) -> None:
    make.MenteeFactory(programme=programme, person__name="Alice Ours")
    make.MenteeFactory(person__name="Alice Theirs")
    found = client.get(
        reverse("admin:autocomplete"),
        {"term": "Alice", "app_label": "programmes", "model_name": "organiser", "field_name": "person"},
    )
    assert "Alice Theirs" not in found.text


def test_lists_cost_the_same_at_few_and_many_rows(client: Client, programme: Programme) -> None:
    def cost(model: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(changelist(model)).status_code == 200
        return len(queries)

    lists = [
        Programme,
        Enrolment,
        Person,
        Request,
        Mentorship,
        CheckIn,
        HelpRequest,
        Enquiry,
        Criterion,
        FormVersion,
    ]
    rows_of(programme)
    few = {model.__name__: cost(model) for model in lists}
    for _ in range(200):
        mentor = make.MentorFactory(programme=programme, active_mentorships=1)
        mentorship = make.MentorshipFactory(mentee__programme=programme, mentor=mentor)
        make.RequestFactory(mentee=mentorship.mentee, mentor=mentor)
        make.CheckInFactory(mentorship=mentorship)
        make.HelpRequestFactory(mentorship=mentorship)
        make.EnquiryFactory(programme=programme)
        make.CriterionFactory(programme=programme)
        make.FormVersionFactory(programme=programme)
    many = {model.__name__: cost(model) for model in lists}
    assert many == few
    assert max(many.values()) <= 12, many


def test_the_list_of_synonyms_is_within_its_skill(client: Client) -> None:
    synonym = make.SkillSynonymFactory()
    assert SkillSynonym not in admin.site._registry
    assert synonym.text in client.get(change(synonym.skill)).text


def test_states_are_moved_by_operations_alone(client: Client, programme: Programme) -> None:
    enrolment = make.MenteeFactory(programme=programme, state=EnrolmentState.APPLIED, decided_at=None)
    assert 'name="state"' not in client.get(change(enrolment)).text
    assert 'name="state"' not in client.get(change(programme)).text
    assert programme.state == ProgrammeState.ENROLLING
