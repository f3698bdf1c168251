from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.core.cache import cache

from accounts.models import Affiliation, Person, User
from matching import engine
from matching.embedding import Embedder
from matching.models import Criterion, TextVector
from matching.sentences import present_model
from matching.snapshot.criteria import counting, fields, for_engine, question_keys
from matching.snapshot.exclusions import exclusions, preferences
from matching.snapshot.fields import Codes
from matching.snapshot.half import Half, Maker
from matching.snapshot.kept import fingerprint, remembered
from matching.snapshot.people import People, load_people, taken_anywhere, taking_part
from matching.snapshot.questions import Asked, consenting, questions
from matching.snapshot.tables import Tables, hanging
from matching.snapshot.vocabulary import Vocabulary, vocabulary
from matching.snapshot.week import reference_monday
from programmes.enums import Role
from programmes.models import Answer, Enrolment, OfferedSkill, Programme

MEAN_KEPT = 6 * 60 * 60


@dataclass(frozen=True)
class Snapshot:
    """A programme as the engine sees it, and the way back from its numbers to rows and words.

    `mentees` and `mentors` hold the people in the order of the problem; `criteria` the rows by key; `codes` the words
    behind the numbers of sets and categories (networks stand under their own ids)."""

    programme: Programme
    monday: date
    criteria: Mapping[str, Criterion]
    problem: engine.Problem
    mentees: People
    mentors: People
    vocabulary: Vocabulary
    codes: Codes
    asked: Mapping[str, Asked]


def snapshot_for(mentee: Enrolment, *, now: datetime, mentors: Collection[UUID] | None = None) -> Snapshot:
    """One mentee against every mentor of the programme, or those of `mentors` (enrolments): for what people see.

    Criteria about identity do not score here; as a rule they hold, as if the person were not listed. Raises
    LookupError where the mentee does not take part (yet, or any more)."""
    people = load_people(mentee.programme, Role.MENTEE, only=[mentee.pk])
    if not people.rows:
        raise LookupError("the mentee does not take part in the programme")
    build = _Build.of(mentee.programme, now, private=False)
    return build.snapshot(people, few=True, mentors=mentors, mean=build.mean())


def snapshot_of(
    programme: Programme,
    *,
    now: datetime,
    private: bool = True,
    criteria: Collection[Criterion] | None = None,
    mentees: Collection[UUID] | None = None,
) -> Snapshot:
    """Everybody, or the mentees of `mentees` (enrolments), against every mentor: for solvers, which alone may see what
    private criteria and wishes say. Not `private`, it holds what `snapshot_for` holds of each mentee, for what is shown.
    With `criteria`, rows that need not be saved, it is the programme as it would be with these and no others."""
    build = _Build.of(programme, now, private=private, criteria=criteria)
    made = build.whole(mentees)
    # The mean is the programme's, whoever of it is asked for.
    mean = build.mean(made if mentees is None else None)
    return replace(made, problem=replace(made.problem, prior_mean=mean))


def shown(problem: engine.Problem) -> engine.Problem:
    """A solver's problem as people see it: without the criteria that score privately, and without what anybody wished.
    A private rule stays one."""
    criteria = tuple(one for one in problem.criteria if one.rule or not one.private)
    return replace(problem, criteria=criteria, preferences=engine.Preferences())


