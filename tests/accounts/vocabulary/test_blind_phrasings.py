"""Thirty phrasings that the vocabulary's author did not see, written by somebody who knew the skills' names only:
abbreviations, misspellings, other spellings, everyday words. Each finds its skill among the first three."""

from __future__ import annotations

import pytest

from accounts.vocabulary.find import Index, Row, best, find
from accounts.vocabulary.source import read

PHRASINGS = [
    ("pubic speeking", "public-speaking"),
    ("k8s", "containers-and-kubernetes"),
    ("stakholder managment", "stakeholder-management"),
    ("SEO", "search-engine-optimisation"),
    ("imposter syndrom", "impostor-syndrome"),
    ("EDI", "equality-diversity-and-inclusion"),
    ("P&L ownership", "profit-and-loss-responsibility"),
    ("ML", "machine-learning"),
    ("how to say no to people", "saying-no"),
    ("data vis", "data-visualisation"),
    ("interveiw prep", "interview-preparation"),
    ("GIS mapping", "geographic-information-systems"),
    ("first time manager", "becoming-a-first-time-manager"),
    ("writing grants", "grant-applications"),
    ("cyber security", "cybersecurity"),
    ("time mangement", "time-management"),
    ("fund raising", "fundraising"),
    ("presenting at conferences", "conference-presentations"),
    ("statistcs", "statistics"),
    ("UX", "ux-design"),
    ("BSL", "british-sign-language"),
    ("negotiating a salary", "negotiating-pay"),
    ("sql databases", "sql-and-databases"),
    ("managing upwards", "managing-up"),
    ("prioritization", "planning-and-prioritising"),
    ("CAD drawing", "computer-aided-design"),
    ("giving feed back", "giving-feedback"),
    ("organizational development", "organisational-development"),
    ("getting a promotion", "getting-promoted"),
    ("NLP", "natural-language-processing"),
]

NONSENSE = ["asdf qwer", "purple monkey", "zzzz", "the the the"]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(
        [Row(skill.key, skill.name, tuple(skill.synonyms)) for group in read() for skill in group.skills]
    )


def test_there_are_thirty_of_them() -> None:
    assert len({text for text, _ in PHRASINGS}) == 30


@pytest.mark.parametrize(("text", "key"), PHRASINGS)
def test_it_is_found(index: Index, text: str, key: str) -> None:
    assert key in [hit.skill_key for hit in find(text, index, limit=3)]


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_never_taken_for_a_skill(index: Index, text: str) -> None:
    assert best(text, index) is None
