"""Goals, things to do and skills, as the two of a pair meet them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import Person
from journeys.models import Action, Assessment, Milestone, PairGoal, SharedAssessment
from journeys.queries import goals as reads
from matching.enums import EndReason
from matching.models import Mentorship
from matching.operations.mentorships import end_mentorship, pause_mentorship
from tests import factories as make
from tests.together.goals import SECRET_WORDS, more
from tests.together.scene import Scene
from tests.world import World, build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Mentorship:
    mentor = make.MentorFactory(person__name="Bob Brown", active_mentorships=1)
    return make.MentorshipFactory(
        mentor=mentor,
        mentee__programme=mentor.programme,
        mentee__person__name="Alice Adeyemi",
        mentee__active_mentorships=1,
        started_at=timezone.now() - timedelta(days=40),
    )


@pytest.fixture
def goal(pair: Mentorship) -> PairGoal:
    return make.PairGoalFactory(mentorship=pair, text="Get better at presenting")


def as_one(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def alice(pair: Mentorship) -> Client:
    return as_one(pair.mentee.person)


@pytest.fixture
def bob(pair: Mentorship) -> Client:
    return as_one(pair.mentor.person)


def url(pair: Mentorship, name: str, *ids: object) -> str:
    return reverse(f"journeys:{name}", args=[pair.pk, *ids])


def test_check_it_asks_and_loses_nothing(pair: Mentorship, alice: Client) -> None:
    typed = {"text": "Improve my presenting", "measure": "I feel better", "who": "private", "check": "1"}
    page = alice.post(url(pair, "goal_add"), typed).text
    assert "3 questions that would sharpen it" in page
    assert "Improve my presenting" in page
    assert not PairGoal.objects.exists()
    typed |= {
        "text": "Present the plan to the board",
        "measure": "Nobody needs slides",
        "due_on": str(timezone.now().date()),
    }
    assert "It says what, how to tell and by when" in alice.post(url(pair, "goal_add"), typed).text


def test_a_goal_is_set_sharpened_and_good_as_it_is(pair: Mentorship, alice: Client) -> None:
    answer = alice.post(
        url(pair, "goal_add"), {"text": "Get better at presenting", "who": "shared"}, follow=True
    )
    goal = PairGoal.objects.get()
    assert answer.redirect_chain[-1][0] == url(pair, "goal", goal.pk)
    assert "questions that would sharpen it" in answer.text
    page = alice.post(url(pair, "goal_settle", goal.pk), follow=True).text
    assert "would sharpen it" not in page
    alice.post(url(pair, "goal_change", goal.pk), {"text": "Get better at listening"})
    assert "would sharpen it" in alice.get(url(pair, "goal", goal.pk)).text


def test_the_intake_gives_goals_in_one_press(pair: Mentorship, alice: Client, bob: Client) -> None:
    told = make.GoalFactory(enrolment=pair.mentee)
    assert "What you said when you joined" in alice.get(url(pair, "goals")).text
    assert "What Alice said when joining" in bob.get(url(pair, "goals")).text
    bob.post(url(pair, "goal_intake"), {"origin": told.pk})
    alice.post(url(pair, "goal_intake"), {"origin": told.pk})
    assert PairGoal.objects.get().origin == told
    assert "when you joined" not in alice.get(url(pair, "goals")).text
    assert alice.post(url(pair, "goal_intake"), {"origin": "x"}).status_code == 404
    assert alice.post(url(pair, "goal_intake"), {"origin": make.GoalFactory().pk}).status_code == 404


def test_milestones_and_news_and_the_undo_in_the_toast(
    pair: Mentorship, goal: PairGoal, alice: Client
) -> None:
    for text in ("Outline", "Rehearse"):
        alice.post(url(pair, "milestone_add", goal.pk), {"step-text": text})
    first = Milestone.objects.get(text="Outline")
    deed = url(pair, "milestone_do", first.pk)
    page = alice.post(deed, {"do": "finish"}, follow=True).text
    assert "Done: Outline" in page
    assert f'<form method="post" action="{deed}">' in page
    assert "Milestones done: 1 of 2, so 50% is chosen." in page
    alice.post(url(pair, "goal_news", goal.pk), {"news-progress": "70", "news-note": "Went well & fast"})
    page = alice.get(url(pair, "goal", goal.pk)).text
    assert "70%, as before" in page
    assert "Went well &amp; fast" in page
    alice.post(deed, {"do": "drop"})
    assert Milestone.objects.get(text="Outline").dropped_at
    alice.post(deed, {"do": "back"})
    assert "Outline" in alice.get(url(pair, "goal", goal.pk)).text
    page = alice.post(url(pair, "milestone_add", goal.pk), {"step-text": ""})
    assert page.status_code == 200
    assert "Say what the step is." in page.text


def test_reached_is_a_reason_to_say_thanks_and_can_be_a_slip(
    pair: Mentorship, goal: PairGoal, alice: Client, bob: Client
) -> None:
    page = alice.post(url(pair, "goal_reached", goal.pk), follow=True).text
    assert f"{url(pair, 'thanks')}?goal={goal.pk}" in page
    assert "Alice got there" in bob.get(url(pair, "goal", goal.pk)).text
    again = bob.post(url(pair, "goal_reached", goal.pk))
    assert again.status_code == 409
    assert "closed or changed meanwhile" in again.text
    bob.post(url(pair, "goal_again", goal.pk))
    goal.refresh_from_db()
    assert goal.state == "open"


def test_dropping_asks_for_a_reason_and_keeps_it(
    pair: Mentorship, goal: PairGoal, alice: Client, bob: Client
) -> None:
    drop = url(pair, "goal_drop", goal.pk)
    assert "in a few words what changed" in alice.post(drop, {"why": "other"}).text
    alice.post(drop, {"why": "first", "words": "The move to Leeds"})
    assert "The move to Leeds" in bob.get(url(pair, "goal", goal.pk)).text
    assert "The move to Leeds" in bob.get(url(pair, "goals")).text
    assert alice.get(drop).status_code == 302


def test_things_to_do_are_ticked_where_they_stand(
    pair: Mentorship, goal: PairGoal, alice: Client, bob: Client
) -> None:
    here = url(pair, "goal", goal.pk)
    alice.post(
        url(pair, "actions"),
        {"do-text": "Book a room", "do-owner": pair.mentor.person_id, "of": goal.pk, "back": here},
    )
    action = Action.objects.get()
    assert (action.goal, action.owner) == (goal, pair.mentor.person)
    answer = bob.post(url(pair, "action_do", action.pk), {"do": "finish", "back": here})
    assert answer.headers["Location"] == here
    answer = bob.post(url(pair, "action_do", action.pk), {"do": "reopen", "back": "https://evil.example/"})
    assert answer.headers["Location"] == url(pair, "actions")
    page = bob.post(url(pair, "action_do", action.pk), {"do": "drop"}, follow=True).text
    assert "Removed: Book a room" in page
    assert "Nothing waits for you here." in page
    wrong = alice.post(
        url(pair, "actions"), {"do-text": "", "do-owner": pair.mentor.person_id, "of": goal.pk}
    )
    assert "Say what is to do." in wrong.text
    assert "How far it is" in wrong.text


def test_what_is_to_do_for_a_private_goal_is_private(pair: Mentorship, alice: Client, bob: Client) -> None:
    make.PairGoalFactory(mentorship=pair)
    secret = make.PairGoalFactory(mentorship=pair, text="Secret", private=True)
    data = {"do-text": "Ask around", "do-owner": pair.mentor.person_id, "do-goal": secret.pk}
    assert "eyes alone" in alice.post(url(pair, "actions"), data).text
    assert not Action.objects.exists()
    alice.post(url(pair, "actions"), data | {"do-owner": pair.mentee.person_id})
    assert Action.objects.get().private
    assert "Ask around" not in bob.get(url(pair, "actions")).text
    assert (
        bob.post(url(pair, "actions"), data | {"do-text": "Mine"}).status_code == 200
    )  # no such goal for him
    assert Action.objects.count() == 1


def test_skills_are_told_compared_and_taken_back(pair: Mentorship, alice: Client, bob: Client) -> None:
    wanted = make.WantedSkillFactory(enrolment=pair.mentee, level_now=1, level_aim=3)
    now = url(pair, "assess_now")
    assert "At the intake you said Basic, and your aim is Strong." in alice.get(now).text
    assert "At the intake" not in bob.get(now).text
    assert "at least one of the skills" in bob.post(now, {}).text
    alice.post(now, {f"skill-{wanted.skill_id}": "2"})
    bob.post(now, {f"skill-{wanted.skill_id}": "0"})
    assert Assessment.objects.count() == 2
    compare = url(pair, "assess_compare")
    alice.post(compare, {"do": "agree"})
    page = bob.get(url(pair, "assess")).text
    assert "Alice would like to compare" in page
    assert "Able" not in page.split("In words")[1].split("Side by side")[0]
    bob.post(compare, {"do": "agree"})
    assert "Able" in bob.get(url(pair, "assess")).text.split("In words")[1].split("Side by side")[0]
    end_mentorship(pair, reason=EndReason.FINISHED, by=pair.mentee.person, now=timezone.now())
    assert alice.post(compare, {"do": "agree"}).status_code == 409
    alice.post(compare, {"do": "stop"})
    assert SharedAssessment.objects.get().person == pair.mentor.person


def test_after_the_end_it_is_read_and_nothing_else(
    pair: Mentorship, goal: PairGoal, alice: Client, bob: Client
) -> None:
    action = make.ActionFactory(mentorship=pair)
    step = make.MilestoneFactory(goal=goal)
    make.WantedSkillFactory(enrolment=pair.mentee)
    end_mentorship(pair, reason=EndReason.FINISHED, by=pair.mentee.person, now=timezone.now())
    for page in (url(pair, "goals"), url(pair, "goal", goal.pk), url(pair, "actions"), url(pair, "assess")):
        found = bob.get(page)
        assert found.status_code == 200
        main = found.text.split("<main")[1].split("</main>")[0]
        assert 'method="post"' not in main.split("Side by side")[0], page
    late = alice.post(url(pair, "goal_add"), {"text": "One more thing", "who": "shared"})
    assert late.status_code == 409
    assert "One more thing" in late.text
    for name, ids in (("goal_reached", [goal.pk]), ("milestone_do", [step.pk]), ("action_do", [action.pk])):
        assert alice.post(url(pair, name, *ids), {"do": "finish"}).status_code == 409
    assert alice.get(url(pair, "goal_change", goal.pk)).headers["Location"] == url(pair, "goals")


def test_in_a_pause_they_may_work_on(pair: Mentorship, goal: PairGoal, alice: Client) -> None:
    pause_mentorship(pair, until=None, by=pair.mentee.person, now=timezone.now())
    alice.post(url(pair, "goal_reached", goal.pk))
    goal.refresh_from_db()
    assert goal.state == "reached"


@pytest.fixture
def world() -> World:
    return build_world()


def test_what_is_for_her_eyes_alone_stands_on_no_page_of_anybody_else(world: World) -> None:
    """Every page of the mentor's, and those of the organiser that are about the pair or its programme."""
    pair, slug = world.mentorship, world.programme.slug
    room = [
        "mentorship",
        "goals",
        "actions",
        "assess",
        "goal_add",
        "meetings",
        "agreement",
        "reflect",
        "shelf",
        "thanks",
        "close",
        "story",
    ]
    pages = [reverse(f"journeys:{name}") for name in ("dashboard", "calendar", "mentorships")]
    for name in room:
        pages += _reversed(name, pair.pk)
    for one in (world.together.goals.goal, world.together.goals.reached, world.together.goals.dropped):
        pages.append(url(pair, "goal", one.pk))
    organised = [
        *_reversed("organise_help", slug),
        *_reversed("organise_help_pair", slug, pair.pk),
        f"/admin/organise/{slug}/",
        f"/admin/organise/{slug}/report/",
    ]
    seen = 0
    for who, addresses in (("bob", pages), ("organiser", organised)):
        client = Client()
        client.force_login(world.users[who])
        for address in addresses:
            page = client.get(address)
            assert page.status_code in {200, 302, 404}, address
            seen += page.status_code == 200
            for words in SECRET_WORDS:
                assert words not in page.text, (who, address, words)
    assert seen > 12
    client = Client()
    client.force_login(world.users["alice"])
    assert all(words in client.get(url(pair, "goals")).text for words in SECRET_WORDS[:1])


