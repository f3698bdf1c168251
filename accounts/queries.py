"""What people's own pages read: skills by what they are called, networks that others named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from accounts.enums import NetworkKind, SkillState
from accounts.models import Network, Person, Skill, SkillSynonym
from accounts.vocabulary.find import Index, Row, find
from accounts.vocabulary.normalise import normalise

FOUND_AT_MOST = 8
SUGGESTED_NETWORKS = 400
# A name is suggested to others only when several people gave it: one person's words are theirs.
NAMED_BY = 2


@dataclass(frozen=True)
class FoundSkill:
    """A skill that fits what was typed. `via` is the synonym that was recognised, empty where the name was."""

    skill: Skill
    via: str


@dataclass(frozen=True)
class SkillsFound:
    """What a search gives. `may_propose` where no skill is called exactly so."""

    text: str
    hits: tuple[FoundSkill, ...]
    may_propose: bool


def _usable(person: Person) -> tuple[dict[str, Skill], dict[str, list[str]]]:
    skills = {skill.key: skill for skill in Skill.objects.usable_by(person).select_related("group")}
    synonyms: dict[str, list[str]] = {}
    known = SkillSynonym.objects.filter(skill__in=[skill.pk for skill in skills.values()]).order_by("text")
    for key, text in known.values_list("skill__key", "text"):
        synonyms.setdefault(key, []).append(text)
    return skills, synonyms


def skills_like(text: str, *, person: Person) -> SkillsFound:
    """The skills that `text` may mean among those `person` can choose, best first; two queries, none for nothing typed."""
    words = " ".join(text.replace("\x00", "").split())[:100]
    if not normalise(words):
        return SkillsFound(words, (), may_propose=False)
    skills, synonyms = _usable(person)
    # The vocabulary's index is the same for everybody and kept; a person's own words have a small one beside it.
    parts = [
        [
            Row(key, skill.name, tuple(synonyms.get(key, ())))
            for key, skill in skills.items()
            if skill.state == state
        ]
        for state in (SkillState.ACCEPTED, SkillState.PROPOSED)
    ]
    found = [hit for rows in parts if rows for hit in find(words, Index.build(rows), limit=FOUND_AT_MOST)]
    found.sort(key=lambda hit: -hit.score)
    hits = tuple(_found(skills[hit.skill_key], hit.via) for hit in found[:FOUND_AT_MOST])
    exact = {normalise(hit.skill.name) for hit in hits} | {normalise(hit.via) for hit in hits}
    return SkillsFound(words, hits, may_propose=normalise(words) not in exact)


def vocabulary_index() -> Index:
    """Everything that is in the vocabulary, for `accounts.vocabulary.find`; two queries."""
    skills = dict(Skill.objects.filter(state=SkillState.ACCEPTED).values_list("key", "name"))
    synonyms: dict[str, list[str]] = {key: [] for key in skills}
    known = SkillSynonym.objects.filter(skill__state=SkillState.ACCEPTED).order_by("text")
    for key, text in known.values_list("skill__key", "text"):
        synonyms[key].append(text)
    return Index.build(Row(key, name, tuple(synonyms[key])) for key, name in skills.items())


def _found(skill: Skill, via: str) -> FoundSkill:
    return FoundSkill(skill, "" if normalise(via) == normalise(skill.name) else via)


def skill_called(name: str, *, person: Person) -> Skill | None:
    """The skill that `person` can choose and that is called exactly `name`, spelling apart, or None; two queries."""
    wanted = normalise(name)
    skills, synonyms = _usable(person)
    for key, skill in skills.items():
        if wanted in {normalise(skill.name), *(normalise(text) for text in synonyms.get(key, ()))}:
            return skill
    return None


def networks_by_kind(person: Person) -> dict[NetworkKind, list[str]]:
    """The person's networks of each kind, in the order in which they were given; one query."""
    found: dict[NetworkKind, list[str]] = {kind: [] for kind in NetworkKind}
    for kind, name in person.affiliations.order_by("pk").values_list("network__kind", "network__name"):
        found[NetworkKind(kind)].append(name)
    return found


def suggested_networks(kinds: Iterable[NetworkKind]) -> dict[NetworkKind, list[str]]:
    """Names of networks that several people gave, the most common first; one query."""
    found: dict[NetworkKind, list[str]] = {kind: [] for kind in kinds}
    common = (
        Network.objects.filter(kind__in=found)
        .annotate(people=Count("affiliations"))
        .filter(people__gte=NAMED_BY)
        .order_by("-people", "key")[:SUGGESTED_NETWORKS]
    )
    for network in common:
        found[NetworkKind(network.kind)].append(network.name)
    return found
