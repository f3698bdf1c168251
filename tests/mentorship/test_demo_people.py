"""The demo's people as plain data: the same for the same seed, and each with words of their own."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from itertools import pairwise

import pytest

from mentorship.demo_people import SIGN_INS, compose, content
from mentorship.demo_people.people import address
from mentorship.demo_people.stories import SCENARIOS
from mentorship.demo_people.world import DemoWorld

LEFT_OVER = re.compile(r"[\[\]{}|@!]")


@pytest.fixture(scope="module")
def world() -> DemoWorld:
    return compose()


@pytest.fixture(scope="module")
def crowd() -> DemoWorld:
    return compose(8000, 2000, seed=7)


def digest(world: DemoWorld) -> str:
    return sha256(repr(world).encode()).hexdigest()


def texts(world: DemoWorld) -> list[str]:
    enrolments = [
        text
        for one in world.enrolments
        for text in (
            one.headline,
            one.biography,
            one.where_i_am,
            one.where_i_want_to_be,
            one.challenges,
            one.topics_note,
            one.qualities_note,
            *one.goals,
        )
    ]
    requests = [
        text for one in world.requests for text in (one.want, one.why_you, one.note, one.question, one.reply)
    ]
    blockers = [answer.blocker for pair in world.mentorships for answer in pair.check_ins]
    return [text for text in (*enrolments, *requests, *blockers) if text]


def test_the_same_seed_gives_the_same_world(world: DemoWorld) -> None:
    assert digest(world) == digest(compose())
    assert digest(world) != digest(compose(seed=2))


def test_there_is_enough_to_read() -> None:
    fields = content.fields()
    goals = {line.text for field in fields for line in field.goals} | set(content.shared()["general_goals"])
    biographies = {story.text for field in fields for story in field.bios}
    assert len(fields) >= 20
    assert len(goals) >= 80
    assert len(biographies) >= 60
    assert len(content.cultures()) >= 25


@pytest.mark.parametrize("which", ["world", "crowd"])
def test_no_two_people_read_alike(which: str, request: pytest.FixtureRequest) -> None:
    world: DemoWorld = request.getfixturevalue(which)
    assert len({person.name for person in world.people}) == len(world.people)
    assert len({person.email for person in world.people}) == len(world.people)
    goals = Counter(
        goal for _person, goal in {(one.person, goal) for one in world.enrolments for goal in one.goals}
    )
    assert max(goals.values()) == 1
    biographies = Counter(
        text for _person, text in {(one.person, one.biography) for one in world.enrolments if one.biography}
    )
    assert max(biographies.values()) == 1
    beginnings = Counter(
        text for _person, text in {(one.person, one.where_i_am) for one in world.enrolments if one.where_i_am}
    )
    assert max(beginnings.values()) == 1


def test_no_pattern_is_left_in_the_words(world: DemoWorld) -> None:
    assert [text for text in texts(world) if LEFT_OVER.search(text) or "  " in text] == []
    assert [text for text in texts(world) if not text[0].isupper()] == []


def test_goals_and_other_words_fit_their_fields(crowd: DemoWorld) -> None:
    assert max(len(goal) for one in crowd.enrolments for goal in one.goals) <= 400
    assert max(len(text) for text in texts(crowd)) <= 1000
    assert max(len(one.headline) for one in crowd.enrolments) <= 160
    assert max(len(one.goals) for one in crowd.enrolments) <= 5


def test_every_skill_is_in_the_vocabulary() -> None:
    used = {skill for field in content.fields() for skill in (*field.wants, *field.offers)}
    assert used <= set(content.skill_names())


def test_skills_of_a_person_come_from_their_field(world: DemoWorld) -> None:
    by_key = {field.key: field for field in content.fields()}
    for one in world.enrolments[4:]:  # the first four are written by hand
        if one.role == "mentor":
            assert {skill for skill, _level in one.offered} <= set(by_key[one.field].offers)
        elif one.seniority < 4:
            assert {wanted.skill for wanted in one.wanted} <= set(by_key[one.field].wants)
        assert all(wanted.aim > wanted.now for wanted in one.wanted)


def test_everybody_who_begins_a_story_has_something_to_say() -> None:
    for field in content.fields():
        for story in field.now:
            for lines in (field.goals, field.hopes, field.areas, field.asks):
                assert field.fitting(lines, story), (field.key, story.text)


def test_zones_and_languages(world: DemoWorld) -> None:
    assert len({person.zone for person in world.people}) == 12
    assert len({code for person in world.people for code in person.languages}) == 9


def test_addresses_cannot_reach_anybody(crowd: DemoWorld) -> None:
    domains = {person.email.partition("@")[2] for person in crowd.people}
    assert domains == {"example.org", "example.com", "example.net"}
    assert all(re.fullmatch(r"[a-z0-9.-]+@[a-z.]+", person.email) for person in crowd.people)
    assert all(".example/" in f"{url}/" for person in crowd.people for _kind, url in person.links)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Søren Nygård", "soren.nygard"),
        ("Pınar Yılmaz", "pinar.yilmaz"),
        ("Mei-Ling Hsu", "mei-ling.hsu"),
        ("Hui Min O'Shea", "hui.oshea"),
    ],
)
def test_an_address_is_made_of_plain_letters(name: str, expected: str) -> None:
    assert address(name) == expected


@pytest.mark.parametrize("which", ["world", "crowd"])
def test_promises_are_kept(which: str, request: pytest.FixtureRequest) -> None:
    world: DemoWorld = request.getfixturevalue(which)
    told = [pair for pair in world.mentorships if pair.state in {"active", "paused"}]
    pairs = Counter(pair.mentor for pair in told)
    assert all(count <= world.enrolments[mentor].capacity for mentor, count in pairs.items())
    for one in world.requests:
        assert all(earlier.ago > later.ago for earlier, later in pairwise(one.steps))
        assert world.enrolments[one.mentee].joined > one.steps[0].ago
    mentees = Counter(pair.mentee for pair in world.mentorships)
    assert max(mentees.values()) == 1


def test_stories_of_every_kind_are_told_of_a_small_world() -> None:
    small = compose(60, 20, seed=3)
    states = {one.state for one in small.requests}
    assert {"pending", "accepted", "declined"} <= states
    assert sum(SCENARIOS.values()) < 60


@pytest.mark.parametrize("seed", range(1, 9))
def test_whatever_the_seed_every_state_is_told(seed: int) -> None:
    world = compose(seed=seed)
    states = {one.state for one in world.requests}
    assert states == {"pending", "needs_info", "accepted", "declined", "withdrawn", "expired", "closed"}
    reasons = {one.close_reason for one in world.requests if one.close_reason}
    assert reasons == {"mentor_full", "mentee_matched", "person_left"}
    assert {pair.state for pair in world.mentorships} == {"active", "paused", "completed", "ended"}


def test_too_small_a_world_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 60 mentees and 20 mentors"):
        compose(10, 10)


def test_sign_ins_are_four_people_of_the_world(world: DemoWorld) -> None:
    assert [role for role, _, _ in SIGN_INS] == ["mentee", "her mentor", "mentor", "organiser"]
    assert {email for _, email, _ in SIGN_INS} <= {person.email for person in world.people}