def _reversed(name: str, *args: object) -> list[str]:
    try:
        return [reverse(f"journeys:{name}", args=args)]
    except NoReverseMatch:
        return []


def test_not_even_a_count_tells_of_it(world: World) -> None:
    now, pair = world.now, world.mentorship
    bob, alice = world.bob.person, world.alice.person

    def seen(reader: Person) -> list[object]:
        page = reads.goals_page(pair, reader=reader, now=now)
        card = reads.card(pair, reader=reader, now=now)
        assert card is not None
        return [
            len(page.open),
            page.chart,
            page.to_do,
            card.open,
            card.to_do,
            len(reads.happened(pair, reader=reader)),
            sorted(one.text for one in reads.ahead([pair], reader=reader, now=now).get(pair.pk, [])),
        ]

    before = seen(bob)
    hers = seen(alice)
    PairGoal.objects.filter(private=True).delete()
    Action.objects.filter(private=True).delete()
    assert seen(bob) == before
    assert seen(alice) != hers
    assert hers[1] == before[1]  # the chart is the same for both


def test_every_page_costs_the_same_with_many(world: World) -> None:
    pair, things = world.mentorship, world.together.goals
    scene: Scene = world.scene
    pages = [url(pair, name) for name in ("goals", "actions", "assess")] + [url(pair, "goal", things.goal.pk)]

    def costs() -> list[int]:
        found = []
        for who in ("alice", "bob"):
            client = Client()
            client.force_login(world.users[who])
            for page in pages:
                client.get(page)
                with CaptureQueriesContext(connection) as queries:
                    client.get(page)
                found.append(len(queries))
        return found

    def reading(read: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as queries:
            read()
        return len(queries)

    def quiet() -> list[int]:
        now, alice = world.now, world.alice.person
        return [
            reading(lambda: reads.card(pair, reader=alice, now=now)),
            reading(lambda: reads.happened(pair, reader=alice)),
            reading(lambda: reads.ahead([pair], reader=alice, now=now)),
        ]

    few, few_read = costs(), quiet()
    for _n in range(5):
        more(scene, things)
    assert costs() == few
    assert quiet() == few_read
    assert max(few) <= 25
