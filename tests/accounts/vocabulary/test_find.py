"""What people type finds what they mean, and what is no skill finds nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.vocabulary.find import Index, Row, best, edit_distance, find
from accounts.vocabulary.source import read

ROWS = [skill for group in read() for skill in group.skills]
INDEX = Index.build(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_every_name_and_synonym_is_recognised_as_its_own_skill(row: Row) -> None:
    for text in (row.name, row.name.upper(), *row.synonyms):
        hit = best(text, INDEX)
        assert hit is not None, text
        assert hit.skill_key == row.key, text


SURE = {
    # abbreviations
    "ML": "machine-learning",
    "k8s": "containers-and-kubernetes",
    "a11y": "accessibility",
    "proj mgmt": "project-management",
    "stakeholder mgt": "stakeholder-management",
    "front-end dev": "front-end-development",
    "P&L": "profit-and-loss-responsibility",
    "m and a": "corporate-finance",
    "KPI's": "goal-setting",
    "H&S": "health-and-safety",
    "BSL": "british-sign-language",
    "CVs": "cv-writing",
    "Ph.D.": "doing-a-phd",
    "LLMs": "large-language-models",
    # names whose punctuation is the name
    "C++": "c-and-cpp",
    "c#": "csharp-dotnet",
    ".Net": "csharp-dotnet",
    "R": "r",
    # American spelling and other endings
    "organizational development": "organisational-development",
    "behavior management": "behaviour-management",
    "counseling": "mental-health-practice",
    "search engine optimization": "search-engine-optimisation",
    "mathematical modeling": "operational-research",
    # apart and together
    "power point": "presentation-skills",
    "fundraising": "fundraising",
    "fund-raising": "fundraising",
    "back end developer": "back-end-development",
    "start-ups": "starting-a-business",
    # misspellings
    "public speeking": "public-speaking",
    "nogotiating": "negotiation",
    "entreprenuership": "starting-a-business",
    "imposter sindrome": "impostor-syndrome",
    "leadreship": "leading-a-team",
    "sustanability": "sustainability",
    "kubernetties": "containers-and-kubernetes",
    "javascrpt": "javascript",
    "acounting": "accounting",
    "graphic desing": "graphic-design",
    "emotinal inteligence": "emotional-intelligence",
    "proofreeding": "editing-and-proofreading",
    "mandrin": "mandarin-chinese",
    # other words around it, other order
    "how to run a meeting": "running-meetings",
    "change of career": "changing-career",
    "getting better at delegating": "delegation",
    "improving my interview skills": "interview-preparation",
    "learn to say no": "saying-no",
    "advanced excel": "spreadsheets-and-excel",
    "writing better reports": "business-writing",
}


@pytest.mark.parametrize(("typed", "skill"), SURE.items())
def test_recognised(typed: str, skill: str) -> None:
    hit = best(typed, INDEX)
    assert hit is not None
    assert hit.skill_key == skill


OFFERED = {
    "phyton": "python",
    "cyber sec": "cybersecurity",
    "career pivot": "changing-career",
    "vetinary": "veterinary-and-animal-care",
    "public sp": "public-speaking",
    "negot": "negotiation",
    "stakeh": "stakeholder-management",
    "I want to get better at speaking in front of large groups": "public-speaking",
    "influencing without authority": "leading-without-authority",
    "returning to work after maternity leave": "returning-to-work",
}


@pytest.mark.parametrize(("typed", "skill"), OFFERED.items())
def test_offered_first(typed: str, skill: str) -> None:
    assert find(typed, INDEX)[0].skill_key == skill


@pytest.mark.parametrize(
    "typed",
    [
        "asdf qwer",
        "purple monkey",
        "purple monkey dishwasher",
        "xyzzy",
        "12345",
        "qwertyuiop",
        "aaaaaaa",
        "falconry",
        "???",
        "",
        "  ",
        "I don't know",
    ],
)
def test_nonsense_finds_nothing(typed: str) -> None:
    assert find(typed, INDEX) == []


@pytest.mark.parametrize(
    "typed",
    [
        "beekeeping",
        "underwater welding",
        "horse riding",
        "the",
        "quantum",
        "knitting",
        "thinking about things",
    ],
)
def test_what_is_near_but_new_may_be_proposed(typed: str) -> None:
    assert best(typed, INDEX) is None


def test_an_ambiguous_phrase_is_offered_but_not_decided() -> None:
    index = Index.build(
        [Row("audio", "Sound mixing", ("mixing",)), Row("baking", "Dough mixing", ("mixing",))]
    )
    assert {hit.skill_key for hit in find("mixing", index)} == {"audio", "baking"}
    assert best("mixing", index) is None


def test_the_hit_says_what_was_recognised() -> None:
    assert find("infosec", INDEX)[0].via == "infosec"
    assert find("cybersecurity", INDEX)[0].via == "Cybersecurity"


def test_one_hit_a_skill_best_first_and_no_more_than_asked_for() -> None:
    hits = find("management", INDEX, limit=7)
    assert len(hits) == 7
    assert len({hit.skill_key for hit in hits}) == 7
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_order_of_rows_and_synonyms_does_not_matter() -> None:
    backwards = Index.build(Row(row.key, row.name, row.synonyms[::-1]) for row in reversed(ROWS))
    for typed in (*SURE, *OFFERED, "management", "design"):
        assert [(hit.skill_key, hit.score) for hit in find(typed, backwards)] == [
            (hit.skill_key, hit.score) for hit in find(typed, INDEX)
        ]


@settings(deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_typed_is_answered(text: str) -> None:
    assert all(0.5 <= hit.score <= 1.0 for hit in find(text, INDEX))


def test_the_same_rows_give_the_index_that_was_kept() -> None:
    assert Index.build(reversed(ROWS)) is Index.build(ROWS)
    assert Index.build([*ROWS, Row("falconry", "Falconry")]) is not INDEX


def test_an_empty_vocabulary_finds_nothing() -> None:
    assert find("python", Index.build([])) == []


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [
        ("budget", "budget", 0),
        ("buget", "budget", 1),
        ("lead", "laed", 1),
        ("cat", "", 3),
        ("kitten", "sitting", 3),
    ],
)
def test_edit_distance(left: str, right: str, edits: int) -> None:
    assert edit_distance(left, right) == edits == edit_distance(right, left)


def test_a_lookup_costs_little_beside_making_the_index() -> None:
    """A ratio, because machines differ: without its lookup tables one search would cost about as much as all of them."""
    started = time.process_time()
    index = Index.build(ROWS[1:])
    made = time.process_time() - started
    started = time.process_time()
    for typed in SURE:
        find(typed, index)
    assert (time.process_time() - started) / len(SURE) < made / 5
