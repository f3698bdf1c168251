from __future__ import annotations

import pytest
from django.core.management import call_command

from accounts.enums import SkillState
from accounts.models import AuditEvent, Skill, SkillGroup, SkillSynonym
from accounts.operations.vocabulary import VocabularyLoaded, load_vocabulary
from accounts.vocabulary.find import Row
from accounts.vocabulary.source import Group, read
from tests.factories import NOW, PersonFactory

pytestmark = pytest.mark.django_db


def rows() -> dict[str, list[tuple[object, ...]]]:
    return {
        model.__name__: sorted(model.objects.values_list()) for model in (SkillGroup, Skill, SkillSynonym)
    }


def small(*skills: Row) -> tuple[Group, ...]:
    return (Group("music", "Music", skills),)


def test_the_shipped_vocabulary_is_loaded_whole_and_once() -> None:
    loaded = load_vocabulary(now=NOW)
    shipped = read()
    assert loaded == VocabularyLoaded(
        groups=len(shipped),
        skills=sum(len(group.skills) for group in shipped),
        synonyms=sum(len(skill.synonyms) for group in shipped for skill in group.skills),
    )
    assert SkillSynonym.objects.get(text="cpp").skill.name == "C++ and C"
    before = rows()
    assert load_vocabulary(now=NOW) == VocabularyLoaded(0, 0, 0)
    assert rows() == before


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_vocabulary")
    assert "new or changed" in capsys.readouterr().out
    call_command("load_vocabulary")
    assert capsys.readouterr().out == "The vocabulary is up to date.\n"


def test_a_skill_keeps_its_id_when_name_and_group_change() -> None:
    load_vocabulary(now=NOW, groups=small(Row("guitar", "Guitar", ("strings",))))
    pk = Skill.objects.get(key="guitar").pk
    later = (
        Group("music", "Making music", ()),
        Group("crafts", "Crafts", (Row("guitar", "Guitar making", ("luthier",)),)),
    )
    assert load_vocabulary(now=NOW, groups=later) == VocabularyLoaded(groups=2, skills=1, synonyms=1)
    skill = Skill.objects.get(pk=pk)
    assert (skill.name, skill.group and skill.group.key) == ("Guitar making", "crafts")
    assert list(SkillGroup.objects.values_list("key", "name", "position")) == [
        ("music", "Making music", 1),
        ("crafts", "Crafts", 2),
    ]


def test_a_synonym_moves_and_is_not_doubled() -> None:
    load_vocabulary(now=NOW, groups=small(Row("guitar", "Guitar", ("Strings",)), Row("violin", "Violin")))
    loaded = load_vocabulary(
        now=NOW, groups=small(Row("guitar", "Guitar"), Row("violin", "Violin", ("strings!",)))
    )
    assert loaded == VocabularyLoaded(groups=0, skills=0, synonyms=1)
    assert list(SkillSynonym.objects.values_list("text", "skill__key")) == [("strings", "violin")]


def test_what_the_file_does_not_name_stays() -> None:
    person = PersonFactory()
    proposed = Skill.objects.create(
        key="falconry", name="Falconry", state=SkillState.PROPOSED, proposed_by=person, proposed_at=NOW
    )
    own = SkillSynonym.objects.create(skill=proposed, text="hawking")
    load_vocabulary(now=NOW, groups=small(Row("guitar", "Guitar")))
    proposed.refresh_from_db()
    own.refresh_from_db()
    assert (proposed.state, proposed.proposed_by, own.skill) == (SkillState.PROPOSED, person, proposed)


@pytest.mark.parametrize("state", [SkillState.PROPOSED, SkillState.DECLINED])
def test_a_proposal_that_the_file_names_is_accepted_and_recorded(state: SkillState) -> None:
    person = PersonFactory()
    skill = Skill.objects.create(
        key="guitar", name="guitar playing", state=state, proposed_by=person, proposed_at=NOW
    )
    assert load_vocabulary(now=NOW, groups=small(Row("guitar", "Guitar"))).skills == 1
    skill.refresh_from_db()
    assert (skill.state, skill.name, skill.proposed_by) == (SkillState.ACCEPTED, "Guitar", person)
    assert AuditEvent.objects.values_list("action", "object_id", "at").get() == (
        "skill.accept",
        str(skill.pk),
        NOW,
    )
