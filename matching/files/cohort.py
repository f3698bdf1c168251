"""Both files as one question for the engine, with the way back from its numbers to people and words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime

import numpy as np

from accounts.vocabulary.find import Index
from accounts.vocabulary.source import read as read_vocabulary
from matching import engine
from matching.defaults import DEFAULTS
from matching.files.tables import FileTables, Networks, identity
from matching.importing import CriteriaSpec
from matching.models import Criterion
from matching.sentences import model_warning, present_model
from matching.snapshot import Snapshot
from matching.snapshot.criteria import counting, fields, for_engine, question_keys
from matching.snapshot.exclusions import own_pairs
from matching.snapshot.fields import Codes
from matching.snapshot.half import Half, Maker
from matching.snapshot.questions import Asked
from matching.snapshot.vocabulary import Vocabulary
from matching.snapshot.week import reference_monday
from matching.words import Pair
from programmes.enums import AnswerVisibility, Role
from programmes.importing import Mapping as FileMapping
from programmes.importing import QuestionSpec, Read
from programmes.models import Programme


@dataclass(frozen=True)
class Cohort:
    """Everybody of the files. `inert` are the criteria about identity: nobody consented on this site, so none counts.
    `model` is the name of the sentence model, empty where no text counts, and `warning` what is wrong with the one that the
    site would use."""

    snapshot: Snapshot
    mentees: FileTables
    mentors: FileTables
    networks: Networks
    inert: tuple[Criterion, ...]
    model: str
    warning: str

    @property
    def problem(self) -> engine.Problem:
        return self.snapshot.problem

    def pair(self, mentee: int, mentor: int) -> Pair:
        """The two people at these positions, for words."""
        return Pair(
            self.mentees.enrolment(mentee),
            self.mentors.enrolment(mentor),
            self.mentees.goals(mentee),
            self.snapshot,
            self.networks.by_number,
        )


def cohort_of(mapping: FileMapping, read: Read, wanted: CriteriaSpec, *, now: datetime) -> Cohort:
    """The people of the files under the criteria that an imported programme would have.

    Mentees have one mentor each here. Nobody's week stands in a file, so hours are unknown to all."""
    every = criteria_of(wanted)
    asked = {spec.key: _asked(spec) for spec in read.questions}
    rows = counting([row for row in every if row.enabled], asked, private=True)
    used = {key: asked[key] for key in question_keys(rows) if key in asked}
    criteria = tuple(for_engine(row) for row in rows)
    networks = Networks.of(read.people)
    speaks = any(criterion.kind is engine.Kind.TEXT for criterion in criteria)
    vocabulary = shipped_vocabulary() if speaks or reads_skills(mapping) else NO_SKILLS
    programme, monday = Programme(), reference_monday(now)

    ours, theirs = (FileTables.of(read, role, mapping, networks, now) for role in Role)

    def half(tables: FileTables, codes: Codes) -> Half:
        looked_up = fields(criteria, mentees=tables.people.role == Role.MENTEE)
        return Maker(tables, looked_up, used, {}, vocabulary, monday).half(codes)

    mentors = half(theirs, Codes.of(()))
    mentees = half(ours, mentors.codes)
    problem = engine.Problem(
        mentees=mentees.side,
        mentors=mentors.side,
        criteria=criteria,
        mentee_key=mentees.people.keys,
        mentor_key=mentors.people.keys,
        capacity_left=mentors.people.capacity_left({}, now),
        skills=vocabulary.groups,
        excluded=engine.Exclusions.of(own_pairs(programme, mentees.people, mentors.people)),
    )
    snapshot = Snapshot(
        programme=programme,
        monday=monday,
        criteria={row.key: row for row in rows},
        problem=replace(problem, prior_mean=engine.mean_score(problem)),
        mentees=mentees.people,
        mentors=mentors.people,
        vocabulary=vocabulary,
        codes=mentees.codes,
        asked=used,
    )
    return Cohort(
        snapshot=snapshot,
        mentees=ours,
        mentors=theirs,
        networks=networks,
        inert=tuple(row for row in every if row.identity),
        model=present_model().name if speaks else "",
        warning=model_warning() if speaks else "",
    )


def criteria_of(wanted: CriteriaSpec) -> list[Criterion]:
    """The criteria of a programme that began with the defaults and then took over a mapping, as rows that are never saved:
    see `operations.criteria`. Those about identity are switched off."""
    rows = {}
    if not wanted.alone:
        for position, default in enumerate(DEFAULTS, start=1):
            values = {**asdict(default), "label": str(default.label)}
            rows[default.key] = Criterion(position=position, **values)
    for position, spec in enumerate(wanted.criteria, start=1):
        rows[spec.key] = Criterion(position=position, enabled=not spec.identity, **asdict(spec))
    return sorted(rows.values(), key=lambda row: (row.position, row.key))


def _asked(spec: QuestionSpec) -> Asked:
    return Asked(
        key=spec.key,
        kind=spec.kind,
        identity=spec.identity,
        visible=spec.visibility == AnswerVisibility.MATCH,
        label={option.key: option.label for option in spec.options},
        rung={option.key: option.ordinal for option in spec.options},
    )


NO_SKILLS = Vocabulary((), (), {}, 0, engine.SkillVocabulary())


def reads_skills(mapping: FileMapping) -> bool:
    return any("skills" in sources for sources in mapping.roles.values())


def shipped_index() -> Index:
    """The skills that ship with the site, by how people write them."""
    return Index.build(skill for group in read_vocabulary() for skill in group.skills)


def shipped_vocabulary() -> Vocabulary:
    """The skills that ship with the site, by number."""
    known = sorted(
        (skill.key, skill.name, number)
        for number, group in enumerate(read_vocabulary())
        for skill in group.skills
    )
    pks = tuple(identity(key) for key, _name, _group in known)
    groups = np.array([group for _key, _name, group in known], dtype=np.int32)
    return Vocabulary(
        pks=pks,
        names=tuple(name for _key, name, _group in known),
        place={pk: number for number, pk in enumerate(pks)},
        key=hash(pks),
        groups=engine.SkillVocabulary(groups),
    )
