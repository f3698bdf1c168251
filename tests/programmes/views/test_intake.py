"""The guided intake over HTTP: every step saves, keeps what was typed, and can be taken up again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Consent, Network, Person, Skill
from programmes.enums import EnrolmentState, Role
from programmes.intake import steps_for
from programmes.models import Enrolment
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Person:
    return make.PersonFactory(name="Alice Adeyemi", languages=[], availability=[], formats=[])


@pytest.fixture
def mentee(alice: Person) -> Enrolment:
    return make.EnrolmentFactory(
        person=alice, role=Role.MENTEE, state=EnrolmentState.APPLIED, submitted_at=None, decided_at=None
    )


@pytest.fixture
def mentor(alice: Person) -> Enrolment:
    return make.EnrolmentFactory(
        person=alice, role=Role.MENTOR, state=EnrolmentState.APPLIED, submitted_at=None, decided_at=None
    )


@pytest.fixture
def as_alice(client: Client, alice: Person) -> Client:
    client.force_login(alice.user)
    return client


def address(enrolment: Enrolment, step: str) -> str:
    return reverse("programmes:intake_step", args=[enrolment.pk, step])


ABOUT = {
    "name": "Alice Adeyemi",
    "pronouns": "she/her",
    "job_title": "Analyst",
    "place": "Leeds",
    "zone": "Africa/Lagos",
    "seniority": "2",
}
STORY = {"where_i_am": "In a small team.", "where_i_want_to_be": "Leading one.", "challenges": "Saying no."}
GOALS = {"goals": ["Lead a project", "", "Speak at the review"]}
MEETING = {"languages": ["en", "fr"], "more_languages": ["yoruba"], "formats": ["video"]}
HOURS = {"availability": ["34-35", "82"]}
NETWORKS = {
    "employer": ["Harbour Trust"],
    "school": ["", "Leeds"],
    "community": ["R Users"],
    "professional_body": [],
    "line_manager_email": "Sam@Example.org",
}
LINKS = {"links": ["linkedin.com/in/alice", "https://example.org/me"]}
TOPICS = {"topics": ["leading", "feedback"], "topics_note": "Mostly meetings."}
QUALITIES = {"qualities": ["listener"], "qualities_note": ""}


def wanted(skill: Skill, now: int = 1, aim: int = 3, priority: int = 2) -> dict[str, Any]:
    return {
        "skill": [str(skill.pk)],
        f"now-{skill.pk}": now,
        f"aim-{skill.pk}": aim,
        f"priority-{skill.pk}": priority,
    }


def answer_all(client: Client, enrolment: Enrolment) -> None:
    skill = make.SkillFactory()
    steps: dict[str, dict[str, Any]] = {
        "about": ABOUT, "story": STORY, "topics": TOPICS, "goals": GOALS, "skills": wanted(skill), "qualities": QUALITIES,
        "meeting": MEETING, "availability": HOURS, "networks": NETWORKS, "links": LINKS,
        "words": {"headline": "Head of analytics", "biography": "I was an analyst."},
        "expertise": {"skill": [str(skill.pk)], f"level-{skill.pk}": 4}, "capacity": {"capacity": "2", "mentee_cap": "3"},
    }  # fmt: skip
    for step in steps_for(enrolment.role, asks=False, must_answer=False, asks_identity=False):
        answer = client.post(address(enrolment, step.slug), steps[step.slug])
        assert answer.status_code == 302, (step.slug, answer.context["form"].errors)


def test_a_mentee_answers_every_step_and_every_answer_is_kept(as_alice: Client, mentee: Enrolment) -> None:
    answer_all(as_alice, mentee)
    mentee.refresh_from_db()
    person = Person.objects.get(pk=mentee.person_id)
    assert (person.zone, person.job_title, person.languages, person.availability) == (
        "Africa/Lagos",
        "Analyst",
        ["en", "fr", "yo"],
        [34, 35, 82],
    )
    assert (mentee.seniority, mentee.where_i_want_to_be, mentee.topics) == (
        2,
        "Leading one.",
        ["leading", "feedback"],
    )
    assert [(goal.position, goal.text) for goal in mentee.goals.all()] == [
        (1, "Lead a project"),
        (2, "Speak at the review"),
    ]
    assert list(mentee.wanted_skills.values_list("level_now", "level_aim", "priority")) == [(1, 3, 2)]
    assert mentee.line_manager_email == "sam@example.org"
    assert set(person.affiliations.values_list("network__kind", "network__key")) == {
        ("employer", "harbour trust"), ("school", "leeds"), ("community", "r users"),
    }  # fmt: skip
    assert list(person.links.values_list("kind", "url")) == [
        ("linkedin", "https://linkedin.com/in/alice"),
        ("website", "https://example.org/me"),
    ]


def test_a_mentor_answers_every_step_and_every_answer_is_kept(as_alice: Client, mentor: Enrolment) -> None:
    answer_all(as_alice, mentor)
    mentor.refresh_from_db()
    assert (mentor.headline, mentor.biography, mentor.capacity) == (
        "Head of analytics",
        "I was an analyst.",
        2,
    )
    assert mentor.person.__class__.objects.get(pk=mentor.person_id).mentee_cap == 3
    assert list(mentor.offered_skills.values_list("level", flat=True)) == [4]


def test_handing_in_approves_lists_and_names_the_next_step(as_alice: Client, mentee: Enrolment) -> None:
    answer_all(as_alice, mentee)
    done = as_alice.post(reverse("programmes:intake_check", args=[mentee.pk]), follow=True)
    mentee.refresh_from_db()
    assert mentee.state == EnrolmentState.APPROVED
    assert mentee.submitted_at is not None
    assert mentee.decided_at == mentee.submitted_at
    assert list(mentee.history.values_list("from_state", "to_state")) == [("applied", "approved")]
    assert reverse("matching:matches", args=[mentee.pk]) in done.content.decode()


def test_a_mentor_who_hands_in_consents_to_being_listed(as_alice: Client, mentor: Enrolment) -> None:
    answer_all(as_alice, mentor)
    done = as_alice.post(reverse("programmes:intake_check", args=[mentor.pk]), follow=True)
    assert "You are listed" in done.content.decode()
    assert (
        Consent.objects.standing()
        .filter(person=mentor.person_id, purpose="directory", subject=str(mentor.programme_id))
        .count()
        == 1
    )


def test_handing_in_waits_where_organisers_review(as_alice: Client, mentee: Enrolment) -> None:
    mentee.programme.reviews_applications = True
    mentee.programme.save()
    answer_all(as_alice, mentee)
    done = as_alice.post(reverse("programmes:intake_check", args=[mentee.pk]), follow=True)
    mentee.refresh_from_db()
    assert (mentee.state, mentee.decided_at) == (EnrolmentState.APPLIED, None)
    assert "Your application is in" in done.content.decode()


def test_handing_in_too_early_names_what_is_open(as_alice: Client, mentee: Enrolment) -> None:
    page = as_alice.post(reverse("programmes:intake_check", args=[mentee.pk]))
    mentee.refresh_from_db()
    assert mentee.submitted_at is None
    assert [step.slug for step in page.context["left"]] == ["about", "story", "goals", "skills", "meeting"]
    assert "<title>Error:" in page.content.decode()


@pytest.mark.parametrize(
    ("step", "data", "message", "kept"),
    [
        ("about", {**ABOUT, "name": "", "job_title": "Baker"}, "Write the name", 'value="Baker"'),
        ("about", {**ABOUT, "zone": "Mars/Olympus"}, "Choose a time zone", 'value="Leeds"'),
        ("story", {**STORY, "where_i_want_to_be": " "}, "Write a sentence or two", "Saying no."),
        ("story", {**STORY, "challenges": "x" * 2001}, "2001", "x" * 2001),
        ("goals", {"goals": ["", " "]}, "at least one goal", "Goal 2"),
        ("goals", {"goals": ["fine", "y" * 401]}, "Row 2 has 401", "y" * 401),
        ("meeting", {"languages": [], "formats": ["phone"]}, "at least one language", 'value="phone" id="id_formats_1" checked'),
        ("meeting", {"languages": ["en"], "more_languages": ["Klingon"]}, "language called “Klingon”", 'value="Klingon"'),
        ("availability", {"availability": ["9999"]}, "Choose hours", "<h1>When could you"),
        ("networks", {**NETWORKS, "line_manager_email": "sam"}, "Write a whole address", 'value="Harbour Trust"'),
        ("networks", {**NETWORKS, "employer": ["???"]}, "has no letters", 'value="???"'),
        ("links", {"links": ["javascript:alert(1)", "example.org"]}, "is no address", 'value="javascript:alert(1)"'),
        ("links", {"links": ["javascript://example.org/%0aalert(1)"]}, "is no address", "javascript://"),
        ("skills", {"skill": []}, "Choose at least one skill", "Step 5 of 10"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    as_alice: Client, mentee: Enrolment, step: str, data: dict[str, Any], message: str, kept: str
) -> None:
    page = as_alice.post(address(mentee, step), data)
    text = page.content.decode()
    assert page.status_code == 200
    assert "<title>Error:" in text
    assert 'role="alert"' in text
    assert message in text
    assert kept in text
    mentee.refresh_from_db()
    assert mentee.steps_done == []


@pytest.mark.parametrize(
    ("now", "aim", "words"),
    [(2, 2, "aim above"), (3, 2, "only step up is Expert"), (4, 4, "Nothing is above Expert")],
)
def test_an_aim_must_be_above_today(
    as_alice: Client, mentee: Enrolment, now: int, aim: int, words: str
) -> None:
    skill = make.SkillFactory()
    page = as_alice.post(address(mentee, "skills"), wanted(skill, now, aim))
    assert words in page.content.decode()
    assert mentee.wanted_skills.count() == 0
    assert page.context["form"].picked()[0].skill == skill


def test_skills_are_found_added_and_removed_without_script(as_alice: Client, mentee: Enrolment) -> None:
    first, second = make.SkillFactory(name="Public speaking"), make.SkillFactory(name="Negotiation")
    form = wanted(first, 2, 4, 3)
    found = as_alice.post(address(mentee, "skills"), {**form, "q": "negotiating", "find": "1"})
    assert f'name="add" value="{second.pk}"' in found.content.decode()
    added = as_alice.post(address(mentee, "skills"), {**form, "q": "negotiating", "add": str(second.pk)})
    assert [picked.skill for picked in added.context["form"].picked()] == [first, second]
    assert added.context["form"].initial[f"aim-{first.pk}"] == "4"
    assert "Error:" not in added.content.decode()
    removed = as_alice.post(
        address(mentee, "skills"), {**form, "skill": [str(first.pk), str(second.pk)], "remove": str(first.pk)}
    )
    assert [picked.skill for picked in removed.context["form"].picked()] == [second]
    assert mentee.wanted_skills.count() == 0


def test_a_skill_can_be_proposed_and_only_its_proposer_finds_it(as_alice: Client, mentee: Enrolment) -> None:
    page = as_alice.post(address(mentee, "skills"), {"q": "Bell ringing", "propose": "Bell ringing"})
    skill = Skill.objects.get(name="Bell ringing")
    assert (skill.state, skill.proposed_by_id) == ("proposed", mentee.person_id)
    assert [picked.skill for picked in page.context["form"].picked()] == [skill]
    bob = make.MenteeFactory(submitted_at=None)
    client = Client()
    client.force_login(bob.person.user)
    stranger = client.post(address(bob, "skills"), wanted(skill))
    assert stranger.context["form"].picked() == []
    assert bob.wanted_skills.count() == 0


def test_one_more_row_keeps_the_rows_and_judges_nothing(as_alice: Client, mentee: Enrolment) -> None:
    page = as_alice.post(address(mentee, "goals"), {"goals": ["First", "Second"], "more": "goals"})
    text = page.content.decode()
    assert [label in text for label in ("Goal 3", "First", "Second", "Error:")] == [True, True, True, False]
    assert mentee.goals.count() == 0


def test_goals_keep_their_order_and_rows_when_changed(as_alice: Client, mentee: Enrolment) -> None:
    as_alice.post(address(mentee, "goals"), {"goals": ["a", "b", "c"]})
    as_alice.post(address(mentee, "goals"), {"goals": ["c", "a"]})
    assert [(goal.position, goal.text) for goal in mentee.goals.all()] == [(1, "c"), (2, "a")]


def test_the_intake_goes_on_where_it_stopped(as_alice: Client, mentee: Enrolment) -> None:
    start = reverse("programmes:intake", args=[mentee.pk])
    assert as_alice.get(start).url == address(mentee, "about")
    stopped = as_alice.post(address(mentee, "about"), {**ABOUT, "stop": "1"})
    assert stopped.url == reverse("journeys:dashboard")
    assert as_alice.get(start).url == address(mentee, "story")
    assert as_alice.post(address(mentee, "story"), STORY).url == address(mentee, "topics")


def test_a_change_from_the_check_page_returns_to_it(as_alice: Client, mentee: Enrolment) -> None:
    saved = as_alice.post(address(mentee, "story") + "?check", STORY)
    assert saved.url == reverse("programmes:intake_check", args=[mentee.pk])


def test_a_second_programme_is_filled_in_already(as_alice: Client, alice: Person, mentee: Enrolment) -> None:
    answer_all(as_alice, mentee)
    second = make.EnrolmentFactory(person=alice, role=Role.MENTEE, submitted_at=None)
    about = as_alice.get(address(second, "about")).context["form"].initial
    assert (about["job_title"], about["zone"], about["seniority"]) == ("Analyst", "Africa/Lagos", 2)
    assert as_alice.get(address(second, "meeting")).context["form"].initial["languages"] == ["en", "fr", "yo"]
    assert as_alice.get(address(second, "networks")).context["form"].initial["employer"] == ["Harbour Trust"]
    assert as_alice.get(address(second, "story")).context["form"].initial["where_i_am"] == ""
    as_alice.post(address(second, "availability"), {"availability": ["100-101"]})
    assert as_alice.get(address(mentee, "availability")).context["form"].initial["availability"] == [100, 101]


def test_two_spellings_of_an_employer_are_one_network(as_alice: Client, mentee: Enrolment) -> None:
    known = make.NetworkFactory(kind="employer", name="Harbour Trust", key="harbour trust")
    as_alice.post(address(mentee, "networks"), {"employer": ["HARBOUR  trust."]})
    assert list(Network.objects.filter(kind="employer")) == [known]
    assert list(mentee.person.affiliations.values_list("network", flat=True)) == [known.pk]


def test_names_of_networks_are_suggested_only_when_several_people_gave_them(
    as_alice: Client, mentee: Enrolment
) -> None:
    common, rare = make.NetworkFactory(name="Common Works"), make.NetworkFactory(name="Rare Works")
    make.AffiliationFactory.create_batch(2, network=common)
    make.AffiliationFactory(network=rare)
    text = as_alice.get(address(mentee, "networks")).content.decode()
    assert "Common Works" in text
    assert "Rare Works" not in text


def test_lowering_capacity_keeps_every_mentee_and_stops_requests(as_alice: Client, mentor: Enrolment) -> None:
    Enrolment.objects.filter(pk=mentor.pk).update(capacity=3, active_mentorships=2)
    as_alice.post(address(mentor, "capacity"), {"capacity": "1"})
    mentor.refresh_from_db()
    assert (mentor.capacity, mentor.active_mentorships, mentor.accepting) == (2, 2, False)


def test_anothers_enrolment_is_nobodys(client: Client, mentee: Enrolment) -> None:
    charlie = make.PersonFactory()
    pages = [
        reverse(f"programmes:{name}", args=[mentee.pk]) for name in ("intake", "intake_check", "intake_done")
    ]
    for url in [*pages, address(mentee, "about")]:
        assert client.get(url).url.startswith(reverse("account_login"))
    client.force_login(charlie.user)
    for url in [*pages, address(mentee, "about")]:
        assert client.get(url).status_code == 404
    assert client.post(address(mentee, "about"), ABOUT).status_code == 404
    mentee.refresh_from_db()
    assert mentee.steps_done == []


@pytest.mark.parametrize("state", [EnrolmentState.WITHDRAWN, EnrolmentState.DECLINED])
def test_answers_are_closed_for_those_who_are_not_in_the_programme(
    as_alice: Client, mentee: Enrolment, state: str
) -> None:
    Enrolment.objects.filter(pk=mentee.pk).update(state=state)
    assert as_alice.post(address(mentee, "about"), ABOUT).status_code == 403


def test_a_step_of_the_other_role_is_not_there(
    as_alice: Client, mentee: Enrolment, mentor: Enrolment
) -> None:
    assert as_alice.get(address(mentee, "capacity")).status_code == 404
    assert as_alice.get(address(mentor, "goals")).status_code == 404
    assert as_alice.get(address(mentee, "questions")).status_code == 404


def test_pages_need_the_same_queries_for_little_and_for_much(as_alice: Client, mentee: Enrolment) -> None:
    def counted() -> dict[str, int]:
        counts = {}
        urls = {
            step.slug: address(mentee, step.slug)
            for step in steps_for("mentee", asks=False, must_answer=False, asks_identity=False)
        }
        for name, url in {**urls, "check": reverse("programmes:intake_check", args=[mentee.pk])}.items():
            with CaptureQueriesContext(connection) as queries:
                as_alice.get(url)
            counts[name] = len(queries)
        return counts

    answer_all(as_alice, mentee)
    few = counted()
    make.WantedSkillFactory.create_batch(6, enrolment=mentee)
    for position in (3, 4, 5):
        make.GoalFactory(enrolment=mentee, position=position)
    make.AffiliationFactory.create_batch(5, person=mentee.person)
    make.ProfileLinkFactory.create_batch(3, person=mentee.person)
    assert counted() == few


def test_answers_that_an_import_brought_are_shown_and_nothing_is_open(
    as_alice: Client, alice: Person
) -> None:
    enrolment = make.MenteeFactory(person=alice, steps_done=[])
    check = reverse("programmes:intake_check", args=[enrolment.pk])
    assert as_alice.get(reverse("programmes:intake", args=[enrolment.pk])).url == check
    page = as_alice.get(check)
    assert page.context["left"] == []
    assert enrolment.where_i_want_to_be in page.content.decode()


def test_handing_in_twice_changes_nothing(as_alice: Client, mentee: Enrolment) -> None:
    answer_all(as_alice, mentee)
    check = reverse("programmes:intake_check", args=[mentee.pk])
    as_alice.post(check)
    first = Enrolment.objects.get(pk=mentee.pk).submitted_at
    assert as_alice.post(check).url == reverse("programmes:intake_done", args=[mentee.pk])
    mentee.refresh_from_db()
    assert (mentee.submitted_at, mentee.history.count()) == (first, 1)


def test_somebody_who_joined_as_both_is_led_to_the_other_half(as_alice: Client, mentee: Enrolment) -> None:
    other = make.EnrolmentFactory(
        programme=mentee.programme, person=mentee.person, role=Role.MENTOR, submitted_at=None
    )
    answer_all(as_alice, mentee)
    done = as_alice.post(reverse("programmes:intake_check", args=[mentee.pk]), follow=True)
    assert reverse("programmes:intake", args=[other.pk]) in done.content.decode()
