"""Proposing a skill."""

from __future__ import annotations

import pytest

from accounts.models import Skill
from accounts.operations.skills import OPEN_PROPOSALS, TooManyProposals, propose_skill
from tests.factories import NOW, PersonFactory, SkillFactory, SkillSynonymFactory

pytestmark = pytest.mark.django_db


def test_a_known_skill_under_any_spelling_is_no_proposal() -> None:
    alice = PersonFactory()
    skill = SkillFactory(name="Public speaking")
    SkillSynonymFactory(skill=skill, text="presenting")
    assert propose_skill(name="PUBLIC  Speaking!", by=alice, now=NOW) == skill
    assert propose_skill(name="presenting", by=alice, now=NOW) == skill
    assert Skill.objects.count() == 1


def test_proposing_twice_makes_one_and_another_person_gets_their_own() -> None:
    alice, bob = PersonFactory(), PersonFactory()
    first = propose_skill(name="Bell ringing", by=alice, now=NOW)
    assert propose_skill(name="bell-ringing", by=alice, now=NOW) == first
    assert propose_skill(name="Bell ringing", by=bob, now=NOW) != first
    assert (first.state, first.proposed_at, first.group) == ("proposed", NOW, None)


@pytest.mark.parametrize("name", ["", "  ", "?!"])
def test_a_name_without_letters_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="needs a name"):
        propose_skill(name=name, by=PersonFactory(), now=NOW)


def test_letters_of_every_script_make_a_name() -> None:
    assert propose_skill(name="書道", by=PersonFactory(), now=NOW).name == "書道"


def test_open_proposals_have_a_limit() -> None:
    alice = PersonFactory()
    SkillFactory.create_batch(OPEN_PROPOSALS, state="proposed", proposed_by=alice)
    with pytest.raises(TooManyProposals):
        propose_skill(name="One too many", by=alice, now=NOW)
