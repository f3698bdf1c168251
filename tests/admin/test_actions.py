"""What organisers do in the admin goes through operations: history, audit log, mail."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, AuditReason, Job, Person, Skill
from journeys.models import HelpRequest
from matching.models import Criterion
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification
from programmes.enums import EnrolmentState, ProgrammeState
from programmes.models import Enquiry, Enrolment, FormVersion, OfferedSkill, Organiser, Programme
from tests import factories as make
from tests.admin.test_scope import change, changelist

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(name="Ours")


@pytest.fixture
def organiser(programme: Programme) -> Person:
    return make.OrganiserFactory(programme=programme).person


@pytest.fixture
def client(client: Client, organiser: Person) -> Client:
    client.force_login(organiser.user)
    return client


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(make.PersonFactory(user__is_staff=True, user__is_superuser=True).user)
    return client


def act(client: Client, model: Any, action: str, *rows: Any) -> str:
    sent = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return client.post(changelist(model), sent, follow=True).text


@pytest.mark.parametrize(
    ("action", "state", "words"),
    [
        ("approve", EnrolmentState.APPROVED, "You have a place in Ours"),
        ("put_on_the_waiting_list", EnrolmentState.WAITLISTED, "You are on the waiting list of Ours"),
        ("say_no_room", EnrolmentState.DECLINED, "Ours has no room at the moment"),
    ],
)
def test_deciding_about_an_application(
    client: Client, organiser: Person, programme: Programme, action: str, state: str, words: str
) -> None:
    applied = make.MenteeFactory(programme=programme, state=EnrolmentState.APPLIED, decided_at=None)
    left = make.MenteeFactory(programme=programme, state=EnrolmentState.WITHDRAWN, person__name="Gone Person")
    sent = {"action": action, "_selected_action": [str(row.pk) for row in (applied, left)]}
    page = client.post(changelist(Enrolment), sent, follow=True)
    applied.refresh_from_db()
    # Nothing is done before its consequences were shown.
    assert (applied.state, Notification.objects.count()) == (EnrolmentState.APPLIED, 0)
    assert words in page.text
    assert "Gone Person (Left)" in page.text
    confirmed = {**page.context["form"].initial, "confirm": "1"}
    client.post(reverse("programmes:organise_review", args=[programme.slug]), confirmed)
    applied.refresh_from_db()
    left.refresh_from_db()
    assert (applied.state, applied.decided_by, left.state) == (state, organiser, EnrolmentState.WITHDRAWN)
    assert [(e.from_state, e.to_state, e.by) for e in applied.history.all()] == [
        ("applied", state, organiser)
    ]
    assert AuditEvent.objects.filter(action=f"enrolment.{state}", programme_id=programme.pk).count() == 1
    (notification,) = Notification.objects.all()
    letter = registry[notification.kind].load(notification)
    assert letter is not None
    message = write(notification, letter)
    assert words in message.body
    assert words in str(message.alternatives[0][0])


def test_nobody_decides_about_another_programme(client: Client) -> None:
    applied = make.MenteeFactory(state=EnrolmentState.APPLIED, decided_at=None)
    act(client, Enrolment, "approve", applied)
    applied.refresh_from_db()
    assert (applied.state, Notification.objects.count()) == (EnrolmentState.APPLIED, 0)


def test_places_never_fall_below_what_is_taken(client: Client, programme: Programme) -> None:
    mentor = make.MentorFactory(programme=programme, capacity=3, active_mentorships=2)
    hidden = {
        f"{prefix}-{name}": 0
        for prefix in ("goals", "offered_skills", "wanted_skills", "answers", "history")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    page = client.post(change(mentor), {"capacity": 1, "line_manager_email": "", **hidden})
    assert "2 places are taken" in page.text
    assert client.post(change(mentor), {"capacity": 2, "line_manager_email": "", **hidden}).status_code == 302
    mentor.refresh_from_db()
    assert mentor.capacity == 2
    assert AuditEvent.objects.get(action="enrolment.change").fields == ["capacity"]


def test_a_programme_moves_by_its_buttons(client: Client, organiser: Person, programme: Programme) -> None:
    page = client.get(change(programme))
    assert ("Start the programme" in page.text, "Archive" in page.text) == (True, False)
    form = page.context["adminform"].form
    sent = {name: form.initial.get(name) for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    formsets = {
        f"{formset.formset.prefix}-{name}": 0
        for formset in page.context["inline_admin_formsets"]
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    said = client.post(
        change(programme), {**sent, **formsets, "_move_running": "Start the programme"}, follow=True
    )
    assert "is now “Running”" in said.text
    programme.refresh_from_db()
    assert programme.state == ProgrammeState.RUNNING
    assert programme.history.get().by == organiser
    client.post(change(programme), {**sent, **formsets, "_move_archived": "Archive"}, follow=True)
    programme.refresh_from_db()
    assert programme.state == ProgrammeState.RUNNING


def test_a_new_programme_is_a_draft_with_a_code_and_its_organiser_gets_in(operator: Client) -> None:
    organisation = make.OrganisationFactory()
    person = make.PersonFactory()
    sent = {
        "organisation": str(organisation.pk), "name": "New", "slug": "new", "summary": "S", "guidelines_version": "1",
        "mode": "self", "open_requests": 3, "request_days": 14, "mentors_a_mentee": 1, "cadence": "monthly",
        "zone": "Europe/London", "organisers-TOTAL_FORMS": 1, "organisers-INITIAL_FORMS": 0,
        "organisers-0-person": str(person.pk), "history-TOTAL_FORMS": 0, "history-INITIAL_FORMS": 0,
    }  # fmt: skip
    page = operator.post(reverse("admin:programmes_programme_add"), sent)
    assert page.status_code == 302, page.context["errors"]
    programme = Programme.objects.get(slug="new")
    assert (programme.state, len(programme.join_code)) == (ProgrammeState.DRAFT, 8)
    assert Organiser.objects.get(programme=programme).person == person
    person.user.refresh_from_db()
    assert person.user.is_staff


def test_enquiries_and_calls_for_help_are_noted_as_done(
    client: Client, organiser: Person, programme: Programme
) -> None:
    enquiry = make.EnquiryFactory(programme=programme)
    call = make.HelpRequestFactory(mentorship=make.MentorshipFactory(mentee__programme=programme))
    assert "1 question is noted as answered." in act(client, Enquiry, "answered", enquiry)
    assert "1 call is noted as dealt with." in act(client, HelpRequest, "handled", call)
    enquiry.refresh_from_db()
    call.refresh_from_db()
    assert (enquiry.answered_by, call.handled_by) == (organiser, organiser)
    assert "noted as answered" not in act(client, Enquiry, "answered", enquiry)


def test_identity_counts_only_with_a_reason(client: Client, programme: Programme) -> None:
    question = make.QuestionFactory(version__programme=programme, identity=True, key="faith")
    row = make.CriterionFactory(
        programme=programme,
        mentee_field="question:faith",
        mentor_field="question:faith",
        identity=True,
        enabled=False,
    )
    sent = {
        "label": row.label, "kind": row.kind, "use": "score", "weight": 1, "minimum": 0, "position": 0,
        "mentee_field": row.mentee_field, "mentor_field": row.mentor_field, "parameters": "{}",
    }  # fmt: skip
    without = client.post(change(row), {**sent, "identity": "on", "enabled": "on"})
    assert "Say why answers about identity are to count" in without.text
    hidden = client.post(change(row), {**sent, "enabled": "on"})
    assert "about identity, so the criterion is as well" in hidden.text
    row.refresh_from_db()
    assert (row.enabled, row.identity, question.identity) == (False, True, True)
    done = client.post(
        change(row), {**sent, "identity": "on", "enabled": "on", "reason": "Our members asked for it."}
    )
    assert done.status_code == 302
    assert Criterion.objects.get(pk=row.pk).enabled
    event = AuditEvent.objects.get(action="criterion.change")
    assert AuditReason.objects.get(event_id=event.pk).text == "Our members asked for it."


def test_a_criterion_that_the_engine_would_not_take(client: Client, programme: Programme) -> None:
    row = make.CriterionFactory(
        programme=programme, kind="gap", mentee_field="seniority", mentor_field="seniority"
    )
    sent = {
        "label": "Step", "kind": "gap", "use": "score", "weight": 1, "minimum": 0, "position": 0,
        "mentee_field": "seniority", "mentor_field": "seniority", "parameters": '{"best_from": 5, "best_to": 1}',
    }  # fmt: skip
    assert "expected at most &#x27;best_to&#x27;" in client.post(change(row), sent).text


def test_proposed_skills_are_taken_left_or_made_a_synonym(client: Client, programme: Programme) -> None:
    mentor = make.MentorFactory(programme=programme)
    known = make.SkillFactory(name="Negotiation")
    taken, left, other = (
        make.SkillFactory(name=name, state="proposed", proposed_by=mentor.person)
        for name in ("Weaving", "Spam", "Haggling")
    )
    make.OfferedSkillFactory(enrolment=mentor, skill=other)
    act(client, Skill, "accept", taken)
    act(client, Skill, "decline", left)
    sent = {"merge_into": str(known.pk), "synonyms-TOTAL_FORMS": 0, "synonyms-INITIAL_FORMS": 0}
    assert client.post(change(other), sent).status_code == 302
    states = {skill.name: skill.state for skill in Skill.objects.filter(pk__in=[taken.pk, left.pk, other.pk])}
    assert states == {"Weaving": "accepted", "Spam": "declined", "Haggling": "declined"}
    assert OfferedSkill.objects.get(enrolment=mentor).skill == known
    assert known.synonyms.get().text == "haggling"


def test_a_published_form_stays_and_a_draft_is_worked_on(client: Client, programme: Programme) -> None:
    published = make.FormVersionFactory(programme=programme, number=1)
    question = make.QuestionFactory(version=published, key="grade")
    make.QuestionOptionFactory(question=question)
    assert 'name="questions-0-text"' not in client.get(change(published)).text
    act(client, FormVersion, "draft", published)
    draft = FormVersion.objects.get(programme=programme, number=2)
    assert draft.published_at is None
    assert draft.questions.get().options.count() == 1
    assert 'name="questions-0-text"' in client.get(change(draft)).text
    act(client, FormVersion, "publish", draft)
    draft.refresh_from_db()
    assert draft.published_at is not None


def test_those_who_run_the_site_stop_long_work(operator: Client) -> None:
    waiting, running, done = (
        make.JobFactory(state=state, subject_id=uuid4()) for state in ("queued", "running", "done")
    )
    said = act(operator, Job, "stop", waiting, running, done)
    assert "2 jobs were asked to stop." in said
    assert "1 job had ended, or was asked to stop before." in said
    for job in (waiting, running, done):
        job.refresh_from_db()
    assert [job.state for job in (waiting, running, done)] == ["cancelled", "running", "done"]
    assert [bool(job.cancel_requested_at) for job in (waiting, running, done)] == [True, True, False]
    assert set(AuditEvent.objects.filter(action="job.stop").values_list("object_id", flat=True)) == {
        str(waiting.pk),
        str(running.pk),
    }
    assert "asked to stop. Where" not in act(operator, Job, "stop", running)