@dataclass(frozen=True)
class _Build:
    programme: Programme
    now: datetime
    private: bool
    rows: Sequence[Criterion]
    criteria: tuple[engine.Criterion, ...]
    asked: Mapping[str, Asked]
    agreed: Mapping[str, frozenset[UUID]]
    vocabulary: Vocabulary
    model: Embedder  # one for both sides, whatever happens to its files meanwhile

    @classmethod
    def of(
        cls,
        programme: Programme,
        now: datetime,
        *,
        private: bool,
        criteria: Collection[Criterion] | None = None,
    ) -> _Build:
        given = Criterion.objects.filter(programme=programme) if criteria is None else criteria
        every = [row for row in given if row.enabled]
        asked = questions(programme, question_keys(every))
        rows = counting(every, asked, private=private)
        used = {key: asked[key] for key in question_keys(rows) if key in asked}
        agreed = consenting(programme, [key for key, question in used.items() if question.identity])
        made = tuple(for_engine(row) for row in rows)
        return cls(programme, now, private, rows, made, used, agreed, vocabulary(), present_model())

    def snapshot(
        self, mentees: People, *, few: bool, mentors: Collection[UUID] | None, mean: float
    ) -> Snapshot:
        theirs = self._mentors() if mentors is None else self._some_mentors(mentors)
        ours = self._maker(mentees, whole=not few).half(theirs.codes)
        problem = engine.Problem(
            mentees=ours.side,
            mentors=theirs.side,
            criteria=self.criteria,
            mentee_key=mentees.keys,
            mentor_key=theirs.people.keys,
            capacity_left=theirs.people.capacity_left(taken_anywhere(), self.now),
            skills=self.vocabulary.groups,
            excluded=exclusions(self.programme, mentees, theirs.people),
            preferences=preferences(mentees, theirs.people) if self.private else engine.Preferences(),
            prior_mean=mean,
        )
        return Snapshot(
            programme=self.programme,
            monday=self._monday,
            criteria={row.key: row for row in self.rows},
            problem=problem,
            mentees=mentees,
            mentors=theirs.people,
            vocabulary=self.vocabulary,
            codes=ours.codes,
            asked=self.asked,
        )

    def whole(self, mentees: Collection[UUID] | None = None) -> Snapshot:
        """Everybody, or these mentees, before the programme's mean is known."""
        people = load_people(self.programme, Role.MENTEE, mentees)
        return self.snapshot(people, few=False, mentors=None, mean=engine.Problem.prior_mean)

    def mean(self, whole: Snapshot | None = None) -> float:
        """What an unanswered criterion is worth at most: the programme's mean score, kept for some hours so that a list
        and the page behind it agree, and computed anew when the criteria or the sentence model change; from `whole`,
        where it is at hand."""
        shown = [criterion for criterion in self.criteria if not criterion.private]
        made_of = repr((shown, self.model.name))
        key = f"matching:mean:{self.programme.pk}:{sha256(made_of.encode()).hexdigest()}"
        mean: float | None = cache.get(key)
        if mean is None:
            mean = engine.mean_score((whole or self.whole()).problem)
            cache.set(key, mean, MEAN_KEPT)
        return mean

    @property
    def _monday(self) -> date:
        return reference_monday(self.now)

    def _maker(self, people: People, *, whole: bool) -> Maker:
        tables = Tables(self.programme, people, whole, self.model)
        wanted = fields(self.criteria, mentees=people.role == Role.MENTEE)
        return Maker(tables, wanted, self.asked, self.agreed, self.vocabulary, self._monday)

    def _some_mentors(self, only: Collection[UUID]) -> Half:
        return self._maker(load_people(self.programme, Role.MENTOR, only), whole=False).half(Codes.of(()))

    def _mentors(self) -> Half:
        """Everybody's half, kept by this process until a row that it was made of changes."""

        def made() -> Half:
            return self._maker(load_people(self.programme, Role.MENTOR), whole=True).half(Codes.of(()))

        return remembered(self._standing(), made)

    def _standing(self) -> tuple[object, ...]:
        """What the mentors' half is made of, as a key. Five queries."""
        role, of = Role.MENTOR, self.programme
        return (
            "mentors",
            of.pk,
            self._monday,
            repr(self.criteria),
            repr(self.asked),
            repr(self.agreed),
            self.vocabulary.key,
            self.model.name,
            *fingerprint(taking_part(of, role), Person, User),
            *fingerprint(hanging(OfferedSkill, "enrolment", of, role)),
            *fingerprint(hanging(Affiliation, "person__enrolments", of, role)),
            *fingerprint(hanging(TextVector, "enrolment", of, role)),
            *(fingerprint(hanging(Answer, "enrolment", of, role)) if self.asked else ()),
        )
