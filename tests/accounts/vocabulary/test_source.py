"""The shipped file itself: large enough, unambiguous, and fit for the database."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from accounts.models import Skill, SkillGroup, SkillSynonym
from accounts.vocabulary.find import Row
from accounts.vocabulary.normalise import compact, normalise
from accounts.vocabulary.source import Group, read

GROUPS = read()
SKILLS = [skill for group in GROUPS for skill in group.skills]


def test_enough_skills_in_enough_groups() -> None:
    assert len(SKILLS) >= 420
    assert len(GROUPS) >= 20


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.key)
def test_every_group_is_worth_opening(group: Group) -> None:
    assert len(group.skills) >= 8


def test_keys_are_unique_slugs_that_fit() -> None:
    for rows, model in ((SKILLS, Skill), (GROUPS, SkillGroup)):
        keys = [row.key for row in rows]
        assert len(keys) == len(set(keys))
        longest = model._meta.get_field("key").max_length
        assert [key for key in keys if not re.fullmatch(r"[a-z0-9_-]+", key) or len(key) > longest] == []


def test_names_and_synonyms_fit() -> None:
    longest = Skill._meta.get_field("name").max_length
    assert [skill.name for skill in SKILLS if len(skill.name) > longest] == []
    longest = SkillSynonym._meta.get_field("text").max_length
    assert [text for skill in SKILLS for text in skill.synonyms if len(normalise(text)) > longest] == []


@pytest.mark.parametrize("skill", SKILLS, ids=lambda skill: skill.key)
def test_two_to_eight_synonyms(skill: Row) -> None:
    assert 2 <= len(skill.synonyms) <= 8


def test_a_phrase_belongs_to_one_skill_and_stands_there_once() -> None:
    owners = defaultdict(list)
    for skill in SKILLS:
        for text in (skill.name, *skill.synonyms):
            owners[compact(normalise(text))].append((skill.key, text))
    assert {phrase: owner for phrase, owner in owners.items() if len(owner) > 1} == {}
    assert "" not in owners


def test_names_are_spelt_the_british_way() -> None:
    american = re.compile(
        r"\w+(?:ization|izing|ize|yzing|avior|olor|abor)s?\b|\bcenter|\bcounseling|\bmodeling|\bprogram\b",
        re.I,
    )
    assert [skill.name for skill in SKILLS if american.search(skill.name)] == []
